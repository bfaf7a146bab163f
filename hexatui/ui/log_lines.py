"""Which lines a log view goes through: all that are held, or a selection of them; always by their numbers. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

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
