"""What every line of the workspace panel is drawn from, and what they have in common. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from hexatui.ui.canvas import Line, span
from hexatui.ui.figures import duration
from hexatui.ui.palette import Look

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.state.workspaces import Workspace

LABEL_WIDTH = 9
"""Cells of a line's name."""

OVERDUE = 120.0
"""Seconds after which a figure looks stale though the connection is live: no newer one came."""


@dataclass(frozen=True)
class View:
    """What every line of the panel is drawn from."""

    fleet: Fleet
    workspace: Workspace
    now: float
    width: int
    look: Look

    def is_current(self, at: float) -> bool:
        """Whether a value that came at `at` still stands: live, watched, and on this connection."""
        return self.workspace.subscribed is not False and self.fleet.is_current(at)

    def is_fresh(self, at: float) -> bool:
        """Whether a figure that is told again and again is current and not overdue."""
        return self.is_current(at) and self.now - at < OVERDUE

    def tone(self, style: Style, at: float) -> Style:
        """The style of a value that came at `at`: its own while current, the stale one otherwise."""
        return style if self.is_current(at) else self.look.palette.stale

    def label(self, text: str) -> Segment:
        """The line's name, in its column."""
        return span(text.ljust(LABEL_WIDTH), self.look.palette.dim)

    def age(self, at: float) -> Segment:
        """How long ago a value came; loud where it may be out of date."""
        ago = f"{duration(self.now - at)} ago"
        if self.is_fresh(at):
            return span(ago, self.look.palette.dim)
        return span(f"{self.look.shapes.not_live} {ago}", self.look.palette.warning)

    def separated(self, parts: list[Segment]) -> Line:
        """The parts with dots between them."""
        line: Line = []
        for part in parts:
            line += [span(f" {self.look.shapes.dot} ", self.look.palette.faint), part] if line else [part]
        return line
