"""The lines of one log stream, in pages of columns: bounded by bytes, and nothing per line for the collector to walk.

The newest page is open and holds lists. A closed page holds one packed text, and arrays beside it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hexatui.state.intake import name
from hexatui.state.log_memory import LogMemory
from hexatui.state.log_pages import GAP_COST, OPEN_COST, Page
from hexatui.text import ELLIPSIS

PAGE_LINES = 4_096
"""The most lines of a page."""

MAX_LABELS = 256
"""How many different sets of level, pod and container a buffer tells apart; the rest show as ellipses."""

_NAN = math.nan


class Label(NamedTuple):
    """What many lines of a buffer share."""

    level: str
    pod: str
    container: str


class LogLine(NamedTuple):
    """One line. `time` is the line's own, in Unix seconds; `text` is raw: make it safe before showing it."""

    number: int
    time: float | None
    level: str
    text: str
    pod: str
    container: str
    gap: tuple[float, float] | None = None
    """On a marker line, which has no text: lines may be missing between these two moments (Unix seconds)."""
    gap_reason: str = ""
    """Why they may be missing, in a few plain words."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The lines held at one moment; to be read without a lock, in any thread."""

    pages: Sequence[Page]
    """Oldest first; never empty."""
    labels: Sequence[Label]
    """What the pages' labels stand for; it may grow, what is in it stays."""

    @property
    def first(self) -> int:
        """The number of the oldest line."""
        return self.pages[0].first

    @property
    def end(self) -> int:
        """One past the number of the newest line."""
        return self.pages[-1].first + len(self.pages[-1])

    def page_at(self, number: int) -> Page:
        """The page that holds this line; the first or the last page for one before or after all."""
        return self.pages[max(0, _place(self.pages, number))]

    def lines(self, start: int, stop: int) -> list[LogLine]:
        """The lines numbered `start` to `stop` (exclusive), of those that were held."""
        return _lines(self.pages, self.labels, start, stop)


class LogBuffer:
    """Log lines under ever-growing numbers; the oldest page falls out when memory is short, and is counted.

    Args:
        memory: what it may hold, together with others; a memory of its own if None.

    """

    __slots__ = (
        "_ids",
        "_labels",
        "_memory",
        "_open",
        "_open_bytes",
        "_pages",
        "_snapshot",
        "closed_bytes",
        "dropped",
    )

    def __init__(self, memory: LogMemory | None = None) -> None:
        self.dropped = 0
        """Lines that were held once and fell out."""
        self._labels: list[Label] = [Label(ELLIPSIS, ELLIPSIS, ELLIPSIS)]
        self._ids: dict[tuple[str, str, str], int] = {}
        self._open = Page(0)
        self._pages = [self._open]
        self._snapshot: Snapshot | None = None
        """What was given last."""
        self._open_bytes = 0
        self.closed_bytes = 0
        """What the closed pages hold; the open one is bounded."""
        self._memory = memory or LogMemory()
        self._memory.join(self)

    @property
    def first(self) -> int:
        """The number of the oldest line held."""
        return self._pages[0].first

    @property
    def end(self) -> int:
        """One past the number of the newest line; equal to `first` while nothing is held."""
        return self._open.first + len(self._open)

    @property
    def byte_size(self) -> int:
        """About how many bytes are held."""
        return self.closed_bytes + self._open_bytes

    @property
    def droppable_bytes(self) -> int:
        """How many of them may be dropped: all but the open page and the one before it."""
        return self.closed_bytes - self._pages[-2].byte_size if len(self._pages) > 2 else 0

    def __len__(self) -> int:
        return self.end - self.first

    def append(self, time: float | None, level: str, message: str, pod: str, container: str) -> None:
        """Add a line; `time` in Unix seconds or None, `message` raw."""
        page = self._open
        texts = page.texts
        assert texts is not None
        texts.append(message)
        page.times.append(_NAN if time is None else time)
        id = self._ids.get((level, pod, container))
        page.labels.append(self._label(level, pod, container) if id is None else id)
        self._open_bytes += len(message) + OPEN_COST
        if self._open_bytes >= self._memory.page_bytes or len(texts) >= PAGE_LINES:
            self._turn_page()

    def mark_gap(self, since: float, until: float, reason: str = "") -> None:
        """Add a marker line: lines may be missing between these two moments (Unix seconds), for a reason."""
        self._open.gaps[len(self._open)] = ((since, until), reason)
        self._open_bytes += GAP_COST
        self.append(until, "", "", "", "")

    def lines(self, start: int, stop: int) -> list[LogLine]:
        """The lines numbered `start` to `stop` (exclusive), of those that are held."""
        return _lines(self._pages, self._labels, start, stop)

    def first_since(self, moment: float) -> int | None:
        """The number of the first line at or after a moment (Unix seconds); None where all are before.

        Lines are taken to be in the order of their times.
        """
        place = max(0, bisect_left(self._pages, moment, key=_begin) - 1)
        for page in self._pages[place:]:
            for index, time in enumerate(page.times):
                if time >= moment:
                    return page.first + index
        return None

    def snapshot(self) -> Snapshot:
        """The lines as they are now; takes some microseconds."""
        former = self._snapshot
        if former is None or (former.first, former.end) != (self.first, self.end):
            former = self._snapshot = Snapshot([*self._pages[:-1], self._open.copy()], self._labels)
        return former

    def drop_oldest(self) -> int:
        """Drop the oldest page; the bytes it held, 0 if there is none to drop."""
        # The last page is the open one; the one before it holds the newest lines just after a page was turned.
        if len(self._pages) <= 2:
            return 0
        page = self._pages.pop(0)
        self._snapshot = None
        self.closed_bytes -= page.byte_size
        self.dropped += len(page)
        return page.byte_size

    def _label(self, level: str, pod: str, container: str) -> int:
        """The number of a label, after a look into `_ids` found none."""
        label = Label(name(level), name(pod), name(container))
        id = self._ids.get(label)
        if id is None:
            if len(self._labels) > MAX_LABELS:
                return 0
            id = self._ids[label] = len(self._labels)
            self._labels.append(label)
        return id

    def _turn_page(self) -> None:
        self._open.close()
        self.closed_bytes += self._open.byte_size
        self._open = Page(self.end)
        self._open_bytes = 0
        self._pages.append(self._open)
        self._snapshot = None
        self._memory.make_room()


def _lines(pages: Sequence[Page], labels: Sequence[Label], start: int, stop: int) -> list[LogLine]:
    found = []
    for page, low, high in _spans(pages, start, stop):
        for index, text in enumerate(page.texts_between(low, high), low):
            time = page.times[index]
            level, pod, container = labels[page.labels[index]]
            gap = page.gaps.get(index, ())
            number = page.first + index
            found.append(LogLine(number, None if time != time else time, level, text, pod, container, *gap))
    return found


def _spans(pages: Sequence[Page], start: int, stop: int) -> Iterator[tuple[Page, int, int]]:
    """The pages that hold these lines, each with the part of it that is meant."""
    last = pages[-1]
    start, stop = max(start, pages[0].first), min(stop, last.first + len(last))
    if start >= stop:
        return
    at = _place(pages, start)
    while start < stop:
        page = pages[at]
        high = min(stop - page.first, len(page))
        yield page, start - page.first, high
        start = page.first + high
        at += 1


def _place(pages: Sequence[Page], number: int) -> int:
    """Where the page that holds this line stands; -1 for a line before all."""
    return bisect_right(pages, number, key=lambda page: page.first) - 1


def _begin(page: Page) -> float:
    """The time of the page's first line that has one."""
    return next((time for time in page.times if time == time), -math.inf)
