"""Where a person wants to be among the lines that were found, also before these are all known. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from hexatui.state.log_findings import Findings

Among = Literal["hits", "errors", "gaps"]
"""What is meant: what was typed, or something else that can be found."""


MOST_STEPS = 100
"""Steps that are remembered while the first of them is under way."""


class Reached(NamedTuple):
    """Where an aim leads."""

    line: int | None
    """None where nothing is found at all."""
    went_around: bool = False
    """Whether it is the one at the other end."""


@dataclass(frozen=True)
class Aim:
    """A found line that is to be gone to as soon as it is known: the nearest above this number, or below.

    Where there is none, it is the one at the other end; or, with `or_else_other_way`, the nearest the other way.
    """

    line: int
    is_below: bool = False
    or_else_other_way: bool = False
    among: Among = "hits"
    then: tuple[bool, ...] = ()
    """Steps that were asked for meanwhile, to be made from there: whether each leads below."""

    def and_then(self, is_below: bool) -> Aim:
        """The same, and one found line further."""
        return replace(self, then=(*self.then, is_below)[:MOST_STEPS])

    def reached(self, found: Findings, first: int, is_complete: bool) -> Reached | None:
        """Where it is, among what was found from the newest line on; None while that isn't known.

        Args:
            found: may still hold what was dropped just now.
            first: the oldest line that is held.
            is_complete: whether all lines were looked at.

        """
        above, below = found.before(self.line), found.next_after(max(self.line, first - 1))
        above = above if above is not None and above >= first else None
        if above is None and not is_complete:
            # What is above is the nearest at once; what is below only once this line was passed.
            return None
        to = below if self.is_below else above
        if to is not None:
            return Reached(to)
        if self.or_else_other_way:
            return Reached(found.next_after(max(self.line, first) - 1))
        oldest, newest = found.next_after(first - 1), found.last
        to = oldest if self.is_below else newest
        return Reached(None if oldest is None else to, went_around=oldest is not None)
