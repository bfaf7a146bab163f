"""The picture of the log lines in view: each drawn once and kept for as long as nothing changes how it looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from hexatui.ui.canvas import Line, width_of
from hexatui.ui.logs.lines import Lines
from hexatui.ui.logs.traces import Traces
from hexatui.ui.logs.window import LogWindow, Row
from hexatui.ui.palette import Look
from hexatui.ui.render.log_rows import LogView, dropped_row, log_line_rows
from hexatui.ui.render.log_title import badge
from hexatui.ui.render.scrollbar import scrollbar

if TYPE_CHECKING:
    from hexatui.state.log_protocol import Log
    from hexatui.ui.render.log_text import Found

MAX_KEPT_LINES = 2_048
"""Lines whose drawn rows are kept; several screens, so that scrolling back draws nothing anew."""

REACH = 16_384
"""Cells of a line within which something that was found is scrolled to sideways."""

_FOUND = Style(meta={"found": True})


class LogPicture:
    """Draws the lines of one buffer at a time. A line never changes, so each is drawn once a look."""

    def __init__(self) -> None:
        self._kept: dict[int, list[Strip]] = {}
        self._times: dict[int, float] = {}
        self._settings: tuple[object, ...] = ()
        self._chosen: tuple[int, list[Strip]] | None = None
        self._traces = Traces()

    def show(
        self,
        buffer: Log,
        width: int,
        view: LogView,
        look: Look,
        is_marked: Callable[[int], bool],
        found: Found | None,
        is_narrowed: bool,
    ) -> None:
        """Draw these lines from now on, `width` cells wide; what is kept goes where that is something else.

        When lines were marked otherwise, `forget` what is kept. Where some are left out, each stands for itself: the
        line that it goes on from may not be above it.
        """
        settings = (buffer, width, view, look, found, is_narrowed)
        if settings != self._settings:
            self._settings = settings
            self.forget()
            self._traces = Traces()
        self._is_marked, self._found, self._is_narrowed = is_marked, found, is_narrowed
        self._buffer, self._width, self._view, self._look = buffer, width, view, look

    def forget(self) -> None:
        """Drop what is kept."""
        self._kept.clear()
        self._times.clear()
        self._chosen = None

    def height(self, number: int) -> int:
        """How many rows a line takes."""
        return len(self.rows(number)) if self._view.wrap else 1

    def rows(self, number: int) -> list[Strip]:
        """The rows of a line; of a number below all that are held, how many lines were dropped."""
        if number < self._buffer.first:
            return [strip(dropped_row(self._buffer.dropped, self._width, self._look), self._width)]
        kept = self._kept.get(number)
        if kept is None:
            if len(self._kept) >= MAX_KEPT_LINES:
                self.forget()
            kept = self._kept[number] = self._drawn(number, self._look)
        return kept

    def times(self, rows: Iterable[Row]) -> list[float]:
        """The times, as far as there are any, of lines that are drawn."""
        return [self._times[row.line] for row in rows if row.line in self._times]

    def page(self, window: LogWindow, lines: Lines, height: int, cursor: Style) -> list[Strip]:
        """What is in view, with the cursor in its style, and the scrollbar in one more cell at the right."""
        rows = window.place(lines, height)
        at = window.cursor(lines)
        strips = [self._chosen_row(row, cursor) if row.line == at else self.rows(row.line)[row.row] for row in rows]
        if not window.following and strips and len(strips) == height:
            mark = badge(window.unseen(lines), self._look)
            room = self._width - width_of(mark)
            if room > 0:
                strips[-1] = Strip([*strips[-1].crop_extend(0, room, None), *mark], self._width)
        bar = self._scrollbar(window, lines, height)
        return [Strip([*row, mark], self._width + 1) for row, mark in zip(strips, bar, strict=False)]

    def skip_to_found(self, number: int) -> int | None:
        """How far to scroll sideways to see what was found in a line; None where it is in view, or out of reach."""
        if self._view.wrap or self._found is None or number < self._buffer.first:
            return None
        look = replace(self._look, palette=replace(self._look.palette, match=_FOUND))
        if _found_at(self._drawn(number, look)[0]) is not None:
            return None
        at = _found_at(self._drawn(number, look, replace(self._view, skip=0), REACH)[0])
        if at is None:
            return None
        return at - self._width // 2 if at >= self._width - 1 else 0

    def _scrollbar(self, window: LogWindow, lines: Lines, height: int) -> Sequence[Segment]:
        # In lines, not rows: how many rows all lines take when wrapped isn't known, and needn't be.
        total, above = lines.total, lines.index(window.rows[0].line) if window.rows else 0
        return scrollbar(total - height if window.following else above, total, height, self._look)

    def _chosen_row(self, row: Row, cursor: Style) -> Strip:
        """A row of the line with the cursor; what was found in it stands out from what was found elsewhere."""
        if self._chosen is None or self._chosen[0] != row.line:
            palette = self._look.palette
            look = replace(self._look, palette=replace(palette, match=palette.match_here))
            is_line = row.line >= self._buffer.first
            strips = self._drawn(row.line, look) if self._found and is_line else self.rows(row.line)
            self._chosen = row.line, strips
        return Strip(Segment.apply_style(self._chosen[1][row.row], style=cursor), self._width)

    def _drawn(self, number: int, look: Look, view: LogView | None = None, width: int | None = None) -> list[Strip]:
        width = self._width if width is None else width
        line = self._buffer.lines(number, number + 1)[0]
        if line.time is not None:
            self._times[number] = line.time
        head = number if self._is_narrowed else self._traces.head(self._buffer, number)
        rows = log_line_rows(
            line,
            view or self._view,
            width,
            look,
            head=self._buffer.lines(head, head + 1)[0] if head != number else None,
            marked=self._is_marked(number),
            found=self._found,
        )
        return [strip(row, width) for row in rows]


def _found_at(row: Strip) -> int | None:
    """The first cell in the style of what was found."""
    at = 0
    for segment in row:
        if segment.style and segment.style.meta.get("found"):
            return at
        at += segment.cell_length
    return None


def strip(line: Line, width: int) -> Strip:
    """A drawn line in exactly that many cells."""
    return Strip(line).crop_extend(0, width, None)
