"""How lines are shown, which are marked, and what is taken out of a log. A base of the log pane."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from hexatui.ui.figures import plural
from hexatui.ui.logs.marks import LogMarks
from hexatui.ui.logs.saved_lines import held_lines
from hexatui.ui.logs.taken_lines import copy_lines, save_taken
from hexatui.ui.logs.traces import Traces
from hexatui.ui.palette import DEFAULT_LOOK, Look
from hexatui.ui.render.log_rows import LogView, Timestamps
from hexatui.ui.widgets.log_searching import LogSearching

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.logs import LogLine
    from hexatui.state.streams import Stream
    from hexatui.ui.logs.shown import Shown

SIDE_STEP = 10
"""Cells that a key scrolls sideways."""

MANY = 100_000
"""Lines whose saving takes so long that it is said when it begins."""

_NEXT: dict[Timestamps, Timestamps] = {"utc": "local", "local": "relative", "relative": "off", "off": "utc"}


class LogReading(LogSearching):
    """Shows lines as the person wants them, and hands them out."""

    def __init__(self, *, look: Look = DEFAULT_LOOK, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look=look, id=id, classes=classes)
        self.log_view = LogView()
        self.marks = LogMarks()
        self._now = 0.0
        self._skip_before: int | None = None
        """Where lines began before what was found was scrolled to sideways; None where the person chose that."""

    # What the pane defines

    def shown_stream(self) -> Shown | None:
        """The stream that is shown, if there is one; to be called with state held."""
        raise NotImplementedError

    @property
    def streams(self) -> Mapping[LogSource, Stream]:
        """All streams; to be called with state held."""
        raise NotImplementedError

    def chosen(self) -> tuple[LogSource, int] | None:
        """Whose the line with the cursor is, and its number there; to be called with state held."""
        raise NotImplementedError

    def marked(self, number: int, *, is_below: bool) -> Iterator[int]:
        """The marked lines below a line, or above it, the nearest first; to be called with state held."""
        raise NotImplementedError

    # What the pane calls

    def grow_older(self, now: float) -> None:
        """Bring ages up to date; `now` in Unix seconds."""
        self._now = now
        if self.log_view.timestamps == "relative":
            self.log_view = replace(self.log_view, now=int(now))

    def scroll_to_found(self, skip: int) -> None:
        """Show lines from that cell on, until the search is over, or the end is followed again."""
        if self._skip_before is None:
            self._skip_before = self.log_view.skip
        self.log_view = replace(self.log_view, skip=skip)

    def scroll_back(self) -> None:
        """Show lines from where they were shown before what was found was scrolled to sideways."""
        if self._skip_before is not None:
            self.log_view = replace(self.log_view, skip=self._skip_before)
            self._skip_before = None

    # How lines are shown

    def _view(self, view: LogView) -> None:
        self.log_view = replace(view, now=int(self._now) if view.timestamps == "relative" else 0)
        self.repaint()

    def action_toggle_wrap(self) -> None:
        """Break long lines, or cut them."""
        self._skip_before = None
        self._view(replace(self.log_view, wrap=not self.log_view.wrap, skip=0))

    def action_cycle_timestamps(self) -> None:
        """UTC, local time, ages, none."""
        self._view(replace(self.log_view, timestamps=_NEXT[self.log_view.timestamps]))

    def action_toggle_fields(self) -> None:
        """Show JSON and logfmt as fields, or as they came."""
        self._view(replace(self.log_view, fields=not self.log_view.fields))

    def action_scroll_left(self) -> None:
        """Scroll long lines to the left; the view keeps following."""
        self._scroll_sideways(-SIDE_STEP)

    def action_scroll_right(self) -> None:
        """Scroll long lines to the right; the view keeps following."""
        self._scroll_sideways(SIDE_STEP)

    def _scroll_sideways(self, by: int) -> None:
        if self.log_view.wrap:
            self.refuse("lines are wrapped")
            return
        self._skip_before = None
        self._view(replace(self.log_view, skip=max(0, self.log_view.skip + by)))

    # Marks

    def action_mark(self) -> None:
        """Mark the line with the cursor, or take its mark away; while following, the newest."""
        self.move(lambda window, *_: window.hold())
        with self.reading():
            chosen = self.chosen()
            if chosen and (stream := self.streams.get(chosen[0])):
                self.marks.toggle(stream, chosen[1])
        self.forget_drawn()
        self.repaint()

    def action_next_mark(self) -> None:
        """The cursor to the next marked line below; from the last one to the first."""
        self._go_to_mark(is_below=True)

    def action_previous_mark(self) -> None:
        """The cursor to the next marked line above; from the first one to the last."""
        self._go_to_mark(is_below=False)

    def _go_to_mark(self, is_below: bool) -> None:
        with self.reading():
            number = self._mark_from(sys.maxsize if self.cursor is None else self.cursor, is_below)
            goes_around = number is None
            if goes_around:
                number = self._mark_from(-1 if is_below else sys.maxsize, is_below)
        if number is None:
            self.refuse("no marks")
        else:
            self.go_to(number)
            self.tell_around(is_below if goes_around else None)

    def _mark_from(self, number: int, is_below: bool) -> int | None:
        """The next marked line that is shown, below a number or above it."""
        shown = self.finding.shown
        return next((at for at in self.marked(number, is_below=is_below) if shown is None or at in shown), None)

    # What is taken out

    def action_copy(self) -> None:
        """Hand the line with the cursor, or the newest shown, with its whole trace, to the terminal's clipboard."""
        with self.reading():
            stream = self.shown_stream()
            if stream is None:
                return
            buffer, traces = stream.buffer, Traces()
            newest = self.finding.lines(buffer, lambda number: 1).before(sys.maxsize)
            number = newest if self.cursor is None else self.cursor
            lines: list[LogLine] = []
            # Above the oldest line stands what was dropped.
            if number is not None and number >= buffer.first:
                head = traces.head(buffer, number)
                lines = buffer.lines(head, traces.end(buffer, head))
        if not copy_lines(self.app, lines, stream.source):
            self.refuse("no line to copy")

    def action_save(self) -> None:
        """Write the lines that are shown into a file."""
        with self.reading():
            stream = self.shown_stream()
            if stream is None:
                return
            snapshot, source, dropped = stream.buffer.snapshot(), stream.source, stream.buffer.dropped
        wanted, shown = self.finding.filter, self.finding.shown
        if snapshot.end == snapshot.first or (shown is not None and self.is_complete(shown) and not shown.count):
            self.refuse("no line to save")
            return
        if snapshot.end - snapshot.first >= MANY:
            self.app.notify(f"saving {plural(snapshot.end - snapshot.first, 'line')}", markup=False)
        save_taken(self.app, lambda: held_lines(snapshot, wanted), source, dropped=dropped)
