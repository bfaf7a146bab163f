"""Textual's own tree with many nodes, of which a hundred change their label once a second.

python -m benchmarks.textual_tree COUNT
"""

from __future__ import annotations

import sys
import time

from textual.app import App, ComposeResult
from textual.widgets import Tree

from benchmarks.fleet_platform import TEAMS

CHANGING = 100
STEPS = 10


class TreeApp(App[None]):
    """The tree alone."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.animation_level = "none"
        self._count = count
        self._turn = 0

    def compose(self) -> ComposeResult:
        """The tree."""
        yield Tree("Large")

    def on_mount(self) -> None:
        """Fill it after the first paint, as when a listing comes."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        tree = self.query_one(Tree)
        begun = time.monotonic()
        self._leaves = [
            tree.root.add_leaf(f"{TEAMS[number % len(TEAMS)]} {number:05}") for number in range(self._count)
        ]
        tree.root.expand()
        tree.focus()
        self.title = str(begun)
        with open(sys.argv[2], "w") as told:
            told.write(str(begun))
        self.set_interval(1 / STEPS, self._change)

    def _change(self) -> None:
        self._turn += 1
        for position in range(self._turn % STEPS, CHANGING, STEPS):
            node = self._leaves[position]
            node.set_label(f"{TEAMS[position % len(TEAMS)]} {position:05} {self._turn % 90} %")


if __name__ == "__main__":
    TreeApp(int(sys.argv[1])).run()
