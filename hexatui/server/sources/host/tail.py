"""Following a file that others write: each new line once, through rotation and truncation."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO, NamedTuple

from hexatui.server.sources.host.last_lines import last_lines, line_start

CHUNK = 64 * 1024
"""The most bytes that one poll reads, so that it never takes long."""

MAX_LINE = 1_048_576
"""Bytes after which a line is given as it is, and the rest as a line of its own."""

_FINGERPRINT = 64
"""Bytes before the present place that are compared, to notice a file that was rewritten in place."""


class RawLine(NamedTuple):
    """A line without its end, and where it begins: at which offset of which generation of its file."""

    generation: int
    offset: int
    content: bytes


class Tail:
    """A file's new lines, from its end on.

    Attributes:
        path: The file's name; what carries that name may be replaced at any time.
        generation: How often it was replaced or begun anew; offsets of one generation can be compared.
        problem: Why nothing of that name can be read at present, or "".
        behind: Whether the last poll left something to be read at once.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.generation = 0
        self.problem = ""
        self.behind = False
        self._file: BinaryIO | None = None
        self._partial = b""
        self._begin(0)
        try:
            self._open()
            if self._file:
                size = os.fstat(self._file.fileno()).st_size
                self._begin(line_start(self._file, size, MAX_LINE))
        except OSError as error:
            self._note(error)

    @property
    def offset(self) -> int:
        """Where the first line begins that was not given yet."""
        return self._read - len(self._partial)

    def poll(self) -> list[RawLine]:
        """The lines that were completed since, from at most CHUNK bytes. What goes wrong is noted in `problem`."""
        self.behind = False
        found: list[RawLine] = []
        try:
            found = self._read_on()
            if found or self.behind:
                return found
            # Only when a file is read to its end may the next one of its name begin.
            if self._was_replaced():
                found = self._given_partial()
                self._open()
                self.generation += 1
                self._begin(0)
                found += self._read_on()
            self.problem = ""
        except OSError as error:
            self._note(error)
        return found

    def last(self, lines: int, before: int) -> list[bytes]:
        """The last lines before an offset of the present generation; none where the file can't be read."""
        try:
            return last_lines(self._file, before, lines) if self._file else []
        except OSError as error:
            self._note(error)
            return []

    def close(self) -> None:
        """Give the file back."""
        if self._file:
            self._file.close()
        self._file = None

    def _open(self) -> None:
        # Not to wait for a writer, should a pipe have taken the name.
        descriptor = os.open(self.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(0, "it is no regular file")
        self.close()
        self._file = open(descriptor, "rb", buffering=0)  # noqa: SIM115 - open as long as this follows it

    def _begin(self, offset: int) -> None:
        """Read on from an offset, with nothing half read."""
        self._read = offset
        self._partial = b""
        self._before = self._bytes(max(0, offset - _FINGERPRINT), min(offset, _FINGERPRINT))
        self._seen: tuple[int, int] | None = None

    def _bytes(self, offset: int, size: int) -> bytes:
        if self._file is None or size == 0:
            return b""
        self._file.seek(offset)
        return self._file.read(size)

    def _read_on(self) -> list[RawLine]:
        if self._file is None:
            return []
        status = os.fstat(self._file.fileno())
        if self._seen == (status.st_size, status.st_mtime_ns) and status.st_size == self._read:
            return []
        found: list[RawLine] = []
        before = self._bytes(self._read - len(self._before), len(self._before))
        if status.st_size < self._read or before != self._before:
            found = self._given_partial()
            self.generation += 1
            self._begin(0)
        data = self._bytes(self._read, CHUNK)
        self._seen = (status.st_size, status.st_mtime_ns)
        self.behind = len(data) == CHUNK
        return found + self._split(data)

    def _split(self, data: bytes) -> list[RawLine]:
        offset = self.offset
        self._read += len(data)
        self._before = (self._before + data)[-_FINGERPRINT:]
        *complete, self._partial = (self._partial + data).split(b"\n")
        found = []
        for content in complete:
            found.append(RawLine(self.generation, offset, content))
            offset += len(content) + 1
        if len(self._partial) >= MAX_LINE:
            found += self._given_partial()
        return found

    def _given_partial(self) -> list[RawLine]:
        """The line that was begun and will not be completed, if there is one."""
        found = [RawLine(self.generation, self.offset, self._partial)] if self._partial else []
        self._partial = b""
        return found

    def _was_replaced(self) -> bool:
        """Whether another file has the name now. Raises OSError where none has."""
        now = os.stat(self.path)
        if self._file is None:
            return True
        ours = os.fstat(self._file.fileno())
        return (now.st_dev, now.st_ino) != (ours.st_dev, ours.st_ino)

    def _note(self, error: OSError) -> None:
        self.problem = error.strerror or str(error)
