"""The scrollbar of a pane, one cell a row: where the view is in the whole. Pure."""

from __future__ import annotations

from rich.segment import Segment

from hexatui.ui.palette import Look


def scrollbar(position: int, total: int, height: int, look: Look) -> list[Segment]:
    """`height` cells; all of them blank where everything is in view.

    Args:
        position: rows above the view.
        total: rows there are.
        height: rows of the view.
        look: palette and shapes.
    """
    if total <= height:
        return [Segment(" ")] * height
    thumb = max(1, height * height // total)
    start = round(position / (total - height) * (height - thumb))
    start = max(0, min(start, height - thumb))
    handle = Segment(look.shapes.scrollbar, look.palette.faint)
    return [handle if start <= y < start + thumb else Segment(" ") for y in range(height)]
