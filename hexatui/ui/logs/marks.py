"""The lines that a person marked, by stream and number: they outlive every way of looking at the log. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Hashable

MAX_MARKS = 1_000
"""Marks of one stream: the oldest line's makes room."""


class LogMarks:
    """Marks of several streams, each with the numbers of its lines."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, list[int]] = {}

    def toggle(self, stream: Hashable, number: int) -> bool:
        """Mark a line, or take its mark away; whether it is marked now."""
        numbers = self._numbers.setdefault(stream, [])
        if self.has(stream, number):
            numbers.remove(number)
            return False
        insort(numbers, number)
        del numbers[:-MAX_MARKS]
        return self.has(stream, number)

    def has(self, stream: Hashable, number: int) -> bool:
        """Whether a line is marked."""
        numbers = self._numbers.get(stream, [])
        at = bisect_left(numbers, number)
        return at < len(numbers) and numbers[at] == number

    def after(self, stream: Hashable, number: int) -> int | None:
        """The next marked line below."""
        numbers = self._numbers.get(stream, [])
        at = bisect_right(numbers, number)
        return numbers[at] if at < len(numbers) else None

    def before(self, stream: Hashable, number: int) -> int | None:
        """The next marked line above."""
        numbers = self._numbers.get(stream, [])
        at = bisect_left(numbers, number)
        return numbers[at - 1] if at else None

    def prune(self, stream: Hashable, first: int) -> None:
        """Forget the marks of lines that fell out: those below `first`."""
        numbers = self._numbers.get(stream, [])
        del numbers[: bisect_left(numbers, first)]

    def forget(self, stream: Hashable) -> None:
        """Forget all marks of a stream that was closed."""
        self._numbers.pop(stream, None)
