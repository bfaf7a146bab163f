"""The rows of the log pane: time, level and text of a line, gaps told in full, nothing drawn beyond the edge. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len

from hexatui.log_levels import stated_level, told_level
from hexatui.text import safe
from hexatui.ui.canvas import Line, span, width_of
from hexatui.ui.figures import count, duration
from hexatui.ui.palette import Look
from hexatui.ui.render.cells import MAX_CHARACTERS_PER_CELL, crop, fit
from hexatui.ui.render.log_fields import LEVEL as LEVEL_KEYS
from hexatui.ui.render.log_fields import TIME, Field, Fields, fields_of
from hexatui.ui.render.log_text import Found, fields_text, mark_hits, plain_text
from hexatui.ui.render.pod_column import PodColumn, pod_span

if TYPE_CHECKING:
    from hexatui.state.logs import LogLine

Timestamps = Literal["utc", "local", "relative", "off"]

MAX_ROWS = 100
"""The most rows that a wrapped line takes; what is left of it is counted in the last."""

LEVEL = 6
"""Cells of the level, and one between it and the text."""

_SHORT = {"warning": "warn", "critical": "crit", "information": "info", "err": "error", "emergency": "emerg"}

_OWN_TIME = re.compile(r"\[?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?(?:Z|[+-]00:?00)?\]?\s+", re.ASCII)
"""A timestamp in UTC at the beginning of a line, as most programs write it."""

LOUD = ("error", "critical", "warning")
"""Levels in whose colour a trace stands."""

AGE_STEP = 5
"""Seconds by which an age of less than a minute grows: a row that only grows older is seldom drawn anew."""

_LEVEL_WITHIN = 16
"""Characters within which a level at the beginning ends."""


@dataclass(frozen=True)
class LogView:
    """How the person wants lines shown."""

    timestamps: Timestamps = "utc"
    wrap: bool = False
    skip: int = 0
    """Cells that an unwrapped text is scrolled sideways."""
    fields: bool = True
    """Whether JSON and logfmt are shown as fields, and not as they are."""
    now: int = 0
    """Unix seconds, for relative times; 0 for others, since it has everything drawn anew."""
    pods: PodColumn | None = None
    """Whose a line is, in a view of several pods."""


def log_time(at: float | None, timestamps: Timestamps, now: float = 0) -> str:
    """ "14:02:09.120", or the age by `now`, as many blanks where there is no time, or "" where none is wanted."""
    if timestamps == "off":
        return ""
    if timestamps == "relative":
        return fit("" if at is None else log_age(now - at), 8, align="right")
    if at is None:
        return " " * 12
    try:
        moment = datetime.fromtimestamp(at, None if timestamps == "local" else UTC)
    except (OverflowError, ValueError, OSError):
        return "??:??:??.???"
    return f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03}"


def log_age(seconds: float) -> str:
    """ "<5 s", "35 s", "2 m", "1 h 04 m": in steps, so that it changes seldom."""
    if seconds < AGE_STEP:
        return f"<{AGE_STEP} s"
    return duration(seconds // AGE_STEP * AGE_STEP)


def log_line_rows(
    line: LogLine,
    view: LogView,
    width: int,
    look: Look,
    *,
    head: LogLine | None = None,
    marked: bool = False,
    found: Found | None = None,
) -> list[Line]:
    """A line as one row, or as several where lines are wrapped; each at most `width` cells.

    Its text is raw; what can't be in view is cut off before anything else is done with it.

    Args:
        line: what to draw.
        view: how.
        width: cells.
        look: palette and shapes.
        head: the line right above that this one goes on from, as in a stack trace; None where it stands for itself.
        marked: whether the person has marked it.
        found: where in a text something is that is looked for; None while nothing is.
    """
    if line.gap:
        pod = pod_span(line, view.pods, width, look) if view.pods else []
        return [[*pod, *gap_row(line.gap, line.gap_reason, view, width - width_of(pod), look)]]
    palette = look.palette
    fields = fields_of(line.text) if view.fields and head is None else None
    level = line.level.lower() or (fields.level if fields else "")
    columns = _columns(line.time, level, view, width, look)
    # Whoever wants no times wants none within the text either.
    has_both = len(columns) == 2 or (bool(columns) and view.timestamps == "off")
    if view.pods:
        columns = [*pod_span(line, view.pods, width, look), *columns]
    bar = _bar(width_of(columns), _level_of(head) if head else level, look)
    lead = bar if head else columns
    if marked:
        lead = _mark(lead, width, look)
    room = max(1, width - width_of(lead))
    if fields:
        left_out = _told_by_columns(line, fields, level if columns else "", has_both)
        text, left = fields_text(fields, left_out, palette, lines=view.wrap), 0
        if found:
            text.mark(found(text.plain), palette.match)
    else:
        raw = beyond_columns(line) if has_both and head is None else line.text
        seen = raw[: room * MAX_ROWS if view.wrap else (view.skip + room + 1) * MAX_CHARACTERS_PER_CELL]
        left = len(raw) - len(seen)
        if left <= 2 and not raw[len(seen) : len(seen) + 2].strip("\r\n"):
            seen, left = seen.rstrip("\r\n"), 0
        text = plain_text(seen, bool(level), palette, lines=view.wrap)
        if found:
            mark_hits(text, found, line.text, len(line.text) - len(raw), len(seen), palette)
    # Only the level is loud: a screen of errors must still be read.
    style = palette.dim if level in ("debug", "trace") else palette.text
    if not view.wrap:
        return [[*lead, *text.cut(view.skip, room, style, look)]]
    rows = text.rows(room, MAX_ROWS + 1, style)
    if left > 0 or len(rows) > MAX_ROWS:
        rows = rows[: MAX_ROWS - 1]
        left += len(text.plain) - sum(len(segment.text) for row in rows for segment in row)
        rows.append([span(crop(f"{look.shapes.ellipsis} {count(max(1, left))} more characters", room), style)])
    below = bar if head or "\n" in text.plain else [span(" " * width_of(columns))]
    return [[*lead, *rows[0]], *([*below, *row] for row in rows[1:])]


def _columns(at: float | None, level: str, view: LogView, width: int, look: Look) -> Line:
    """What stands before the text, as far as there is room: time and level."""
    palette = look.palette
    time = log_time(at, view.timestamps, view.now)
    columns: Line = []
    if time and width >= 40:
        columns.append(span(time + " ", palette.dim))
    if width >= 30:
        word = fit(_SHORT.get(level, level), LEVEL - 1, look.shapes.ellipsis) + " "
        columns.append(span(word, palette.severity(level) if level else None))
    return columns


def _bar(indent: int, level: str, look: Look) -> Line:
    """What stands in place of the columns where a line goes on: a thin line in the colour of its level."""
    style = look.palette.severity(level) if told_level(level) in LOUD else look.palette.faint
    return [span(" " * (indent - 2)), span(look.shapes.bar + " ", style)] if indent else []


def _level_of(head: LogLine) -> str:
    return head.level or stated_level(head.text).level


def _mark(lead: Line, width: int, look: Look) -> Line:
    """The columns with the mark in their last cell, or the mark alone."""
    shape = span(look.shapes.mark, look.palette.accent)
    if not lead:
        return [shape, span(" ")] if width >= 8 else []
    *others, last = lead
    return [*others, span(last.text[:-1], last.style), shape]


def _told_by_columns(line: LogLine, fields: Fields, level: str, has_columns: bool) -> set[Field]:
    """The fields that say no more than the columns do."""
    time, stated = fields.named(TIME), fields.named(LEVEL_KEYS)
    told = {stated} if stated and level and told_level(level) == fields.level else set()
    if time and has_columns and line.time is not None and fields.time is not None:
        told |= {time} if int(line.time) == int(fields.time) else set()
    return told


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


def gap_row(gap: tuple[float, float], reason: str, view: LogView, width: int, look: Look) -> Line:
    """ "┄┄ connection lost 14:02:10 – 14:02:43: what was logged then may be missing ┄┄", in fewer words when narrow."""
    shown: Timestamps = "local" if view.timestamps == "local" else "utc"
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
