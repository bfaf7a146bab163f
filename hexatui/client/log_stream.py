"""A log stream's life: opening, live, interrupted, resumed, ended (protocol-notes 6, 7, 10, 22). Pure; no clock.

After a reconnect a stream is asked for with enough history to overlap with what was held; what came is set aside until
it is known where it goes on.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hexatui.client.overlap import is_proof, line_key, overlap_end
from hexatui.protocol.lifecycle import StreamEnded, StreamGap, StreamResumed
from hexatui.protocol.names import LogSource
from hexatui.protocol.times import epoch_seconds

if TYPE_CHECKING:
    from hexatui.client.overlap import LineKey
    from hexatui.protocol.events import LogEntry, LogEntryData

    Told = LogEntry | StreamResumed | StreamGap | StreamEnded

HELD_LINES = 500
"""Lines of each stream remembered, by their keys, to find the overlap after a reconnect."""

RESUME_TAIL = 500
"""The least history asked for after a reconnect, in lines."""

LONGEST_RESUME_TAIL = 2_000
"""The most history asked for after a reconnect, in lines."""

QUIET = 2.0
"""Seconds without an entry after which history counts as complete (protocol-notes 6)."""

LONGEST_COMPARISON = 5.0
"""Seconds after which the overlap is decided with what has come, however busy the stream is."""

LONGEST_CATCHING_UP = 60.0
"""Seconds in which lines that are older than those held count as history on its way, however slow that is."""

CONNECTION_LOST = "connection lost"
"""Why lines may be missing after an interruption."""

MAX_COMPARED = 8_388_608
"""Characters of entries set aside for the comparison; beyond that it is decided with what has come."""


@dataclass(slots=True, eq=False)
class LogStream:
    """One container's log, as long as it is wanted."""

    source: LogSource
    tail_lines: int
    follow: bool
    stream_id: str | None = None
    """The id on this connection, or None while it has not been asked for."""
    asked_before: bool = False
    """Whether an earlier connection carried it: what comes next is a resumption."""
    held: deque[LineKey] = field(default_factory=lambda: deque(maxlen=HELD_LINES))
    """Keys of the lines handed on last."""
    last: LogEntryData | None = None
    """The line handed on last."""
    plain: bool = False
    """Whether an entry needs nothing but to be remembered and handed on: the fast path."""
    postponed_until: float = -math.inf
    interrupted_at: float = 0.0
    """When anything was last heard before the stream was interrupted, in Unix seconds."""
    why_interrupted: str = ""
    """In a few plain words."""
    requested: int = 0
    """The history asked for on this connection, in lines."""
    received: int = 0
    """Entries that came on this connection, while they are counted."""
    compared: list[LogEntry] | None = None
    """Entries set aside until the overlap is decided; None when there is nothing to compare."""
    compared_keys: list[LineKey] = field(default_factory=list)
    compared_size: int = 0
    unreadable_after: LogEntryData | None = None
    """The line handed on last when an entry came that could not be read."""
    torn: bool = False
    """Whether something that could not be read came after the line handed on last."""
    last_seen_again: bool = False
    """Whether the line handed on last is among those set aside."""
    quiet_at: float = math.inf
    """When the history counts as complete, if nothing more comes."""
    decide_at: float = math.inf
    """When the overlap is decided at the latest, unless the history is still on its way."""
    first_set_aside_at: float = math.inf

    def lines_to_ask(self) -> int:
        """How much history to ask for now: as wished at first, enough to overlap afterwards."""
        if self.held and self.follow:
            return min(max(self.tail_lines, RESUME_TAIL), LONGEST_RESUME_TAIL)
        return self.tail_lines

    def receive(self, entry: LogEntry, now: float, at: float) -> Sequence[Told]:
        """Take an entry off the fast path: what may be handed on now. `at` is Unix seconds."""
        self.received += 1
        told: list[Told] = []
        if self.compared is None:
            self._mend()
            self.remember(entry.data)
            told.append(entry)
        else:
            if not self.compared:
                self.first_set_aside_at, self.decide_at = now, now + LONGEST_COMPARISON
            self._set_aside(entry)
            if self._can_decide(entry):
                told += self._decided(at)
        if self.compared is not None or not self.follow:
            self.quiet_at = now + QUIET
        if not self.follow and self.received >= self.requested:
            told += self._completed(at)
        return told

    def remember(self, data: LogEntryData) -> None:
        """A line is handed on."""
        self.held.append(line_key(data))
        self.last = data

    def quiet(self, now: float, at: float) -> Sequence[Told]:
        """The time of a decision has come: what may be handed on now. `at` is Unix seconds."""
        if not self.follow and now >= self.quiet_at:
            return self._completed(at)
        if self.compared is None:
            return []
        if not self.compared:
            # Before anything has come there is nothing to decide.
            self.quiet_at = self.decide_at = math.inf
            return []
        if self._catching_up(now):
            self.quiet_at = self.decide_at = now + QUIET
            return []
        return self._decided(at)

    def _catching_up(self, now: float) -> bool:
        """Whether what came so far lies before what was handed on last: history on its way, and nothing new in it."""
        if self.last is None or self.last_seen_again:
            return False
        latest = self.compared[-1].data if self.compared else self.last
        if line_key(latest) in self.held:
            return True
        time, newest = epoch_seconds(latest.timestamp), epoch_seconds(self.last.timestamp)
        older = time is not None and newest is not None and time < newest
        return older and now < self.first_set_aside_at + LONGEST_CATCHING_UP

    def _completed(self, at: float) -> list[Told]:
        """The history of a stream that isn't followed is whole."""
        told = self._decided(at) if self.compared is not None else []
        self.quiet_at = math.inf
        return [*told, StreamEnded(self.source, "complete")]

    def _set_aside(self, entry: LogEntry) -> None:
        assert self.compared is not None
        key = line_key(entry.data)
        self.compared.append(entry)
        self.compared_keys.append(key)
        self.compared_size += len(entry.data.message)
        self.last_seen_again = self.last_seen_again or (bool(self.held) and key == self.held[-1])

    def _can_decide(self, entry: LogEntry) -> bool:
        """Whether nothing that comes later could move the overlap."""
        if len(self.compared_keys) >= self.requested or self.compared_size > MAX_COMPARED:
            return True
        if not self.last_seen_again or self.last is None:
            return False
        time, newest = epoch_seconds(entry.data.timestamp), epoch_seconds(self.last.timestamp)
        return time is not None and newest is not None and time > newest

    def _decided(self, at: float) -> list[Told]:
        """Find the overlap, say whether there is one, and hand on what lies behind it."""
        assert self.compared is not None
        overlap = overlap_end(self.held, self.compared_keys)
        # Where the history begins within what agrees, more of it would have to agree, or not: then one line that is
        # said all the time is no proof.
        whole = len(self.compared) < self.requested
        reaches_back = overlap > len(self.held) - whole
        if not (reaches_back or is_proof(self.compared_keys[:overlap])):
            overlap = 0
        # With nothing held, a history shorter than what was asked for is all that there is.
        complete = whole and not self.held
        entries = self.compared[overlap:]
        self.forget_comparison()
        self._mend()
        verdict = StreamResumed(self.source) if overlap or complete else self._gap(entries, at)
        for entry in entries:
            self.remember(entry.data)
        return [verdict, *entries]

    def _gap(self, entries: Sequence[LogEntry], at: float) -> StreamGap:
        """From the last moment in which nothing was missing to the first line that came after."""
        first = epoch_seconds(entries[0].data.timestamp) if entries else None
        # A platform whose clock is behind or ahead of ours gives no usable end: then it is now.
        until = first if first is not None and self.interrupted_at <= first <= at else at
        return StreamGap(self.source, self.interrupted_at, max(until, self.interrupted_at), self.why_interrupted)

    def unreadable(self, at: float) -> StreamGap | None:
        """An entry came that could not be read: what tells of it, once for those between two lines."""
        self.torn, self.plain = True, False
        if self.unreadable_after is not None and self.unreadable_after is self.last:
            return None
        self.unreadable_after = self.last
        return StreamGap(self.source, at, at, "an entry could not be read")

    def _mend(self) -> None:
        """What is handed on next follows what is held; where something between them is missing, only it is held."""
        if self.torn:
            self.held.clear()
        self.torn, self.plain = False, self.follow

    def interrupt(self, last_heard_at: float, why: str = CONNECTION_LOST) -> None:
        """What comes next is a resumption; `last_heard_at` is when anything last came, in Unix seconds."""
        # What was set aside was never handed on: it comes again, and the interruption began before it.
        if self.compared is None:
            self.interrupted_at, self.why_interrupted = last_heard_at, why
        self.forget_comparison()
        self.asked_before, self.stream_id, self.plain, self.torn = True, None, False, False

    def forget_comparison(self) -> None:
        """Nothing is set aside any more."""
        self.compared, self.compared_keys, self.compared_size = None, [], 0
        self.last_seen_again = False
        self.quiet_at = self.decide_at = math.inf
