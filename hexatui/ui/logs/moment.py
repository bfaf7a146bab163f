"""The way to the log lines of a moment, as from an alert to what was logged when it began. Pure; no clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from hexatui.ui.figures import time_of_day

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.logs import LogBuffer
    from hexatui.state.streams import Stream

PATIENCE = 5.0
"""Seconds that lines may take to come; then what is there must do."""

MORE_LINES = 5_000
"""Lines of history asked for where those that came don't reach back."""


HELD_BEFORE = "what was held before begins"
"""What was at the moment that one comes back to when older lines were asked for."""


class Moment(NamedTuple):
    """When something began."""

    at: float
    """Unix seconds, by the clock that log lines have."""
    what: str
    """What was then: "High Memory Usage began"."""


class Step(NamedTuple):
    """What is to be done on the way now; where nothing is, to wait."""

    line: int | None = None
    """The number of the line to go to, which ends the way."""
    said: str = ""
    """What is to be said about that line."""
    lines_wanted: int = 0
    """How much history to ask for, anew; 0 for no more than there is."""
    is_over: bool = False
    """Whether the way ends, with a line or without."""


@dataclass
class WayToMoment:
    """How far it is to the lines of a moment in one log; `until` is when that has taken too long (Unix seconds)."""

    source: LogSource
    moment: Moment
    until: float
    is_shown: bool = False
    """Whether the log stands on the screen."""
    asked_again: bool = False
    """Whether as much history was asked for as will be."""

    def step(self, stream: Stream | None, now: float) -> Step:
        """What to do next, with the log as it is `now` (Unix seconds)."""
        is_late = now >= self.until
        oldest = oldest_time(stream.buffer) if stream else None
        if stream is None or oldest is None:
            return Step(is_over=is_late)
        began, buffer = self.moment.what, stream.buffer
        line = buffer.first_since(self.moment.at)
        if oldest > self.moment.at:
            if not self.asked_again and not buffer.dropped and len(buffer) < MORE_LINES // 2:
                self.asked_again, self.until = True, now + PATIENCE
                return Step(lines_wanted=MORE_LINES)
            said = f"the log reaches back to {time_of_day(oldest)} only; {began} at {time_of_day(self.moment.at)}"
            return Step(line, said, is_over=True)
        if line == buffer.first and self.moment.what == HELD_BEFORE:
            return Step(line, f"nothing older came: the log begins at {time_of_day(oldest)}", is_over=True)
        if line is not None:
            return Step(line, f"{began} here, at {time_of_day(self.moment.at)}", is_over=True)
        if is_late:
            said = f"nothing was logged since {began} at {time_of_day(self.moment.at)}"
            return Step(buffer.end - 1, said, is_over=True)
        return Step()


def oldest_time(buffer: LogBuffer) -> float | None:
    """The time of the oldest line that has one."""
    number = buffer.first_since(float("-inf"))
    return None if number is None else buffer.lines(number, number + 1)[0].time
