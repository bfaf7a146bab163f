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
    inner = max(1, width - len(shapes.bar_left) - len(shapes.bar_right))
    share = min(max(percent or 0.0, 0.0), 100.0) / 100
    filled = max(round(share * inner), 1 if share > 0 else 0)
    return [
        span(shapes.bar_left, faint),
        span(shapes.bar_full * filled, style),
        span(shapes.bar_empty * (inner - filled), faint),
        span(shapes.bar_right, faint),
    ]


def sparkline(columns: Sequence[float | None], shapes: Shapes) -> str:
    """One character a column, 0 to 100 from low to high; a column that is None is a gap."""
    top = len(shapes.sparks) - 1
    return "".join(
        shapes.spark_gap if value is None else shapes.sparks[round(min(max(value, 0.0), 100.0) / 100 * top)]
        for value in columns
    )
