"""What stands on the screen while the rest of the program is imported: the panes' outlines, and nothing that lies.

It is drawn by one widget without a style sheet, so that it costs what a bare Textual app costs; and in the terminal's
own colours, since the theme is not read yet: no other would pass for all of them.
"""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

SHAPES = "╭╮╰╯─│"

LINE, TITLE, WORDS = Style(dim=True), Style(bold=True), Style()


def outline(width: int, height: int, shapes: str) -> list[str]:
    """The panes' borders where the style sheet will put them, `height` rows of `width` cells.

    Args:
        width, height: of the screen without its first and last line.
        shapes: six characters: the corners from the top left as one reads, then a horizontal and a vertical line.

    """
    if width < 100 or height < 26:
        return _box("Workspaces", width, height, shapes)
    tree = 40 if width >= 160 else 36
    gauges = 26 if height >= 54 else 8
    alerts = min(14, (height - gauges) * 2 // 5)
    right: list[str] = []
    for title, rows in (("Workspace", gauges), ("Alerts", alerts), ("Logs", height - gauges - alerts)):
        right += _box(title, width - tree, rows, shapes)
    return [one + other for one, other in zip(_box("Workspaces", tree, height, shapes), right, strict=True)]


def _box(title: str, width: int, height: int, shapes: str) -> list[str]:
    if height < 2 or width < len(title) + 6:
        return [" " * max(0, width)] * height
    top_left, top_right, bottom_left, bottom_right, across, down = tuple(shapes)
    top = f"{top_left}{across} {title} ".ljust(width - 1, across) + top_right
    return [
        top,
        *[f"{down}{' ' * (width - 2)}{down}"] * (height - 2),
        f"{bottom_left}{across * (width - 2)}{bottom_right}",
    ]


class Outline(Widget):
    """The picture of a dashboard that isn't there yet."""

    DEFAULT_CSS = "Outline { width: 100%; height: 100%; }"

    def render_line(self, y: int) -> Strip:
        """One row of the picture."""
        width, height = self.size
        if y == 0:
            return Strip([Segment(" hexatui", TITLE), Segment("   starting", WORDS)]).extend_cell_length(width, WORDS)
        rows = outline(width, height - 2, SHAPES)
        return Strip([Segment(rows[y - 1] if 0 < y < height - 1 else " " * width, LINE)], width)


class StartingScreen(Screen[None]):
    """Shown for the moment between the first paint and the dashboard."""

    BINDINGS = [("q", "app.quit", "Quit")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        """The picture alone."""
        yield Outline()
