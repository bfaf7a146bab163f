"""A flood of log entries into the real dashboard, beside loops that do less, and wscat.

Everybody runs in a PTY that is drained, and is timed from the first byte to the moment at which the flood's last entry
stands on its screen. CPU seconds are those of the whole process in that time. The loops write one word at the end.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

from benchmarks import ROOT
from benchmarks.drained import DrainedTerminal, words
from benchmarks.figure import Figure, Wanted, in_turns
from benchmarks.flood import MARK, Flood
from hexatui.ui.actions import ACTIONS

COUNT = 300_000
ROUNDS = 5

LONG_COUNT = 1_000_000
"""Entries of the flood in which keys are pressed."""

KEYS = (b"3", b"4")
"""To the alerts, and to the logs."""

PATIENCE = 60.0
SETTLED = 0.5
"""Seconds of quiet before a flood begins."""

CONTAINER = "ws-123/production/api-server-abc123/api"
ENVIRONMENT = {"HEXATUI_TOKEN": "x" * 200, "XDG_CONFIG_HOME": tempfile.gettempdir(), "PYTHONPATH": str(ROOT)}
PROGRAM = str(Path(sys.executable).with_name("hexatui"))
WSCAT_HOME = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "hexatui-benchmarks"

LOOP = """
import asyncio, sys
from websockets.asyncio.client import connect
{imports}
async def main():
    async with connect(sys.argv[1], max_queue=1024) as socket:
        await socket.send('{{"type":"stream_logs","id":"logs-1","data":{{}}}}')
        while True:
            frame = await socket.recv(decode=False)
            {decode}
            if b"{mark}" in frame:
                print("{mark}", flush=True)
asyncio.run(main())
"""
BARE = LOOP.format(imports="", decode="pass", mark=MARK)
DECODING = LOOP.format(
    imports="from hexatui.protocol.codec import decode_server", decode="decode_server(frame)", mark=MARK
)
ASK = '{"type":"stream_logs","id":"logs-1","data":{}}'


@dataclass(frozen=True, slots=True)
class Passage:
    """What one contestant needed for a flood."""

    rate: float
    """Entries a second."""
    cpu: float
    """CPU seconds of its process."""
    frames: float = 0.0
    """Painted a second, as far as they say so."""


def wscat() -> str | None:
    """The program, fetched from npm when it isn't here; None where there is no npm."""
    local = WSCAT_HOME / "node_modules" / ".bin" / "wscat"
    if not shutil.which("wscat") and not local.exists() and shutil.which("npm"):
        WSCAT_HOME.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--prefix", WSCAT_HOME, "wscat@6"], check=False)
    return shutil.which("wscat") or (str(local) if local.exists() else None)


def dashboard(url: str) -> list[str]:
    """The command of the real dashboard with one log stream."""
    return [PROGRAM, "--url", url, "--workspace", "ws-123", "--logs", CONTAINER]


def passage(
    flood: Flood, command: list[str], count: int = COUNT, environment: Mapping[str, str] = ENVIRONMENT
) -> Passage:
    """Put one contestant into a flood."""
    with DrainedTerminal(command, environment) as terminal:
        flood.wait_until_asked()
        terminal.settle(SETTLED)
        before, start = cpu_seconds(terminal.process.pid), time.monotonic()
        flood.begin()
        end = terminal.until(MARK.encode(), PATIENCE)
        used = cpu_seconds(terminal.process.pid) - before
        return Passage(count / (end - start), used, terminal.painted(start, end))


def cpu_seconds(pid: int) -> float:
    """What a process has used so far."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


@dataclass(frozen=True, slots=True)
class Attention:
    """How a person was served during a flood."""

    latencies: list[float]
    """Seconds from each key to its changed words."""
    rate: float


def attention(flood: Flood, count: int) -> Attention:
    """Press keys while a long flood passes: one goes to the alerts, the next to the logs, and the key bar says so.

    Args:
        flood: who sends.
        count: how many entries; 0 for a platform that is silent for as long as 200 keys take.
    """
    chance = random.Random(count)
    with DrainedTerminal(dashboard(flood.url(count or 1)), ENVIRONMENT) as terminal:
        flood.wait_until_asked()
        terminal.settle(SETTLED)
        answers = _answers(terminal)
        latencies: list[float] = []
        start = time.monotonic()
        if count:
            flood.begin()
            terminal.until(b"processed", PATIENCE)
        while True:
            key = KEYS[len(latencies) % 2]
            pressed = time.monotonic()
            terminal.write(key)
            latencies.append(terminal.until(answers[key], PATIENCE) - pressed)
            pause = time.monotonic() + chance.uniform(0.02, 0.12)
            while (left := pause - time.monotonic()) > 0:
                terminal.read(left)
            if MARK.encode() in terminal.tail or (not count and len(latencies) == 200):
                break
        end = time.monotonic()
        if not count:
            flood.begin()  # It waits for leave to send its only entry.
        return Attention(latencies, count / (end - start))


def _answers(terminal: DrainedTerminal) -> dict[bytes, bytes]:
    """For each key a word of the key bar that comes after it, and never after the other."""
    shown = {action.words.encode() for action in ACTIONS if action.in_bar}
    seen: dict[bytes, list[set[bytes]]] = {key: [] for key in KEYS}
    for key in KEYS * 2:
        terminal.write(key)
        seen[key].append(words(terminal.settle(SETTLED)) & shown)
    always = {key: first & second for key, (first, second) in seen.items()}
    ever = {key: first | second for key, (first, second) in seen.items()}
    one, other = KEYS
    return {one: max(always[one] - ever[other], key=len), other: max(always[other] - ever[one], key=len)}


def measure() -> list[Figure]:
    """Let all of them pass in turn; then press keys."""
    with Flood() as flood:
        url = flood.url(COUNT)
        commands = {
            "hexatui": dashboard(url),
            "websockets, receiving": [sys.executable, "-c", BARE, url],
            "websockets, decoding": [sys.executable, "-c", DECODING, url],
        }
        if program := wscat():
            commands["wscat"] = [program, "-c", url, "-w", "-1", "-x", ASK]
        runs = in_turns({name: partial(passage, flood, command) for name, command in commands.items()}, ROUNDS)
        rates = {name: [run.rate for run in passages] for name, passages in runs.items()}
        seconds = {name: [run.cpu for run in passages] for name, passages in runs.items()}
        turns = in_turns(
            {"flood": partial(attention, flood, LONG_COUNT), "silence": partial(attention, flood, 0)}, 2, 0
        )
    absent: dict[str, None] = {} if program else {"wscat": None}
    served, silent = turns["flood"], sorted(1000 * latency for one in turns["silence"] for latency in one.latencies)
    latencies = sorted(1000 * latency for one in served for latency in one.latencies)
    return [
        Figure.of_rounds(
            f"{COUNT:,} log entries",
            {**rates, **absent},
            unit="/s",
            wanted=[Wanted(0.8, beside="websockets, decoding")],
        ),
        Figure.of_rounds("CPU for them", {**seconds, **absent}, unit="s"),
        # Of floods without a key, which would have the screen painted besides.
        Figure("frames painted meanwhile", min(one.frames for one in runs["hexatui"]), unit="/s", wanted=[Wanted(10)]),
        Figure("log entries while keys are pressed", min(one.rate for one in served), unit="/s"),
        Figure("a key to its answer, median", _share(latencies, 0.5), {"without a flood": _share(silent, 0.5)}, "ms"),
        Figure(
            f"a key to its answer, p99 of {len(latencies)}",
            _share(latencies, 0.99),
            {"without a flood": _share(silent, 0.99)},
            "ms",
            wanted=[Wanted(50, at_most=True)],
        ),
    ]


def _share(sorted_values: list[float], share: float) -> float:
    """The value below which that share of them lies."""
    return sorted_values[int(len(sorted_values) * share)]
