"""Which lines of a log are in view: at the end and following it, or held around a line that has the cursor. Pure.

A held view is anchored to the number of the cursor's line, and to how far below the view's top that line is: neither
new lines nor the dropping of old ones, nor a filter that hides its neighbours, moves what a person reads.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import NamedTuple

from hexatui.ui.logs.lines import Lines

_BEYOND = sys.maxsize
"""Higher than any line's number."""


class Row(NamedTuple):
    """A row of the screen: the line's number, and which of its rows."""

    line: int
    row: int


_START = Row(0, 0)


class Place(NamedTuple):
    """What can be gone back to."""

    following: bool
    anchor: int
    offset: int


@dataclass
class LogWindow:
    """The view of one stream. What moves it takes the lines as they are now, and the rows of the screen."""

    following: bool = True
    rows: list[Row] = field(default_factory=list)
    """What was in view as of the last `place`."""
    seen: int = 0
    """One past the newest line that was in view."""
    _anchor: int = 0
    """The line that the cursor is to be on; where it isn't among the lines, it is on the next before it, or after."""
    _offset: int = 0
    """Rows from the view's top to the first of that line; negative where that is above the view."""

    def place(self, lines: Lines, height: int) -> list[Row]:
        """The rows in view, at most `height`."""
        at = self._nearest(lines)
        if at is None:
            self.rows = []
        elif self.following:
            self._show(_last_page(lines, height), at, lines, height)
            self.seen = at + 1
        else:
            self.rows = _rows_from(self._top(at, lines, height), lines, height)
            if len(self.rows) < height:
                # The screen has grown, or there is less than there was: no empty rows while there are lines above.
                self.rows = _rows_from(_last_page(lines, height), lines, height)
        if self.rows:
            self.seen = max(self.seen, self.rows[-1].line + 1)
        return self.rows

    def cursor(self, lines: Lines) -> int | None:
        """The line with the cursor; None while following, and while there are no lines."""
        return None if self.following else self._nearest(lines)

    def unseen(self, lines: Lines) -> int:
        """How many lines came after the last that was in view."""
        return 0 if self.following else max(0, lines.total - lines.index(self.seen))

    # Moving

    def hold(self) -> None:
        """Stay on the lines in view."""
        self.following = False

    def follow(self) -> None:
        """Go to the end and stay there."""
        self.following = True

    def step(self, by: int, lines: Lines, height: int) -> None:
        """Move the cursor by one line, up when `by` is -1: up holds the view, down from the last line follows again.

        A line that is higher than the view is gone through row by row.
        """
        rows, at = self.place(lines, height), self._nearest(lines)
        if at is None or not rows or (by > 0 and self.following):
            return
        self.following = False
        top, bottom = rows[0], rows[-1]
        if by < 0:
            to = lines.before(at)
            if top.line == at and top.row > 0:
                self._show(_above(top, 1, lines), at, lines, height)
            elif to is not None:
                visible = Row(to, max(0, lines.rows(to) - height))
                self._show(min(top, visible), to, lines, height)
        else:
            to = lines.after(at)
            if bottom.line == at and bottom.row < lines.rows(at) - 1:
                self._show(_below(top, 1, lines), at, lines, height)
            elif to is None:
                self.following = True
            else:
                start = next((y for y, row in enumerate(rows) if row.line == to), len(rows))
                hidden = start + min(lines.rows(to), height) - height
                self._show(_below(top, max(0, hidden), lines), to, lines, height)

    def scroll(self, by: int, lines: Lines, height: int) -> None:
        """Move the view by rows, up when negative, and keep the cursor in it: away from the end holds the view,
        reaching the end follows again."""
        rows, at = self.place(lines, height), self._nearest(lines)
        if at is None or not rows:
            return
        if by < 0:
            above = _above(rows[0], -by, lines)
            if above != rows[0]:
                self.following = False
                self._show(above, at, lines, height)
        elif not self.following:
            self._show(_below(rows[0], by, lines), at, lines, height)
            self.following = self._is_at_end(lines, height)

    def jump(self, line: int, lines: Lines, height: int) -> None:
        """Put a line at the top, or follow where it is within the last page."""
        self.following = False
        self._show(Row(line, 0), self._anchor, lines, height)
        self.following = self._is_at_end(lines, height)

    def go_to(self, line: int, lines: Lines, height: int) -> None:
        """Put the cursor on a line: where it is not wholly in view, into the middle of it."""
        rows = self.place(lines, height)
        self.following = False
        if line in {row.line for row in rows} and sum(row.line == line for row in rows) == lines.rows(line):
            self._anchor_at(line)
        else:
            self._anchor, self._offset = line, height // 2

    def choose(self, y: int) -> bool:
        """Put the cursor on the line that is `y` rows from the top. False where there is none."""
        if not 0 <= y < len(self.rows):
            return False
        self.following = False
        self._anchor_at(self.rows[y].line)
        return True

    # Coming back

    @property
    def where(self) -> Place:
        """Where the view is, for `go_back`."""
        return Place(self.following, self._anchor, self._offset)

    def go_back(self, to: Place) -> None:
        """Be where one was."""
        self.following, self._anchor, self._offset = to

    def settle(self, lines: Lines) -> None:
        """Take the line that is shown with the cursor for the one that is meant, before other lines are shown."""
        at = self.cursor(lines)
        if at is not None:
            self._anchor_at(at)

    # The anchor

    def _nearest(self, lines: Lines) -> int | None:
        """The line that the cursor is on, or would be."""
        found = lines.before(_BEYOND if self.following else self._anchor + 1)
        return lines.after(self._anchor) if found is None else found

    def _top(self, at: int, lines: Lines, height: int) -> Row:
        if self._offset < 0:
            return Row(at, min(-self._offset, lines.rows(at) - 1))
        return _above(Row(at, 0), min(self._offset, height - 1), lines)

    def _show(self, top: Row, at: int, lines: Lines, height: int) -> None:
        """Have the view begin with `top`, and the cursor on `at`, or on what is in view next to it."""
        self.rows = rows = _rows_from(top, lines, height)
        if len(rows) < height:
            self.rows = rows = _rows_from(_last_page(lines, height), lines, height)
        if rows:
            self._anchor_at(max(rows[0].line, min(at, rows[-1].line)))

    def _anchor_at(self, line: int) -> None:
        self._anchor = line
        y = next((y for y, row in enumerate(self.rows) if row.line == line), 0)
        self._offset = y - (self.rows[y].row if self.rows else 0)

    def _is_at_end(self, lines: Lines, height: int) -> bool:
        if not self.rows:
            return True
        bottom = self.rows[-1]
        return lines.after(bottom.line) is None and bottom.row == lines.rows(bottom.line) - 1


def _rows_from(top: Row, lines: Lines, height: int) -> list[Row]:
    rows: list[Row] = []
    line: int | None = top.line
    row = top.row
    while line is not None and len(rows) < height:
        last = min(lines.rows(line), row + height - len(rows))
        rows += [Row(line, index) for index in range(row, last)]
        line, row = lines.after(line), 0
    return rows


def _last_page(lines: Lines, height: int) -> Row:
    last = lines.before(_BEYOND)
    return _START if last is None else _above(Row(last, lines.rows(last) - 1), height - 1, lines)


def _above(top: Row, by: int, lines: Lines) -> Row:
    line, row = top
    while by > row:
        above = lines.before(line)
        if above is None:
            return Row(line, 0)
        by -= row + 1
        line, row = above, lines.rows(above) - 1
    return Row(line, row - by)


def _below(top: Row, by: int, lines: Lines) -> Row:
    line, row = top
    while by:
        left = lines.rows(line) - 1 - row
        if by <= left:
            return Row(line, row + by)
        below = lines.after(line)
        if below is None:
            return Row(line, row + left)
        by -= left + 1
        line, row = below, 0
    return Row(line, row)
