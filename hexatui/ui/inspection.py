"""What the held frames are: read only when somebody looks at them, each once, and filtered by what a person types.

Reading a frame costs what the client paid for it, so it is done for a bounded time at each turn, and what isn't read
yet is said to be so.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from hexatui.frame_ring import FrameRing, HeldFrame
from hexatui.text import clipped, safe

BUDGET = 0.02
"""Seconds that may be spent on reading frames between two frames of the screen."""

MAX_KEPT_FACTS = 40_000
"""Frames whose facts are kept: those of two rings, the live one and one that is held still."""

MAX_NAME = 200
"""Characters kept of a type or an id; what a hostile frame says must not fill memory."""

FrameKind = Literal["", "malformed", "unknown"]


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """What a frame turned out to be. All texts are safe."""

    type: str
    id: str = ""
    kind: FrameKind = ""
    reason: str = ""
    """What is wrong with it, in words; "" where nothing is."""


def frame_bytes(text: str) -> bytes:
    """A frame's text as the bytes that passed on the wire; what no UTF-8 can say becomes "?"."""
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode(errors="replace")


def facts_of(frame: HeldFrame) -> FrameFacts:
    """Read a frame as its receiver does."""
    from hexatui.protocol.codec import Malformed, Unknown, decode_client, decode_server

    message = (decode_server if frame.direction == "in" else decode_client)(frame_bytes(frame.text))
    type, id = safe(clipped(message.type, MAX_NAME)), safe(clipped(getattr(message, "id", None) or "", MAX_NAME))
    if isinstance(message, Malformed):
        return FrameFacts(type, id, "malformed", safe(message.reason))
    if isinstance(message, Unknown):
        return FrameFacts(type, id, "unknown", "unknown, the reference has no such type")
    return FrameFacts(type, id)


@dataclass(frozen=True)
class FrameFilter:
    """Which frames are shown: "in" or "out", and of several words any; a word after "-" is left out."""

    direction: Literal["", "in", "out"] = ""
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @classmethod
    def parse(cls, typed: str) -> FrameFilter:
        """What a person typed: parts of types, "malformed", "unknown", "in" and "out", in any order and case."""
        words = typed.lower().split()
        directions = {word for word in words if word in ("in", "out")}
        others = [word for word in words if word not in ("in", "out") and word != "-"]
        direction: Literal["", "in", "out"] = ""
        if len(directions) == 1:
            direction = "in" if "in" in directions else "out"
        return cls(
            direction,
            tuple(word for word in others if not word.startswith("-")),
            tuple(word[1:] for word in others if word.startswith("-")),
        )

    def __bool__(self) -> bool:
        return bool(self.direction or self.wanted or self.unwanted)

    def matches(self, frame: HeldFrame, facts: FrameFacts) -> bool:
        """Whether this frame is shown."""
        if self.direction and frame.direction != self.direction:
            return False
        type = facts.type.lower()

        def named(word: str) -> bool:
            return word in type or word == facts.kind

        return (not self.wanted or any(map(named, self.wanted))) and not any(map(named, self.unwanted))


class Inspection:
    """The frames of a ring that pass a filter, by number, and what they are.

    Args:
        clock: monotonic seconds.
        budget: seconds for reading, from one `refill` to the next.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter, budget: float = BUDGET) -> None:
        self.ring = FrameRing(1)
        self._filter = FrameFilter()
        self._clock = clock
        self._budget = budget
        self._deadline = clock() + budget
        self._facts: dict[int, FrameFacts] = {}
        self._numbers: list[int] = []
        self._looked = 0

    def refill(self) -> None:
        """Allow another `budget` seconds of reading."""
        self._deadline = self._clock() + self._budget

    @property
    def filter(self) -> FrameFilter:
        """Which frames are wanted; another one begins anew with what is held."""
        return self._filter

    @filter.setter
    def filter(self, filter: FrameFilter) -> None:
        if filter != self._filter:
            self._filter = filter
            self._numbers, self._looked = [], 0

    @property
    def left_to_look_at(self) -> int:
        """How many held frames the filter has not seen yet."""
        return self.ring.end - max(self._looked, self.ring.first) if self._filter else 0

    def facts(self, frame: HeldFrame) -> FrameFacts | None:
        """What a frame is; None while there is no time to read it."""
        known = self._facts.get(frame.number)
        if known is None and self._clock() < self._deadline:
            if len(self._facts) >= MAX_KEPT_FACTS:
                self._facts.clear()
            known = self._facts[frame.number] = facts_of(frame)
        return known

    def numbers(self) -> Sequence[int]:
        """The numbers of the wanted frames that are held, rising, as far as there was time to look."""
        first, end = self.ring.first, self.ring.end
        if not self._filter:
            return range(first, end)
        if self._numbers and self._numbers[0] < first:
            del self._numbers[: bisect_left(self._numbers, first)]
        number = max(self._looked, first)
        while number < end:
            frame = self.ring.get(number)
            if frame is not None:
                facts = self.facts(frame)
                if facts is None:
                    break
                if self._filter.matches(frame, facts):
                    self._numbers.append(number)
            number += 1
        self._looked = number
        return tuple(self._numbers)
