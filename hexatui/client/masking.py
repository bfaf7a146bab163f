"""The token kept out of what the platform says, however its JSON spells it. Pure."""

from __future__ import annotations

import re
from functools import cached_property

from hexatui.recording import MASK

SHORTEST_SECRET = 8
"""Tokens of as many characters and more are masked; what is shorter lies in other words and would spoil them."""

_SHORT_ESCAPES = '/"\\'
"""What JSON may also write as a backslash and itself."""


class TokenMask:
    """One token, and where it stands in what was said.

    Args:
        token: printable ASCII; "" masks nothing.
    """

    def __init__(self, token: str = "") -> None:
        self._token = token if len(token) >= SHORTEST_SECRET else ""
        self._literal = self._token.encode("ascii", "replace")
        escapes = "|".join(pattern for character in sorted(set(self._token)) for pattern in _escapes(character))
        self._escaped = re.compile(escapes.encode()) if self._token else None

    def frame(self, frame: bytes) -> bytes:
        """A frame of JSON without the token; the very same frame where it can't hold it, which costs a search or two.

        A token with escapes in it (`\\u0065`, `\\/`) is found too; what is no JSON is treated like it.
        """
        if self._escaped is None:
            return frame
        if b"\\" in frame and (self._escaped.search(frame) or self._literal in frame):
            frame = self._any_spelling.sub(lambda match: match[1] or MASK.encode(), frame)
        return frame.replace(self._literal, MASK.encode()) if self._literal in frame else frame

    def frames(self, frames: list[bytes]) -> list[bytes]:
        """Several frames of JSON without the token; one search for all of them where none can hold it."""
        if self._escaped is None:
            return frames
        together = b"".join(frames)
        if self._literal not in together and not (b"\\" in together and self._escaped.search(together)):
            return frames
        return [self.frame(frame) for frame in frames]

    def text(self, text: str) -> str:
        """Plain text without the token."""
        return text.replace(self._token, MASK) if self._token else text

    @cached_property
    def _any_spelling(self) -> re.Pattern[bytes]:
        # Any other escape is taken whole: what stands in it is no text.
        token = "".join(f"(?:{'|'.join(_spellings(character))})" for character in self._token)
        return re.compile(rf"{token}|(\\(?:u[0-9a-fA-F]{{4}}|.))".encode(), re.DOTALL)


def _spellings(character: str) -> list[str]:
    """The ways in which JSON can write an ASCII character, as patterns."""
    return _escapes(character) if character in '"\\' else [re.escape(character), *_escapes(character)]


def _escapes(character: str) -> list[str]:
    """The ways in which JSON can write an ASCII character with a backslash, as patterns."""
    digits = "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in f"{ord(character):02x}")
    short = [rf"\\{re.escape(character)}"] if character in _SHORT_ESCAPES else []
    return [rf"\\u00{digits}", *short]
