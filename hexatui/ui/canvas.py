"""A widget of a few lines that a pure function draws, and the pieces such lines are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from hexatui.ui.strip_view import StripView

Line = list[Segment]
"""One drawn line, its segments from the left. Segments hold safe text alone."""


def span(text: str, style: Style | None = None) -> Segment:
    """A piece of a line."""
    return Segment(text, style)


def width_of(line: Iterable[Segment]) -> int:
    """Cells that a line takes."""
    return sum(segment.cell_length for segment in line)


def spread(left: Line, right: Line, width: int) -> Line:
    """Left part, a stretch of blanks, right part; the right part is left out where both don't fit."""
    blank = width - width_of(left) - width_of(right)
    return [*left, Segment(" " * blank), *right] if blank >= 1 else left


class Canvas(StripView, can_focus=False):
    """Lines of styled text, replaced by `draw`; only cells that changed go to the terminal."""

    _lines: Sequence[Line] = ()

    def draw(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        self._lines = lines
        self.paint()

    def picture(self, width: int, height: int) -> Sequence[Strip]:
        """The lines as strips, with blanks to the right and below."""
        strips = [Strip(line).crop_extend(0, width, None) for line in self._lines[:height]]
        return strips + [Strip.blank(width)] * (height - len(strips))
