"""Messages that could not be read, told in plain words and seldom: a platform can send many. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hexatui.protocol.codec import Malformed, Unknown
from hexatui.text import clipped, safe

if TYPE_CHECKING:
    from hexatui.protocol.codec import ServerMessage
    from hexatui.protocol.lifecycle import LifecycleFact

TELL_EVERY = 10.0
"""Seconds between two sentences about messages that could not be read."""

MAX_TYPES = 20
"""Types that this version doesn't know of which each is told once; more are not."""

MAX_TYPE_LENGTH = 80
"""Characters of such a type that are told."""


class Unread:
    """Counts what could not be read, and says so: at once the first time, then with what came in the meantime."""

    def __init__(self) -> None:
        self._count = 0
        self._reason = ""
        self._told_at = -math.inf
        self._types: set[str] = set()

    def narrated(self, message: ServerMessage | LifecycleFact, at: float) -> str | None:
        """One safe line if there is something to say after a message or fact, which came at `at` (Unix seconds)."""
        match message:
            case Malformed(reason=reason):
                self._count += 1
                self._reason = reason
            case Unknown(type=type):
                return self._unknown(clipped(type, MAX_TYPE_LENGTH))
        if at < self._told_at + TELL_EVERY or not self._count:
            return None
        self._told_at = at
        return self.rest()

    def rest(self) -> str | None:
        """One safe line about what wasn't told yet, or None."""
        count, self._count = self._count, 0
        if count == 0:
            return None
        messages = "1 message" if count == 1 else f"{count:,} messages"
        return safe(f"{messages} could not be read: {self._reason}")

    def _unknown(self, type: str) -> str | None:
        if type in self._types or len(self._types) >= MAX_TYPES:
            return None
        self._types.add(type)
        return safe(f"this version knows no messages of the type {type}")
