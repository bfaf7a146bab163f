"""The fields of a log line that is one JSON object, or logfmt: found, told apart, never changed. Pure.

Only lines on the screen are read, and of these none that is longer than people read as fields.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Literal, NamedTuple

from hexatui.log_levels import told_level

MAX_CHARACTERS = 16_384
"""A longer line is shown as it is."""

MAX_FIELDS = 200
"""A line of more is shown as it is, too."""

MESSAGE = ("msg", "message", "@message", "@m", "body", "event", "text")
"""Keys of what a line says, likeliest first; in lower case, as those below."""

LEVEL = ("level", "lvl", "severity", "loglevel", "log.level", "log_level", "levelname", "@level", "@l")
TIME = ("ts", "time", "timestamp", "@timestamp", "t", "datetime", "asctime", "@t")
ERROR = ("error", "err", "exception", "error.message", "exc", "exc_info", "panic", "@x")

_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, strict=False)
"""Numbers stay as they are written: they may be as long as the line."""

_BLANK = re.compile(r"[ \t\r\n]*")
_PAIR = re.compile(r'([A-Za-z_@][\w.@/\-]{0,99})=("[^"\\]*(?:\\.[^"\\]*)*"|[^\s"]*)(?:\s+|\Z)')
_PLAIN = re.compile(r'[^\s"=]+')
"""A value that needs no quotation marks beside others."""


class Field(NamedTuple):
    """One field. Raw text, all of it."""

    key: str
    value: str
    """Its text, without quotation marks and escapes."""
    written: str
    """The value as it can stand behind its key: quoted where it must be, JSON where it is more than a text."""


class Fields(NamedTuple):
    """The fields of a line in their order; a key may come again."""

    kind: Literal["json", "logfmt"]
    all: tuple[Field, ...]

    def named(self, keys: tuple[str, ...]) -> Field | None:
        """The field of the first of these keys that there is."""
        known = {field.key.lower(): field for field in reversed(self.all)}
        return next((known[key] for key in keys if key in known), None)

    @property
    def level(self) -> str:
        """The severity that the line states of itself: debug, info, warning, error or critical; "" for none."""
        field = self.named(LEVEL)
        return told_level(field.value) if field else ""

    @property
    def time(self) -> float | None:
        """When it says it was written, in Unix seconds."""
        field = self.named(TIME)
        return _moment(field.value) if field else None


def fields_of(text: str) -> Fields | None:
    """The fields of a line that consists of nothing else."""
    if len(text) > MAX_CHARACTERS:
        return None
    if text[:1] == "{" and text.rstrip().endswith("}"):
        return _json_fields(text)
    if "=" in text[:100]:
        return _logfmt_fields(text.rstrip())
    return None


def _json_fields(text: str) -> Fields | None:
    found: list[Field] = []
    try:
        at = _after(text, 1)
        while text[at] != "}" and len(found) <= MAX_FIELDS:
            if text[at] != '"':
                return None
            key, at = _DECODER.raw_decode(text, at)
            at = _after(text, at)
            if text[at] != ":":
                return None
            start = _after(text, at + 1)
            value, at = _DECODER.raw_decode(text, start)
            found.append(_json_field(key, text[start:at], value))
            at = _after(text, at)
            if text[at] == ",":
                at = _after(text, at + 1)
                if text[at] == "}":
                    return None
            elif text[at] != "}":
                return None
        is_whole = _after(text, at + 1) == len(text)
    except (ValueError, IndexError, RecursionError):
        return None
    return Fields("json", tuple(found)) if found and is_whole and len(found) <= MAX_FIELDS else None


def _json_field(key: str, written: str, value: object) -> Field:
    if written[:1] != '"':
        return Field(key, written, written)
    told = str(value)
    return Field(key, told, told if _PLAIN.fullmatch(told) else json.dumps(told, ensure_ascii=False))


def _after(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _logfmt_fields(text: str) -> Fields | None:
    found: list[Field] = []
    at = 0
    while at < len(text):
        match = _PAIR.match(text, at)
        if match is None or len(found) == MAX_FIELDS:
            return None
        key, written = match[1], match[2]
        found.append(Field(key, _unquoted(written) if written[:1] == '"' else written, written))
        at = match.end()
    return Fields("logfmt", tuple(found)) if len(found) >= 2 else None


def _unquoted(written: str) -> str:
    try:
        return str(_DECODER.decode(written))
    except ValueError:
        return written[1:-1]


_UNITS = ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6), (1e20, 1e9))
"""Below which number a time is in a unit, and how many of it are a second."""


def _moment(value: str) -> float | None:
    """An ISO 8601 time with its zone, or a number of seconds, milli-, micro- or nanoseconds, by its size."""
    try:
        number = float(value)
    except ValueError:
        pass
    else:
        return next((number / parts for limit, parts in _UNITS if 1e8 < number < limit), None)
    try:
        moment = datetime.fromisoformat(value)
        return moment.timestamp() if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
