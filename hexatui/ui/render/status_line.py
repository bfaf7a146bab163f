"""The first line of the screen: is what I see live, is anything burning, who am I and until when. Pure.

While it is not live a second line follows, with what a person can do and how old everything is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hexatui.protocol.lifecycle import Link, LinkPhase
from hexatui.text import safe
from hexatui.ui.canvas import Line, span, width_of
from hexatui.ui.figures import count, date_of, duration, exact_duration, milliseconds, percent, plural, time_of_day
from hexatui.ui.palette import Look
from hexatui.ui.render.cells import fit

if TYPE_CHECKING:
    from hexatui.client.player import Playback
    from hexatui.state.fleet import Fleet

TOKEN_WARNING = 300.0
"""Seconds before its expiry from which the token's time is shown as a warning."""

LEAST_ADVICE = 16
"""Cells below which a piece of the advice is worth nothing."""

QUIET = 10.0
"""Seconds without a message from which that is said, instead of a round trip of then."""

LATE_HEARTBEAT = 35.0
"""Seconds without a message from which something is wrong: the platform sends a ping every 30."""

UNDER_WAY = (LinkPhase.CONNECTING, LinkPhase.AUTHENTICATING)
"""The phases of an attempt."""

ROOM_FOR_WORDS = 100
"""Cells from which severities are written out beside their shapes, and nothing is put in brief."""


@dataclass(frozen=True)
class Part:
    """A piece of the line; where the line is too long, the parts of the lowest rank come first."""

    rank: int
    line: Line
    right: bool = False


def status_lines(
    fleet: Fleet, profile: str, now: float, width: int, look: Look, playback: Playback | None = None
) -> list[Line]:
    """The lines for a screen of `width` cells; with `playback`, what is shown is a recording.

    There are two as long as there is trouble, attempts included: what stands below must not jump with each of them.
    """
    if playback is not None:
        return [_fitted(_of_recording(fleet, playback, now, width, look), width)]
    is_trouble = _is_trouble(fleet)
    parts = [
        Part(4, [span("hexatui", look.palette.accent)]),
        Part(5, [span(profile, look.palette.bright)]),
        *_connection(fleet, now, width, look),
    ]
    if not is_trouble:
        parts += _burning(fleet, look, in_words=fleet.live_since is not None and width >= ROOM_FOR_WORDS)
    if fleet.live_since is not None:
        parts += _live_details(fleet, now, look)
    parts.append(Part(8, [span(time_of_day(now), look.palette.dim)], right=True))
    first = _fitted(parts, width)
    return [first, _fitted(_meanwhile(fleet, now, width, look), width)] if is_trouble else [first]


def _of_recording(fleet: Fleet, playback: Playback, now: float, width: int, look: Look) -> list[Part]:
    """What stands there instead of the link's state, so that nobody takes what was for what is."""
    palette, shapes = look.palette, look.shapes
    name = fit(safe(playback.name), min(len(playback.name), max(8, width // 4)), shapes.ellipsis).rstrip()
    replay: Line = [span("replay", palette.warning), span(f" {name}", palette.bright)]
    if playback.busy:
        replay.append(span(f"  {playback.busy} {percent(100 * playback.progress)}", palette.warning))
    parts = [Part(4, [span("hexatui", palette.accent)]), Part(0, replay)]
    if playback.busy != "reading":
        is_still = playback.paused or playback.at_end
        end = " end" if playback.at_end else ""
        parts += [
            Part(0, [span(f"{shapes.paused if is_still else shapes.playing} {time_of_day(now)}", palette.text)]),
            Part(0, [span(percent(100 * playback.share) + end, palette.text)]),
            Part(1, [span(f"x{playback.speed:g}", palette.text)]),
            Part(5, [span(date_of(now), palette.dim)], right=True),
        ]
        if fleet.live_since is None:
            words = fit(_trouble(fleet, look), max(15, width // 3), shapes.ellipsis).rstrip()
            parts.append(Part(2, [span(words, palette.warning)]))
    parts += _burning(fleet, look, in_words=width >= ROOM_FOR_WORDS)
    parts.append(Part(5, [span(plural(len(fleet.workspaces), "workspace"), palette.text)]))
    return parts


def _connection(fleet: Fleet, now: float, width: int, look: Look) -> list[Part]:
    palette, shapes, link = look.palette, look.shapes, fleet.link
    if link.phase is LinkPhase.LIVE:
        words: Line = [span(f"{shapes.active} live", palette.ok)]
        quiet = _quiet(fleet, now)
        if quiet >= LATE_HEARTBEAT:
            words.append(span(f" silent for {duration(quiet)}", palette.warning))
        elif quiet >= QUIET:
            words.append(span(f" quiet for {duration(quiet)}", palette.dim))
        elif fleet.throughput and fleet.throughput.round_trip is not None:
            words.append(span(f" {milliseconds(fleet.throughput.round_trip)}", palette.dim))
        return [Part(0, words), *_silence(fleet, now, look)]
    brief = width < ROOM_FOR_WORDS
    following = _next(fleet, now, brief, look)
    room = max(15, width - 6 - width_of(following))
    words_fit = fit(_trouble(fleet, look, brief), room, shapes.ellipsis).rstrip()
    what = Part(0, [span(words_fit, palette.critical if _is_trouble(fleet) else palette.warning)])
    return [what, Part(1, following)] if following else [what]


def _next(fleet: Fleet, now: float, brief: bool, look: Look) -> Line:
    """What happens next: an attempt that is under way, or when it comes, or what brings one about."""
    link, text = fleet.link, look.palette.text
    if link.phase is LinkPhase.WAITING and link.retry_at is not None:
        which, wait = "next" if brief else f"attempt {link.attempt + 1}", max(0, round(link.retry_at - now))
        return [span(f"{which} in {wait} s", text), *_retry(", ", " now", look)]
    if link.phase is LinkPhase.REFUSED:
        return _retry("", " tries again", look)
    if link.phase in UNDER_WAY and link.reason:
        return [span(f"{'' if brief else f'attempt {link.attempt}: '}{link.phase}", text)]
    return []


def _silence(fleet: Fleet, now: float, look: Look) -> list[Part]:
    """That nothing is asked for now, since the platform found us too fast."""
    if fleet.slowed is None or now >= fleet.slowed_until:
        return []
    advice = span(fleet.slowed.advice, look.palette.dim)
    return [Part(1, [span(fleet.slowed.reason, look.palette.warning)]), Part(5, [advice])]


def _meanwhile(fleet: Fleet, now: float, width: int, look: Look) -> list[Part]:
    """What a person can do about the trouble, what burned when it began, and how old everything is."""
    palette, link = look.palette, fleet.link
    burning = _burning(fleet, look, in_words=width >= ROOM_FOR_WORDS)
    parts = [Part(part.rank, part.line, right=True) for part in burning]
    if fleet.lost_since is not None:
        heard = fleet.lost_since if fleet.heard_until is None else fleet.heard_until
        age = f"figures {exact_duration(now - heard)} old"
        parts.append(Part(2, [span(age, palette.warning)], right=True))
    room = width - 3 - sum(width_of(part.line) + 3 for part in parts)
    if link.advice and room >= min(LEAST_ADVICE, len(link.advice)):
        advice = fit(link.advice, room, look.shapes.ellipsis).rstrip()
        parts.append(Part(7, [span(advice, palette.text)]))
    return parts


def _retry(before: str, does: str, look: Look) -> Line:
    """The key that tries now, and that it does; nothing where there is none."""
    key, style = look.keys.shown("dashboard.retry"), look.palette.text
    return [span(before, style), span(key, look.palette.accent), span(does, style)] if key else []


def _quiet(fleet: Fleet, now: float) -> float:
    """Seconds since the platform was heard."""
    return now - fleet.last_message_at if fleet.last_message_at is not None else 0.0


def _is_trouble(fleet: Fleet) -> bool:
    link = fleet.link
    if link.phase is LinkPhase.LIVE:
        return False
    return link.phase in (LinkPhase.WAITING, LinkPhase.REFUSED) or bool(link.reason) or fleet.lost_since is not None


def _trouble(fleet: Fleet, look: Look, brief: bool = False) -> str:
    """What is wrong, or what is going on, in words; `brief` where the cause needs all the room."""
    link: Link = fleet.link
    waiting, refused = look.shapes.not_live, look.shapes.refused
    if link.phase in UNDER_WAY and not link.reason:
        return f"{waiting} {link.phase}" + (f", attempt {link.attempt}" if link.attempt > 1 else "")
    match link.phase:
        case LinkPhase.REFUSED:
            return f"{refused} not authenticated: {link.reason}"
        case LinkPhase.CLOSED:
            return f"{waiting} disconnected"
        case _:
            had = "lost" if fleet.lost_since is not None else ""
            if not brief:
                had = "connection lost" if had else "no connection"
            return " ".join(filter(None, (waiting, had and f"{had}:", link.reason)))


def _burning(fleet: Fleet, look: Look, *, in_words: bool) -> list[Part]:
    counts = fleet.alerts.open_counts()
    parts = []
    for severity in ("critical", "warning"):
        if number_open := counts.get(severity, 0):
            style = look.palette.severity(severity)
            word = f" {severity}" if in_words else ""
            parts.append(Part(3, [span(f"{look.shapes.severity(severity)} {count(number_open)}{word}", style)]))
    return parts


def _live_details(fleet: Fleet, now: float, look: Look) -> list[Part]:
    palette = look.palette
    live = sum(workspace.subscribed is True for workspace in fleet.workspaces.values())
    state = fleet.listings.state
    so_far = " so far" if state is not None and state.phase == "under way" else ""
    known = [
        span(plural(len(fleet.workspaces), "workspace") + so_far, palette.text),
        span(f" {look.shapes.dot} {live} live", palette.dim),
    ]
    parts = [Part(5, known)]
    if fleet.message_rate and _quiet(fleet, now) < QUIET:
        parts.append(Part(7, [span(f"{max(1, round(fleet.message_rate)):,} msg/s", palette.dim)], right=True))
    if fleet.link.user_id:
        parts.append(Part(6, [span(fleet.link.user_id, palette.text)], right=True))
    if fleet.link.token_expires_at is not None:
        left = fleet.link.token_expires_at - now
        words = f"token {duration(left)}" if left > 0 else "token expired"
        near = left < TOKEN_WARNING
        parts.append(Part(1 if near else 5, [span(words, palette.warning if near else palette.dim)], right=True))
    return parts


def _fitted(parts: list[Part], width: int) -> Line:
    """The parts that fit, three blanks apart on the left, the right ones flush right; one blank at each edge."""
    room, fitting = width, []
    for part in sorted(parts, key=lambda part: part.rank):
        if (needed := width_of(part.line) + 3) <= room:
            room -= needed
            fitting.append(part)
    kept = [part for part in parts if part in fitting]
    left = _joined([part.line for part in kept if not part.right])
    right = _joined([part.line for part in kept if part.right])
    blank = max(1, width - width_of(left) - width_of(right) - 2)
    return [span(" "), *left, span(" " * blank), *right, span(" ")]


def _joined(lines: list[Line]) -> Line:
    joined: Line = []
    for line in lines:
        joined += [span("   "), *line] if joined else line
    return joined
