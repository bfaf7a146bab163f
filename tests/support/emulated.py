"""What an emulated terminal shows after output: to compare the output of two that should show the same."""

from __future__ import annotations

import re

import pyte

UNHEARD = re.compile(r"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""Sequences that the emulator would print instead of swallowing."""

Look = tuple[object, ...]


class Emulated:
    """A terminal that was told not to wrap lines."""

    def __init__(self, columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.screen.reset_mode(pyte.modes.DECAWM >> 5, private=True)
        self._stream = pyte.Stream(self.screen)

    def feed(self, data: str) -> None:
        """Show output."""
        self._stream.feed(UNHEARD.sub("", data))

    @property
    def picture(self) -> list[list[Look]]:
        """How each cell looks; a blank's own colour can't be seen."""
        return [
            [_look(self.screen.buffer[row][column]) for column in range(self.screen.columns)]
            for row in range(self.screen.lines)
        ]

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column, from 0."""
        return self.screen.cursor.y, self.screen.cursor.x


def _look(cell: pyte.screens.Char) -> Look:
    decoration = (cell.underscore, cell.strikethrough, cell.reverse)
    if cell.data == " " and not any(decoration):
        return (" ", cell.bg)
    return (cell.data, cell.fg, cell.bg, cell.bold, cell.italics, cell.blink, *decoration)
