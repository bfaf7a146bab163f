"""Bars and sparklines of percentages, on a scale that is always 0 to 100. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style

from hexatui.state.trouble import FULL, TIGHT
from hexatui.ui.canvas import Line, span
from hexatui.ui.palette import Look, Shapes


def severity_of(percent: float | None) -> str:
    """What a percentage means: "critical", "warning" or ""."""
    if percent is None or percent < TIGHT:
        return ""
    return "critical" if percent >= FULL else "warning"


def bar(percent: float | None, width: int, look: Look, style: Style) -> Line:
    """A bar of `width` cells, edges included; empty where the percentage is unknown, full where it is past 100."""
    shapes, faint = look.shapes, look.palette.faint
    inner = _inner(width, shapes)
    filled = _cells(percent, inner)
    return [
        span(shapes.bar_left, faint),
        span(shapes.bar_full * filled, style),
        span(shapes.bar_empty * (inner - filled), faint),
        span(shapes.bar_right, faint),
    ]


def gauge_bar(percent: float | None, peak: float | None, width: int, look: Look, style: Style) -> Line:
    """A bar with ticks where it becomes tight and full, and the mark of a peak that is above the percentage."""
    shapes, palette = look.shapes, look.palette
    inner = _inner(width, shapes)
    filled = _cells(percent, inner)
    rest = [shapes.bar_empty] * inner
    for threshold in (TIGHT, FULL):
        rest[min(int(threshold / 100 * inner), inner - 1)] = shapes.tick
    held = _cells(peak, inner) - 1
    line = [span(shapes.bar_left, palette.faint), span(shapes.bar_full * filled, style)]
    if held >= filled:
        line.append(span("".join(rest[filled:held]), palette.faint))
        loud = severity_of(peak)
        line.append(span(shapes.peak, palette.severity(loud) if loud else palette.text))
        filled = held + 1
    return [*line, span("".join(rest[filled:]), palette.faint), span(shapes.bar_right, palette.faint)]


def _inner(width: int, shapes: Shapes) -> int:
    """The cells between a bar's edges."""
    return max(1, width - len(shapes.bar_left) - len(shapes.bar_right))


def _cells(percent: float | None, inner: int) -> int:
    """How many of a bar's cells a percentage fills; whatever isn't nothing fills one."""
    share = min(max(percent or 0.0, 0.0), 100.0) / 100
    return max(round(share * inner), 1 if share > 0 else 0)


def sparkline(columns: Sequence[float | None], shapes: Shapes) -> str:
    """One character a column, 0 to 100 from low to high; a column that is None is a gap."""
    top = len(shapes.sparks) - 1
    return "".join(
        shapes.spark_gap if value is None else shapes.sparks[round(min(max(value, 0.0), 100.0) / 100 * top)]
        for value in columns
    )
