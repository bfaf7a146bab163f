"""The view of all log streams as one: made when it is looked at first, and taken further only while it is looked at."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from hexatui.protocol.names import LogSource
from hexatui.state.merged_logs import MergedLog, Part
from hexatui.state.streams import Phase, Stream
from hexatui.ui.render.pod_column import PodColumn, pod_column

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.state.logs import LogBuffer

ALL = LogSource("", "", "all", "")
"""What stands for all streams among the sources: no container has such a name."""

TOO_FAR_BEHIND = 65_536
"""New lines from which putting all in order anew, the newest first, shows them sooner than going on."""


def phase_of_all(streams: Iterable[Stream]) -> Phase:
    """Where all streams together stand: live, unless the connection of some is lost."""
    return "interrupted" if any(stream.phase == "interrupted" for stream in streams) else "live"


class Merging:
    """The merged view; all but its own thread's work is done with state held."""

    def __init__(self) -> None:
        self.column: PodColumn | None = None
        """How the view tells pods apart."""
        self._log = MergedLog(())
        self._stream = Stream(ALL, phase="live")

    def stream(self, fleet: Fleet, now: float, *, may_renumber: bool) -> tuple[Stream, bool]:
        """All streams as one, with what has come until now (Unix seconds); and whether its lines are numbered anew.

        Where many stand in a wrong place, they are put in order anew if they may be: if nobody holds on to a number.
        """
        streams = list(fleet.streams.values())
        is_new = [part.buffer for part in self._log.parts] != [stream.buffer for stream in streams]
        if is_new or self._log.behind > TOO_FAR_BEHIND or (may_renumber and self._log.is_out_of_order):
            self._begin(streams)
            is_new = True
        self._log.grow(now)
        return self._stream, is_new

    @property
    def is_whole(self) -> bool:
        """Whether no older lines are still to be put in order."""
        return self._log.is_whole

    def origin(self, number: int) -> tuple[LogSource, int] | None:
        """Whose a line of the view is, and its number there."""
        return self._log.origin(number)

    def stop(self) -> None:
        """Let go of everything."""
        self._begin(())

    def _begin(self, streams: Iterable[Stream]) -> None:
        parts = [Part(stream.source, stream.buffer) for stream in streams]
        log = self._log = MergedLog(parts)
        # To whoever reads it, it is one log's buffer: the same numbers, lines and snapshots.
        self._stream = Stream(ALL, phase="live", buffer=cast("LogBuffer", log))
        self.column = pod_column(part.source for part in parts)
        if log.order_older():
            threading.Thread(target=self._order, args=(log,), name="hexatui-merge", daemon=True).start()

    def _order(self, log: MergedLog) -> None:
        while self._log is log and log.order_older():
            pass
