"""The first line of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexatui.state.fleet import Fleet
from hexatui.ui.canvas import Canvas
from hexatui.ui.render.status_line import status_line

if TYPE_CHECKING:
    from hexatui.client.player import Playback


class StatusBar(Canvas):
    """Connection, alerts, who and until when."""

    def show(self, fleet: Fleet, profile: str, now: float, playback: Playback | None = None) -> None:
        """Draw what changed; the caller holds the fleet's lock."""
        self.draw([status_line(fleet, profile, now, self.size.width, self._look, playback)])
