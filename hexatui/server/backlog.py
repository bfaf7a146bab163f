"""What waits for one client: bounded, so that a slow reader costs nobody else anything."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator

FRAME_COST = 64
"""Bytes counted for a frame, or for a history, beside its length."""

BYTES_PER_TURN = 256 * 1024
FRAMES_PER_TURN = 64
"""What is handed out before the event loop gets a turn; a socket that takes everything would never give it one."""


class Backlog:
    """Frames on their way to one client, in two lanes: log lines wait for everything else.

    So a flood of log lines delays no alert, no answer and no ping.

    Args:
        limit: bytes that may wait.
        overflow: called once, when more piles up; everything that waited has been forgotten by then.
    """

    def __init__(self, limit: int, overflow: Callable[[], object]) -> None:
        self.size = 0
        """Bytes of the frames that wait, as counted against the limit."""
        self.history_size = 0
        """Bytes that are kept for histories that wait."""
        self._limit = limit
        self._overflow = overflow
        self._frames: deque[bytes] = deque()
        self._logs: deque[bytes | _History] = deque()
        self._ended = False
        self._changed = asyncio.Event()
        self._roomy = asyncio.Event()
        self._roomy.set()

    def put(self, frame: bytes) -> None:
        """Send this before any log line that waits."""
        if self._room_for(len(frame) + FRAME_COST):
            self._frames.append(frame)

    def put_log(self, frame: bytes) -> None:
        """Send this after the log lines that wait."""
        if self._room_for(len(frame) + FRAME_COST):
            self._logs.append(frame)

    def put_history(self, frames: Iterator[bytes], size: int) -> None:
        """Send these log lines after those that wait, each made when its turn comes; b"" is a pause.

        `size` bytes are kept for it until then; they don't count as frames that pile up, see `room_for_history`.
        """
        if self._ended:
            return
        self._logs.append(_History(frames, size + FRAME_COST))
        self._count_history(size + FRAME_COST)
        self._changed.set()

    async def room_for_history(self) -> None:
        """Wait while the histories alone are as large as the limit: who asks for more must first take what there is."""
        await self._roomy.wait()

    def end(self) -> None:
        """Take nothing more, and forget the log lines that wait; `frames` ends when the rest was handed out."""
        self._ended = True
        self._logs.clear()
        self._count_history(-self.history_size)
        self._changed.set()

    async def frames(self) -> AsyncIterator[bytes]:
        """The frames as they come, until `end`."""
        frames = size = 0
        while True:
            frame = self._next()
            if frame is not None:
                if frame:
                    yield frame
                frames, size = frames + 1, size + len(frame)
                if not frame or frames >= FRAMES_PER_TURN or size >= BYTES_PER_TURN:
                    frames = size = 0
                    await asyncio.sleep(0)
            elif self._ended:
                return
            else:
                self._changed.clear()
                await self._changed.wait()

    def _room_for(self, cost: int) -> bool:
        if self._ended:
            return False
        if self.size + cost > self._limit:
            self._frames.clear()
            self.end()
            self.size = 0
            self._overflow()
            return False
        self.size += cost
        self._changed.set()
        return True

    def _next(self) -> bytes | None:
        if self._frames:
            return self._taken(self._frames.popleft())
        while self._logs:
            first = self._logs[0]
            if isinstance(first, bytes):
                self._logs.popleft()
                return self._taken(first)
            frame = next(first.frames, None)
            if frame is not None:
                return frame
            self._logs.popleft()
            self._count_history(-first.cost)
        return None

    def _count_history(self, change: int) -> None:
        self.history_size += change
        if self.history_size < self._limit:
            self._roomy.set()
        else:
            self._roomy.clear()

    def _taken(self, frame: bytes) -> bytes:
        self.size -= len(frame) + FRAME_COST
        return frame


class _History:
    __slots__ = ("cost", "frames")

    def __init__(self, frames: Iterator[bytes], cost: int) -> None:
        self.frames = frames
        self.cost = cost
