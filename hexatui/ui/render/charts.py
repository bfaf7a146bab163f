"""A chart of percentages over time, several rows high: a scale from 0 to 100, marks at 80 and 90. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style

from hexatui.state.trouble import FULL, TIGHT
from hexatui.ui.canvas import Line, span
from hexatui.ui.figures import duration
from hexatui.ui.palette import Look
from hexatui.ui.render.bars import severity_of
from hexatui.ui.render.cells import fit

SCALE = 5
"""Cells of the scale at the left, "100 │"."""

MARKS = (FULL, TIGHT, 50.0)
"""Percentages that the scale names besides its ends, the most important first."""


def chart(columns: Sequence[float | None], height: int, look: Look, style: Style) -> list[Line]:
    """Rows from the top, `SCALE` cells wider than there are columns; what is high stands in its severity's colour.

    Args:
        columns: percent, oldest first; None where nothing was known.
        height: rows, 2 or more.
        look: palette and shapes.
        style: of what is neither tight nor full.
    """
    labels, marked = _labels(height), {min(int(mark / 100 * height), height - 1) for mark in (TIGHT, FULL)}
    rows = []
    for row in range(height - 1, -1, -1):
        label = labels.get(row, "")
        scale = span(f"{label:>3} {look.shapes.bar}", look.palette.dim if label else look.palette.faint)
        rows.append([scale, *_cells(columns, row, height, row in marked, look, style)])
    return rows


def _labels(height: int) -> dict[int, str]:
    """What stands beside which row, counted from the bottom; the ends first."""
    labels = {0: "0", height - 1: "100"}
    for mark in MARKS:
        labels.setdefault(min(int(mark / 100 * height), height - 1), f"{mark:.0f}")
    return labels


def _cells(columns: Sequence[float | None], row: int, height: int, marked: bool, look: Look, style: Style) -> Line:
    """One row's cells: filled, partly filled, empty, or a gap at the very bottom; runs of one style are one segment."""
    shapes, faint = look.shapes, look.palette.faint
    empty = shapes.gap_line if marked else " "
    top = 100.0 * (row + 1) / height
    line: Line = []
    for value in columns:
        filled = -1.0 if value is None else min(max(value, 0.0), 100.0) / 100 * height - row
        if value is None and row == 0:
            character, of = shapes.spark_gap, faint
        elif value is None or (filled <= 0 and row > 0):
            character, of = empty, faint
        else:
            heights = shapes.sparks
            character = (
                shapes.column if filled >= 1 else heights[max(0, min(int(filled * len(heights)), len(heights) - 1))]
            )
            # What reaches beyond the row stands in it as high as the row's last shade does.
            severity = severity_of(value if value < top else top - 0.01)
            of = look.palette.severity(severity) if severity else style
        if line and line[-1].style == of:
            line[-1] = span(line[-1].text + character, of)
        else:
            line.append(span(character, of))
    return line


def time_axis(width: int, seconds: float, look: Look) -> Line:
    """Under a chart of so many columns: how long ago its left edge and its middle are, and now."""
    left, middle, right = f"{duration(seconds)} ago", f"{duration(seconds / 2)} ago", "now"
    if width < len(left) + len(middle) + len(right) + 6:
        return [span(" " * SCALE + fit(left, max(0, width - len(right))) + right, look.palette.dim)]
    half = width // 2
    first = fit(left, half - len(middle) // 2)
    second = fit(middle, width - len(first) - len(right))
    return [span(" " * SCALE + first + second + right, look.palette.dim)]
