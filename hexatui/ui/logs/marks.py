"""The lines that a person marked, each in its own stream: they outlive every way of looking at a log. Pure.

A line is known by its number. Where its stream is asked for anew, and its lines come with other numbers, a mark waits
for the line of the same time and text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.logs import LogBuffer, LogLine

MAX_MARKS = 1_000
"""Marks of one stream: the oldest line's makes room."""

MAX_AT_ONE_TIME = 4_096
"""Lines of one time among which an awaited one is looked for."""


class Marked(Protocol):
    """What has lines that can be marked: a stream, or a part of several."""

    @property
    def source(self) -> LogSource:
        """Whose lines they are."""

    @property
    def buffer(self) -> LogBuffer:
        """Which; other ones once they were asked for anew."""


class _Line(NamedTuple):
    """By what a line is known again."""

    time: float | None
    text: int
    """Its hash, since it may be long."""


class _Marks:
    """The marks in one stream."""

    def __init__(self, buffer: LogBuffer) -> None:
        self.buffer = buffer
        self.lines: dict[int, _Line] = {}
        """By their numbers in this buffer, of which the lowest come first."""
        self.awaited: list[_Line] = []
        """Lines of a buffer before, oldest first."""


class LogMarks:
    """Marks of several streams."""

    def __init__(self) -> None:
        self._streams: dict[LogSource, _Marks] = {}

    def toggle(self, stream: Marked, number: int) -> bool:
        """Mark a line, or take its mark away; whether it is marked now."""
        found = stream.buffer.lines(number, number + 1)
        marked = self._streams.setdefault(stream.source, _Marks(stream.buffer))
        if marked.lines.pop(number, None) or not found:
            return False
        _mark(marked, found[0])
        return number in marked.lines

    def has(self, source: LogSource, number: int) -> bool:
        """Whether a line is marked."""
        marked = self._streams.get(source)
        return marked is not None and number in marked.lines

    def beside(self, source: LogSource, number: int, *, is_below: bool) -> Iterator[int]:
        """The marked lines below a line, or above it, the nearest first."""
        marked = self._streams.get(source)
        numbers = list(marked.lines) if marked else []
        return (at for at in numbers if at > number) if is_below else (at for at in reversed(numbers) if at < number)

    def of_all(self) -> set[tuple[LogSource, int]]:
        """The marked lines of all streams."""
        return {(source, number) for source, marked in self._streams.items() for number in marked.lines}

    def catch_up(self, streams: Iterable[Marked]) -> bool:
        """Let go of marks whose lines fell out, and find awaited lines again; whether any was found."""
        marked = [(self._streams[one.source], one.buffer) for one in streams if one.source in self._streams]
        return sum(_catch_up(*one) for one in marked) > 0

    def forget(self, source: LogSource) -> None:
        """Forget all marks of a stream that was closed."""
        self._streams.pop(source, None)


def _told(line: LogLine) -> _Line:
    return _Line(line.time, hash(line.text))


def _mark(marked: _Marks, line: LogLine) -> None:
    marked.lines[line.number] = _told(line)
    marked.lines = dict(sorted(marked.lines.items())[-MAX_MARKS:])


def _catch_up(marked: _Marks, buffer: LogBuffer) -> bool:
    if marked.buffer is not buffer:
        lines = (line for line in (*marked.awaited, *marked.lines.values()) if line.time is not None)
        marked.awaited = sorted(lines, key=lambda line: line.time or 0.0)
        marked.buffer, marked.lines = buffer, {}
    while marked.lines and (lowest := next(iter(marked.lines))) < buffer.first:
        del marked.lines[lowest]
    known = len(marked.lines)
    while marked.awaited and _find_again(marked, marked.awaited[0]):
        del marked.awaited[0]
    return len(marked.lines) > known


def _find_again(marked: _Marks, awaited: _Line) -> bool:
    """Mark a line that has come again, if it has; False while it may still come."""
    buffer, time = marked.buffer, awaited.time
    newest = buffer.lines(buffer.end - 1, buffer.end)
    if time is None or not newest or (newest[0].time is not None and newest[0].time < time):
        return False
    first = buffer.first_since(time)
    if first is None:
        return False
    for line in buffer.lines(first, first + MAX_AT_ONE_TIME):
        if line.time is not None and line.time > time:
            return True
        if _told(line) == awaited and line.number not in marked.lines:
            _mark(marked, line)
            return True
    return buffer.end >= first + MAX_AT_ONE_TIME
