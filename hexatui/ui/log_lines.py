"""Which lines a log view goes through: all that are held, or a selection of them; always by their numbers. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hexatui.state.log_findings import Findings

RowsOf = Callable[[int], int]
"""How many rows a line takes, 1 or more."""


class Lines(Protocol):
    """Lines in their order, by numbers that never change. Only those near the view are asked for."""

    @property
    def total(self) -> int:
        """How many there are."""

    def after(self, line: int) -> int | None:
        """The first one of a higher number; the number itself needn't be among them."""

    def before(self, line: int) -> int | None:
        """The last one of a lower number."""

    def index(self, line: int) -> int:
        """How many have a lower number."""

    def at(self, index: int) -> int:
        """The one with that many before it, 0 to `total` - 1."""

    def rows(self, line: int) -> int:
        """How many rows one takes, 1 or more."""


class AllLines:
    """The lines `first` to `end` (exclusive), none left out."""

    def __init__(self, first: int, end: int, rows: RowsOf) -> None:
        self.first, self.end = first, end
        self.rows = rows

    @property
    def total(self) -> int:
        """How many there are."""
        return self.end - self.first

    def after(self, line: int) -> int | None:
        """The first one of a higher number."""
        found = max(line + 1, self.first)
        return found if found < self.end else None

    def before(self, line: int) -> int | None:
        """The last one of a lower number."""
        found = min(line, self.end) - 1
        return found if found >= self.first else None

    def index(self, line: int) -> int:
        """How many have a lower number."""
        return max(0, min(line, self.end) - self.first)

    def at(self, index: int) -> int:
        """The one with that many before it."""
        return self.first + index


class FoundLines:
    """The lines that a filter lets through, and the markers between them.

    Args:
        found: their numbers; may grow meanwhile.
        markers: numbers of what is shown besides, in order: gaps, and what stands for the lines that were dropped.
        first: the number below which nothing is held any more.
        rows: how many rows a line takes.

    """

    def __init__(self, found: Findings, markers: Sequence[int], first: int, rows: RowsOf) -> None:
        self._found, self._markers, self._first = found, markers, first
        self.rows = rows

    @property
    def total(self) -> int:
        """How many there are."""
        return self._found.count + len(self._markers)

    def after(self, line: int) -> int | None:
        """The first one of a higher number."""
        found = self._found.next_after(max(line, self._first - 1))
        at = bisect_right(self._markers, line)
        marker = self._markers[at] if at < len(self._markers) else None
        return marker if found is None or (marker is not None and marker < found) else found

    def before(self, line: int) -> int | None:
        """The last one of a lower number."""
        found = self._found.before(line)
        at = bisect_left(self._markers, line)
        marker = self._markers[at - 1] if at else None
        if found is None or found < self._first:
            return marker
        return max(found, marker) if marker is not None else found

    def index(self, line: int) -> int:
        """How many have a lower number."""
        return self._found.index_of(line) + bisect_left(self._markers, line)

    def at(self, index: int) -> int:
        """The one with about that many before it: exact where there are no markers."""
        found = self._found.at(index)
        return found if found is not None else self._markers[-1] if self._markers else self._first
