"""The log streams of a conversation: which are wanted, which are live, which are due for a decision. Pure; no clock."""

from __future__ import annotations

import math
from collections.abc import Iterator

from hexatui.client.log_stream import QUIET, LogStream
from hexatui.protocol.lifecycle import RequestFailed, StreamEnded, StreamOpened, StreamWanted
from hexatui.protocol.names import LogSource

MOST_STREAMS = 32
"""Streams that are wanted at once; whoever shows them keeps all of those."""

NOT_FOLLOWED = "not followed"
"""Why lines may be missing between a stream's end and its next beginning."""


class LogStreams:
    """The streams that are wanted, those that are live on this connection, and those that ended and may go on."""

    def __init__(self) -> None:
        self.live: dict[str, LogStream] = {}
        """Streams by their id on this connection."""
        self._wanted: dict[LogSource, LogStream] = {}
        self._former: dict[LogSource, LogStream] = {}

    def open(
        self, source: LogSource, tail_lines: int, follow: bool, resume: bool
    ) -> StreamWanted | RequestFailed | None:
        """Want a stream; one that is wanted already goes on as it is, and beyond `MOST_STREAMS` there is none.

        Args:
            resume: whether the lines handed on before its end are still there: then it goes on after them.
        """
        if source in self._wanted:
            return None
        if len(self._wanted) >= MOST_STREAMS:
            reason = f"{MOST_STREAMS} log streams are open, which is the most: stop one first"
            return RequestFailed(f"the logs of {source}", "", reason)
        stream = self._former.pop(source, None)
        if stream is None or not (follow and resume):
            stream = LogStream(source, 0, follow)
        stream.tail_lines, stream.postponed_until = max(0, tail_lines), -math.inf
        self._wanted[source] = stream
        return StreamWanted(source)

    def wants(self, source: LogSource) -> bool:
        """Whether a stream is wanted."""
        return source in self._wanted

    def close(self, source: LogSource, at: float) -> tuple[bool, str | None]:
        """Want a stream no more, `at` Unix seconds. Whether it was wanted, and its id if the platform must be told."""
        stream = self._wanted.pop(source, None)
        if stream is None:
            return False, None
        stream_id = stream.stream_id
        if stream_id is not None:
            del self.live[stream_id]
            stream.interrupt(at, NOT_FOLLOWED)
        if stream.follow and stream.held:
            self._former[source] = stream
            if len(self._former) > MOST_STREAMS:
                del self._former[next(iter(self._former))]
        return True, stream_id

    def next_to_ask(self, now: float) -> LogStream | None:
        """A stream to ask for now."""
        if len(self.live) == len(self._wanted):
            return None
        return next((s for s in self._wanted.values() if s.stream_id is None and s.postponed_until <= now), None)

    def asked(self, stream: LogStream, stream_id: str, now: float) -> StreamOpened:
        """A stream was asked for under an id; its entries follow."""
        stream.forget_comparison()
        stream.stream_id = stream_id
        stream.requested = stream.lines_to_ask()
        stream.received = 0
        stream.plain = stream.follow and not stream.asked_before
        if stream.asked_before:
            stream.compared = []
        if not stream.follow:
            stream.quiet_at = now + QUIET
        self.live[stream_id] = stream
        return StreamOpened(stream.source, stream_id)

    def heard_asked(
        self, source: LogSource, stream_id: str, tail_lines: int, follow: bool, now: float, at: float
    ) -> list[StreamWanted | StreamEnded | StreamOpened | RequestFailed]:
        """Somebody else asked for a stream under an id, whatever it and the id were before; what tells of it.

        What was handed on of it earlier is still there, as far as we know.
        """
        told: list[StreamWanted | StreamEnded | StreamOpened | RequestFailed] = []
        former = self.live.get(stream_id)
        if former is not None and former.source != source:
            self.close(former.source, at)
            told.append(StreamEnded(former.source, "stopped"))
        if (known := self._wanted.get(source)) is not None and known.stream_id is not None:
            self.close(source, at)
        if fact := self.open(source, tail_lines, follow, resume=True):
            told.append(fact)
        if (stream := self._wanted.get(source)) is not None:
            stream.follow = follow
            told.append(self.asked(stream, stream_id, now))
            stream.requested = tail_lines
        return told

    def postponed(self, stream_id: str, until: float, at: float) -> tuple[StreamWanted, bool]:
        """The platform found us too fast: ask for the stream again then.

        Returns:
            what tells of it, and whether the stream had begun: then it goes on as after an interruption at `at` (Unix
            seconds), and the platform must be told that the old id is given up.
        """
        stream = self.live.pop(stream_id)
        begun = stream.asked_before or stream.last is not None
        if begun:
            stream.interrupt(at)
        stream.stream_id, stream.postponed_until = None, until
        return StreamWanted(stream.source), begun

    def failed(self, stream_id: str, reason: str, at: float) -> StreamEnded:
        """The platform ended a stream, or never began it."""
        source = self.live[stream_id].source
        self.close(source, at)
        return StreamEnded(source, "failed", reason)

    def interrupted(self, last_heard_at: float) -> None:
        """The connection is gone; `last_heard_at` is when anything last came, in Unix seconds."""
        for stream in self.live.values():
            stream.interrupt(last_heard_at)
        self.live.clear()
        for stream in self._wanted.values():
            stream.postponed_until = -math.inf

    def due(self, now: float) -> list[LogStream]:
        """Live streams whose decision has come."""
        return [stream for stream in self.live.values() if min(stream.quiet_at, stream.decide_at) <= now]

    def deadline(self, now: float) -> float:
        """When the next decision comes, or a postponed request may be made; infinity if neither does."""
        live = min((min(s.quiet_at, s.decide_at) for s in self.live.values() if not s.plain), default=math.inf)
        if len(self.live) == len(self._wanted):
            return live
        # What may be asked for already only waits for the rate limit.
        postponed = (s.postponed_until for s in self._wanted.values() if s.stream_id is None)
        return min([live, *(until for until in postponed if until > now)])

    def ids(self) -> Iterator[str]:
        """The ids of the streams that are live."""
        return iter(self.live)
