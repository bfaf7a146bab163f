"""Which lines of a log belong together: a stack trace and what goes on below a line, recognised line by line. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from hexatui.log_levels import stated_level, told_level

if TYPE_CHECKING:
    from hexatui.state.logs import LogLine

MAX_LINES = 1_000
"""Lines of one trace at most: what goes on and on is no trace."""

MAX_APART = 1.0
"""Seconds between a line and the one that it goes on from."""

MAX_KEPT = 20_000
"""Lines whose beginning is remembered."""

_LOOK_AT = 200
"""Characters at a line's start that decide."""

_BEGINS_ANEW = re.compile(
    r"\s*[\[<(]?(?:\d{4}-\d\d-\d\d|(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|PANIC)\b)"
)
"""A time or a level: indented or not, this is a line of its own."""

_STARTS = re.compile(
    r"Traceback \(most recent call last\)|goroutine \d+ \[|stack backtrace:|[Ss]tack trace|"
    r"(?:[a-z_]\w{0,60}\.){1,20}[A-Z]\w{0,80}(?:Error|Exception|Throwable)\b"
)
"""How a trace begins, which belongs to the line before it where that tells of trouble."""

_GOES_ON = re.compile(
    r"Caused by: |Suppressed: |During handling of the above exception|The above exception was|\[signal |created by |"
    r"--- End of |\.\.\. \d+ more"
)
"""How a line begins that belongs to the one before it, whatever that is."""

_TROUBLE = ("warning", "error", "critical")

_EXCEPTION = re.compile(
    r"(?:(?:\w{1,60}\.){0,20}[A-Z]\w{0,80}(?:Error|Exception|Exit|Interrupt|Warning)|"
    r"(?:\w{1,60}\.){1,20}[A-Z]\w{0,80}|[A-Z]\w{0,40}[a-z0-9][A-Z]\w{0,40})(?::|\s*$)"
)
"""The name of an exception, with what it says or alone: ValueError, queue.Empty, PoolExhausted."""
_CLOSES = re.compile(r"[\])}]{1,9}[,;]?\s*$")
_CALLS = re.compile(r"[^\s(]{1,150}\(\S*.{0,150}\)\s*$")
"""A Go function above its file: main.(*Server).run(0xc000010000)."""
_NUMBERED = re.compile(r"#\d{1,4} ")
_INDENTED = re.compile(r"[ \t]\s*\S")


class Lines(Protocol):
    """A buffer of numbered lines."""

    @property
    def first(self) -> int:
        """The number of the oldest line."""

    @property
    def end(self) -> int:
        """One past the number of the newest line."""

    def lines(self, start: int, stop: int) -> list[LogLine]:
        """The lines from `start` to `stop` (exclusive)."""


def goes_on(before: LogLine, line: LogLine) -> bool:
    """Whether a line belongs to the one before it; looks at the beginnings of both alone."""
    if before.gap or line.gap or (before.pod, before.container) != (line.pod, line.container):
        return False
    if before.time is not None and line.time is not None and abs(line.time - before.time) > MAX_APART:
        return False
    above, text = before.text[:_LOOK_AT], line.text[:_LOOK_AT]
    if _BEGINS_ANEW.match(text):
        return False
    if _INDENTED.match(text) or _GOES_ON.match(text):
        return True
    was_indented = _INDENTED.match(above) is not None
    if not text.strip():
        return was_indented or bool(_GOES_ON.match(above) or _EXCEPTION.match(above)) or above.startswith("panic: ")
    if _STARTS.match(text):
        return was_indented or not above.strip() or (told_level(before.level) or stated_level(above).level) in _TROUBLE
    if was_indented and (_EXCEPTION.match(text) or _CLOSES.match(text)):
        return True
    if _NUMBERED.match(text):
        return bool(_NUMBERED.match(above) or _STARTS.match(above))
    return (above.startswith(("\t", "goroutine "))) and _CALLS.match(text) is not None


class Traces:
    """Where the trace that a line of a buffer belongs to begins and ends. Numbers never change, so it may remember."""

    def __init__(self) -> None:
        self._heads: dict[int, int] = {}

    def head(self, lines: Lines, number: int) -> int:
        """The number of the line that this one belongs to; its own where it stands for itself."""
        heads, at = self._heads, number
        if len(heads) > MAX_KEPT:
            heads.clear()
        while at not in heads and at > lines.first and number - at < MAX_LINES and _belongs(lines, at):
            at -= 1
        head = max(heads.get(at, at), lines.first)
        for passed in range(at, number + 1):
            heads[passed] = head
        return head

    def end(self, lines: Lines, head: int) -> int:
        """One past the last line, so far, of the trace that begins with this line."""
        end = head + 1
        while end < lines.end and end - head < MAX_LINES and _belongs(lines, end):
            end += 1
        return end


def _belongs(lines: Lines, number: int) -> bool:
    pair = lines.lines(number - 1, number + 1)
    return len(pair) == 2 and goes_on(*pair)
