"""The rows of the alert feed: columns that hold their place, and only as many as there is room for. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from hexatui.text import clipped
from hexatui.ui.canvas import Line, span
from hexatui.ui.figures import count, duration, number
from hexatui.ui.palette import Look
from hexatui.ui.render.cells import fit

if TYPE_CHECKING:
    from hexatui.state.alerts import AlertBook, AlertEntry

AGE = 9
"""Cells of the longest age, "9 h 59 m", and one before it."""

USUAL_TITLE = 26
"""Cells of a title, where there is more to tell beside it."""

MAX_TYPED = 30
"""Characters of a filter's words that the title shows."""


@dataclass(frozen=True)
class Columns:
    """How wide each column is, in cells; 0 leaves it out. Depends on the width alone, so that nothing jumps."""

    severity: int
    age: int
    title: int
    figures: int
    resource: int
    workspace: int
    times: int
    description: int


def columns(width: int) -> Columns:
    """The columns for a feed of `width` cells: title, age and how bad it is first, the description last."""
    severity = 9 if width >= 56 else 0
    age = AGE if width >= 26 else 0
    times = 5 if width >= 44 else 0
    workspace = 0 if width < 44 else 13 if width < 100 else 17
    figures = 0 if width < 76 else 15
    resource = 0 if width < 92 else 18 if width < 130 else 24
    left = max(1, width - 2 - severity - age - times - workspace - figures - resource)
    title = left if not resource else min(left, USUAL_TITLE)
    if width < 130:
        return Columns(severity, age, title, figures, resource + left - title if resource else 0, workspace, times, 0)
    return Columns(severity, age, title, figures, resource, workspace, times, left - title)


def _shared(of: Columns, entry: AlertEntry) -> tuple[int, int]:
    """The cells of description and resource: what is too long for its column has what the other one leaves."""
    if not of.description:
        return 0, of.resource
    room = of.description + of.resource
    described, named = (2 + cell_len(text[:room]) for text in (entry.description, entry.resource))
    if named > of.resource:
        resource = min(named, max(of.resource, room - described))
    else:
        resource = max(named, min(of.resource, room - described))
    return room - resource, resource


def alert_title(book: AlertBook, typed: str = "", shown: int = 0) -> Content:
    """The pane's title: "Alerts  3 open", and how many of them the words of a filter leave."""
    total = sum(book.open_counts().values())
    parts = ["Alerts", f"{count(total)} open" if total else "none open"]
    if typed:
        parts.append(f"{count(shown)} of {count(len(book.entries))} shown: {clipped(typed, MAX_TYPED)}")
    if book.dropped:
        parts.append(f"{count(book.dropped)} old ones dropped")
    return Content("  ".join(parts))


def standing(entry: AlertEntry, now: float) -> str:
    """ "open", "acknowledged", "snoozed" or "resolved"."""
    if not entry.is_open:
        return "resolved"
    if entry.is_snoozed(now):
        return "snoozed"
    return "acknowledged" if entry.acknowledged_at is not None else "open"


def says_all(words: Sequence[str], entry: AlertEntry, workspace_name: str, now: float) -> bool:
    """Whether every word, in lower case, is said of an alert."""
    said = (
        entry.severity, entry.stated_severity, entry.title, entry.description, entry.type, entry.resource,
        entry.id, entry.workspace_id, workspace_name, standing(entry, now),
    )  # fmt: skip
    text = "\n".join(said).casefold()
    return all(word in text for word in words)


def compared(entry: AlertEntry) -> str:
    """The value beside its threshold, as "92.4 > 90"; either alone where the other is missing."""
    value, threshold = _figure(entry.value), _figure(entry.threshold)
    if not value or not threshold:
        return value or (f"limit {threshold}" if threshold else "")
    sign = "/"
    if isinstance(entry.value, int | float) and isinstance(entry.threshold, int | float):
        sign = ">" if entry.value > entry.threshold else "<" if entry.value < entry.threshold else "="
    return f"{value} {sign} {threshold}"


def _figure(value: float | str | None) -> str:
    return number(value) if isinstance(value, int | float) else value or ""


def alert_row_version(entry: AlertEntry, workspace_name: str, is_live: bool, now: float) -> Hashable:
    """What a row's look depends on, cheap to compare; its age only as coarse as it is shown."""
    return entry.revision, workspace_name, is_live, duration(now - entry.since), entry.is_snoozed(now)


def draw_alert_row(entry: AlertEntry, workspace_name: str, is_live: bool, now: float, width: int, look: Look) -> Line:
    """A row, in exactly `width` cells. Its age counts from when it began to fire, or was resolved.

    Args:
        entry: the alert; its text is safe.
        workspace_name: what its workspace is called.
        is_live: whether the connection is; otherwise the row looks stale.
        now: Unix seconds.
        width: cells, 1 or more.
        look: palette and shapes.
    """
    palette, shapes = look.palette, look.shapes
    of = columns(width)
    shape, word = shapes.severity(entry.severity), entry.stated_severity or entry.severity
    loud, plain, quiet = palette.severity(entry.severity), palette.text, palette.dim
    if not entry.is_open:
        shape, word = shapes.resolved, "resolved"
        loud = plain = quiet = palette.dim
    elif entry.is_snoozed(now):
        # How bad it is stays told: by its shape, where there is room for the word.
        shape, word = shape if of.severity else shapes.paused, "snoozed"
        loud = plain = quiet = palette.dim
    elif entry.acknowledged_at is not None:
        shape = shapes.acknowledged
        plain = quiet = palette.dim
    if not is_live:
        loud = plain = quiet = palette.stale

    def left(text: str, cells: int) -> str:
        return fit(text, cells - 1, shapes.ellipsis) + " " if cells > 1 else ""

    description, resource = _shared(of, entry)
    times = f"{shapes.times}{count(entry.count)}" if entry.count > 1 else ""
    cells = [
        span(shape + " ", loud),
        span(left(word, of.severity), loud),
        span(left(fit(duration(now - entry.since), of.age - 1, shapes.ellipsis, "right"), of.age), quiet),
        span(fit(entry.title or entry.type or entry.id, of.title, shapes.ellipsis), plain),
        span(fit(compared(entry), of.figures, shapes.ellipsis, "right"), plain),
        span(fit("  " + entry.description, description, shapes.ellipsis), quiet),
        span(fit("  " + entry.resource, resource, shapes.ellipsis), quiet),
        span(fit("  " + workspace_name, of.workspace, shapes.ellipsis), plain),
        span(fit(times, of.times, shapes.ellipsis, "right"), plain),
    ]
    return [cell for cell in cells if cell.text]
