"""A terminal that takes everything at once: what a program writes, and when, without an emulator that costs time."""

from __future__ import annotations

import os
import re
import select
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise

from support.terminal import Terminal

QUERY, ANSWER, FRAME = b"\x1b[?2026$p", b"\x1b[?2026;2$y", b"\x1b[?2026h"
"""Whether there are synchronized updates; that there are; and how each begins."""

SAME_FRAME = 0.02
"""Seconds within which two updates are one frame to the eye."""

_ESCAPES = re.compile(rb"\x1b(?:\[[0-9;:?<=>]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)")


class DrainedTerminal(Terminal):
    """A terminal whose screen stays empty.

    Args:
        command: the program and its arguments.
        environment: what to add to this process's environment.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        super().__init__(command, environment=environment)
        self.frames: list[float] = []
        """When updates of the screen came, in monotonic seconds."""
        self.tail = b""
        """The newest part of the output."""

    def read(self, seconds: float) -> bytes:
        """Take what the program writes within that time, and note when a frame began."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self._master, 1 << 20)
        except OSError:  # the program is gone
            return b""
        if QUERY in data:
            self.write(ANSWER)
        if FRAME in data:
            self.frames.append(time.monotonic())
        self.tail = (self.tail + data)[-(1 << 14) :]
        return data

    def write(self, keys: bytes) -> None:
        """Press keys, and don't wait."""
        os.write(self._master, keys)

    def painted(self, start: float, end: float) -> float:
        """Frames a second between two moments."""
        times = [at for at in self.frames if start <= at <= end]
        distinct = sum(later - earlier > SAME_FRAME for earlier, later in pairwise(times))
        return (distinct + bool(times)) / (end - start)

    def until(self, word: bytes, patience: float) -> float:
        """Read until a word comes; when it came, in monotonic seconds.

        Raises:
            AssertionError: it never did.
        """
        deadline = time.monotonic() + patience
        self.tail = self.tail[-len(word) :]
        while word not in self.tail:
            assert time.monotonic() < deadline, f"{word!r} never came; the last was {plain(self.tail)[-500:]!r}"
            self.read(0.05)
        return time.monotonic()

    def settle(self, quiet: float = 0.5) -> bytes:
        """Read until nothing comes for so many seconds; what came."""
        found = b""
        while data := self.read(quiet):
            found += data
        return found


def words(output: bytes) -> set[bytes]:
    """The words of letters in what a program wrote, without its escape sequences."""
    return set(re.findall(rb"[A-Za-z]{4,}", plain(output)))


def plain(output: bytes) -> bytes:
    """What a program wrote, without its escape sequences."""
    return _ESCAPES.sub(b" ", output)
