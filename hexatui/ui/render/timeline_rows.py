"""The rows of the timeline: when, how bad, and what happened; a gap with its two ends. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexatui.ui.canvas import Line, span
from hexatui.ui.figures import exact_duration, time_of_day
from hexatui.ui.palette import Look
from hexatui.ui.render.cells import fit

if TYPE_CHECKING:
    from hexatui.state.timeline import Moment

KIND_WIDTH = 13
"""Cells of the longest kind, "provisioning", and one behind it."""


def draw_moment(moment: Moment, width: int, look: Look) -> Line:
    """A row, in exactly `width` cells."""
    palette, shapes = look.palette, look.shapes
    is_gap = moment.kind in ("lost", "live")
    shape = shapes.gap_line if is_gap else shapes.severity(moment.severity)
    loud = palette.gap if is_gap else palette.severity(moment.severity)
    lead = [span(f"{time_of_day(moment.at)} ", palette.dim), span(f"{shape} ", loud)]
    if width >= 60:
        lead.append(span(fit(moment.kind, KIND_WIDTH, shapes.ellipsis), loud if is_gap else palette.dim))
    room = width - sum(len(segment.text) for segment in lead)
    return [*lead, span(fit(words_of(moment), room, shapes.ellipsis), palette.gap if is_gap else palette.text)]


def words_of(moment: Moment) -> str:
    """What happened; where a connection came back, what could not be told meanwhile."""
    if moment.since is None:
        return moment.text
    missed = f"nothing was heard from {time_of_day(moment.since)} on, for {exact_duration(moment.at - moment.since)}"
    return f"{moment.text}; {missed}: what happened then was not told"
