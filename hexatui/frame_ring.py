"""The always-on recording: the newest raw frames of the connection, bounded in number and in bytes. Knows nobody.

The client's thread appends, another reads, and neither waits for the other: each frame has a number that is never
given again, and a slot that tells whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hexatui.recording import Direction

MAX_FRAMES = 20_000
"""Frames held at most."""

MAX_BYTES = 4 * 1024 * 1024
"""Bytes of memory that the held frames take at most; the newest frame is held whatever its size."""


FRAME_COST = 33
"""Bytes that a frame takes beside its own."""


class HeldFrame(NamedTuple):
    """One frame that passed."""

    number: int
    """Counted from 0 since the program began."""
    at: float
    """Unix seconds."""
    direction: Direction
    text: str
    """As it passed on the wire, the token masked; lone surrogates stand for what is no UTF-8. To be made safe."""


class FrameRing:
    """Frames `first` to `end` (exclusive) by their numbers; `append` is the client's tap."""

    def __init__(self, max_frames: int = MAX_FRAMES, max_bytes: int = MAX_BYTES) -> None:
        self.first = 0
        """The number of the oldest frame that is held."""
        self.end = 0
        """One past the number of the newest."""
        self.byte_size = 0
        self._began = 0
        self._max_frames = max_frames
        self._max_bytes = max_bytes
        # Plain tuples: the garbage collector stops looking at them, unlike at named ones.
        self._slots: list[tuple[int, float, Direction, bytes] | None] = [None] * max_frames

    @property
    def dropped(self) -> int:
        """How many frames made room for newer ones."""
        return self.first - self._began

    def __len__(self) -> int:
        return self.end - self.first

    def append(self, at: float, direction: Direction, frame: bytes) -> None:
        """Hold a frame, and drop the oldest as room is needed. On the way of each message: it only counts."""
        number, slots, room = self.end, self._slots, self._max_frames
        size = self.byte_size + len(frame) + FRAME_COST
        first = self.first
        while first < number and (size > self._max_bytes or number - first >= room):
            oldest = slots[first % room]
            if oldest is not None:
                size -= len(oldest[3]) + FRAME_COST
            slots[first % room] = None
            first += 1
        self.first = first
        slots[number % room] = (number, at, direction, frame)
        self.byte_size = size
        self.end = number + 1

    def clear(self) -> None:
        """Drop all frames; their numbers are not given again. To be called where `append` is."""
        self.first = self._began = self.end
        self.byte_size = 0
        self._slots = [None] * self._max_frames

    def get(self, number: int) -> HeldFrame | None:
        """The frame of this number; None where it isn't held, or not any more."""
        held = self._slots[number % self._max_frames]
        if held is None or held[0] != number:
            return None
        # What is no UTF-8 is malformed, and has to be so for whoever reads the frame.
        return HeldFrame(number, held[1], held[2], held[3].decode(errors="surrogateescape"))

    def __iter__(self) -> Iterator[HeldFrame]:
        """The held frames, oldest first; those that are dropped meanwhile are left out."""
        held = (self.get(number) for number in range(self.first, self.end))
        return (frame for frame in held if frame is not None)

    def copy(self) -> FrameRing:
        """The frames as they are now, for as long as somebody looks at them; safe while another thread appends."""
        still = FrameRing(self._max_frames, self._max_bytes)
        # In this order: what was there before the slots were taken, and still is after it, is in them.
        still.end = self.end
        still._slots = self._slots.copy()
        still.first = min(self.first, still.end)
        still.byte_size, still._began = self.byte_size, self._began
        return still
