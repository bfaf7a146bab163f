"""The rows of the log pane: time, level and text of a line, gaps told in full, nothing drawn beyond the edge. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len
from rich.style import Style

from hexatui.log_levels import stated_level
from hexatui.text import safe
from hexatui.ui.canvas import Line, span
from hexatui.ui.figures import count
from hexatui.ui.palette import Look, Palette
from hexatui.ui.render.cells import MAX_CHARACTERS_PER_CELL, crop, fit, scrolled, wrapped

if TYPE_CHECKING:
    from hexatui.state.logs import LogLine

Timestamps = Literal["utc", "local", "off"]

TAB = 8
"""Cells from one tab stop to the next."""

MAX_ROWS = 100
"""The most rows that a wrapped line takes; what is left of it is counted in the last."""

LEVEL = 6
"""Cells of the level, and one between it and the text."""

_SHORT = {"warning": "warn", "critical": "crit", "information": "info", "err": "error", "emergency": "emerg"}

_OWN_TIME = re.compile(r"\[?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?(?:Z|[+-]00:?00)?\]?\s+", re.ASCII)
"""A timestamp in UTC at the beginning of a line, as most programs write it."""

_LEVEL_WITHIN = 16
"""Characters within which a level at the beginning ends."""


@dataclass(frozen=True)
class LogView:
    """How the person wants lines shown."""

    timestamps: Timestamps = "utc"
    wrap: bool = False
    skip: int = 0
    """Cells that an unwrapped text is scrolled sideways."""


def log_time(at: float | None, timestamps: Timestamps) -> str:
    """ "14:02:09.120", as many blanks where there is no time, or "" where none is wanted."""
    if timestamps == "off":
        return ""
    if at is None:
        return " " * 12
    try:
        moment = datetime.fromtimestamp(at, None if timestamps == "local" else UTC)
    except (OverflowError, ValueError, OSError):
        return "??:??:??.???"
    return f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03}"


def log_line_rows(line: LogLine, view: LogView, width: int, look: Look) -> list[Line]:
    """A line as one row, or as several where lines are wrapped; each at most `width` cells.

    Its text is raw; what can't be in view is cut off before anything else is done with it.
    """
    if line.gap:
        return [gap_row(line.gap, line.gap_reason, view, width, look)]
    palette = look.palette
    level = line.level.lower()
    time = log_time(line.time, view.timestamps)
    lead: Line = []
    if time and width >= 40:
        lead.append(span(time + " ", palette.dim))
    if width >= 30:
        word = fit(_SHORT.get(level, level), LEVEL - 1, look.shapes.ellipsis) + " "
        lead.append(span(word, palette.severity(level) if level else None))
    indent = sum(len(segment.text) for segment in lead)
    # Only the level is loud: a screen of errors must still be read.
    style = palette.dim if level in ("debug", "trace") else palette.text
    room = max(1, width - indent)
    raw = beyond_columns(line) if len(lead) == 2 else line.text
    texts = _wrapped_text(raw, room, look) if view.wrap else [_cut_text(raw, view.skip, room, look)]
    first = [span(texts[0], style)] if level else _with_level_marked(texts[0], style, palette)
    rows: list[Line] = [[*lead, *first]]
    rows += [[span(" " * indent), span(text, style)] for text in texts[1:]]
    return rows


def beyond_columns(line: LogLine) -> str:
    """The raw text without the timestamp and the level that it begins with, where the columns say the same."""
    text, told = line.text, stated_level(f"{line.level.upper()} ").level
    own = _OWN_TIME.match(text)
    if own and line.time is not None and f"{own[1]} {own[2]}" == _second(line.time):
        text = text[own.end() :]
    level, start, end = stated_level(text[:_LEVEL_WITHIN])
    if level and level == told and not text[:start].strip("[<("):
        text = text[end:].lstrip("])>:| \t")
    return text


def _second(at: float) -> str:
    try:
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}"
    except (OverflowError, ValueError, OSError):
        return ""


def _with_level_marked(text: str, style: Style, palette: Palette) -> Line:
    """The text with its own level coloured: a guess isn't written where a level that was told stands."""
    level, start, end = stated_level(text)
    if not level:
        return [span(text, style)]
    parts = [span(text[:start], style), span(text[start:end], palette.severity(level)), span(text[end:], style)]
    return [part for part in parts if part.text]


def _cut_text(raw: str, skip: int, room: int, look: Look) -> str:
    head = raw[: (skip + room + 1) * MAX_CHARACTERS_PER_CELL]
    if len(head) == len(raw):
        head = head.rstrip("\r\n")
    text = scrolled(safe(head.expandtabs(TAB)), skip, room + 1)
    return text if cell_len(text) <= room else crop(text, room - 1) + look.shapes.ellipsis


def _wrapped_text(raw: str, room: int, look: Look) -> list[str]:
    head = raw[: room * MAX_ROWS]
    is_whole = len(raw) <= len(head) + 2 and not raw[len(head) :].strip("\r\n")
    if is_whole:
        head = head.rstrip("\r\n")
    lines = [safe(line.removesuffix("\r").expandtabs(TAB)) for line in head.split("\n")]
    rows = wrapped("\n".join(lines), room, MAX_ROWS + 1)
    if is_whole and len(rows) <= MAX_ROWS:
        return rows
    rows = rows[: MAX_ROWS - 1]
    left = max(1, len(raw) - sum(len(row) for row in rows))
    return [*rows, crop(f"{look.shapes.ellipsis} {count(left)} more characters", room)]


def gap_row(gap: tuple[float, float], reason: str, view: LogView, width: int, look: Look) -> Line:
    """ "┄┄ connection lost 14:02:10 – 14:02:43: what was logged then may be missing ┄┄", in fewer words when narrow."""
    shown: Timestamps = "utc" if view.timestamps == "off" else view.timestamps
    since, until = (log_time(at, shown)[:8] for at in gap)
    for words in (
        f"{safe(reason) or 'gap'} {since} – {until}: what was logged then may be missing",
        f"gap {since} – {until}: lines may be missing",
        f"gap {since} – {until}",
        "gap",
    ):
        if len(words) + 6 <= width:
            break
    return _ruled(words, width, look)


def dropped_row(dropped: int, width: int, look: Look) -> Line:
    """What stands above the oldest line that is held."""
    return _ruled(f"{count(dropped)} earlier lines were dropped to make room", width, look)


def _ruled(words: str, width: int, look: Look) -> Line:
    rule = look.shapes.gap_line
    text = f"{rule * 2} {words} "
    return [span(crop(text + rule * max(2, width - cell_len(text)), width), look.palette.gap)]
