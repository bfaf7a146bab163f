"""The log pane: several streams as tabs, one of them shown, followed or held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from hexatui.protocol.names import LogSource
from hexatui.state.streams import ENDED
from hexatui.ui.actions import bindings
from hexatui.ui.logs.lines import Lines
from hexatui.ui.logs.merging import ALL, AllStreams, Merging
from hexatui.ui.logs.picture import LogPicture, strip
from hexatui.ui.logs.tabs import Tabs
from hexatui.ui.logs.traces import Traces
from hexatui.ui.logs.window import LogWindow
from hexatui.ui.palette import DEFAULT_LOOK, Look
from hexatui.ui.render.log_title import log_title, notice, waiting
from hexatui.ui.render.search_line import nothing_shown
from hexatui.ui.strip_view import TITLE_ROOM
from hexatui.ui.widgets.log_reading import LogReading
from hexatui.ui.widgets.log_scroll import Move

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.state.logs import LogLine
    from hexatui.state.streams import Stream
    from hexatui.ui.logs.shown import Shown


WITH_STREAM = ("open", "toggle_follow", "search", "filter", "copy", "save")
"""The keys that the key bar tells of, and that do nothing without a stream."""


class _Wanted(Message):
    """Something is to be done with a stream."""

    def __init__(self, source: LogSource) -> None:
        super().__init__()
        self.source = source


class LogPane(LogReading):
    """Shows the lines of the chosen stream. Holding the view never holds the intake."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("logs")]

    class Opened(Message):
        """A line is to be read in full."""

        def __init__(self, source: LogSource, number: int) -> None:
            super().__init__()
            self.source = source
            self.number = number

    class Chosen(Message):
        """The cursor came to another line, or left."""

    class StartWanted(_Wanted):
        """A stream that ended is to be started again."""

    class StopWanted(_Wanted):
        """A stream is to be stopped; its lines stay."""

    class OlderWanted(_Wanted):
        """Of a stream more history is wanted."""

    class CloseWanted(_Wanted):
        """A stream is to be stopped, if it runs, and its lines let go."""

    def __init__(self, *, look: Look = DEFAULT_LOOK, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look=look, id=id, classes=classes)
        self._fleet: Fleet | None = None
        self._tabs = Tabs()
        self._cursor: int | None = None
        self._windows: dict[LogSource, LogWindow] = {}
        self._picture = LogPicture()
        self._merging = Merging()
        self._read: LogSource | None = None
        """Of which stream a line was opened last."""
        self._told: tuple[LogSource, int] | None = None
        self._stands = ("", True)

    @property
    def active(self) -> LogSource | None:
        """The stream that is shown; None while there is none."""
        return self._tabs.active

    @property
    def window(self) -> LogWindow:
        """What is in view of the shown stream."""
        return self._windows[self.active] if self.active else LogWindow()

    @property
    def cursor(self) -> int | None:
        """The number of the line with the cursor; None while the end is followed."""
        return self._cursor

    def chosen(self) -> tuple[LogSource, int] | None:
        """Whose the line with the cursor is, and its number there; to be called with state held."""
        return None if self._cursor is None else self._own(self._cursor)

    def _own(self, number: int) -> tuple[LogSource, int] | None:
        """Whose a line of the shown stream is, and its number there."""
        if self._tabs.is_merged:
            return self._merging.log.origin(number)
        return (self.active, number) if self.active else None

    def marked(self, number: int, *, is_below: bool) -> Iterator[int]:
        """The marked lines of the shown stream below a line, or above it, the nearest first."""
        if self._tabs.is_merged:
            return self._merging.log.beside(number, self.marks.of_all(), is_below=is_below)
        return self.marks.beside(self.active, number, is_below=is_below) if self.active else iter(())

    def chosen_line(self) -> LogLine | None:
        """The line with the cursor, if it is held; takes the fleet's lock itself."""
        with self.reading():
            stream = self.shown_stream()
            if stream is None or self._cursor is None:
                return None
            return next(iter(stream.buffer.lines(self._cursor, self._cursor + 1)), None)

    def show(self, fleet: Fleet, now: float) -> None:
        """Bring the pane up to date with state, whose lock is held; `now` in Unix seconds. A new stream is shown."""
        self._fleet = fleet
        self.grow_older(now)
        closed = self._tabs.take(fleet.streams)
        if closed is not None:
            self._take_sources(closed)
        self._paint_all()

    def show_stream(self, source: LogSource) -> bool:
        """Choose the stream that is shown. False where there is none of this source; a new one is shown by itself."""
        is_there = self._tabs.show(source)
        self.repaint()
        return is_there

    def begin_anew(self, source: LogSource) -> None:
        """Follow the end of a stream whose lines come anew, with other numbers."""
        self._windows[source] = LogWindow()
        if source == self.active:
            self.forget_aim()
        self.repaint()

    def _take_sources(self, closed: Iterable[LogSource]) -> None:
        for source in closed:
            self.marks.forget(source)
            self.finding.forget(source)
        # Of other streams all of them are another log; those that were closed must not be kept by it.
        if ALL in self._windows:
            self._merging.leave(self._windows.pop(ALL), self.streams)
        self.finding.forget(ALL)
        self._windows = {source: self._windows.get(source) or LogWindow() for source in self._tabs.sources}

    # The picture

    def reading(self) -> AbstractContextManager[object]:
        """The fleet's lock."""
        return self._fleet.lock if self._fleet else nullcontext()

    def forget_drawn(self) -> None:
        """Drop the drawn rows."""
        self._picture.forget()

    def repaint(self) -> None:
        """Bring title and lines up to date after a key or a click."""
        with self.reading():
            self._paint_all()

    def _paint_all(self) -> None:
        # Between two frames the fleet may have forgotten one.
        known = [self.streams[source] for source in self._tabs.sources if source in self.streams]
        if self._tabs.is_merged and self._fleet:
            self._windows[ALL] = self._merging.grow(self._fleet, self._now, self.window)
        if self.marks.catch_up(known):
            self.forget_drawn()
        self.is_whole = not self._tabs.is_merged or self._merging.log.is_whole
        stream, (width, height) = self.shown_stream(), self.content_size
        self.attend(stream)
        if stream:
            to = self.go_to_aim(self._lines(stream, width), max(1, self._body(stream, height)))
            if to is not None and (skip := self._picture.skip_to_found(to)) is not None:
                self.scroll_to_found(skip)
        if self.window.following:
            self.scroll_back()
        self.paint()
        streams: list[Shown] = [*known, *([self._all_streams()] if ALL in self._tabs.sources else [])]
        active = next((index for index, stream in enumerate(streams) if stream.source == self.active), 0)
        total = len(stream.buffer) if stream else 0
        self.tell_bar(total)
        room, following = self.outer_size.width - TITLE_ROOM, self.window.following
        shown, found = self.told_of_filter(total), self.told_of_search()
        times, view = self._picture.times(self.window.rows), self.log_view
        title = log_title(
            streams, active, following, view, self._now, room, self.look, shown=shown, found=found, times=times
        )
        self.set_title(title)
        if self._told != (chosen := self.chosen()):
            self._told = chosen
            self.post_message(self.Chosen())
        self._tell_keys(stream.phase if stream and not self._tabs.is_merged else "")

    @property
    def streams(self) -> Mapping[LogSource, Stream]:
        """All streams; to be called with state held."""
        return self._fleet.streams if self._fleet else {}

    def _all_streams(self) -> AllStreams:
        return AllStreams.of(self.streams.values(), self._merging.log)

    def shown_stream(self) -> Shown | None:
        """The stream that is shown; to be called with state held."""
        if self._tabs.is_merged:
            return self._all_streams()
        return self.streams.get(self.active) if self.active else None

    def picture(self, width: int, height: int) -> Sequence[Strip]:
        """The lines in view, with what is to be said about them."""
        stream = self.shown_stream()
        inner = max(0, width - 1)
        self.is_scrollbar_shown = False
        self._cursor = None
        foot = notice(stream, inner, self.look) if stream else None
        body = self._body(stream, height)
        shown = self.finding.shown
        if stream is None or stream.buffer.end == stream.buffer.first:
            is_live = self._fleet is not None and self._fleet.live_since is not None
            strips = [strip(line, inner) for line in waiting(stream, is_live, inner, self.look)][:body]
        elif shown is not None and not shown.count:
            said = nothing_shown(str(self.finding.narrowing), shown.complete and self.is_whole, inner, self.look)
            strips = [strip(line, inner) for line in said][:body]
        else:
            lines, palette = self._lines(stream, width), self.look.palette
            cursor = palette.cursor if self.has_focus or self.bar.is_typed_in else palette.cursor_blurred
            strips = self._picture.page(self.window, lines, body, cursor)
            self._cursor = self.window.cursor(lines)
            self.is_scrollbar_shown = lines.total > body
        blank = Strip.blank(width)
        strips = [row.extend_cell_length(width) for row in strips]
        strips += [blank] * (body - len(strips))
        strips += [strip(foot, width)] if foot else []
        # The bar lies over the last row.
        return [*strips, *[blank] * (height - len(strips))][:height]

    def _body(self, stream: Shown | None, height: int) -> int:
        """How many of the rows are for lines."""
        is_notice = stream is not None and notice(stream, 1, self.look) is not None
        return max(0, height - is_notice - self.bar.is_open)

    def _lines(self, stream: Shown, width: int) -> Lines:
        """What can be gone through, drawn `width` cells wide with the scrollbar."""
        matcher = self.finding.matcher
        self._picture.show(
            stream.buffer,
            max(0, width - 1),
            replace(self.log_view, pods=self._merging.column if self._tabs.is_merged else None),
            self.look,
            self._is_marked,
            matcher.spans if matcher else None,
            self.finding.filter is not None,
        )
        return self.finding.lines(stream.buffer, self._picture.height)

    def trace_of(self, number: int) -> range:
        """The lines that are shown together with this one; with a filter each stands for itself."""
        stream = self.shown_stream()
        if stream is None or self.finding.filter is not None or number < stream.buffer.first:
            return range(number, number + 1)
        traces = Traces()
        head = traces.head(stream.buffer, number)
        return range(head, traces.end(stream.buffer, head))

    def _is_marked(self, number: int) -> bool:
        own = self._own(number)
        return own is not None and self.marks.has(*own)

    # Moving

    def move(self, how: Move) -> None:
        """Move the view of the shown stream, and show it."""
        stream = self.shown_stream()
        if stream is None:
            return
        width, height = self.content_size
        self.forget_aim()
        self._merging.stay()
        with self.reading():
            how(self.window, self._lines(stream, width), max(1, self._body(stream, height)))
            self._paint_all()

    def choose(self, y: int) -> bool:
        """Put the cursor on the line of that row."""
        self.forget_aim()
        is_line = self.window.choose(y)
        self.repaint()
        return is_line

    def beside(self, number: int, step: int) -> int | None:
        """The number of the line that is shown next to one, above (-1) or below (1) it."""
        with self.reading():
            stream = self.shown_stream()
            if stream is None:
                return None
            lines = self._lines(stream, self.content_size.width)
            if self._tabs.is_merged:
                # The line that is read in full is one of its own stream.
                own = self.streams.get(self._read) if self._read else None
                return number + step if own and own.buffer.first <= number + step < own.buffer.end else None
            found = lines.after(number) if step > 0 else lines.before(number)
            return found if found is not None and found >= stream.buffer.first else None

    def action_open(self) -> None:
        """Ask for the line with the cursor to be shown in full; while following, for the newest."""
        self.move(lambda window, *_: window.hold())
        with self.reading():
            chosen = self.chosen()
        if chosen:
            self._read = chosen[0]
            self.post_message(self.Opened(*chosen))

    # What keys do now

    def has_done(self, action: str) -> bool:
        """Whether the view is held, or the stream has ended."""
        phase, following = self._stands
        return not following if action == "toggle_follow" else action == "toggle_stream" and phase in ENDED

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is no stream, nothing can be done with one; all of them are not stopped at once."""
        if action == "toggle_stream":
            return bool(self._stands[0])
        has_stream = self.active is not None or action not in WITH_STREAM
        return has_stream and super().check_action(action, parameters)

    def _tell_keys(self, phase: str) -> None:
        if self._stands != (stands := (phase, self.window.following)):
            self._stands = stands
            self.refresh_bindings()

    # Streams

    def action_next_stream(self, step: int = 1) -> None:
        """Show the next stream."""
        if len(self._tabs.sources) < 2:
            self.refuse("no other stream")
            return
        self._tabs.step(step)
        self.repaint()

    def action_previous_stream(self) -> None:
        """Show the stream before."""
        self.action_next_stream(-1)

    def action_toggle_merged(self) -> None:
        """Show all streams as one, or again the one that was shown before."""
        if self._tabs.toggle_merged():
            self.repaint()
        else:
            self.refuse("no other stream")

    def action_older(self) -> None:
        """Ask for older lines of the shown stream, or of all."""
        for source in self._tabs.sources:
            if source != ALL and (self._tabs.is_merged or source == self.active):
                self.post_message(self.OlderWanted(source))

    def action_close_stream(self) -> None:
        """Ask for the shown stream to be closed; all of them are only left."""
        if self._tabs.is_merged:
            self.action_toggle_merged()
        elif self.active:
            self.post_message(self.CloseWanted(self.active))

    def action_toggle_stream(self) -> None:
        """Ask for the shown stream to be stopped, or to be started again."""
        stream = self.shown_stream()
        if self._tabs.is_merged:
            self.app.bell()
        elif stream is not None:
            self.post_message((self.StartWanted if stream.phase in ENDED else self.StopWanted)(stream.source))
