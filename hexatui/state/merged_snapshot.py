"""What several logs, put in one order, held at one moment: pages and lines, as of one log. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hexatui.state.log_pages import Gap, Page
from hexatui.state.logs import Label, LogLine
from hexatui.state.merged_order import line_of, log_of, number_of

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.logs import LogBuffer, Snapshot

PAGE = 4_096
"""Lines of a page, as searches go through them."""


class Part(NamedTuple):
    """One of the logs."""

    source: LogSource
    """Whose lines they are, where they don't say it themselves, as the markers of gaps don't."""
    buffer: LogBuffer


class Places(NamedTuple):
    """Which line has which number, counted from the base. The arrays only grow, and what stands in them stays."""

    before: array[int]
    """The lines before the base, the newest first."""
    after: array[int]
    """The lines from the base on, the oldest first."""
    base: int

    def between(self, start: int, stop: int) -> array[int]:
        """The lines numbered `start` to `stop` (exclusive), of those that are there."""
        lines = self.before[max(0, self.base - stop) : max(0, self.base - start)]
        lines.reverse()
        return lines + self.after[max(0, start - self.base) : max(0, stop - self.base)]


class MergedSnapshot:
    """What a merged log held at one moment; to be read without a lock, in one thread."""

    def __init__(
        self,
        parts: Sequence[Part],
        snapshots: Sequence[Snapshot],
        places: Places,
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
        self._places = places
        self._page: Page | None = None

    @property
    def pages(self) -> Sequence[Page]:
        """The last page alone."""
        return [self.page_at(self.end - 1)]

    def lines(self, start: int, stop: int) -> list[LogLine]:
        """The lines numbered `start` to `stop` (exclusive), of those that were there."""
        start, stop = max(start, self.first), min(stop, self.end)
        return lines_at(self._parts, self._snapshots, start, self._places.between(start, stop))

    def page_at(self, number: int) -> Page:
        """The page with this line, put together from the logs' own pages."""
        number = min(max(number, self.first), max(self.first, self.end - 1))
        base = self._places.base
        start = base + (number - base) // PAGE * PAGE
        stop = min(start + PAGE, self.end if start >= base else base)
        start = max(start, self.first)
        if self._page is None or (self._page.first, len(self._page)) != (start, stop - start):
            self._page = self._put_together(start, stop)
        return self._page

    def _put_together(self, start: int, stop: int) -> Page:
        page, texts = Page(start), list[str]()
        lines = self._places.between(start, stop)
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

    def _columns(self, log: int, numbers: range) -> Iterator[tuple[str, float, int, Gap | None]]:
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


def _extents(lines: array[int]) -> dict[int, range]:
    """The numbers of each log among lines that follow one another: since it keeps its order, none is left out."""
    found: dict[int, tuple[int, int]] = {}
    for line in lines:
        log, number = log_of(line), number_of(line)
        found[log] = (found[log][0] if log in found else number, number)
    return {log: range(first, last + 1) for log, (first, last) in found.items()}


def lines_at(
    parts: Sequence[Part], logs: Sequence[LogBuffer] | Sequence[Snapshot], start: int, lines: array[int]
) -> list[LogLine]:
    """Some lines that follow one another, the first of them numbered `start`, as these logs hold them."""
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
