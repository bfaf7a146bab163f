"""What is said around the lines of the log pane: its title with the streams as tabs, notices, the badge. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from hexatui.text import safe
from hexatui.ui.canvas import Line, span
from hexatui.ui.figures import count, plural
from hexatui.ui.palette import Look
from hexatui.ui.render.cells import crop, drawn, fit, wrapped
from hexatui.ui.render.log_rows import LogView, Timestamps

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.ui.logs.shown import Shown

SHORT_NAME = 9
"""Cells of a name that is shortened."""


def source_name(source: LogSource) -> str:
    """ "api-server-abc123/api"; of what is no container, its one name."""
    return drawn(safe(f"{source.pod}/{source.container}" if source.container else source.pod))


def phase_shape(stream: Shown, following: bool, look: Look) -> str:
    """The shape of where a stream stands; a held view shows as paused."""
    shapes = look.shapes
    shape = {
        "opening": shapes.opening, "live": shapes.playing, "interrupted": shapes.not_live,
        "stopped": shapes.stopped, "complete": shapes.stopped, "failed": shapes.bad,
    }[stream.phase]  # fmt: skip
    return shape if following or stream.phase != "live" else shapes.paused


def zone(timestamps: Timestamps, now: float) -> str:
    """Which times are shown: "UTC", local time by its offset, as "UTC+02:00", or "ages"."""
    if timestamps == "local":
        offset = f"{datetime.fromtimestamp(now).astimezone():%z}"
        return f"UTC{offset[:3]}:{offset[3:5]}"
    return {"utc": "UTC", "relative": "ages"}.get(timestamps, "")


def days(times: Sequence[float], timestamps: Timestamps, now: float) -> str:
    """Of which days lines of these times are, "2024-01-19" or "2024-01-19 to 2024-01-20"; "" where that is today.

    A line's own time has no day: without this, yesterday's would look like one of today.
    """
    if not times or timestamps not in ("utc", "local"):
        return ""
    zone = None if timestamps == "local" else UTC
    try:
        first, last, today = (f"{datetime.fromtimestamp(at, zone):%Y-%m-%d}" for at in (min(times), max(times), now))
    except (OverflowError, ValueError, OSError):
        return ""
    return "" if first == last == today else first if first == last else f"{first} to {last}"


def log_title(
    streams: Sequence[Shown],
    active: int,
    following: bool,
    view: LogView,
    now: float,
    room: int,
    look: Look,
    *,
    shown: str = "",
    found: str = "",
    times: Sequence[float] = (),
) -> Content:
    """ "Logs  1 api-server/api ▶  2 worker/main ■  200,000 lines  UTC  /timeout 3 of 41", in at most `room` cells.

    Where there is no room for all names, those of the streams that aren't shown are shortened first, then they go, then
    their tabs; the shown one's name is cut before its number of lines is. `shown` is said instead of the number of
    lines, if anything, `found` besides. Where the `times` in view are not of today, their days are told.
    """
    if not streams:
        return Content("Logs")
    counted = shown or plural(len(streams[active].buffer), "line")
    when = " ".join(part for part in (days(times, view.timestamps, now), zone(view.timestamps, now)) if part)
    ending = "  ".join(part for part in (counted, when, found) if part)
    room -= cell_len("Logs") + 2 + cell_len(ending) + 2

    def tab(index: int, name: str) -> str:
        stream = streams[index]
        return " ".join(
            part for part in (str(index + 1), name, phase_shape(stream, following or index != active, look)) if part
        )

    names = [source_name(stream.source) for stream in streams]
    indexes = list(range(len(streams)))
    for others in (names, *_shorter(streams, look)):
        tabs = [tab(index, names[index] if index == active else others[index]) for index in indexes]
        if _length(tabs) <= room:
            break
    else:
        spare = room - _length([tab(index, "") for index in indexes]) - 1
        if spare < 8:
            indexes, spare = [active], room - cell_len(tab(active, "")) - 1
        name = fit(names[active], min(spare, cell_len(names[active])), look.shapes.ellipsis)
        tabs = [tab(index, name if index == active else "") for index in indexes]
    styled = [(text, "bold" if index == active else "") for index, text in zip(indexes, tabs, strict=True)]
    parts: list[str | tuple[str, str]] = ["Logs"]
    for part in styled:
        parts += ["  ", part]
    return Content.assemble(*parts, "  ", ending)


def _shorter(streams: Sequence[Shown], look: Look) -> Iterator[list[str]]:
    """Names of streams, shorter and shorter: pods alone, as far as they tell the streams apart; and in the end none."""
    pods = [drawn(safe(stream.source.pod)) for stream in streams]
    if len({*pods}) == len(pods):
        yield pods
        yield [fit(pod, min(SHORT_NAME, cell_len(pod)), look.shapes.ellipsis) for pod in pods]
    yield ["" for _ in pods]


def _length(tabs: Sequence[str]) -> int:
    return sum(cell_len(tab) for tab in tabs) + 2 * (len(tabs) - 1)


def notice(stream: Shown, width: int, look: Look) -> Line | None:
    """The pane's last row while no line can come: why not, and what can be done. None while all is well."""
    palette, shapes = look.palette, look.shapes
    if stream.phase == "failed":
        hint = look.keys.hint("logs.toggle_stream", "tries again")
        # Where there are no lines, the reason stands in their place.
        why = f": {stream.reason or 'no reason given'}" if len(stream.buffer) else ""
        words, style = "  ".join(filter(None, (f"{shapes.bad} failed{why}", hint))), palette.critical
    elif stream.phase == "interrupted":
        words, style = f"{shapes.not_live} connection lost; this goes on by itself when it is back", palette.stale
    elif stream.phase == "stopped":
        hint = look.keys.hint("logs.toggle_stream", "starts it again")
        # All as one are started again one by one.
        said = ("stopped", hint) if stream.source.container else (stream.reason,)
        words, style = f"{shapes.stopped} " + "; ".join(filter(None, said)), palette.dim
    elif stream.phase == "complete":
        words, style = f"{shapes.stopped} complete: all that was asked for has come", palette.dim
    else:
        return None
    return [span(fit(words, width, shapes.ellipsis), style)]


def waiting(stream: Shown | None, is_live: bool, width: int, look: Look) -> list[Line]:
    """What stands in place of lines while there are none."""
    if stream is None:
        ways = (
            look.keys.hint("dashboard.open_stream", "opens one"),
            look.keys.hint("rows.open", "on a pod in the tree"),
        )
        told = ", or ".join(way for way in ways if way)
        words = ["No stream is open.", *([f"{told}."] if told else [])]
    elif stream.phase == "opening":
        words = ["Asked for; nothing has come yet." if is_live else "Will be asked for when the connection is there."]
    elif stream.phase == "live":
        words = ["Live; no line has come yet."]
    elif stream.phase == "failed":
        reason = wrapped(stream.reason or "no reason was given", width, 10)
        words = [f"The log of {drawn(safe(str(stream.source)))} can't be had:", *reason]
    else:
        words = ["No line has come."]
    return [[span(crop(line, width), look.palette.dim)] for line in words]


def badge(unseen: int, look: Look) -> Line:
    """What lies over the last row while the view is held: "+1,234 new lines  End"."""
    said = f"+{count(unseen)} new {'line' if unseen == 1 else 'lines'}" if unseen else "held"
    words = "  ".join(filter(None, (said, look.keys.shown("rows.last"))))
    return [span(f" {words} ", look.palette.accent + look.palette.cursor)]
