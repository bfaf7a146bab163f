"""The gate into state: text is made safe and short here, amounts finite, and each value gets the time it came."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from hexatui.text import clipped, safe

MAX_NAME = 256
"""The most characters of an id or a name; Kubernetes allows 253."""

MAX_SENTENCE = 500
"""The most characters of a description, a reason or a message."""

MAX_COUNT = 10**9
"""The largest count that is believed, of pods or nodes."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """A value and when it came, in Unix seconds of our own clock."""

    value: T
    at: float


class Revisions:
    """The one counter of visible changes, shared by the parts of a fleet."""

    __slots__ = ("value",)

    def __init__(self, value: int = 0) -> None:
        self.value = value

    def advance(self) -> int:
        """The number of a new change."""
        self.value += 1
        return self.value


def name(text: str) -> str:
    """An id or a name, safe and short."""
    return safe(clipped(text, MAX_NAME))


def sentence(text: str) -> str:
    """A description, a reason or a message, safe and short."""
    return safe(clipped(text, MAX_SENTENCE))


def count(number: int | None) -> int | None:
    """A number of things, 0 to `MAX_COUNT`; None while it is unknown."""
    return None if number is None else min(max(number, 0), MAX_COUNT)


def amount(number: float | None) -> float | None:
    """A measured amount: finite and not negative, or None for what can't be one."""
    return number if number is not None and math.isfinite(number) and number >= 0 else None


def moved(at: float | None, by: float) -> float | None:
    """A time, so many seconds later; None stays None."""
    return None if at is None else at + by


def seen_moved(value: Seen[T] | None, by: float) -> Seen[T] | None:
    """A value that came so many seconds later; None stays None."""
    return None if value is None else replace(value, at=value.at + by)
