"""Several logs read as one, by time: numbers of its own, and otherwise read as one log's buffer is.

A line that has its number keeps it: a view, a mark or a search holds on to it. So a line that comes later than those
of its time in other logs stands after them; to make that rare, lines wait for a moment before they are put in order.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, count
from typing import TYPE_CHECKING

from hexatui.state.merged_order import Older, Run, interleaved, keys_of, line_of, log_of, number_of, times_of
from hexatui.state.merged_snapshot import PAGE, MergedSnapshot, Part, Places, lines_at

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.logs import LogLine, Snapshot

HOLD = 0.5
"""Seconds for which a new line waits for lines of other logs that are older."""

LATE = 2.0
"""Seconds by which a line is older than one that has its number, so that it stands in a wrong place."""

FEW_LATE = 50
"""Lines in a wrong place that are borne, besides one of `BORNE`."""

BORNE = 20
"""Of how many lines one in a wrong place is borne: some pods' clocks are behind."""

MAX_GROWTH = 16_384
"""New lines put into order at once: some milliseconds of work. What is more waits for the next time."""


class MergedLog:
    """The lines of several logs in one order.

    Made from what they hold; `order_older` is to be called until there is no more, by one thread; what is older than
    that is not there yet. `grow` takes what is new. But for `order_older`, state is to be held meanwhile.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)
        snapshots = [part.buffer.snapshot() for part in self.parts]
        self._older = Older(snapshots)
        self._places = Places(array("Q"), array("Q"), sum(snapshot.end - snapshot.first for snapshot in snapshots))
        """From the base on stands what was not there yet."""
        self._taken = [snapshot.end for snapshot in snapshots]
        """Of each log, one past the newest line that has its number."""
        self._firsts = [snapshot.first for snapshot in snapshots]
        """Of each log, the oldest line that was held when that was looked at last."""
        self._newest = max((_newest(snapshot) for snapshot in snapshots), default=-math.inf)
        """The time of the newest line that has its number."""
        self._late = 0
        self._cut = 0
        self._is_complete = False
        self._waiting: deque[tuple[float, list[int]]] = deque()
        """When (Unix seconds) the logs ended where."""
        self._ready = self._taken[:]
        """Of each log, one past the newest line that has waited for long enough."""

    # Putting in order

    def order_older(self) -> bool:
        """Put a piece of what is older in its place; whether there may be more."""
        piece = self._older.next()
        piece.reverse()
        self._places.before.extend(piece)
        self._is_complete = self._older.is_complete
        return not self._is_complete

    def grow(self, now: float) -> None:
        """Take in what is new, but for the newest moment, and let go of what was dropped; `now` in Unix seconds."""
        ends = [part.buffer.end for part in self.parts]
        if self._waiting and self._waiting[-1][0] > now:
            self._waiting.clear()  # The clock was set back.
        if not self._waiting or self._waiting[-1][1] != ends:
            self._waiting.append((now, ends))
        while self._waiting and self._waiting[0][0] <= now - HOLD:
            self._ready = self._waiting.popleft()[1]
        self._take()
        self._let_go()

    def _take(self) -> None:
        """Give numbers to the lines that have waited."""
        runs, room, newest = [], MAX_GROWTH // max(1, len(self.parts)), self._newest
        for log, (part, end) in enumerate(zip(self.parts, self._ready, strict=True)):
            start = max(self._taken[log], part.buffer.first)
            stop = min(end, start + room)
            if start < stop:
                run = Run(log, start, times_of(part.buffer.snapshot(), start, stop))
                runs.append(run)
                self._taken[log] = stop
                keys = keys_of(run.times)
                self._late += bisect_left(keys, newest - LATE)
                self._newest = max(self._newest, keys[-1])
        self._places.after.extend(interleaved(runs))

    def _let_go(self) -> None:
        """Begin after the last line that was dropped from any log: before it the logs are not whole."""
        for log, part in enumerate(self.parts):
            first = part.buffer.first
            if first <= self._firsts[log]:
                continue
            number = self._number_of(log, first - 1)
            if number is not None:
                self._cut = number + 1
            if number is not None or self._is_complete:
                self._firsts[log] = first
        _, after, base = self._places
        fallen = (self._cut - base) // PAGE * PAGE
        if self._is_complete and fallen > len(after) // 2:
            # Arrays of their own, since snapshots read on in these; by pages, so that a page stays as it was.
            self._places = Places(array("Q"), after[fallen:], base + fallen)

    def _number_of(self, log: int, dropped: int) -> int | None:
        """The number of a line that was dropped, or None where it is not among those from the first on."""
        if dropped >= self._taken[log]:
            self._taken[log] = dropped + 1
            return self.end - 1
        start = self.first if dropped >= self._older.low[log] else self.end
        line = line_of(log, dropped)
        while start < self.end:
            lines = self._places.between(start, min(start + PAGE, self.end))
            if line in lines:
                return start + lines.index(line)
            start += PAGE
        return None

    @property
    def is_out_of_order(self) -> bool:
        """Whether many lines came so late that they stand in a wrong place, as a history that came meanwhile."""
        return self._late > FEW_LATE + len(self) // BORNE

    @property
    def is_whole(self) -> bool:
        """Whether all that is older is in its place."""
        return self._is_complete

    # Reading, as one log is read

    @property
    def first(self) -> int:
        """The number of the oldest line."""
        # Whole pages only while there is more to come, so that a page stays as it was.
        count = len(self._places.before)
        return max(self._cut, self._places.base - (count if self._is_complete else count // PAGE * PAGE))

    @property
    def end(self) -> int:
        """One past the number of the newest line."""
        return self._places.base + len(self._places.after)

    @property
    def dropped(self) -> int:
        """How many lines stood before the oldest; 0 while older ones may still come."""
        return sum(self._taken) - len(self) if self._is_complete else 0

    def __len__(self) -> int:
        return max(0, self.end - self.first)

    @property
    def behind(self) -> int:
        """How many lines have no number yet."""
        return sum(part.buffer.end for part in self.parts) - sum(self._taken)

    def origin(self, number: int) -> tuple[LogSource, int] | None:
        """Whose a line is, and its number there; None where there is none of this number."""
        if not self.first <= number < self.end:
            return None
        (line,) = self._places.between(number, number + 1)
        return self.parts[log_of(line)].source, number_of(line)

    def beside(self, number: int, lines: Iterable[tuple[LogSource, int]], *, is_below: bool) -> Iterator[int]:
        """The numbers of lines that are known by their own, below a number or above it, the nearest first.

        Lines whose place isn't known yet are left out. A million lines that are none of them take some 50 ms.
        """
        logs = {part.source: log for log, part in enumerate(self.parts)}
        known = [(logs[source], own) for source, own in lines if source in logs]
        wanted = {line_of(log, own) for log, own in known if self._older.low[log] <= own < self._taken[log]}
        if not wanted:
            return
        begin, end = (max(number + 1, self.first), self.end) if is_below else (self.first, min(number, self.end))
        starts = range(begin, end, PAGE)
        for start in starts if is_below else reversed(starts):
            page = self._places.between(start, min(start + PAGE, end))
            found = list(compress(count(start), map(wanted.__contains__, page)))
            yield from found if is_below else reversed(found)

    def lines(self, start: int, stop: int) -> list[LogLine]:
        """The lines numbered `start` to `stop` (exclusive), of those that are there."""
        start, stop = max(start, self.first), min(stop, self.end)
        buffers = [part.buffer for part in self.parts]
        return lines_at(self.parts, buffers, start, self._places.between(start, stop))

    def snapshot(self) -> MergedSnapshot:
        """The lines as they are now; takes some microseconds."""
        first, end = self.first, self.end
        snapshots = [part.buffer.snapshot() for part in self.parts]
        return MergedSnapshot(self.parts, snapshots, self._places, first, end)


def _newest(snapshot: Snapshot) -> float:
    keys = keys_of(times_of(snapshot, snapshot.pages[-1].first, snapshot.end))
    return keys[-1] if keys else -math.inf
