"""The numbers of the lines that a search found, sorted; a few bytes each."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple, overload

CHUNK = 4_096
"""Numbers up to which those that come are put to those before them; a page of a log has no more lines."""

REACH = 65_535
"""How far a number may be from the first of its chunk: what two bytes hold."""


class Later(Sequence[int]):
    """Offsets of which only the number is known, until somebody asks for one of them.

    Args:
        count: how many.
        work_out: finds them, ascending, in a moment; any thread may call it, and more than once.

    """

    __slots__ = ("_count", "_known", "_work_out")

    def __init__(self, count: int, work_out: Callable[[], Sequence[int]]) -> None:
        self._count = count
        self._work_out = work_out
        self._known: array[int] | None = None

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> array[int]: ...
    def __getitem__(self, index: int | slice) -> int | array[int]:
        known = self._known
        if known is None:
            known = self._known = array("H", self._work_out())
        return known[index]


class _Chunks(NamedTuple):
    """All numbers at one moment; nothing in it ever changes."""

    bases: list[int]
    offsets: list[array[int] | Later]
    """The numbers of each chunk, counted from its base; never empty."""
    starts: list[int]
    """How many numbers stand before each chunk, and in the end how many there are."""


class Findings:
    """Line numbers, oldest first, while a search still adds to them.

    One thread may add and prune; any thread may read meanwhile. Several questions asked one after the other may be
    answered from different moments: an index is good for as long as nothing is added.
    """

    __slots__ = ("_chunks", "complete", "since")

    def __init__(self) -> None:
        self._chunks = _Chunks([], [], [0])
        self.complete = False
        """Whether every line that the search was shown has been searched."""
        self.since = 0
        """The number of the oldest line that was searched, once there was a step."""

    @property
    def count(self) -> int:
        """How many were found so far."""
        return self._chunks.starts[-1]

    @property
    def first(self) -> int | None:
        """The oldest."""
        return self.at(0)

    @property
    def last(self) -> int | None:
        """The newest."""
        return self.at(-1)

    def __contains__(self, number: int) -> bool:
        return self.before(number + 1) == number

    def next_after(self, number: int) -> int | None:
        """The nearest newer one."""
        chunks = self._chunks
        return _at(chunks, _below(chunks, number + 1))

    def before(self, number: int) -> int | None:
        """The nearest older one."""
        chunks = self._chunks
        below = _below(chunks, number)
        return _at(chunks, below - 1) if below else None

    def index_of(self, number: int) -> int:
        """How many are older than this number; and so its index, if it was found."""
        return _below(self._chunks, number)

    def at(self, index: int) -> int | None:
        """The one at an index, counted from 0, or from the newest if negative; None where there is none."""
        chunks = self._chunks
        index += chunks.starts[-1] if index < 0 else 0
        return _at(chunks, index) if index >= 0 else None

    def between(self, start: int, stop: int) -> list[int]:
        """Those at the indexes `start` to `stop` (exclusive); fewer where there are fewer."""
        bases, offsets, starts = self._chunks
        start, stop = max(0, start), min(stop, starts[-1])
        found: list[int] = []
        at = bisect_right(starts, start) - 1
        while start < stop:
            part = offsets[at][start - starts[at] : stop - starts[at]]
            found += [bases[at] + offset for offset in part]
            start = starts[at + 1]
            at += 1
        return found

    def add_older(self, base: int, offsets: Sequence[int]) -> None:
        """Add numbers older than all: each is `base` and an offset of 0 to `REACH`, ascending."""
        if offsets:
            old = self._chunks
            self._set([base, *old.bases], [_packed(offsets), *old.offsets])

    def add_newer(self, base: int, offsets: Sequence[int]) -> None:
        """Add numbers newer than all, as with `add_older`."""
        if not offsets:
            return
        bases, chunks = self._chunks.bases[:], self._chunks.offsets[:]
        if bases and len(chunks[-1]) + len(offsets) <= CHUNK and base + offsets[-1] - bases[-1] <= REACH:
            by = base - bases[-1]
            chunks[-1] = chunks[-1][:] + array("H", [by + offset for offset in offsets])
        else:
            bases.append(base)
            chunks.append(_packed(offsets))
        self._set(bases, chunks)

    def prune(self, first: int) -> None:
        """Forget the numbers below this one."""
        bases, chunks, _ = self._chunks
        if not bases or bases[0] >= first or bases[0] + chunks[0][0] >= first:
            return
        at = bisect_right(bases, first) - 1
        rest = chunks[at][bisect_left(chunks[at], first - bases[at]) :]
        self._set([*([bases[at]] if rest else []), *bases[at + 1 :]], [*([rest] if rest else []), *chunks[at + 1 :]])

    def _set(self, bases: list[int], offsets: list[array[int] | Later]) -> None:
        # In one assignment, so that who reads sees all of it or nothing.
        self._chunks = _Chunks(bases, offsets, list(accumulate(map(len, offsets), initial=0)))


def _packed(offsets: Sequence[int]) -> array[int] | Later:
    return offsets if isinstance(offsets, Later) else array("H", offsets)


def _below(chunks: _Chunks, number: int) -> int:
    """How many numbers are below this one."""
    at = bisect_left(chunks.bases, number) - 1
    return chunks.starts[at] + bisect_left(chunks.offsets[at], number - chunks.bases[at]) if at >= 0 else 0


def _at(chunks: _Chunks, index: int) -> int | None:
    at = bisect_right(chunks.starts, index) - 1
    return chunks.bases[at] + chunks.offsets[at][index - chunks.starts[at]] if at < len(chunks.bases) else None
