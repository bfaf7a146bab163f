"""The way to the log lines of a moment, as from an alert to what was logged when it began. Pure; no clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from hexatui.state.streams import ENDED
from hexatui.ui.figures import date_of, time_of_day

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.logs import LogBuffer
    from hexatui.state.streams import Stream

PATIENCE = 5.0
"""Seconds that lines may take to come; then what is there must do."""

MORE_LINES = 5_000
"""Lines of history asked for where those that came don't reach back."""

GAP_LINES = 5_000
"""Lines looked through behind a gap for the first since a moment: what is asked for anew may begin before it."""

HELD_BEFORE = "what was held before begins"
"""What was at the moment that one comes back to when older lines were asked for."""


class Moment(NamedTuple):
    """When something was."""

    at: float
    """Unix seconds, by the clock that log lines have."""
    what: str
    """What was then: "High Memory Usage began"."""


class Step(NamedTuple):
    """What is to be done on the way now; where nothing is, to wait."""

    line: int | None = None
    """The number of the line to go to, which ends the way."""
    said: str = ""
    """What is to be said about that line, or about there being none."""
    lines_wanted: int = 0
    """How much history to ask for, anew; 0 for no more than there is."""
    is_over: bool = False
    """Whether the way ends, with a line or without."""
    wants_older: bool = False
    """Whether older lines, which may be had, would lead further."""


@dataclass
class WayToMoment:
    """How far it is to the lines of a moment in one log; `until` is when that has taken too long (Unix seconds)."""

    source: LogSource
    moment: Moment
    until: float
    note: str = ""
    """What is to be said besides, at its end."""
    is_shown: bool = False
    """Whether the log stands on the screen."""
    asked_again: bool = False
    """Whether as much history was asked for as will be."""

    def step(self, stream: Stream | None, now: float, *, can_ask: bool = True) -> Step:
        """What to do next, with the log as it is `now` (Unix seconds).

        Args:
            can_ask: whether older lines can be asked for without losing what is held.
        """
        is_late = now >= self.until
        if stream is None:
            return Step(is_over=is_late)
        buffer, (at, what) = stream.buffer, self.moment
        oldest = oldest_time(buffer)
        if oldest is None:
            if len(buffer):
                said = f"its lines tell no time: which were there when {what}, at {_when(at, now)}, is not known"
                return Step(said=said if is_late else "", is_over=is_late)
            # As long as lines may come at all, there is nothing to be said.
            return Step(is_over=is_late and stream.phase in (*ENDED, "live"))
        if oldest > at:
            may_lead_further = can_ask and not buffer.dropped
            if may_lead_further and not self.asked_again and len(buffer) < MORE_LINES // 2:
                self.asked_again, self.until = True, now + PATIENCE
                return Step(lines_wanted=MORE_LINES)
            said = f"the log reaches back to {_when(oldest, now)} only; {what} at {_when(at, now)}"
            # Where fewer came than were asked for, there are no more.
            wants_older = may_lead_further and len(buffer) >= (MORE_LINES if self.asked_again else 1)
            return Step(buffer.first_since(at), said, is_over=True, wants_older=wants_older)
        line, is_in_gap = _line_since(buffer, at)
        if line == buffer.first and what == HELD_BEFORE:
            return Step(line, f"nothing older came: the log begins at {_when(oldest, now)}", is_over=True)
        if is_in_gap:
            return Step(line, f"lines may be missing here, where {what} at {_when(at, now)}", is_over=True)
        if line is not None:
            return Step(line, f"{what} here, at {_when(at, now)}", is_over=True)
        if is_late:
            said = f"nothing was logged since {what} at {_when(at, now)}"
            if at > now + PATIENCE:
                said = f"{what} at {_when(at, now)}, later than it is by this machine's clock: these are the last lines"
            return Step(buffer.end - 1, said, is_over=True)
        return Step()


def oldest_time(buffer: LogBuffer) -> float | None:
    """The time of the oldest line that has one."""
    number = buffer.first_since(float("-inf"))
    return None if number is None else buffer.lines(number, number + 1)[0].time


def _line_since(buffer: LogBuffer, at: float) -> tuple[int | None, bool]:
    """The first line since a moment, and whether it marks a gap in which the moment lies."""
    found = buffer.first_since(at)
    gap = buffer.lines(found, found + 1)[0].gap if found is not None else None
    if found is None or gap is None:
        return found, False
    behind = [(line.number, line.time) for line in buffer.lines(found + 1, found + 1 + GAP_LINES) if not line.gap]
    timed = [(number, time) for number, time in behind if time is not None]
    if timed and timed[0][1] <= at:
        return next((number for number, time in timed if time >= at), None), False
    return found, gap[0] <= at


def _when(at: float, now: float) -> str:
    """A time of day, with its date where that isn't today's."""
    return time_of_day(at) if date_of(at) == date_of(now) else f"{date_of(at)} {time_of_day(at)}"
