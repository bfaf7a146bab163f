"""The view of all log streams as one: made when it is looked at first, and taken further only while it is looked at."""

from __future__ import annotations

import threading
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from hexatui.protocol.names import LogSource
from hexatui.state.merged_logs import MergedLog
from hexatui.state.merged_snapshot import Part
from hexatui.state.streams import ENDED
from hexatui.ui.logs.marks import LogMarks
from hexatui.ui.logs.window import LogWindow, Place
from hexatui.ui.render.pod_column import PodColumn, pod_column

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.state.streams import Phase, Stream

ALL = LogSource("", "", "all", "")
"""What stands for all streams among the sources: no container has such a name."""

TOO_FAR_BEHIND = 65_536
"""New lines from which putting all in order anew, the newest first, shows them sooner than going on."""

NEAR = 1_000
"""Lines among which one is looked for that stays, where the one that the view is held on goes with its stream."""


@dataclass(frozen=True)
class AllStreams:
    """All streams, shown as one."""

    buffer: MergedLog
    phase: Phase = "live"
    source: LogSource = ALL
    reason: str = ""

    @classmethod
    def of(cls, streams: Iterable[Stream], log: MergedLog) -> Self:
        """Where all streams together stand: live, unless the connection of some is lost, or none of them goes on."""
        phases = {stream.phase for stream in streams}
        if "interrupted" in phases:
            return cls(log, "interrupted")
        return cls(log, "stopped", reason="none of these streams goes on") if phases <= {*ENDED} else cls(log)


class _Held:
    """The line that a held view was on, until it is found among lines that have other numbers."""

    def __init__(self) -> None:
        self._line = LogMarks()
        self._offset = 0
        self._unseen = 0

    @classmethod
    def of(cls, log: MergedLog, window: LogWindow, streams: Container[LogSource]) -> _Held | None:
        """The line with the cursor, or the nearest that is of one of these streams; None where none is near."""
        parts, at = {part.source: part for part in log.parts}, window.where.anchor
        for line in sorted(range(at - NEAR, at + NEAR), key=lambda line: abs(line - at)):
            origin = log.origin(line)
            if origin and origin[0] in streams:
                held = cls()
                held._line.toggle(parts[origin[0]], origin[1])
                held._offset, held._unseen = window.where.offset, log.end - window.seen
                return held
        return None

    def come_back(self, log: MergedLog, streams: Mapping[LogSource, Stream]) -> LogWindow | None:
        """The view on that line, once it has its number; only once."""
        self._line.catch_up(streams.values())
        lines = self._line.of_all()
        number = next(log.beside(log.end, lines, is_below=False), None)
        if number is None and not (lines and log.is_whole and not log.behind):
            return None
        self._line = LogMarks()
        if number is None:
            return None
        window = LogWindow(seen=log.end - self._unseen)
        window.go_back(Place(False, number, self._offset))
        return window


class Merging:
    """The merged view; all but its own thread's work is done with state held."""

    def __init__(self) -> None:
        self.column: PodColumn | None = None
        self.log = MergedLog(())
        self._held = _Held()

    def grow(self, fleet: Fleet, now: float, window: LogWindow) -> LogWindow:
        """Take in what has come until now (Unix seconds); what is in view then, which is on the line that it was on.

        Where other streams are there, or lines came too fast, all are put in order anew and have other numbers. Where
        many stand in a wrong place, too, unless the view is held.
        """
        streams = fleet.streams
        is_other = [part.buffer for part in self.log.parts] != [stream.buffer for stream in streams.values()]
        if is_other or self.log.behind > TOO_FAR_BEHIND or (window.following and self.log.is_out_of_order):
            self.leave(window, streams)
            self._begin(streams.values())
            window = LogWindow()
        self.log.grow(now)
        return self._held.come_back(self.log, streams) or window

    def leave(self, window: LogWindow, streams: Mapping[LogSource, Stream]) -> None:
        """Let go of all lines, but for what a held view is on, of these streams."""
        if not window.following:
            self._held = _Held.of(self.log, window, streams) or self._held
        self._begin(())

    def stay(self) -> None:
        """The person went elsewhere before the line was there again that the view was on."""
        self._held = _Held()

    def _begin(self, streams: Iterable[Stream]) -> None:
        parts = [Part(stream.source, stream.buffer) for stream in streams]
        log = self.log = MergedLog(parts)
        self.column = pod_column(part.source for part in parts)
        if log.order_older():
            threading.Thread(target=self._order, args=(log,), name="hexatui-merge", daemon=True).start()

    def _order(self, log: MergedLog) -> None:
        while self.log is log and log.order_older():
            pass
