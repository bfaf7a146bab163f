"""The lines of one log stream, in pages of columns: bounded by bytes, and nothing per line for the collector to walk.

The newest page is open and holds lists. A closed page holds one UTF-8 text with offsets, and arrays beside it.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from hexatui.state.intake import name
from hexatui.text import ELLIPSIS

PAGE_LINES = 4_096
"""The most lines of a page."""

PAGE_BYTES = 1_048_576
"""A page that reaches this much is closed, whatever it counts; the last line may pass it."""

DEFAULT_BUDGET = 256 * 1_048_576
"""Bytes that a buffer may hold."""

LINE_COST = 22
"""Bytes a line costs beside its text: an offset, a time, and three interned names."""

GAP_COST = 256
"""Bytes a marker line costs besides."""

MAX_LABELS = 256
"""How many different pods, containers or levels a buffer tells apart; the rest show as an ellipsis."""

_NAN = math.nan


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


class _Labels:
    """Few different names, each kept once and known by a small number."""

    __slots__ = ("ids", "names")

    def __init__(self) -> None:
        self.names = ["", ELLIPSIS]
        self.ids = {"": 0}

    def add(self, text: str) -> int:
        """The number of a name, after a look into `ids` found none."""
        label = name(text)
        id = self.ids.get(label)
        if id is None:
            if len(self.names) >= MAX_LABELS:
                return 1
            id = len(self.names)
            self.names.append(label)
            self.ids[label] = id
        return id


class _Page:
    """Lines that follow one another, numbered from `first`; open while `texts` is a list."""

    __slots__ = ("containers", "first", "gaps", "levels", "offsets", "pods", "text", "texts", "times")

    def __init__(self, first: int) -> None:
        self.first = first
        self.texts: list[str] | None = []
        self.text = b""
        self.offsets = array("I")
        self.times = array("d")
        self.levels = array("H")
        self.pods = array("H")
        self.containers = array("H")
        self.gaps = 0
        """How many of the lines are markers."""

    def __len__(self) -> int:
        return len(self.times)

    def close(self) -> int:
        """Join the texts; the bytes the page now holds."""
        # surrogatepass: a lone surrogate is no reason to lose a line, and comes back as it was.
        encoded = [text.encode("utf-8", "surrogatepass") for text in self.texts or ()]
        self.texts = None
        self.text = b"".join(encoded)
        end = 0
        for part in encoded:
            end += len(part)
            self.offsets.append(end)
        return self.byte_size

    @property
    def byte_size(self) -> int:
        return len(self.text) + LINE_COST * len(self) + GAP_COST * self.gaps

    def texts_between(self, start: int, stop: int) -> list[str]:
        """The texts of the page's own lines `start` to `stop`, counted from 0."""
        if self.texts is not None:
            return self.texts[start:stop]
        text, offsets = self.text, self.offsets
        begin = offsets[start - 1] if start else 0
        found = []
        for end in offsets[start:stop]:
            found.append(text[begin:end].decode("utf-8", "surrogatepass"))
            begin = end
        return found


class LogBuffer:
    """Log lines under ever-growing numbers; the oldest page falls out when the budget is passed, and is counted.

    Args:
        budget: bytes to hold, 1 or more; the newest page stays whatever its size.

    """

    __slots__ = (
        "_closed_bytes",
        "_containers",
        "_gaps",
        "_levels",
        "_open",
        "_open_bytes",
        "_page_bytes",
        "_pages",
        "_pods",
        "budget",
        "dropped",
    )

    def __init__(self, budget: int = DEFAULT_BUDGET) -> None:
        self.budget = 0
        self.dropped = 0
        """Lines that were held once and fell out."""
        self._levels, self._pods, self._containers = _Labels(), _Labels(), _Labels()
        self._gaps: dict[int, tuple[tuple[float, float], str]] = {}
        self._open = _Page(0)
        self._pages = [self._open]
        self._open_bytes = 0
        self._closed_bytes = 0
        self._page_bytes = 0
        self.resize(budget)

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
        return self._closed_bytes + self._open_bytes

    def __len__(self) -> int:
        return self.end - self.first

    def append(self, time: float | None, level: str, message: str, pod: str, container: str) -> None:
        """Add a line; `time` in Unix seconds or None, `message` raw."""
        page = self._open
        assert page.texts is not None
        page.texts.append(message)
        page.times.append(_NAN if time is None else time)
        id = self._levels.ids.get(level)
        page.levels.append(self._levels.add(level) if id is None else id)
        id = self._pods.ids.get(pod)
        page.pods.append(self._pods.add(pod) if id is None else id)
        id = self._containers.ids.get(container)
        page.containers.append(self._containers.add(container) if id is None else id)
        self._open_bytes += len(message) + LINE_COST
        if self._open_bytes >= self._page_bytes or len(page.texts) >= PAGE_LINES:
            self._turn_page()

    def mark_gap(self, since: float, until: float, reason: str = "") -> None:
        """Add a marker line: lines may be missing between these two moments (Unix seconds), for a reason."""
        self._gaps[self.end] = ((since, until), reason)
        self._open.gaps += 1
        self._open_bytes += GAP_COST
        self.append(until, "", "", "", "")

    def resize(self, budget: int) -> None:
        """Hold this many bytes from now on; what is over falls out at once."""
        self.budget = max(1, budget)
        self._page_bytes = min(PAGE_BYTES, max(1, self.budget // 8))
        self._drop_oldest()

    def lines(self, start: int, stop: int) -> list[LogLine]:
        """The lines numbered `start` to `stop` (exclusive), of those that are held."""
        levels, pods, containers = self._levels.names, self._pods.names, self._containers.names
        found = []
        for page, low, high in self._spans(start, stop):
            for index, text in enumerate(page.texts_between(low, high), low):
                number = page.first + index
                time = page.times[index]
                found.append(
                    LogLine(
                        number,
                        None if time != time else time,
                        levels[page.levels[index]],
                        text,
                        pods[page.pods[index]],
                        containers[page.containers[index]],
                        *self._gaps.get(number, ()),
                    )
                )
        return found

    def find(self, pattern: re.Pattern[str], start: int, stop: int) -> list[int]:
        """The numbers of the lines from `start` to `stop` (exclusive) whose raw text the pattern is found in."""
        search = pattern.search
        return [
            number
            for page, low, high in self._spans(start, stop)
            for number, text in enumerate(page.texts_between(low, high), page.first + low)
            if search(text) and number not in self._gaps
        ]

    def _spans(self, start: int, stop: int) -> Iterator[tuple[_Page, int, int]]:
        """The pages that hold these lines, each with the part of it that is meant."""
        start, stop = max(start, self.first), min(stop, self.end)
        if start >= stop:
            return
        at = bisect_right(self._pages, start, key=lambda page: page.first) - 1
        while start < stop:
            page = self._pages[at]
            high = min(stop - page.first, len(page))
            yield page, start - page.first, high
            start = page.first + high
            at += 1

    def _turn_page(self) -> None:
        self._closed_bytes += self._open.close()
        self._open = _Page(self.end)
        self._open_bytes = 0
        self._pages.append(self._open)
        self._drop_oldest()

    def _drop_oldest(self) -> None:
        # The last page is the open one; the one before it holds the newest lines just after a page was turned.
        while self.byte_size > self.budget and len(self._pages) > 2:
            page = self._pages.pop(0)
            self._closed_bytes -= page.byte_size
            self.dropped += len(page)
        for number in [number for number in self._gaps if number < self.first]:
            del self._gaps[number]
