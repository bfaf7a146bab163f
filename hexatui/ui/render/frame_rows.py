"""The rows of the inspector: when, which way, what, how large, and what is wrong with it or how it begins. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual.content import Content

from hexatui.frame_ring import FrameRing, HeldFrame
from hexatui.text import safe
from hexatui.ui.canvas import Line, span, width_of
from hexatui.ui.figures import count, memory
from hexatui.ui.inspection import FrameFacts, frame_bytes
from hexatui.ui.palette import Look
from hexatui.ui.render.cells import MAX_CHARACTERS_PER_CELL, crop, fit, wrapped
from hexatui.ui.render.frame_text import frame_lines
from hexatui.ui.render.log_rows import log_time

DATA, DATA_WITHIN = '"data":', 400
"""What is looked for, and within how many characters, to begin a row with what a frame is about."""

MAX_ROWS = 2_000
"""Rows of the detail at most."""


@dataclass(frozen=True)
class FrameColumns:
    """How wide each column is, in cells; 0 leaves it out. Depends on the width alone, so that nothing jumps."""

    time: int
    type: int
    id: int
    size: int


@dataclass(frozen=True)
class FrameCounts:
    """What the list's title tells."""

    held: int
    dropped: int
    malformed: int = 0
    unknown: int = 0
    shown: int | None = None
    """Frames that pass the filter; None without one."""
    left_to_look_at: int = 0
    """Frames that the filter has not seen yet."""
    new: int | None = None
    """Frames that came since the view is held; None while it follows."""


def frame_columns(width: int) -> FrameColumns:
    """The columns for rows of `width` cells."""
    return FrameColumns(
        time=13 if width >= 40 else 0,
        type=33 if width >= 110 else 25 if width >= 60 else 18,
        id=13 if width >= 96 else 0,
        size=9 if width >= 56 else 0,
    )


def direction_shape(frame: HeldFrame, look: Look) -> str:
    """An arrow: from the platform, or to it."""
    return look.shapes.incoming if frame.direction == "in" else look.shapes.outgoing


def kind_style(facts: FrameFacts, look: Look) -> Style:
    """How loud a frame is."""
    palette = look.palette
    return {"malformed": palette.critical, "unknown": palette.warning}.get(facts.kind, palette.text)


def kind_shape(facts: FrameFacts, look: Look) -> str:
    """What stands before the type of a frame that is not as it should be; a blank before others."""
    return {"malformed": look.shapes.bad, "unknown": look.shapes.warning}.get(facts.kind, " ")


def frame_size(frame: HeldFrame) -> str:
    """The frame's bytes: "312 B", "1.2 Ki"."""
    return memory(len(frame.text) if frame.text.isascii() else len(frame_bytes(frame.text)))


def draw_frame_row(frame: HeldFrame, facts: FrameFacts | None, width: int, look: Look) -> Line:
    """A row, in at most `width` cells; `facts` are None while the frame has not been read yet.

    Of a frame that is not as it should be, the reason follows at once, as far as there is room.
    """
    palette, shapes, of = look.palette, look.shapes, frame_columns(width)
    known = facts or FrameFacts(shapes.ellipsis)
    style = kind_style(known, look)
    line: Line = [
        span(f"{log_time(frame.at, 'utc')} "[: of.time], palette.dim),
        span(direction_shape(frame, look) + " ", palette.accent if frame.direction == "out" else palette.dim),
        span(f"{kind_shape(known, look)} ", style),
    ]
    if known.reason:
        name = fit(known.type, min(of.type - 1, cell_len(known.type)), shapes.ellipsis)
        words = f"{name}: {known.reason}  "
        line.append(span(fit(words, min(width - width_of(line), cell_len(words)), shapes.ellipsis), style))
    else:
        line += [
            span(fit(known.type, of.type - 1, shapes.ellipsis) + " ", style),
            span(fit(known.id, of.id - 1, shapes.ellipsis) + " " if of.id else "", palette.dim),
            span(fit(frame_size(frame), of.size - 2, shapes.ellipsis, "right") + "  " if of.size else "", palette.dim),
        ]
    room = width - width_of(line)
    if room > 0:
        line.append(span(fit(_telling_part(frame.text, known, room, look), room, shapes.ellipsis), palette.dim))
    return [piece for piece in line if piece.text]


def _telling_part(text: str, facts: FrameFacts, room: int, look: Look) -> str:
    """The frame from its `data` on, as type and time stand in columns of their own; all of one that is malformed."""
    start = 0 if facts.kind else text.find(DATA, 0, DATA_WITHIN) + 1
    start, lead = (start + len(DATA) - 1, look.shapes.ellipsis) if start else (0, "")
    return lead + safe(text[start : start + room * MAX_CHARACTERS_PER_CELL + 1].lstrip())


def frames_title(counts: FrameCounts, look: Look, room: int) -> Content:
    """ "Frames  ‖ held still, 12 new  3,214 held  120 dropped  2 malformed", in at most `room` cells.

    What is said last is the first to go.
    """
    parts: list[tuple[str, str]] = []
    if counts.new is not None:
        news = f", {count(counts.new)} new" if counts.new else ""
        parts.append((f"{look.shapes.paused} paused{news}", "bold"))
    if counts.shown is not None:
        parts.append((f"{count(counts.shown)} of {count(counts.held)} shown", ""))
        if counts.left_to_look_at:
            parts.append((f"{count(counts.left_to_look_at)} to look at", ""))
    else:
        parts.append((f"{count(counts.held)} held", ""))
    for number, word in (
        (counts.malformed, "malformed"),
        (counts.unknown, "unknown"),
        (counts.dropped, "older ones dropped"),
    ):
        if number:
            parts.append((f"{count(number)} {word}", ""))
    title, used = Content("Frames"), cell_len("Frames")
    for text, style in parts:
        used += cell_len(text) + 2
        if used > room:
            break
        title = Content.assemble(title, "  ", (text, style))
    return title


def detail_title(frame: HeldFrame, facts: FrameFacts | None, look: Look, room: int) -> Content:
    """ "#1,234 from the platform  log_entry  cmd-124  312 B", in at most `room` cells."""
    way = "from the platform" if frame.direction == "in" else "to the platform"
    parts = [f"#{count(frame.number)} {way}", *([facts.type, facts.id] if facts else []), frame_size(frame)]
    words = "  ".join(part for part in parts if part)
    return Content(fit(words, min(max(0, room), cell_len(words)), look.shapes.ellipsis))


def draw_frame(frame: HeldFrame, facts: FrameFacts | None, width: int, look: Look) -> list[Line]:
    """The frame in full as far as that is bearable, wrapped into rows of `width` cells."""
    palette = look.palette
    rows: list[Line] = []
    if facts and facts.reason:
        words = f"{kind_shape(facts, look)} {facts.type}: {facts.reason}"
        rows += [[span(row, kind_style(facts, look))] for row in wrapped(words, width, 10)]
    shown = frame_lines(frame.text)
    for line in shown.lines:
        indent = min(line.indent, width // 2)
        pieces = wrapped(line.name + line.text, width - indent, MAX_ROWS - len(rows))
        named = len(line.name)
        for piece in pieces:
            row = [span(" " * indent), span(piece[:named], palette.accent), span(piece[named:], palette.text)]
            rows.append([part for part in row if part.text])
            named = max(0, named - len(piece))
        if len(rows) >= MAX_ROWS:
            break
    if shown.left or len(rows) >= MAX_ROWS:
        words = f"{look.shapes.ellipsis} {count(shown.left)} more characters"
        words = "; ".join(filter(None, (words, look.keys.hint("inspector.copy", "copies the frame"))))
        rows.append([span(crop(words, width), palette.gap)])
    return rows


def no_frames(ring: FrameRing, filter: str, look: Look) -> list[Line]:
    """What stands there while there is nothing to list."""
    dim = look.palette.dim
    if not len(ring):
        return [[span("Nothing has passed on the wire yet.", dim)]]
    return [
        [span(f"No held frame matches {safe(filter)}", dim)],
        [span("Words are parts of types, or: in, out, malformed, unknown; -word leaves out.", dim)],
    ]
