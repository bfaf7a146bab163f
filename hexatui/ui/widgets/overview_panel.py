"""The fleet at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from hexatui.ui.canvas import Canvas
from hexatui.ui.render.overview import overview_lines

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet


MOST_OF_SCREEN = 0.7
"""How much of the screen's height the panel may take, as its style sheet says, too."""


class OverviewPanel(Canvas):
    """As many lines as there is something to say, and no more."""

    _drawn_at: tuple[object, ...] = ()

    def show(self, fleet: Fleet, now: float) -> None:
        """Draw what changed, once a second at most; the caller holds the fleet's lock."""
        moment = (int(now), fleet.link.phase, self.size)
        if moment == self._drawn_at:
            return
        self._drawn_at = moment
        self.set_title(Content("Overview"))
        rows = int(self.screen.size.height * MOST_OF_SCREEN) - 2
        lines = overview_lines(fleet, now, self.content_size.width, self.look, rows)
        self.styles.height = len(lines) + 2
        self.draw(lines)
