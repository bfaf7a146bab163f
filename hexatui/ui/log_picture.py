"""The drawn rows of log lines, kept for as long as nothing changes how they look."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.strip import Strip

from hexatui.ui.canvas import Line
from hexatui.ui.log_traces import Traces
from hexatui.ui.palette import Look
from hexatui.ui.render.log_rows import LogView, dropped_row, log_line_rows

if TYPE_CHECKING:
    from hexatui.state.logs import LogBuffer

MAX_KEPT_LINES = 2_048
"""Lines whose drawn rows are kept; several screens, so that scrolling back draws nothing anew."""


class LogPicture:
    """Draws the lines of one buffer at a time. A line never changes, so each is drawn once a look."""

    def __init__(self) -> None:
        self._kept: dict[int, list[Strip]] = {}
        self._settings: tuple[object, ...] = ()
        self._traces = Traces()

    def show(self, buffer: LogBuffer, width: int, view: LogView, look: Look, is_marked: Callable[[int], bool]) -> None:
        """Draw these lines from now on, `width` cells wide; what is kept goes where that is something else.

        When lines were marked otherwise, `forget` what is kept.
        """
        settings = (id(buffer), width, view, look)
        if settings != self._settings:
            self._settings = settings
            self._kept.clear()
            self._traces = Traces()
        self._is_marked = is_marked
        self._buffer, self._width, self._view, self._look = buffer, width, view, look

    def forget(self) -> None:
        """Drop what is kept."""
        self._kept.clear()

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
                self._kept.clear()
            kept = self._kept[number] = [strip(row, self._width) for row in self._drawn(number)]
        return kept

    def _drawn(self, number: int) -> list[Line]:
        line = self._buffer.lines(number, number + 1)[0]
        head = self._traces.head(self._buffer, number)
        return log_line_rows(
            line,
            self._view,
            self._width,
            self._look,
            head=self._buffer.lines(head, head + 1)[0] if head != number else None,
            marked=self._is_marked(number),
        )


def strip(line: Line, width: int) -> Strip:
    """A drawn line in exactly that many cells."""
    return Strip(line).crop_extend(0, width, None)
