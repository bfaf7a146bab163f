"""A frame in full: its own text with line breaks where JSON may have them, nothing parsed and written anew. Pure.

A number, an escape or a repeated key looks as the platform sent it. Only the beginning of a long frame is looked at.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from hexatui.text import safe

MAX_LINES = 200
"""Lines of a frame that are shown."""

MAX_CHARACTERS = 65_536
"""Characters of a frame that are looked at."""

STEP = 2
"""Cells that each level is indented."""

MAX_INDENT = 40
"""Cells of the deepest indent: what is nested further stands below it."""

_TOKEN = re.compile(r'\{\s*\}|\[\s*\]|[{}\[\],:]|"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[^\s{}\[\],:"]+')


class TextLine(NamedTuple):
    """A line of a frame, safe text."""

    indent: int
    """Cells."""
    name: str
    """The key, with its quotation marks and colon, or ""."""
    text: str


class Shown(NamedTuple):
    """The beginning of a frame."""

    lines: list[TextLine]
    left: int
    """Characters that are not shown."""


def is_json(text: str) -> bool:
    """Whether a parser gets to the end of it; nesting that is too deep for one is no objection."""
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return False
    except (ValueError, RecursionError):  # Numbers of thousands of digits; brackets within brackets.
        return True
    return True


def frame_lines(text: str) -> Shown:
    """The frame indented where it is JSON, and literally where it isn't."""
    return json_lines(text) if is_json(text) else _literal(text)


def _literal(text: str) -> Shown:
    lines = text[:MAX_CHARACTERS].split("\n", MAX_LINES)[:MAX_LINES]
    shown = sum(len(line) + 1 for line in lines)
    return Shown([TextLine(0, "", safe(line.removesuffix("\r"))) for line in lines], max(0, len(text) - shown))


def json_lines(text: str, limit: int = MAX_LINES) -> Shown:
    """JSON indented, in `limit` lines at most."""
    lines: list[TextLine] = []
    depth, name, current, seen = 0, "", "", 0

    def end_line() -> None:
        nonlocal name, current
        if name or current:
            lines.append(TextLine(min(depth * STEP, MAX_INDENT), safe(name), safe(current)))
        name = current = ""

    for match in _TOKEN.finditer(text, 0, MAX_CHARACTERS):
        if len(lines) >= limit:
            break
        token, seen = match[0], match.end()
        if token in "{[":
            current += token
            end_line()
            depth += 1
        elif token in "}]":
            end_line()
            depth = max(0, depth - 1)
            current = token
        elif token == ",":
            current += token
            end_line()
        elif token == ":":
            name, current = f"{current}: ", ""
        else:
            current += token
    end_line()
    return Shown(lines, max(0, len(text.rstrip()) - seen))
