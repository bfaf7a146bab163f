"""What is to be written, between the client's thread, which must never wait, and an output that may be slow."""

from __future__ import annotations

import os
import select
import threading
from collections import deque
from contextlib import AbstractContextManager
from typing import NamedTuple

from hexatui.text import clipped

MAX_PENDING = 64 * 2**20
"""Bytes that may wait for a slow reader. Beyond that results are dropped, counted, and the loss is told."""

MAX_NARRATION = 2**20
"""Bytes of narration that may wait, beside the results; beyond that it is dropped and counted too."""

LONGEST_SENTENCE = 2_000
"""Characters of one sentence of narration; a platform may send a megabyte as an error's reason."""

COST = 100
"""Bytes counted for each thing that waits, beside its length: about what Python keeps for it."""

WRITTEN_AT_ONCE: int = getattr(select, "PIPE_BUF", 512)
"""Bytes. As many go into a pipe whole or not at all, so that no line of them is torn, whenever the program ends."""

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
        self.written = 0
        """Bytes that were written so far: by it one sees whether the outputs are read at all."""
        self._results = _Lane(results, what, limit)
        self._narration = _Lane(STDERR, "remarks", MAX_NARRATION)
        self._changed = threading.Condition()
        self._waiting: deque[_Line] = deque()
        self._abandoned = False

    def put(self, result: bytes) -> None:
        """Hand over a result, its newline included; returns at once. After `finish` nothing is taken."""
        self._put(self._results, result)

    def say(self, sentence: str) -> None:
        """Hand over one line of narration, made safe before; returns at once."""
        line = f"hexatui: {clipped(sentence, LONGEST_SENTENCE)}\n"
        self._put(self._narration, line.encode("utf-8", "replace"))

    def together(self) -> AbstractContextManager[object]:
        """Within it nothing is written: what is put meanwhile goes out in few pieces, and wakes the writer once."""
        return self._changed

    def finish(self, code: int) -> None:
        """Nothing more comes; the first code given counts."""
        with self._changed:
            if self.code is None:
                self.code = code
            self._changed.notify()

    def write_until_finished(self) -> int:
        """Write everything as it comes, and give the exit code. Not for the main thread, which signals interrupt.

        Raises:
            OSError: it can't be written; `BrokenPipeError` where the reader has gone.
        """
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self.code is not None)
                if not self._waiting:
                    self._tell_losses()
                if self._abandoned or not self._waiting:
                    assert self.code is not None
                    return self.code
                output, lines = self._next()
            content = b"".join(lines)
            while content:
                # Not through `sys.stdout`, whose lock a thread that is stuck in a pipe would keep at the end.
                size = os.write(output, content)
                content = content[size:]
                self.written += size
            with self._changed:
                for _ in lines:
                    self._waiting.popleft().forget()

    def abandon(self) -> None:
        """Write no more, once the line that is being written is whole. To be called after `finish`."""
        with self._changed:
            self._abandoned = True

    @property
    def left(self) -> int:
        """How many results were handed over and neither written nor told as lost."""
        with self._changed:
            return sum(line.lane is self._results for line in self._waiting) + self._results.dropped

    def _put(self, lane: _Lane, content: bytes) -> None:
        with self._changed:
            if self.code is not None:
                return
            if lane.size + len(content) + COST > lane.limit:
                lane.dropped += 1
                return
            self._tell_losses(lane)
            self._add(lane, content)

    def _add(self, lane: _Lane, content: bytes) -> None:
        self._waiting.append(_Line(lane, content))
        lane.size += len(content) + COST
        self._changed.notify()

    def _tell_losses(self, *lanes: _Lane) -> None:
        for lane in lanes or (self._results, self._narration):
            if lane.dropped:
                told = f"hexatui: {lane.dropped:,} {lane.what} are missing here: the output was not read in time\n"
                lane.dropped = 0
                self._add(self._narration, told.encode())

    def _next(self) -> tuple[int, list[bytes]]:
        """The first lines that wait for one output, as many as are written at once; a longer one alone."""
        output, lines, size = self._waiting[0].lane.output, list[bytes](), 0
        for line in self._waiting:
            size += len(line.content)
            if line.lane.output != output or (lines and size > WRITTEN_AT_ONCE):
                break
            lines.append(line.content)
        return output, lines


class _Lane:
    """One kind of what waits: where it goes, and how much of it may wait."""

    def __init__(self, output: int, what: str, limit: int) -> None:
        self.output = output
        self.what = what
        self.limit = limit
        self.size = 0
        self.dropped = 0


class _Line(NamedTuple):
    lane: _Lane
    content: bytes

    def forget(self) -> None:
        self.lane.size -= len(self.content) + COST
