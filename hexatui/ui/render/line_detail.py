"""One log line, or a trace, in full: what is known of it, then its text, in parts that are drawn when they are seen.

Pure. A part is small, so that a line of a megabyte opens at once: none but the parts in view are gone through.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from hexatui.log_levels import stated_level, told_level
from hexatui.ui.canvas import Line, span
from hexatui.ui.figures import count, plural
from hexatui.ui.palette import Look
from hexatui.ui.render.cells import wrapped
from hexatui.ui.render.frame_text import MAX_CHARACTERS, is_json, json_lines
from hexatui.ui.render.log_fields import fields_of
from hexatui.ui.render.log_rows import log_age
from hexatui.ui.render.log_text import Text

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.logs import LogLine

PART_ROWS = 32
"""Rows that a part of a long text takes, where each character is one cell."""

MAX_JSON_LINES = 2_000
"""Lines of JSON that are shown indented."""

NAME = 11
"""Cells of a fact's name, blanks included."""

MAX_KEY = 24
"""Cells to which the keys of fields are filled up."""

_ESCAPED_BREAK = re.compile(r"(?<!\\)((?:\\\\)*\\n)")


class Part(NamedTuple):
    """A piece of what is read, that begins a row."""

    text: str
    """Raw. Line feeds break it."""
    name: str = ""
    """What stands before it: of a fact in a column of its own, of a field in the same row."""
    indent: int = 0
    kind: Literal["fact", "field", "text", "note"] = "text"


def facts(lines: Sequence[LogLine], source: LogSource, workspace: str, now: float, look: Look) -> list[Part]:
    """What is known of a line, or of a trace by its first: when, how bad, whose, where, how long."""
    line = lines[0]
    told = [Part(text, name, kind="fact") for name, text in _times(line.time, now)]
    level = line.level or _stated(line)
    if level:
        told.append(Part(level if line.level else f"{level}, by its text alone", "level", kind="fact"))
    length = sum(len(each.text) for each in lines)
    size = f"{plural(len(lines), 'line')}, " if len(lines) > 1 else ""
    told += [
        Part(line.pod or source.pod, "pod", kind="fact"),
        Part(line.container or source.container, "container", kind="fact"),
        Part(workspace, "workspace", kind="fact"),
        Part(f"{count(line.number + 1)}, {size}{plural(length, 'character')}", "line", kind="fact"),
    ]
    return [*told, Part("")]


def _stated(line: LogLine) -> str:
    fields = fields_of(line.text)
    return (fields.level if fields else "") or stated_level(line.text).level


def _times(at: float | None, now: float) -> list[tuple[str, str]]:
    if at is None:
        return [("time", "none was given")]
    try:
        moment = datetime.fromtimestamp(at, UTC)
        local = moment.astimezone()
    except (OverflowError, ValueError, OSError):
        return [("time", "none that a calendar knows")]
    told = [("time", f"{moment:%Y-%m-%d %H:%M:%S.%f} UTC, {log_age(now - at)} ago")]
    if local.utcoffset():
        told.append(("", f"{local:%Y-%m-%d %H:%M:%S.%f} {local:%z} here"))
    return told


def body(lines: Sequence[LogLine], raw: bool, width: int) -> list[Part]:
    """The text: a JSON or logfmt line by its fields unless `raw`, anything else as it came, in parts for this width."""
    line = lines[0]
    if line.gap:
        return [Part(f"lines may be missing here: {line.gap_reason or 'gap'}", kind="note")]
    if len(lines) == 1 and not raw:
        fielded = _json(line.text) or _logfmt(line.text)
        if fielded:
            return fielded
    return list(_pieces("\n".join(each.text for each in lines), max(2, width) * PART_ROWS))


def is_fielded(lines: Sequence[LogLine]) -> bool:
    """Whether the text can be shown in two ways."""
    return len(lines) == 1 and bool(_json(lines[0].text) or _logfmt(lines[0].text))


def _json(text: str) -> list[Part]:
    if text[:1] not in ("{", "[") or len(text) > MAX_CHARACTERS or not is_json(text):
        return []
    shown = json_lines(text, MAX_JSON_LINES)
    # A line feed within a text, as of a trace, breaks the row behind its escape.
    parts = [Part(_ESCAPED_BREAK.sub("\\1\n", text), name, indent, "field") for indent, name, text in shown.lines]
    if shown.left:
        parts.append(Part(f"{count(shown.left)} more characters, in the line as it came", kind="note"))
    return parts


def _logfmt(text: str) -> list[Part]:
    fields = fields_of(text)
    if fields is None:
        return []
    width = min(MAX_KEY, max(len(field.key) for field in fields.all))
    return [Part(field.value, f"{field.key:<{width}}  ", 0, "field") for field in fields.all]


def _pieces(text: str, size: int) -> list[Part]:
    """The text in parts of at most `size` characters, which end with a line if there is an end of one in them."""
    parts, start = [], 0
    while len(text) - start > size:
        feed = text.rfind("\n", start, start + size)
        end = feed if feed > start else start + size
        parts.append(Part(text[start:end]))
        start = end + (end == feed)
    return [*parts, Part(text[start:])]


def rows_guessed(part: Part, width: int) -> int:
    """About how many rows a part takes: exact where it is one line of characters of one cell."""
    return part.text.count("\n") + max(1, -(-len(part.text) // max(1, width)))


def draw_part(part: Part, width: int, look: Look) -> list[Line]:
    """The rows of a part, each at most `width` cells."""
    palette = look.palette
    if part.kind == "fact":
        return _beside(part, width, look)
    style = palette.gap if part.kind == "note" else palette.text
    indent = min(part.indent, width // 2)
    text = Text()
    text.add(part.name, palette.accent)
    text.add(part.text, None, lines=True)
    blank = [span(" " * indent)] if indent else []
    return [[*blank, *row] for row in text.rows(max(2, width - indent), len(text.plain) + 1, style)]


def _beside(part: Part, width: int, look: Look) -> list[Line]:
    palette = look.palette
    level = told_level(part.text.partition(",")[0]) if part.name == "level" else ""
    style = palette.severity(level) if level else palette.text
    name = f"{part.name:<{NAME}}"[: max(0, width - 2)]
    text = Text()
    text.add(part.text, None)
    rows = wrapped(text.plain, max(2, width - len(name)), 10)
    return [[span(" " * len(name) if index else name, palette.dim), span(row, style)] for index, row in enumerate(rows)]
