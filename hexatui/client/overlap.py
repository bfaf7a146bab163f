"""Where lines that came overlap with lines that were held: entries carry no cursor (protocol-notes 10, 22). Pure.

The overlap is found as a sequence: the longest run of lines that ends what was held and begins, or lies in, what came.
Lines that look alike within one second are thereby kept apart from repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hexatui.protocol.events import LogEntryData

    LineKey = tuple[datetime | int | None, int]
    """The time as it is, since hashing one asks its zone, and a hash of the texts, since those may be large."""


def line_key(data: LogEntryData) -> LineKey:
    """What makes a line the same line: its time, pod, container and message (protocol-notes 10)."""
    time = data.timestamp
    return (hash(time) if isinstance(time, str) else time, hash((data.pod, data.container, data.message)))


def is_proof(agreed: Sequence[LineKey]) -> bool:
    """Whether lines that agree can hardly be others that look alike: they carry times, or aren't all the same."""
    return any(isinstance(time, datetime) for time, _ in agreed) or len(set(agreed)) > 1


def overlap_end(held: Sequence[object], came: Sequence[object]) -> int:
    """How many lines of `came` are known already: those up to the place where `held` ends in it.

    Each place where the last line held recurs is a candidate; it counts when everything before it, up to where one
    of the two begins, agrees. The candidate with the most agreement wins, then the earliest: where both are as
    good, a repeated line is better than a lost one. 0 where nothing overlaps.
    """
    if not held:
        return 0
    known = list(held)
    best = end = 0
    for index, key in enumerate(came):
        if key != known[-1]:
            continue
        length = min(index + 1, len(known))
        if length > best and came[index - length + 1 : index + 1] == known[-length:]:
            best, end = length, index + 1
            if best == len(known):
                break
    return end
