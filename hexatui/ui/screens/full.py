"""What the full screens have in common: what they show, in which look, and what can be done on each of them."""

from __future__ import annotations

from typing import TypeVar

from textual.dom import DOMNode
from textual.screen import Screen

from hexatui.protocol.lifecycle import LinkPhase
from hexatui.ui.actions import Scope, bindings
from hexatui.ui.live import Live
from hexatui.ui.palette import Look
from hexatui.ui.screens.help import HelpScreen
from hexatui.ui.strip_view import StripView

Result = TypeVar("Result")

NEEDLESS = {
    LinkPhase.LIVE: "the connection is live: there is nothing to try",
    LinkPhase.CONNECTING: "an attempt is under way",
    LinkPhase.AUTHENTICATING: "an attempt is under way",
}
"""Why none is made now, where that is so."""

EVERYWHERE = bindings("dashboard", "retry", "app.command_palette", "help", "app.cycle_theme", "app.quit")
"""What each of them binds, behind what is its own."""


class FullScreen(Screen[Result]):
    """A screen that the frame clock keeps up to date.

    Args:
        live: what is known.
        look: palette, shapes and keys.
    """

    def __init__(self, live: Live, look: Look) -> None:
        super().__init__()
        self._live = live
        self._look = look

    def show_frame(self, now: float) -> None:
        """Bring what is visible up to date; `now` in Unix seconds."""
        raise NotImplementedError

    def node_of(self, scope: Scope) -> DOMNode | None:
        """Who does the actions of a scope while this screen is shown; None where it has none of them."""
        return self if scope == "dashboard" else None

    def wear(self, look: Look) -> None:
        """Draw everything in another look."""
        self._look = look
        for view in self.query(StripView):
            view.look = look
        self.show_frame(self._live.clock())
        self.refresh_bindings()

    def action_help(self) -> None:
        """Show every key."""
        self.app.push_screen(HelpScreen(self._look))

    def action_retry(self) -> None:
        """Connect now, or say why there is nothing to try."""
        if self._live.playback is None and (needless := NEEDLESS.get(self._live.fleet.link.phase)):
            self.notify(needless, markup=False)
        else:
            self._live.retry_now()
