"""Start to first paint: the installed program beside a bare Textual app.

Each program is started in a PTY of 120x40 and timed from its start to the moment at which its words stand on the
screen.
"""

from __future__ import annotations

import sys
import time
from functools import partial
from pathlib import Path

from support.terminal import Terminal

from benchmarks.figure import Figure, Wanted, in_turns

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("Workspaces")
Bare().run()
"""

ROUNDS = 7

PROGRAM = str(Path(sys.executable).with_name("hexatui"))
NOWHERE = {"HEXATUI_URL": "ws://127.0.0.1:9/ws", "HEXATUI_TOKEN": "none"}
CONTESTANTS = {
    "bare Textual app": [sys.executable, "-c", BARE],
    "hexatui": [PROGRAM],
    "hexatui demo": [PROGRAM, "demo"],
}


def seconds_to_paint(command: list[str]) -> float:
    """Seconds from the start to the first paint."""
    start = time.perf_counter()
    with Terminal(command, environment=NOWHERE) as terminal:
        while b"Workspaces" not in terminal.output:
            terminal.read(0.01)
        return time.perf_counter() - start


def measure() -> list[Figure]:
    """Time them in turn."""
    times = in_turns({name: partial(seconds_to_paint, command) for name, command in CONTESTANTS.items()}, ROUNDS)
    bare = "bare Textual app"
    return [
        Figure.of_rounds(
            f"start to first paint, {ours}",
            {ours: times[ours], bare: times[bare]},
            ours,
            "s",
            [Wanted(1.3, at_most=True, beside=bare)],
        )
        for ours in CONTESTANTS
        if ours != bare
    ]
