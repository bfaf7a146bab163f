"""Which lines of a log are in view: at the end and following it, or held on a line that keeps its place. Pure.

The view is anchored to a line's number, which never changes, and not to how many lines there are: neither new lines
nor the dropping of old ones moves what a person reads. Lines can take several rows; only those near the view are asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

RowsOf = Callable[[int], int]
"""How many rows a line takes, 1 or more."""


class Row(NamedTuple):
    """A row of the screen: the line's number, and which of its rows."""

    line: int
    row: int


_START = Row(0, 0)


@dataclass
class LogWindow:
    """The view of one stream."""

    following: bool = True
    top: Row = _START
    """The first row in view, as of the last `place`."""
    seen: int = 0
    """One past the newest line that was in view."""

    def place(self, first: int, end: int, height: int, rows_of: RowsOf) -> list[Row]:
        """The rows in view, at most `height`, of the lines `first` to `end` (exclusive)."""
        if self.following or first >= end:
            self.top = _last_page(first, end, height, rows_of)
            self.seen = end
        elif not first <= self.top.line < end:
            self.top = Row(first if self.top.line < first else end - 1, 0)
        else:
            self.top = Row(self.top.line, min(self.top.row, rows_of(self.top.line) - 1))
        rows = _rows_from(self.top, end, height, rows_of)
        if len(rows) < height and not self.following:
            # The screen has grown, or there is less than there was: no empty rows while there are lines above.
            self.top = _last_page(first, end, height, rows_of)
            rows = _rows_from(self.top, end, height, rows_of)
        if rows:
            self.seen = max(self.seen, rows[-1].line + 1)
        return rows

    def unseen(self, end: int) -> int:
        """How many lines came after the last that was in view."""
        return 0 if self.following else max(0, end - self.seen)

    def hold(self) -> None:
        """Stay on the lines in view."""
        self.following = False

    def follow(self) -> None:
        """Go to the end and stay there."""
        self.following = True

    def scroll(self, by: int, first: int, end: int, height: int, rows_of: RowsOf) -> None:
        """Move by rows, up when negative: away from the end holds the view, reaching the end follows again."""
        if by < 0:
            above = _above(self.top, -by, first, rows_of)
            if above != self.top:
                self.top, self.following = above, False
        elif not self.following:
            self.top = _below(self.top, by, end, rows_of)
            self._follow_at(end, height, rows_of)

    def jump(self, line: int, end: int, height: int, rows_of: RowsOf) -> None:
        """Put a line at the top, or follow where it is within the last page."""
        self.top, self.following = Row(line, 0), False
        self._follow_at(end, height, rows_of)

    def _follow_at(self, end: int, height: int, rows_of: RowsOf) -> None:
        self.following = len(_rows_from(self.top, end, height + 1, rows_of)) <= height


def _rows_from(top: Row, end: int, height: int, rows_of: RowsOf) -> list[Row]:
    rows: list[Row] = []
    line, row = top
    while line < end and len(rows) < height:
        last = min(rows_of(line), row + height - len(rows))
        rows += [Row(line, index) for index in range(row, last)]
        line, row = line + 1, 0
    return rows


def _last_page(first: int, end: int, height: int, rows_of: RowsOf) -> Row:
    return _above(Row(max(first, end), 0), height, first, rows_of)


def _above(top: Row, by: int, first: int, rows_of: RowsOf) -> Row:
    line, row = top
    while by > row:
        if line <= first:
            return Row(first, 0)
        by -= row
        line -= 1
        row = rows_of(line)
    return Row(line, row - by)


def _below(top: Row, by: int, end: int, rows_of: RowsOf) -> Row:
    line, row = top
    while line < end:
        left = rows_of(line) - row
        if by < left:
            return Row(line, row + by)
        if line == end - 1:
            return Row(line, row + left - 1)
        by -= left
        line, row = line + 1, 0
    return Row(line, row)
