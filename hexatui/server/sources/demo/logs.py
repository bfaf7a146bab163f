"""The demo's logs: each stretch of a container's time has fixed lines, so history and stream can't disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from random import Random
from typing import NamedTuple

from hexatui.protocol.events import LogEntryData
from hexatui.server.sources.demo.chance import dice
from hexatui.server.sources.demo.fleet import Container, DemoFleet
from hexatui.server.sources.demo.incidents import Incidents
from hexatui.server.sources.demo.log_styles import STYLES

_HAPPENINGS = 32
"""Lines are made by the block, of this many happenings, and so of a fixed length in time."""


class _Line(NamedTuple):
    time: float
    level: str
    text: str


class DemoLogs:
    """The lines of all containers, at any time; times are seconds since the demo's start."""

    def __init__(self, fleet: DemoFleet, incidents: Incidents, moment: Callable[[float], datetime]) -> None:
        self._fleet = fleet
        self._incidents = incidents
        self._moment = moment
        self._block = lru_cache(maxsize=1024)(self._make_block)

    def between(self, container: Container, after: float, until: float) -> list[LogEntryData]:
        """The lines written after one time and up to another, oldest first."""
        length = container.gap * _HAPPENINGS
        return [
            self._entry(container, line)
            for number in range(int(after // length), int(until // length) + 1)
            for line in self._block(container, number)
            if after < line.time <= until
        ]

    def last(self, container: Container, until: float, lines: int) -> Iterator[LogEntryData | None]:
        """The last lines written up to a time, oldest first, and none from before it began; None between two blocks.

        How many lines a block has is known when it is made: so they are counted backwards first.
        """
        end = number = int(until // (container.gap * _HAPPENINGS)) + 1
        surplus = -lines
        while surplus < 0 and number * container.gap * _HAPPENINGS > -container.age:
            number -= 1
            surplus += len(self._written(container, number, until))
            yield None
        for block in range(number, end):
            for line in self._written(container, block, until)[max(0, surplus) if block == number else 0 :]:
                yield self._entry(container, line)

    def _written(self, container: Container, number: int, until: float) -> list[_Line]:
        """The lines of a block that were written up to a time, since the container began."""
        return [line for line in self._block(container, number) if -container.age <= line.time <= until]

    def _entry(self, container: Container, line: _Line) -> LogEntryData:
        source = container.source
        return LogEntryData(
            stream_id="",
            timestamp=self._moment(line.time),
            level=line.level,
            message=line.text,
            pod=source.pod,
            container=source.container,
        )

    def _make_block(self, container: Container, number: int) -> tuple[_Line, ...]:
        return tuple(self._write_block(container, number))

    def _write_block(self, container: Container, number: int) -> Iterator[_Line]:
        random = dice(self._fleet.seed, f"log/{container.source}", number)
        write = STYLES[container.style]
        for happening in range(number * _HAPPENINGS, (number + 1) * _HAPPENINGS):
            # Each in a place of its own, with room behind it for lines that follow at once, as those of a stack trace.
            time = container.gap * (happening + 0.95 * random.random())
            trouble = self._trouble(container, time, random)
            for order, (level, text) in enumerate(write(self._moment(time), random, trouble)):
                yield _Line(time + order * 1e-4, level, text)

    def _trouble(self, container: Container, time: float, random: Random) -> str:
        """What a line tells of an incident: most of all where the incident is, now and then beside it."""
        workspace = self._fleet.workspaces[container.source.workspace_id]
        incident = self._incidents.at(workspace, time)
        if incident is None:
            return ""
        share = 0.6 if incident.pod == container.source.pod else 0.12
        return incident.kind.log if random.random() < share * incident.strength(time) else ""
