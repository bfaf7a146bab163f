"""One pane alone on a screen, what it shows, and what it repaints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar, runtime_checkable

from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.widget import Widget

from hexatui.state.fleet import Fleet
from hexatui.ui.canvas import Line
from hexatui.ui.styles import styles_path


@runtime_checkable
class Pane(Protocol):
    """What every pane of the dashboard can do."""

    def show(self, fleet: Fleet, now: float) -> None: ...


W = TypeVar("W", bound=Widget)


class OnePane(App[None], Generic[W]):
    """A bordered pane that fills the screen."""

    CSS_PATH = [styles_path() / f"{name}.tcss" for name in ("workspace_tree", "alert_feed", "log_pane")]  # noqa: RUF012
    CSS = "#pane { border: round red; } #pane:focus { border: round green; }"

    def __init__(self, pane: W) -> None:
        super().__init__()
        pane.id = "pane"
        self.pane = pane

    def compose(self) -> ComposeResult:
        yield self.pane

    @property
    def lines(self) -> list[str]:
        """What the pane shows, without its border and the blanks at the right."""
        content = self.pane.content_size
        return [self.pane.render_line(y).text.rstrip(" ▐") for y in range(content.height)]

    @property
    def top_border(self) -> str:
        """The top border as it is drawn."""
        return self.pane.render_lines(Region(0, 0, self.pane.outer_size.width, 1))[0].text

    def widths(self) -> set[int]:
        """The widths of all the pane's lines, border included."""
        size = self.pane.outer_size
        return {strip.cell_length for strip in self.pane.render_lines(size.region)}


def show(pane: Pane, fleet: Fleet, now: float) -> None:
    """What the frame clock does."""
    with fleet.lock:
        pane.show(fleet, now)


@contextmanager
def repaints(widget: Widget) -> Iterator[list[Region]]:
    """The regions that are refreshed meanwhile; a refresh of everything counts as the widget's whole region."""
    regions: list[Region] = []
    original = widget._set_dirty

    def record(*dirty: Region) -> None:
        regions.extend(dirty or (widget.outer_size.region,))
        original(*dirty)

    widget._set_dirty = record  # type: ignore[method-assign]
    try:
        yield regions
    finally:
        widget._set_dirty = original  # type: ignore[method-assign]


def text(line: Line) -> str:
    """A drawn line as text."""
    return "".join(segment.text for segment in line)


def texts(lines: Sequence[Line]) -> list[str]:
    """Drawn lines as text, without the blanks at the right."""
    return [text(line).rstrip() for line in lines]
