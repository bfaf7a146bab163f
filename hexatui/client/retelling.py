"""A session that hears a recording instead of a socket: what it tells is what was told then. Knows no clock.

What is told up to a moment depends on the recording alone, and not on the steps in which one got there.
"""

from __future__ import annotations

import math

from hexatui.client.failures import Failure, FailureKind
from hexatui.client.options import ConfigurationError, ConnectionOptions, parse_url
from hexatui.client.session import Session, Told
from hexatui.client.tokens import TokenSource
from hexatui.protocol.codec import Malformed, Unknown, decode_client, decode_server
from hexatui.protocol.events import LogEntry
from hexatui.protocol.lifecycle import LinkPhase
from hexatui.protocol.messages import Auth, ClientMessage, LogRequest, StopStream, StreamLogs
from hexatui.protocol.names import LogSource
from hexatui.protocol.replies import AuthResult
from hexatui.recording import Direction, Frame, frame_bytes
from hexatui.tape import Tape

SETTLED = 120.0
"""Seconds of silence after which time alone changes nothing any more."""

ENDED = Failure("it ended here in the recording", kind=FailureKind.RETRY)
"""Why a connection is lost: the recording doesn't say."""

NOWHERE = "wss://unknown/ws"
"""Stands for a URL that can't be one."""


class Retelling:
    """A recording, told as far as `position`.

    Args:
        tape: the recording.
    """

    def __init__(self, tape: Tape) -> None:
        self.position = 0.0
        """Seconds since the recording's beginning; what came before was told, and unless `has_more`, until then."""
        self.heard: list[tuple[float, Direction, bytes]] = []
        """The frames of the last `advance`, with Unix seconds."""
        self._tape = tape
        self._frames = tape.frames()
        self._index = 0
        self._beginnings = frozenset(tape.beginnings)
        options = ConnectionOptions(_url(tape), TokenSource.from_value(""), heartbeat_timeout=math.inf)
        # Nothing is left to chance: it would tell another time of the next attempt.
        self._session = Session(options, chance=lambda: 0.5)
        self._next_tick = 0.0
        self._heard_at = 0.0
        self._named: set[str] = set()
        """The ids of streams that this connection's frames spoke of."""

    def advance(self, until: float, most: int) -> list[tuple[Told, float]]:
        """Tell what came up to a moment, in seconds, of `most` frames at most; `position` says how far that was.

        Raises:
            RecordingError: the file isn't what it was any more.
        """
        self.heard = []
        times, end = self._tape.times, min(len(self._tape), self._index + most)
        while self._index < end and times[self._index] <= until:
            self._hear(next(self._frames))
            self._index += 1
        if self.has_more(until):
            self.position = max(self.position, times[self._index - 1])
        else:
            self._let_pass(until)
            self.position = max(self.position, until)
        return self._session.told()

    def has_more(self, until: float) -> bool:
        """Whether something that came up to a moment was not told yet."""
        return self._index < len(self._tape) and self._tape.times[self._index] <= until

    def _hear(self, frame: Frame) -> None:
        self._let_pass(frame.seconds)
        self._heard_at = frame.seconds
        session, index, raw = self._session, self._index, frame_bytes(frame.text)
        now, at = frame.seconds, self._tape.header.started_at + frame.seconds
        self.heard.append((at, frame.direction, raw))
        if frame.direction == "out":
            said = decode_client(raw)
            if index == 0 and not isinstance(said, Auth):
                session.joined(now, at)
            self._note(said)
            session.said(said, now, at)
        else:
            message = decode_server(raw)
            if index == 0:
                self._join(message, now, at)
            if isinstance(message, LogEntry) and message.data.stream_id not in self._named:
                self._name(message, now, at)
            session.receive(message, now, at, len(raw))
        if session.phase in (LinkPhase.AUTHENTICATING, LinkPhase.LIVE):
            failure = session.failure or (ENDED if index + 1 in self._beginnings else None)
            if failure:
                session.lost(failure, now, at)

    def _let_pass(self, until: float) -> None:
        """Let time pass for the session, second by second as long as that can matter."""
        last = min(until, self._heard_at + SETTLED)
        while self._next_tick <= last:
            self._session.tick(self._next_tick, self._tape.header.started_at + self._next_tick)
            self._next_tick += 1.0
        self._next_tick = max(self._next_tick, math.floor(until) + 1.0)

    # What the recording's beginning leaves open

    def _join(self, first: object, now: float, at: float) -> None:
        """The first frame is one of the platform's: the recording begins in the middle."""
        if isinstance(first, AuthResult):
            self._session.connecting(at)
            self._session.opened("", now, at)
        else:
            self._session.joined(now, at)

    def _note(self, said: ClientMessage | Unknown | Malformed) -> None:
        match said:
            case Auth():
                self._named.clear()
            case StreamLogs():
                self._named.add(said.id)
            case StopStream():
                self._named.add(said.data.stream_id)

    def _name(self, entry: LogEntry, now: float, at: float) -> None:
        """An entry of a stream whose beginning isn't in the recording: it is known by what the entry says."""
        id, data = entry.data.stream_id, entry.data
        self._named.add(id)
        source = LogSource("", "", data.pod or "?", data.container or "?")
        if self._session.wants(source):
            source = source._replace(container=f"{source.container} ({id})")
        request = LogRequest(**source._asdict(), tail_lines=0)
        self._session.said(StreamLogs(id=id, data=request), now, at)


def _url(tape: Tape) -> str:
    try:
        return parse_url(tape.header.url).url
    except ConfigurationError:
        return NOWHERE
