"""What is to be written, between the client's thread, which must never wait, and an output that may be slow."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import accumulate
from typing import NamedTuple

from hexatui.headless.output import WRITTEN_AT_ONCE, Output
from hexatui.text import clipped

MAX_PENDING = 64 * 2**20
"""Bytes that may wait for a slow reader. Beyond that results are dropped, counted, and the loss is told."""

MAX_NARRATION = 2**20
"""Bytes of narration that may wait, beside the results; beyond that it is dropped and counted too."""

LONGEST_SENTENCE = 2_000
"""Characters of one sentence of narration; a platform may send a megabyte as an error's reason."""

COST = 100
"""Bytes counted for each thing that waits, beside its length: about what Python keeps for it."""

STDERR = 2


class Outbox:
    """Results and narration, in their order. Any thread may put; one thread writes what isn't taken at once.

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
        self._results = _Lane(Output(results), what, limit)
        self._narration = _Lane(Output(STDERR), "remarks", MAX_NARRATION)
        self._changed = threading.Condition()
        self._waiting: deque[_Piece] = deque()
        self._begun = 0
        """Bytes of the first piece that are written already."""
        self._abandoned = False

    def put(self, result: bytes) -> None:
        """Hand over a result, its newline included; returns at once. After `finish` nothing is taken."""
        self.put_all((result,))

    def put_all(self, results: Sequence[bytes]) -> None:
        """Hand over several, which costs little more than one."""
        self._put(self._results, results)

    def say(self, sentence: str) -> None:
        """Hand over one line of narration, made safe before; returns at once."""
        line = f"hexatui: {clipped(sentence, LONGEST_SENTENCE)}\n"
        self._put(self._narration, (line.encode("utf-8", "replace"),))

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
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._waiting or self.code is not None)
                    if not self._waiting:
                        self._tell_losses()
                    if not self._waiting or (self._abandoned and not self._begun):
                        assert self.code is not None
                        return self.code
                    output, content = self._next()
                if output.is_prompt:
                    output.wait()
                    with self._changed:
                        self._offer()
                else:
                    size = output.write(content)
                    with self._changed:
                        self._took(size)
        finally:
            with self._changed:
                for lane in (self._results, self._narration):
                    lane.output.close()

    def abandon(self) -> None:
        """Write no more, once the line that is being written is whole. To be called after `finish`."""
        with self._changed:
            self._abandoned = True

    @property
    def left(self) -> int:
        """How many results were handed over and neither written nor told as lost."""
        with self._changed:
            return sum(piece.lines for piece in self._waiting if piece.lane is self._results) + self._results.dropped

    def _put(self, lane: _Lane, lines: Sequence[bytes]) -> None:
        with self._changed:
            if self.code is not None:
                return
            for content, count in _pieces(lines):
                if lane.size + len(content) + COST > lane.limit:
                    lane.dropped += count
                    continue
                self._tell_losses(lane)
                self._add(_Piece(lane, content, count))
            with suppress(OSError):  # The writer will meet it too.
                self._offer()
            if self._waiting:
                self._changed.notify()

    def _add(self, piece: _Piece) -> None:
        self._waiting.append(piece)
        piece.lane.size += len(piece.content) + COST

    def _tell_losses(self, *lanes: _Lane) -> None:
        for lane in lanes or (self._results, self._narration):
            if lane.dropped:
                told = f"hexatui: {lane.dropped:,} {lane.what} are missing here: the output was not read in time\n"
                lane.dropped = 0
                self._add(_Piece(self._narration, told.encode(), 1))

    def _offer(self) -> None:
        """Write what is taken without waiting. Where that isn't known of an output it is the writer's."""
        while self._waiting and not (self._abandoned and not self._begun):
            output, content = self._next()
            if not output.is_prompt or not (size := output.offer(content)):
                return
            self._took(size)

    def _next(self) -> tuple[Output, bytes]:
        """What is to be written next, and where: the first pieces that go there, as much as is written at once."""
        first, contents, size = self._waiting[0], list[bytes](), -self._begun
        for piece in self._waiting:
            size += len(piece.content)
            if piece.lane is not first.lane or (contents and size > WRITTEN_AT_ONCE):
                break
            contents.append(piece.content)
        content = contents[0] if len(contents) == 1 else b"".join(contents)
        return first.lane.output, content[self._begun :]

    def _took(self, size: int) -> None:
        """So many bytes of what is next were written."""
        self.written += size
        self._begun += size
        while self._waiting and self._begun >= len(content := self._waiting[0].content):
            self._begun -= len(content)
            self._waiting.popleft().lane.size -= len(content) + COST


def _pieces(lines: Sequence[bytes]) -> Iterator[tuple[bytes, int]]:
    """Lines in pieces that are written at once, a longer line alone; each with how many lines it holds."""
    ends = list(accumulate(map(len, lines)))
    start = size = 0
    while start < len(lines):
        stop = max(start + 1, bisect_right(ends, size + WRITTEN_AT_ONCE, start))
        yield b"".join(lines[start:stop]), stop - start
        start, size = stop, ends[stop - 1]


class _Lane:
    """One kind of what waits: where it goes, and how much of it may wait."""

    def __init__(self, output: Output, what: str, limit: int) -> None:
        self.output = output
        self.what = what
        self.limit = limit
        self.size = 0
        self.dropped = 0


class _Piece(NamedTuple):
    """Lines that wait together."""

    lane: _Lane
    content: bytes
    lines: int
