"""A fleet of 10,000 workspaces: how soon it stands on the screen, and how soon a key is answered while 100 are live.

Beside hexatui stands Textual's own tree with as many nodes, of which as many change.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from support.gateway import HEXATUI
from support.terminal import KEYS as TERMINAL_KEYS
from support.terminal import Terminal

from benchmarks import ROOT
from benchmarks.figure import Figure, Wanted

WORKSPACES = 10_000
KEYS = 300
LETTERS = ("7", "7", "7", "backspace", "backspace", "backspace") * 4
"""What is typed into the filter; each leaves another number of rows, which the title says."""

PATIENCE = 30.0


class Platform:
    """The process with the gateway; for use in a `with` statement."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.fleet_platform", str(WORKSPACES)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
            stdout=subprocess.PIPE,
        )
        self.url, self.token = self.line().split()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def line(self) -> str:
        """What it says next."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().decode()


class KeyTerminal(Terminal):
    """A terminal whose keys don't wait."""

    def write(self, key: str) -> None:
        """Press a key, by its name or as itself."""
        os.write(self._master, TERMINAL_KEYS.get(key, key).encode())


class Found(NamedTuple):
    """Of one run, in milliseconds."""

    screen: float
    keys: list[float]
    typed: list[float]


def cursor_row(terminal: KeyTerminal) -> int | None:
    """The row with the cursor, told by its background from the one most rows have."""
    grounds = [terminal.screen.buffer[y][4].bg for y in range(terminal.screen.lines)]
    usual = statistics.mode(grounds)
    return next((y for y, ground in enumerate(grounds) if ground != usual), None)


def answered(terminal: KeyTerminal, key: str, is_answered: Callable[[], bool]) -> float:
    """Milliseconds from a key to its answer on the screen."""
    begun = time.monotonic()
    terminal.write(key)
    while not is_answered():
        assert time.monotonic() < begun + PATIENCE, f"{key!r} was never answered:\n{terminal.text}"
        terminal.read(0.05)
    return (time.monotonic() - begun) * 1000


def keys(terminal: KeyTerminal) -> list[float]:
    """Milliseconds of so many keys down and up again, with pauses of no fixed length."""
    found = []
    terminal.press("home")
    terminal.wait_until(lambda _: cursor_row(terminal) in (0, 2), "the first row", PATIENCE)
    for turn in range(KEYS):
        before, key = cursor_row(terminal), "down" if turn // 10 % 2 == 0 else "up"
        found.append(answered(terminal, key, lambda before=before: cursor_row(terminal) not in (before, None)))  # type: ignore[misc]
        pause = time.monotonic() + 0.02 + turn % 13 / 100
        while time.monotonic() < pause:
            terminal.read(0.01)
    return found


def in_dashboard() -> Found:
    """Ours."""
    with Platform() as platform:
        environment = {"HEXATUI_URL": platform.url, "HEXATUI_TOKEN": platform.token}
        with KeyTerminal(HEXATUI, environment=environment) as terminal:
            terminal.wait_for(f"Workspaces  {WORKSPACES:,}", patience=PATIENCE)
            listed = float(platform.line().split()[1])
            screen = (time.monotonic() - listed) * 1000
            terminal.wait_for("99 live", patience=PATIENCE)
            found = keys(terminal)
            terminal.press("/")
            typed = []
            for letter in LETTERS:
                before = terminal.screen.display[1]
                typed.append(
                    answered(terminal, letter, lambda before=before: terminal.screen.display[1] != before)  # type: ignore[misc]
                )
            return Found(screen, found, typed)


def in_textual() -> Found:
    """Textual's tree."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "begun")
        command = [sys.executable, "-m", "benchmarks.textual_tree", str(WORKSPACES), str(told)]
        environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
        with KeyTerminal(command, cwd=str(ROOT), environment=environment) as terminal:
            terminal.wait_for("00029", patience=PATIENCE)
            screen = (time.monotonic() - float(told.read_text())) * 1000
            return Found(screen, keys(terminal), [])


def percentile(values: list[float], share: float) -> float:
    """The value that so large a share is not above."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure() -> list[Figure]:
    """All of it."""
    ours, theirs = in_dashboard(), in_textual()
    peer = "Textual's Tree"
    return [
        Figure("first screen after the listing", ours.screen, {peer: theirs.screen}, "ms", [Wanted(1000, True)]),
        Figure(
            "a key, 100 of 10,000 updated a second, p50",
            percentile(ours.keys, 0.5),
            {peer: percentile(theirs.keys, 0.5)},
            "ms",
        ),
        Figure(
            "the same, p99",
            percentile(ours.keys, 0.99),
            {peer: percentile(theirs.keys, 0.99)},
            "ms",
            [Wanted(50, True)],
        ),
        Figure("a letter in the filter, median", statistics.median(ours.typed), {}, "ms"),
        Figure("a letter in the filter, slowest", max(ours.typed), {}, "ms"),
    ]
