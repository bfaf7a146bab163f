"""The bytes that the log lines of all streams together may hold: one bound, and the longest log makes room."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hexatui.state.logs import LogBuffer

DEFAULT_LIMIT = 256 * 1_048_576
"""Bytes of lines, packed as they are held: some eight million lines of the usual length."""

PAGE_BYTES = 1_048_576
"""A page that reaches this much is closed, whatever it counts; the last line may pass it."""


class LogMemory:
    """What the buffers that share it may hold; where they hold more, the largest drops its oldest lines.

    Args:
        limit: bytes, 1 or more. Each buffer keeps its newest page whatever its size.

    """

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self.limit = max(1, limit)
        self.page_bytes = PAGE_BYTES
        """At how many bytes an open page is closed."""
        self._buffers: list[LogBuffer] = []

    @property
    def used(self) -> int:
        """About how many bytes are held."""
        return sum(buffer.byte_size for buffer in self._buffers)

    def join(self, buffer: LogBuffer) -> None:
        """Let one more buffer share it."""
        self._buffers.append(buffer)
        self.resize(self.limit)

    def leave(self, buffer: LogBuffer) -> None:
        """Count a buffer no more."""
        self._buffers.remove(buffer)
        self.resize(self.limit)

    def resize(self, limit: int) -> None:
        """Hold this many bytes from now on; what is over falls out at once."""
        self.limit = max(1, limit)
        # What is open can't be dropped, so all open pages together must leave room for others.
        share = self.limit // (8 * max(1, len(self._buffers)))
        self.page_bytes = max(1, min(PAGE_BYTES, share))
        self.make_room()

    def make_room(self) -> None:
        """Drop what is over the limit, a page at a time, each from the buffer that then holds most."""
        # Open pages count as full, so that the limit holds until the next one is.
        over = sum(buffer.closed_bytes for buffer in self._buffers) + len(self._buffers) * self.page_bytes - self.limit
        while over > 0 and self._buffers:
            buffer = max(self._buffers, key=lambda buffer: buffer.droppable_bytes)
            freed = buffer.drop_oldest()
            if not freed:
                return
            over -= freed
