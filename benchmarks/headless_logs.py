"""A flood of log entries through `hexatui logs -f`, into a pipe and into a drained PTY, beside wscat in the same place.

Into the pipe beside loops that do less, too: what receiving alone takes, and what decoding takes.

Timed from the first byte to the moment at which the flood's last entry has come out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial

from benchmarks.figure import Figure, Wanted, in_turns
from benchmarks.flood import MARK, Flood
from benchmarks.ingest import (
    ASK,
    BARE,
    COUNT,
    DECODING,
    ENVIRONMENT,
    PATIENCE,
    PROGRAM,
    SETTLED,
    Passage,
    cpu_seconds,
    passage,
    wscat,
)

ROUNDS = 5


def piped_passage(flood: Flood, command: list[str]) -> Passage:
    """Put one contestant into a flood, its output a pipe."""
    environment = {**os.environ, **ENVIRONMENT}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        flood.wait_until_asked()
        time.sleep(SETTLED)
        before, start = cpu_seconds(process.pid), time.monotonic()
        flood.begin()
        tail = b""
        while MARK.encode() not in tail:
            data = os.read(process.stdout.fileno(), 1 << 20)
            assert data, "it ended too early"
            assert time.monotonic() < start + PATIENCE, "it takes too long"
            tail = tail[-len(MARK) :] + data
        end = time.monotonic()
        taken = cpu_seconds(process.pid) - before
        process.kill()
        return Passage(COUNT / (end - start), taken)


def measure() -> list[Figure]:
    """All in turn, in both places."""
    figures = []
    with Flood() as flood:
        url = flood.url(COUNT)
        ours = [PROGRAM, "logs", "ws-123", "api-server-abc123", "-n", "production", "-c", "api", "-f", "--url", url]
        theirs = wscat()
        loops = {
            "websockets, receiving": [sys.executable, "-c", BARE, url],
            "websockets, decoding": [sys.executable, "-c", DECODING, url],
        }
        for place, pass_through, beside in (("a pipe", piped_passage, loops), ("a PTY", passage, {})):
            commands = {"hexatui": ours, **beside}
            if theirs:
                commands["wscat"] = [theirs, "-c", url, "-w", "-1", "-x", ASK]
            runs = in_turns({name: partial(pass_through, flood, command) for name, command in commands.items()}, ROUNDS)
            absent: dict[str, None] = {} if theirs else {"wscat": None}
            rates = {name: [run.rate for run in passages] for name, passages in runs.items()}
            seconds = {name: [run.cpu for run in passages] for name, passages in runs.items()}
            # Into a pipe wscat writes what came, undecoded: there the mark is who decodes.
            wanted = [Wanted(1, beside="websockets, decoding" if beside else "wscat")]
            figures += [
                Figure.of_rounds(f"{COUNT:,} log entries into {place}", {**rates, **absent}, unit="/s", wanted=wanted),
                Figure.of_rounds("CPU for them", {**seconds, **absent}, unit="s"),
            ]
    return figures
