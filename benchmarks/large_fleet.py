"""A fleet of 10,000 workspaces: how soon it stands on the screen, and how soon a key is answered while 100 are live.

Beside hexatui stands Textual's own tree with as many nodes, of which as many change.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from support.gateway import HEXATUI
from support.terminal import KEYS as TERMINAL_KEYS
from support.terminal import Terminal

from benchmarks import ROOT
from benchmarks.figure import Figure, Wanted

WORKSPACES = 10_000
ROUNDS = 8
STEPS = ("down", "down", "down", "pagedown", "down", "down", "pagedown", "up", "pageup", "up") * 2
"""What is pressed in each round to move the cursor."""

OTHERS = "/", "7", "7", "backspace", "7", "ctrl+c", "%", "%", "!", "!", "}", "}", "{", "left", "left", "right"
"""Then typing a filter and taking it back, by load, by trouble, the next in trouble, the organization and its fold. Not
Esc, with which the codes of other keys begin: Textual waits 100 ms for more of them."""

JUMPS = 10
"""Workspaces that are gone to by pages, and as many that are looked for with a filter, to see when they are live."""

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
    """A terminal whose keys don't wait, and which knows when it was written to: the emulator takes time after that."""

    came_at = 0.0
    """Monotonic seconds of what came last."""

    def show(self, data: bytes) -> None:
        """Let the emulator show it."""
        self.came_at = time.monotonic()
        super().show(data)

    def write(self, key: str) -> None:
        """Press a key, by its name or as itself."""
        os.write(self._master, TERMINAL_KEYS.get(key, key).encode())


class Found(NamedTuple):
    """Of one run, in milliseconds."""

    screen: float
    steps: list[float]
    others: dict[str, list[float]]
    """By the key."""
    live: list[float]
    """From a key that brought a workspace up until its row was live."""


TREE = slice(1, 33)
"""The columns of our tree's rows, and of as much of the other's."""


def cursor_row(terminal: KeyTerminal) -> int | None:
    """The row with the cursor, told by its background from the one most rows have."""
    grounds = [terminal.screen.buffer[y][4].bg for y in range(terminal.screen.lines)]
    usual = statistics.mode(grounds)
    return next((y for y, ground in enumerate(grounds) if ground != usual), None)


def under_cursor(terminal: KeyTerminal) -> str:
    """The row with the cursor; "" while none has it."""
    row = cursor_row(terminal)
    return terminal.screen.display[row][TREE] if row is not None else ""


def name_in(row: str) -> str:
    """The workspace that a row is about; "" for another row."""
    found = re.search(r"[A-Z][a-z]+ \d{5}", row)
    return found[0] if found else ""


def told(terminal: KeyTerminal, key: str) -> object:
    """What is another on the screen once a key is answered, and for no other reason."""
    rows = [name_in(row[TREE]) for row in terminal.screen.display]
    if key == "/":
        return rows[-3] == ""  # There it is typed.
    if key in (*STEPS, "left", "right", "{", "}"):
        return name_in(under_cursor(terminal)), rows[3]
    return terminal.screen.display[1][TREE]


def milliseconds_until(terminal: KeyTerminal, key: str, is_there: Callable[[], bool]) -> float:
    """From pressing a key until something is on the screen."""
    begun = time.monotonic()
    terminal.write(key)
    while not is_there():
        assert time.monotonic() < begun + PATIENCE, f"{key!r} was never answered:\n{terminal.text}"
        terminal.read(0.05)
    return (terminal.came_at - begun) * 1000


def answered(terminal: KeyTerminal, key: str) -> float:
    """From a key to its answer."""
    before = told(terminal, key)
    return milliseconds_until(terminal, key, lambda: told(terminal, key) != before)


def keys(terminal: KeyTerminal, pressed: Iterable[str]) -> dict[str, list[float]]:
    """Milliseconds of each, by key, with pauses of no fixed length between them."""
    found = defaultdict(list)
    terminal.press("home")
    terminal.wait_until(lambda _: cursor_row(terminal) in (0, 2), "the first row", PATIENCE)
    for turn, key in enumerate(pressed):
        found[key].append(answered(terminal, key))
        pause = time.monotonic() + 0.02 + turn % 13 / 100
        while time.monotonic() < pause:
            terminal.read(0.01)
    return found


def until_live(terminal: KeyTerminal) -> list[float]:
    """Milliseconds from a key until what it brings up is live: workspaces gone to by pages, and looked for by name."""
    found = []
    terminal.press("home")
    for _ in range(JUMPS):
        for _ in range(4):
            answered(terminal, "pagedown")
        found.append(milliseconds_until(terminal, "pagedown", lambda: is_live(under_cursor(terminal))))
    for jump in range(JUMPS):
        number = f"{jump * 911 + 137:05}"
        answered(terminal, "/")
        terminal.press(*number[:-1])
        found.append(
            milliseconds_until(
                terminal,
                number[-1],
                lambda number=number: any(  # type: ignore[misc]
                    is_live(row[TREE]) for row in terminal.screen.display if name_in(row[TREE]).endswith(number)
                ),
            )
        )
        terminal.press("escape")
        terminal.wait_until(lambda text: f"Workspaces  {WORKSPACES:,} ─" in text, "all", PATIENCE)
    return found


def is_live(row: str) -> bool:
    """Whether a row says that its workspace is live."""
    return "●" in row or ("✖" in row and "not live" not in row)


def in_dashboard() -> Found:
    """Ours."""
    with Platform() as platform:
        environment = {"HEXATUI_URL": platform.url, "HEXATUI_TOKEN": platform.token}
        with KeyTerminal(HEXATUI, environment=environment) as terminal:
            terminal.wait_for(f"Workspaces  {WORKSPACES:,}", patience=PATIENCE)
            listed = float(platform.line().split()[1])
            screen = (time.monotonic() - listed) * 1000
            terminal.wait_until(lambda text: re.search(r"\b9\d live|100 live", text), "as many as there is room for")
            steps = keys(terminal, STEPS * ROUNDS)
            others = keys(terminal, OTHERS * ROUNDS)
            return Found(screen, [*chain(*steps.values())], others, until_live(terminal))


def in_textual() -> Found:
    """Textual's tree."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "begun")
        command = [sys.executable, "-m", "benchmarks.textual_tree", str(WORKSPACES), str(told)]
        environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
        with KeyTerminal(command, cwd=str(ROOT), environment=environment) as terminal:
            terminal.wait_for("00029", patience=PATIENCE)
            screen = (time.monotonic() - float(told.read_text())) * 1000
            return Found(screen, [*chain(*keys(terminal, STEPS * ROUNDS).values())], {}, [])


def percentile(values: list[float], share: float) -> float:
    """The value that so large a share is not above."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure() -> list[Figure]:
    """All of it."""
    ours, theirs = in_dashboard(), in_textual()
    peer = "Textual's Tree"
    medians = {key: statistics.median(times) for key, times in ours.others.items()}
    slowest = max(medians, key=medians.__getitem__)
    others = [*chain(*ours.others.values())]
    return [
        Figure("first screen after the listing", ours.screen, {peer: theirs.screen}, "ms", [Wanted(1000, True)]),
        Figure(
            "a step or a page, 100 of 10,000 updated a second, p50",
            percentile(ours.steps, 0.5),
            {peer: percentile(theirs.steps, 0.5)},
            "ms",
        ),
        Figure(
            "the same, p99",
            percentile(ours.steps, 0.99),
            {peer: percentile(theirs.steps, 0.99)},
            "ms",
            [Wanted(50, True)],
        ),
        Figure("a filter's letter, sorting, folding, the next in trouble, p50", percentile(others, 0.5), {}, "ms"),
        Figure("the same, p99", percentile(others, 0.99), {}, "ms", [Wanted(50, True)]),
        Figure(f"the slowest of them ({slowest}), p50", medians[slowest], {}, "ms"),
        Figure("until a workspace that a key brings up is live, p50", statistics.median(ours.live) / 1000, {}, "s"),
        Figure("the same, slowest of 20", max(ours.live) / 1000, {}, "s", [Wanted(2, True)]),
    ]
