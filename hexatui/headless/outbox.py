"""What is to be written, between the client's thread, which must never wait, and an output that may be slow."""

from __future__ import annotations

import os
import threading
from collections import deque

MAX_PENDING = 64 * 2**20
"""Bytes that may wait for a slow reader. Beyond that results are dropped, counted, and the loss is told."""

CHUNK = 65_536
"""Bytes written at once."""

STDERR = 2


class Outbox:
    """Results and narration, in their order. Any thread may put; one thread writes.

    Args:
        results: the file descriptor for results; narration goes to standard error.
        what: what one result is called, in the plural, where losses are told.
        limit: bytes that may wait.
    """

    def __init__(self, results: int, what: str, limit: int = MAX_PENDING) -> None:
        self.code: int | None = None
        """The exit code, once the work is finished."""
        self._results = results
        self._what = what
        self._limit = limit
        self._changed = threading.Condition()
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._size = 0
        self._dropped = 0

    def put(self, result: bytes) -> None:
        """Hand over a result, its newline included; returns at once."""
        with self._changed:
            if self._size + len(result) > self._limit:
                self._dropped += 1
                return
            if self._dropped:
                self._tell_loss()
            self._add(self._results, result)

    def say(self, sentence: str) -> None:
        """Hand over one line of narration, made safe before; returns at once."""
        with self._changed:
            self._add(STDERR, f"hexatui: {sentence}\n".encode("utf-8", "replace"))

    def finish(self, code: int) -> None:
        """Nothing more comes; the first code given counts."""
        with self._changed:
            if self.code is None:
                self.code = code
            self._changed.notify()

    def write_until_finished(self) -> int:
        """Write everything as it comes, and give the exit code.

        Raises:
            OSError: it can't be written; `BrokenPipeError` where the reader has gone.
        """
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self.code is not None)
                if not self._waiting:
                    assert self.code is not None
                    return self.code
            self.write_waiting()

    def write_waiting(self) -> None:
        """Write what waits now. Raises as `write_until_finished` does."""
        with self._changed:
            if self._dropped:
                self._tell_loss()
            waiting, self._waiting, self._size = self._waiting, deque(), 0
        while waiting:
            output, content = waiting.popleft()
            parts, size = [content], len(content)
            while waiting and waiting[0][0] == output and size < CHUNK:
                parts.append(waiting.popleft()[1])
                size += len(parts[-1])
            _write(output, b"".join(parts))

    def _add(self, output: int, content: bytes) -> None:
        self._waiting.append((output, content))
        self._size += len(content)
        self._changed.notify()

    def _tell_loss(self) -> None:
        lost, self._dropped = self._dropped, 0
        told = f"hexatui: {lost:,} {self._what} are missing here: the output was not read in time\n"
        self._add(STDERR, told.encode())


def _write(output: int, content: bytes) -> None:
    """Write it all. Not through `sys.stdout`, whose lock a thread that is stuck in a pipe would keep at the end."""
    while content:
        content = content[os.write(output, content) :]
