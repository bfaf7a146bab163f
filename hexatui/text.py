"""Server text into literal text: whatever could steer a terminal, reorder a line or hide in it becomes visible.

Everything here is pure, idempotent, and returns the very same object where there is nothing to do.
"""

from __future__ import annotations

import re

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that has no picture of its own."""

ELLIPSIS = "…"
"""Stands for what was cut off."""

_DELETE = 0x7F
_DELETE_PICTURE = 0x2421
_PICTURES = 0x2400

_HIDDEN = (
    (0x80, 0x9F),  # C1: CSI, OSC and the like, in one character
    (0xAD, 0xAD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark: bidi
    (0x115F, 0x1160),  # Hangul fillers: letters that show nothing
    (0x17B4, 0x17B5),  # Khmer inherent vowels: invisible
    (0x180E, 0x180E),  # Mongolian vowel separator
    (0x200B, 0x200B),  # zero width space; ZWNJ and ZWJ, next to it, spell words and emoji
    (0x200E, 0x200F),  # bidi marks
    (0x2028, 0x202E),  # line and paragraph separator; bidi embeddings and overrides
    (0x2060, 0x206F),  # word joiner, invisible operators, bidi isolates, deprecated controls
    (0x3164, 0x3164),  # Hangul filler
    (0xD800, 0xDFFF),  # lone surrogates: not encodable
    (0xFDD0, 0xFDEF),  # noncharacters
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFA0, 0xFFA0),  # halfwidth Hangul filler
    (0xFFF0, 0xFFFB),  # unassigned but ignorable; interlinear annotation
    (0x13430, 0x1345F),  # Egyptian format controls
    (0x1BCA0, 0x1BCA3),  # shorthand format controls
    (0x1D173, 0x1D17A),  # musical format controls
    (0xE0000, 0xE00FF),  # tags
    (0xE01F0, 0xE0FFF),  # unassigned but ignorable
    *((plane | 0xFFFE, plane | 0xFFFF) for plane in range(0, 0x110000, 0x10000)),  # noncharacters
)
UNSAFE = re.compile("[\x00-\x1f\x7f" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _HIDDEN) + "]")
"""One character that could steer a terminal, reorder a line or hide in it, line feed and tab among them."""


def safe(text: str) -> str:
    """One line of literal text, as many characters as before, in which nothing steers, reorders or hides.

    Control characters become their pictures (ESC is "␛", a line feed "␊"), a tab a space, and other control, bidi
    and invisible characters U+FFFD. ZWJ and ZWNJ stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return UNSAFE.sub(_picture, text)


def clipped(text: str, limit: int) -> str:
    """The text in at most `limit` characters, with an ellipsis at its end where something was cut off."""
    if len(text) <= limit:
        return text
    return text[: limit - 1] + ELLIPSIS if limit > 0 else ""


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == 0x09:
        return " "
    if code < 0x20:
        return chr(_PICTURES + code)
    return chr(_DELETE_PICTURE) if code == _DELETE else REPLACEMENT
