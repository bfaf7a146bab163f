"""What happened since the program began, gaps of the connection included; above it, if wanted, the whole fleet."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.dom import DOMNode

from hexatui.ui.actions import Scope, bindings
from hexatui.ui.live import Live
from hexatui.ui.palette import Look
from hexatui.ui.screens.full import EVERYWHERE, FullScreen
from hexatui.ui.styles import styles_path
from hexatui.ui.widgets.key_bar import KeyBar
from hexatui.ui.widgets.overview_panel import OverviewPanel
from hexatui.ui.widgets.status_bar import StatusBar
from hexatui.ui.widgets.timeline_list import TimelineList

if TYPE_CHECKING:
    from rich.text import Text


class TimelineScreen(FullScreen[str]):
    """One list under the status line, or under an overview of the fleet.

    Dismissed with the id of the workspace to go to, or None.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("timeline"), *EVERYWHERE]
    AUTO_FOCUS = "#timeline"
    CSS_PATH = styles_path() / "timeline.tcss"

    def __init__(self, live: Live, look: Look, *, with_overview: bool = False) -> None:
        super().__init__(live, look)
        self._overview = OverviewPanel(look=look, id="overview") if with_overview else None
        self._status = StatusBar(look=look, id="status")
        self._list = TimelineList(look=look, id="timeline")

    def compose(self) -> ComposeResult:
        """Status line, overview, list, keys."""
        yield self._status
        if self._overview:
            yield self._overview
        yield self._list
        yield KeyBar(look=self._look, id="keys")

    def on_mount(self) -> None:
        """Show what is known at once."""
        self.call_after_refresh(lambda: self.show_frame(self._live.clock()))

    def show_frame(self, now: float) -> None:
        """Bring the screen up to date with state."""
        fleet = self._live.fleet
        with fleet.lock:
            self._status.show(fleet, self._live.profile, now, self._live.playback)
            if self._overview:
                self._overview.show(fleet, now)
            self._list.show(fleet, now)

    def node_of(self, scope: Scope) -> DOMNode | None:
        """Who does the actions of a scope while this screen is shown."""
        return {"timeline": self, "moments": self._list}.get(scope) or super().node_of(scope)

    @on(TimelineList.Opened)
    def _read(self, event: TimelineList.Opened) -> None:
        """Show a moment in full; from there it may go on to its workspace."""
        from hexatui.ui.screens.moment_detail import MomentDetailScreen, moment_text

        moment, fleet = event.moment, self._live.fleet
        with fleet.lock:
            workspace = fleet.workspaces.get(moment.workspace_id)

        def told() -> Text:
            return moment_text(moment, workspace.name if workspace else "", self._live.clock(), self._look)

        def then(workspace_id: str | None) -> None:
            if workspace_id:
                self.dismiss(workspace_id)

        self.app.push_screen(MomentDetailScreen(told, workspace.id if workspace else "", self._look), then)

    def action_close(self) -> None:
        """Back to the dashboard."""
        self.dismiss()
