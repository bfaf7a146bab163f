"""The level that a log line states of itself, and where, as programs of many kinds write it. Pure and light."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

LOOK_AT = 400
"""Characters at a line's start in which its level is looked for."""

_LEVELS = {
    "trace": "debug", "debug": "debug", "dbg": "debug", "info": "info", "information": "info", "notice": "info",
    "warn": "warning", "warning": "warning", "wrn": "warning", "err": "error", "error": "error", "severe": "error",
    "crit": "critical", "critical": "critical", "alert": "critical", "emerg": "critical", "emergency": "critical",
    "fatal": "critical", "panic": "critical", "10": "debug", "20": "debug", "30": "info", "40": "warning",
    "50": "error", "60": "critical", "i": "info", "w": "warning", "e": "error", "f": "critical",
}  # fmt: skip
_WORDS = "|".join(sorted((word for word in _LEVELS if len(word) > 2), key=len, reverse=True))
_KEYED = re.compile(rf"""\b(?:level|lvl|severity)(?:\W{{1,4}}({_WORDS})|"?\s?[=:]\s?"?(\d\d))\b""")
"""In lower case: level=warn, "level":"error", level => info, "level":50."""
_BRACKETED = re.compile(rf"[\[<(]\s?({_WORDS})\s?[\])>]")
"""In lower case: [error], <warning>, ( info )."""
_BEFORE_COLON = re.compile(r"\b([a-z]{3,11}): ")
"""In lower case: error: no such file. Any word, since looking for many at each place is slow."""
_KUBERNETES = re.compile(r"([IWEF])\d{4} ")
"""As Kubernetes itself writes: E0520 10:00:00."""
_SHOUTED = re.compile(rf"\b({_WORDS.upper()})\b")
_STATUS = re.compile(r'HTTP/[\d.]+" ((\d)\d\d) ')
"""Of an access log: "GET / HTTP/1.1" 503."""


class StatedLevel(NamedTuple):
    """A level, and the place in the text that states it; "" where none does."""

    level: str = ""
    """debug, info, warning, error or critical."""
    start: int = 0
    end: int = 0


def stated_level(text: str) -> StatedLevel:
    """The level that a line states within its first LOOK_AT characters."""
    head = text[:LOOK_AT]
    # One expression for all of it, whatever its case, takes four times as long; and this is done for every line.
    small = head.lower()
    if len(small) != len(head):  # Some letters become two, and every place after them would be another.
        small = "".join(letter.lower() if letter.isascii() else letter for letter in head)
    has_key = "level" in small or "lvl" in small or "severity" in small
    found = (
        (_KEYED.search(small) if has_key else None)
        or _BRACKETED.search(small)
        or next((word for word in _BEFORE_COLON.finditer(small) if word[1] in _LEVELS), None)
        or _KUBERNETES.match(head)
        or _SHOUTED.search(head)
    )
    if found and found.lastindex:
        level = _LEVELS.get(found[found.lastindex].lower(), "")
        return StatedLevel(level, *found.span(found.lastindex)) if level else StatedLevel()
    status = _STATUS.search(head)
    if status:
        return StatedLevel({"5": "error", "4": "warning"}.get(status[2], "info"), *status.span(1))
    return StatedLevel()


def told_level(word: str) -> str:
    """What a line was told to be, in the words of `StatedLevel.level`; "" for a word that is none of a level."""
    return _LEVELS.get(word.lower(), "")


def hint(levels: Collection[str]) -> str:
    """An expression that is found, whatever the case, in all lines that state one of these levels, and in others."""
    words = [word for word, level in _LEVELS.items() if level in levels]
    letters = "".join(word for word in words if len(word) == 1)
    hints = [word if word.isalpha() else rf'[=:]\s?"?{word}' for word in words if len(word) > 1]
    return "|".join([*hints, rf"^[{letters or '-'}]\d{{4}} ", r'HTTP/[\d.]+" '])
