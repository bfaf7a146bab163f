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
from typing import TYPE_CHECKING, NamedTuple

from hexatui.state.log_pages import Page
from hexatui.state.logs import Label, LogLine
from hexatui.state.merged_order import Older, Run, interleaved, keys_of, line_of, log_of, number_of, times_of

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.logs import LogBuffer, Snapshot

HOLD = 0.5
"""Seconds for which a new line waits for lines of other logs that are older."""

PAGE = 4_096
"""Lines of a page, as searches go through them."""

LATE = 2.0
"""Seconds by which a line is older than one that has its number, so that it stands in a wrong place."""

FEW_LATE = 50
"""Lines in a wrong place that are borne, besides one of `BORNE`."""

BORNE = 20
"""Of how many lines one in a wrong place is borne: some pods' clocks are behind."""

MAX_GROWTH = 16_384
"""New lines put into order at once: some milliseconds of work. What is more waits for the next time."""


class Part(NamedTuple):
    """One of the logs."""

    source: LogSource
    """Whose lines they are, where they don't say it themselves, as the markers of gaps don't."""
    buffer: LogBuffer


class MergedLog:
    """The lines of several logs in one order.

    Made from what they hold; `older` is to be called until it gives nothing more, by one thread; what is older than
    that is not there yet. `grow` takes what is new. But for `older`, state is to be held meanwhile.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)
        snapshots = [part.buffer.snapshot() for part in self.parts]
        self._older = Older(snapshots)
        self._base = sum(snapshot.end - snapshot.first for snapshot in snapshots)
        """The number of the first line that was not there yet. Lines before it are numbered from it downwards."""
        self._before = array("Q")
        """The lines before the base, the newest first. A line that stands in it stays."""
        self._after = array("Q")
        """The lines from the base on, the oldest first."""
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
        self._before.extend(piece)
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
        self._after.extend(interleaved(runs))

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
        places = (self._cut - self._base) // PAGE * PAGE
        if self._is_complete and places > len(self._after) // 2:
            # Arrays of their own, since snapshots read on in these; by pages, so that a page stays as it was.
            self._before, self._after, self._base = array("Q"), self._after[places:], self._base + places

    def _number_of(self, log: int, dropped: int) -> int | None:
        """The number of a line that was dropped, or None where it is not among those from the first on."""
        if dropped >= self._taken[log]:
            self._taken[log] = dropped + 1
            return self.end - 1
        start = self.first if dropped >= self._older.low[log] else self.end
        line = line_of(log, dropped)
        while start < self.end:
            lines = self._between(start, min(start + PAGE, self.end))
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
        count = len(self._before)
        return max(self._cut, self._base - (count if self._is_complete else count // PAGE * PAGE))

    @property
    def end(self) -> int:
        """One past the number of the newest line."""
        return self._base + len(self._after)

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
        (line,) = self._between(number, number + 1)
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
            page = self._between(start, min(start + PAGE, end))
            found = list(compress(count(start), map(wanted.__contains__, page)))
            yield from found if is_below else reversed(found)

    def lines(self, start: int, stop: int) -> list[LogLine]:
        """The lines numbered `start` to `stop` (exclusive), of those that are there."""
        start, stop = max(start, self.first), min(stop, self.end)
        buffers = [part.buffer for part in self.parts]
        return _lines(self.parts, buffers, start, self._between(start, stop))

    def snapshot(self) -> MergedSnapshot:
        """The lines as they are now; takes some microseconds."""
        first, end = self.first, self.end
        snapshots = [part.buffer.snapshot() for part in self.parts]
        return MergedSnapshot(self.parts, snapshots, self._before, self._after, self._base, first, end)

    def _between(self, start: int, stop: int) -> array[int]:
        return _between(self._before, self._after, self._base, start, stop)


class MergedSnapshot:
    """What a merged log held at one moment; to be read without a lock, in one thread."""

    def __init__(
        self,
        parts: Sequence[Part],
        snapshots: Sequence[Snapshot],
        before: array[int],
        after: array[int],
        base: int,
        first: int,
        end: int,
    ) -> None:
        self.first = first
        self.end = end
        self.labels: list[Label] = []
        """What the pages' labels stand for."""
        self._ids: dict[Label, int] = {}
        self._parts = parts
        self._snapshots = snapshots
        # These only grow, and what stands in them stays.
        self._before, self._after, self._base = before, after, base
        self._page: Page | None = None

    @property
    def pages(self) -> Sequence[Page]:
        """The last page alone."""
        return [self.page_at(self.end - 1)]

    def lines(self, start: int, stop: int) -> list[LogLine]:
        """The lines numbered `start` to `stop` (exclusive), of those that were there."""
        start, stop = max(start, self.first), min(stop, self.end)
        return _lines(self._parts, self._snapshots, start, _between(self._before, self._after, self._base, start, stop))

    def page_at(self, number: int) -> Page:
        """The page with this line, put together from the logs' own pages."""
        number = min(max(number, self.first), max(self.first, self.end - 1))
        start = self._base + (number - self._base) // PAGE * PAGE
        stop = min(start + PAGE, self.end if start >= self._base else self._base)
        start = max(start, self.first)
        if self._page is None or (self._page.first, len(self._page)) != (start, stop - start):
            self._page = self._put_together(start, stop)
        return self._page

    def _put_together(self, start: int, stop: int) -> Page:
        page, texts = Page(start), list[str]()
        lines = _between(self._before, self._after, self._base, start, stop)
        sources = {log: self._columns(log, numbers) for log, numbers in _extents(lines).items()}
        for place, line in enumerate(lines):
            text, time, label, gap = next(sources[log_of(line)])
            texts.append(text)
            page.times.append(time)
            page.labels.append(label)
            if gap:
                page.gaps[place] = gap
        page.texts = texts
        return page

    def _columns(self, log: int, numbers: range) -> Iterator[_Columns]:
        snapshot, at = self._snapshots[log], numbers.start
        while at < numbers.stop:
            page = snapshot.page_at(at)
            low, high = at - page.first, min(numbers.stop - page.first, len(page))
            if low < 0:
                # It was dropped; only a page that is about to be let go still has it.
                yield "", 0.0, self._label(log, snapshot.labels[0]), None
                at += 1
                continue
            labels = {id: self._label(log, snapshot.labels[id]) for id in set(page.labels[low:high])}
            for place, text in enumerate(page.texts_between(low, high), low):
                yield text, page.times[place], labels[page.labels[place]], page.gaps.get(place)
            at = page.first + high

    def _label(self, log: int, label: Label) -> int:
        source = self._parts[log].source
        label = label._replace(pod=label.pod or source.pod, container=label.container or source.container)
        if label not in self._ids:
            self._ids[label] = len(self.labels)
            self.labels.append(label)
        return self._ids[label]


def _newest(snapshot: Snapshot) -> float:
    keys = keys_of(times_of(snapshot, snapshot.pages[-1].first, snapshot.end))
    return keys[-1] if keys else -math.inf


_Columns = tuple[str, float, int, "tuple[tuple[float, float], str] | None"]


def _between(before: array[int], after: array[int], base: int, start: int, stop: int) -> array[int]:
    lines = before[max(0, base - stop) : max(0, base - start)]
    lines.reverse()
    return lines + after[max(0, start - base) : max(0, stop - base)]


def _extents(lines: array[int]) -> dict[int, range]:
    """The numbers of each log among lines that follow one another: since it keeps its order, none is left out."""
    found: dict[int, tuple[int, int]] = {}
    for line in lines:
        log, number = log_of(line), number_of(line)
        found[log] = (found[log][0] if log in found else number, number)
    return {log: range(first, last + 1) for log, (first, last) in found.items()}


def _lines(
    parts: Sequence[Part], logs: Sequence[LogBuffer] | Sequence[Snapshot], start: int, lines: array[int]
) -> list[LogLine]:
    held: dict[int, LogLine] = {}
    for log, numbers in _extents(lines).items():
        held |= {line_of(log, line.number): line for line in logs[log].lines(numbers.start, numbers.stop)}
    found = []
    for number, place in enumerate(lines, start):
        # Dropped just now; a moment later its number is among those that are let go.
        line = held.get(place) or LogLine(number, None, "", "", "", "")
        part = parts[log_of(place)]
        found.append(
            line._replace(
                number=number,
                pod=line.pod or part.source.pod,
                container=line.container or part.source.container,
            )
        )
    return found
