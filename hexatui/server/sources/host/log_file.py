"""One log file as a container's log: entries as they come, and the ones before."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pydantic_core import to_json

from hexatui.log_levels import stated_level
from hexatui.protocol.events import LogEntryData
from hexatui.protocol.names import LogSource
from hexatui.server.sources import History
from hexatui.server.sources.host.log_line import time_of
from hexatui.server.sources.host.tail import RawLine, Tail

REMEMBERED_BYTES = 4 * 1024 * 1024
"""How much of what was told is remembered, for each file."""

LARGEST_MESSAGE = 1_000_000
"""Bytes of JSON that a line's text may have, so that it still fits in a message."""

LOOKED_THROUGH = 1_000
"""Lines of history in which the first time is looked for."""

_CERTAINLY_FITS = LARGEST_MESSAGE // 6
"""Characters of ASCII, or bytes: JSON makes at most six bytes of one."""


class _Told(NamedTuple):
    generation: int
    offset: int
    size: int
    entry: LogEntryData


class LogFile:
    """A followed log file. What was told is told again in the same words, with the same times.

    A line that states no time, as those of a stack trace, has that of the line it came with; the first to come has
    the time of its arrival, and where it was there before, that of the first line that states one.
    """

    def __init__(self, source: LogSource, path: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.source = source
        self.tail = Tail(path)
        self._now = now
        self._told: deque[_Told] = deque()
        self._told_bytes = 0

    def poll(self) -> list[LogEntryData]:
        """The entries of lines that were completed since, a bounded number of them."""
        lines = self.tail.poll()
        if not lines:
            return []
        now = self._now()
        found = list(self._entries_of((line.content for line in lines), now, before=now))
        for line, entry in zip(lines, found, strict=True):
            self._remember(line, entry)
        return found

    def history(self, lines: int) -> History:
        """The last entries up to the last that `poll` gave; read at once, made of the lines when they are asked for."""
        told = list(islice(self._told, max(0, len(self._told) - max(0, lines)), None))
        older = self._older(lines - len(told))
        size = sum(one.size for one in told) + sum(len(content) for content in older)
        return History(self._entries(older, told), size)

    def _older(self, lines: int) -> list[bytes]:
        """The last lines before what is remembered."""
        before = self._told[0].offset if self._told else self.tail.offset
        # What lies before a rotation is in another file now.
        is_same = not self._told or self._told[0].generation == self.tail.generation
        return self.tail.last(lines, before) if lines > 0 and is_same else []

    def _entries(self, older: list[bytes], told: list[_Told]) -> Iterator[LogEntryData]:
        now = self._now()
        # They are older than the first that states a time; without any, a reader would take them for new.
        stated = (time_of(_text(content), now) for content in islice(older, LOOKED_THROUGH))
        yield from self._entries_of(older, now, before=next(filter(None, stated), None))
        yield from (one.entry for one in told)

    def close(self) -> None:
        """Give the file back."""
        self.tail.close()

    def _entries_of(self, contents: Iterable[bytes], now: datetime, before: datetime | None) -> Iterator[LogEntryData]:
        """The entries of lines that follow one another; what states no time has that of the one `before`."""
        for content in contents:
            text = _text(content)
            before = time_of(text, now) or before
            yield LogEntryData(
                stream_id="",
                timestamp=before,
                level=stated_level(text).level,
                message=text,
                pod=self.source.pod,
                container=self.source.container,
            )

    def _remember(self, line: RawLine, entry: LogEntryData) -> None:
        # An entry itself takes about this much beside its text.
        size = len(line.content) + 400
        self._told.append(_Told(line.generation, line.offset, size, entry))
        self._told_bytes += size
        while self._told_bytes > REMEMBERED_BYTES and len(self._told) > 1:
            self._told_bytes -= self._told.popleft().size


def _text(content: bytes) -> str:
    return _fitting(content.removesuffix(b"\r").decode("utf-8", "replace"), len(content))


def _fitting(text: str, size: int) -> str:
    """The text, or what fits of it in a message, with a word about what doesn't."""
    if size <= _CERTAINLY_FITS or len(to_json(text)) <= LARGEST_MESSAGE:
        return text
    return f"{text[: _CERTAINLY_FITS // 2]} ... (cut: the line has {size} bytes)"
