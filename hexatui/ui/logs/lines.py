"""Which lines a log view goes through: all that are held, or a selection of them; always by their numbers. Pure."""

from __future__ import annotations

from collections.abc import Callable
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
    """The lines that a filter lets through, the gaps between them, and what stands for the lines that were dropped.

    Args:
        found: their numbers; may grow meanwhile.
        gaps: those of the gaps' markers, none of which is among the found ones; likewise.
        first: the number below which nothing is held any more.
        is_dropped: whether something was, so that the line before the first tells of it.
        rows: how many rows a line takes.

    """

    def __init__(self, found: Findings, gaps: Findings, first: int, is_dropped: bool, rows: RowsOf) -> None:
        self._parts = found, gaps
        self._first = first
        self._dropped = [first - 1] if is_dropped else []
        self.rows = rows

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(part.count for part in self._parts) + len(self._dropped)

    def after(self, line: int) -> int | None:
        """The first one of a higher number."""
        found = [part.next_after(max(line, self._first - 1)) for part in self._parts]
        return min((at for at in (*found, *self._dropped) if at is not None and at > line), default=None)

    def before(self, line: int) -> int | None:
        """The last one of a lower number."""
        found = [at for part in self._parts if (at := part.before(line)) is not None and at >= self._first]
        return max((at for at in (*found, *self._dropped) if at < line), default=None)

    def index(self, line: int) -> int:
        """How many have a lower number."""
        return sum(part.index_of(line) for part in self._parts) + sum(at < line for at in self._dropped)

    def at(self, index: int) -> int:
        """The one with about that many before it; exact where there are no gaps."""
        found = self._parts[0].at(index)
        return self._first if found is None else found
