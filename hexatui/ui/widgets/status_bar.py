"""The first line of the screen, and a second one in trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexatui.state.fleet import Fleet
from hexatui.ui.canvas import Canvas
from hexatui.ui.render.status_line import status_lines

if TYPE_CHECKING:
    from hexatui.client.player import Playback


class StatusBar(Canvas):
    """Connection, alerts, who and until when."""

    def show(self, fleet: Fleet, profile: str, now: float, playback: Playback | None = None) -> None:
        """Draw what changed; the caller holds the fleet's lock."""
        lines = status_lines(fleet, profile, now, self.size.width, self._look, playback)
        self.styles.height = len(lines)
        self.draw(lines)
