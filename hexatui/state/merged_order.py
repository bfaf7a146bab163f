"""The order of several logs' lines by time, in which each log keeps its own: found newest first, piece by piece. Pure.

A line is a number here: which log it is of, and its number there. A line without a time stands with the one before it,
and so do lines that were written in one breath, as those of a stack trace: none of another log comes between them.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hexatui.state.logs import Snapshot

SHIFT = 48
"""Bits of a line's own number; those above tell its log."""

PIECE = 8_192
"""Lines that are put into order at once, of all logs together: some milliseconds of work."""


BREATH = 0.0002
"""Seconds between two lines at most that were written in one breath."""

LONGEST_BREATH = 0.005
"""Seconds that a breath takes at most: by no more does a line of another log stand behind its time."""


class Run(NamedTuple):
    """Lines of one log that follow one another."""

    log: int
    first: int
    times: Sequence[float]
    """Unix seconds; not a number where a line has no time."""


def log_of(line: int) -> int:
    """Which log a line is of."""
    return line >> SHIFT


def number_of(line: int) -> int:
    """A line's number in its own log."""
    return line & ((1 << SHIFT) - 1)


def line_of(log: int, number: int) -> int:
    """A log's line."""
    return log << SHIFT | number


def times_of(snapshot: Snapshot, start: int, stop: int) -> array[float]:
    """The times of the lines `start` to `stop` (exclusive), all of which are held."""
    times = array("d")
    while start < stop:
        page = snapshot.page_at(start)
        times += page.times[start - page.first : stop - page.first]
        start = page.first + len(page)
    return times


def interleaved(runs: Iterable[Run]) -> array[int]:
    """The lines of all runs by time; those of one run stay as they are, at one time the earlier run comes first."""
    lines, keys = array("Q"), list[float]()
    for run in runs:
        lines.extend(range(line_of(run.log, run.first), line_of(run.log, run.first + len(run.times))))
        keys += keys_of(run.times)
    # Sorting what consists of sorted runs merges them, without a step of Python's per line.
    return array("Q", map(lines.__getitem__, sorted(range(len(keys)), key=keys.__getitem__)))


def keys_of(times: Sequence[float]) -> list[float]:
    """By what a run's lines are sorted: when each one's breath began, and no line before the one it follows."""
    keys = list[float]()
    began = last = -math.inf
    for time in times:
        # What is not a number is greater than nothing. With `max` this would take twice as long.
        if time > began and (time - last > BREATH or time - began > LONGEST_BREATH):
            began = time
        if time > last:
            last = time
        keys.append(began)
    return keys


class Older:
    """The lines that some logs held at one moment, newest first.

    Args:
        snapshots: of the logs; a log that dropped lines ends all, since what is older would be only a part.
    """

    def __init__(self, snapshots: Sequence[Snapshot]) -> None:
        self._snapshots = snapshots
        self.low = [snapshot.end for snapshot in snapshots]
        """Of each log, what stands below is not in order yet."""
        self._size = max(1, PIECE // max(1, len(snapshots)))

    @property
    def is_complete(self) -> bool:
        """Whether all is in order that can be."""
        return not self._snapshots

    def next(self) -> array[int]:
        """The next piece, in its order: it stands before what came so far. Empty when all is complete."""
        runs, since = [], -math.inf
        for log, (snapshot, low) in enumerate(zip(self._snapshots, self.low, strict=False)):
            start = max(snapshot.first, low - self._size)
            run = Run(log, start, times_of(snapshot, start, low))
            keys = keys_of(run.times)
            runs.append((run, keys))
            if start and keys:
                # What is older than this may have to stand among lines that are not looked at yet, or were dropped.
                since = max(since, keys[0])
        taken = []
        for run, keys in runs:
            skipped = bisect_left(keys, since)
            self.low[run.log] = run.first + skipped
            taken.append(Run(run.log, run.first + skipped, run.times[skipped:]))
        floors = [(low, snapshot.first) for low, snapshot in zip(self.low, self._snapshots, strict=False)]
        if all(low == floor for low, floor in floors) or any(low == floor > 0 for low, floor in floors):
            # Nothing is kept alive that the logs themselves let go of.
            self._snapshots = ()
        return interleaved(taken)
