"""The dashboard: the panes, which of them is shown where, and what their messages lead to."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.dom import DOMNode
from textual.reactive import Reactive
from textual.widget import Widget

from hexatui.protocol.lifecycle import LinkPhase
from hexatui.protocol.names import Resource
from hexatui.text import safe
from hexatui.ui.actions import Scope, bindings
from hexatui.ui.alerts.deciding import Alerting
from hexatui.ui.beside import Beside
from hexatui.ui.habits import PANES, Habits
from hexatui.ui.live import Live
from hexatui.ui.logs.streaming import Streaming
from hexatui.ui.palette import Look
from hexatui.ui.screens.full import FullScreen
from hexatui.ui.styles import styles_path
from hexatui.ui.watching import Watching
from hexatui.ui.widgets.alert_feed import AlertFeed
from hexatui.ui.widgets.key_bar import KeyBar
from hexatui.ui.widgets.log_pane import LogPane
from hexatui.ui.widgets.status_bar import StatusBar
from hexatui.ui.widgets.workspace_panel import WorkspacePanel
from hexatui.ui.widgets.workspace_tree import WorkspaceTree

STYLE_SHEETS = ("app", "workspace_tree", "workspace_panel", "alert_feed", "log_pane", "dialogs")

ROOM_FOR_ALL = (100, 28)
"""Columns and rows from which all panes are shown at once; below, one at a time."""

WIDE = 160
"""Columns from which a log and its chosen line stand side by side."""

TWIN = 190
"""Columns from which the gauges of two workspaces do."""

TALL = 56
"""Rows from which gauges have charts."""


class Dashboard(FullScreen[None]):
    """Status line, panes, key bar."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("dashboard")]
    AUTO_FOCUS = "#workspaces"
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As Textual's, which draws the whole screen anew; here what gets or loses the focus draws itself."""
    CSS_PATH = [styles_path() / f"{name}.tcss" for name in STYLE_SHEETS]  # noqa: RUF012

    def __init__(self, live: Live, look: Look) -> None:
        super().__init__(live, look)
        self._chosen: str | None = None
        self._pane = PANES[0]
        self._zoomed = False
        self._has_room_for_all = True
        self._status = StatusBar(look=look, id="status")
        self._tree = WorkspaceTree(look=look, id="workspaces", classes="current")
        self._panel = WorkspacePanel(look=look, id="workspace")
        self._alerts = AlertFeed(look=look, id="alerts")
        self._logs = LogPane(look=look, id="logs")
        self._beside = Beside(live, self._logs, look)
        self._streaming = Streaming(live, self._logs, lambda: self.action_show_pane("logs"))
        self._watching = Watching(live)
        self._alerting = Alerting(live, self._alerts, look, self._go_to_workspace, self._streaming.open_of_alert)

    def compose(self) -> ComposeResult:
        """The panes, all of them; the style sheet decides which are shown."""
        yield self._status
        with Horizontal(id="panes"):
            yield self._tree
            with Vertical(id="main"):
                with Horizontal(id="gauges"):
                    yield self._panel
                    yield self._beside.panel
                yield self._alerts
                with Horizontal(id="reading"):
                    yield self._logs
                    yield self._beside.line
        yield KeyBar(look=self._look, id="keys")

    def show_frame(self, now: float) -> None:
        """Bring what is visible up to date with state, which is held for that long."""
        fleet = self._live.fleet
        with fleet.lock:
            if self._chosen not in fleet.workspaces:
                self._chosen = next(iter(fleet.workspaces), None)
            self._streaming.known.near = self._chosen
            self._status.show(fleet, self._live.profile, now, self._live.playback)
            self._tree.show(fleet, now)
            self._panel.show(fleet, self._chosen, now)
            self._beside.show(fleet, self._chosen, now)
            self._alerts.show(fleet, now)
            self._logs.show(fleet, now)
            self._streaming.look(fleet)
        self._streaming.go_on(now)
        chosen = [Resource("workspace", self._chosen)] if self._chosen else []
        self._watching.look([*chosen, *self._tree.in_view()], self._tree.pinned, time.monotonic())

    def node_of(self, scope: Scope) -> DOMNode | None:
        """Who does the actions of a scope while the dashboard is shown."""
        return self.query_one(f"#{scope}") if scope in PANES else super().node_of(scope)

    # Habits

    @property
    def habits(self) -> Habits:
        """How the screen stands; to be asked after its end, too."""
        view = self._logs.log_view
        return Habits(
            workspace=self._chosen or "",
            pane=self._pane,
            zoomed=self._zoomed,
            order=self._tree.order,
            timestamps=view.timestamps,
            wrap=view.wrap,
            fields=view.fields,
        )

    def begin(self, habits: Habits) -> None:
        """Be as the person left it in the last run; but where they went already, they are left."""
        self._tree.begin(habits.order, habits.workspace)
        self._logs.log_view = replace(
            self._logs.log_view, timestamps=habits.timestamps, wrap=habits.wrap, fields=habits.fields
        )
        if self._pane == PANES[0] and not self._zoomed:
            self._zoomed = habits.zoomed
            self._arrange()
            self.action_show_pane(habits.pane)

    def wear(self, look: Look) -> None:
        """Draw everything in another look."""
        self._alerting.look = look
        super().wear(look)

    # Which panes are shown

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout for the new size."""
        self._arrange()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which pane has the focus."""
        for node in event.widget.ancestors_with_self:
            if isinstance(node, Widget) and node.id in PANES:
                self._mark(node.id)

    def _mark(self, name: str) -> None:
        """Have a pane be the one shown where only one is."""
        self._pane = name
        if not self.has_class("-single"):
            return
        path = {
            node
            for node in self.query_one(f"#{name}").ancestors_with_self
            if isinstance(node, Widget) and node is not self
        }
        # A class that changes has all that is below it styled anew, which takes longer than all else that a key does.
        for node in set(self.query(".current")) ^ path:
            node.toggle_class("current")

    def _arrange(self) -> None:
        width, height = self.app.size
        columns, rows = ROOM_FOR_ALL
        self._has_room_for_all = width >= columns and height >= rows
        self.set_class(self._zoomed or not self._has_room_for_all, "-single")
        self.refresh_bindings()
        self._mark(self._pane)
        self.set_class(width >= WIDE, "-wide")
        self.set_class(width >= TWIN, "-twin")
        self.set_class(height >= TALL, "-tall")
        self._beside.lay_out()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is room for one pane alone, it has the whole screen anyway."""
        return action != "zoom" or self._has_room_for_all

    def has_done(self, action: str) -> bool:
        """Whether one pane has the whole screen."""
        return action == "zoom" and self._zoomed

    def action_zoom(self) -> None:
        """Give the whole screen to the focused pane, or take it back."""
        self._zoomed = not self._zoomed
        self._arrange()

    def action_show_pane(self, name: str) -> None:
        """Go to a pane, which becomes the one shown where only one is."""
        self._mark(name)
        self.set_focus(self.query_one(f"#{name}"), scroll_visible=False)

    def action_next_pane(self, step: int = 1) -> None:
        """Go to the next pane."""
        self.action_show_pane(PANES[(PANES.index(self._pane) + step) % len(PANES)])

    def action_previous_pane(self) -> None:
        """Go to the previous pane."""
        self.action_next_pane(-1)

    # What the panes' messages lead to

    @on(WorkspaceTree.Highlighted)
    def _choose(self, event: WorkspaceTree.Highlighted) -> None:
        fleet = self._live.fleet
        if event.resource.kind == "workspace":
            self._chosen = event.resource.id
        elif event.resource.kind == "project" and (project := fleet.projects.get(event.resource.id)):
            self._chosen = project.workspace_id or self._chosen

    @on(WorkspaceTree.Selected)
    def _enter(self, event: WorkspaceTree.Selected) -> None:
        if event.resource.kind == "workspace":
            self.action_show_pane("workspace")

    @on(AlertFeed.Opened)
    def _read_alert(self, event: AlertFeed.Opened) -> None:
        self._alerting.read(event.key)

    @on(AlertFeed.WorkspaceWanted)
    def _leave_alert(self, event: AlertFeed.WorkspaceWanted) -> None:
        self._go_to_workspace(event.key.workspace_id)

    @on(AlertFeed.Acknowledged)
    def _acknowledge(self, event: AlertFeed.Acknowledged) -> None:
        self._alerting.acknowledge(event.key)

    @on(AlertFeed.Snoozed)
    def _snooze(self, event: AlertFeed.Snoozed) -> None:
        self._alerting.snooze(event.key)

    def _go_to_workspace(self, id: str) -> None:
        """Choose a workspace, wherever it is in the tree, and show it; say where it is none that is known."""
        if id not in self._live.fleet.workspaces:
            self.notify(f"workspace {safe(id)} is none of those that are known", severity="warning", markup=False)
            return
        self._chosen = id
        self._tree.reveal(Resource("workspace", id))
        self.action_show_pane("workspace")

    # Log streams

    def action_open_stream(self) -> None:
        """Ask which stream to open."""
        self._streaming.ask()

    @on(WorkspaceTree.LogsWanted)
    def _logs_of_row(self, event: WorkspaceTree.LogsWanted) -> None:
        self._streaming.open(event.target)

    @on(AlertFeed.LogsWanted)
    def _logs_of_alert(self, event: AlertFeed.LogsWanted) -> None:
        self._streaming.open_of_alert(event.key)

    @on(LogPane.Chosen)
    def _read_beside(self) -> None:
        self._beside.read()

    @on(LogPane.Opened)
    def _read_line(self, event: LogPane.Opened) -> None:
        from hexatui.ui.screens.line_detail import LineDetailScreen

        def then(number: int | None) -> None:
            # A view of all streams has numbers of its own.
            if number is not None and self._logs.active == event.source:
                self._logs.go_to(number)

        self.app.push_screen(
            LineDetailScreen(self._live, self._look, event.source, event.number, self._logs.beside), then
        )

    @on(LogPane.StartWanted)
    def _start_stream(self, event: LogPane.StartWanted) -> None:
        self._streaming.start(event.source)

    @on(LogPane.StopWanted)
    def _stop_stream(self, event: LogPane.StopWanted) -> None:
        self._streaming.stop(event.source)

    @on(LogPane.OlderWanted)
    def _ask_for_older(self, event: LogPane.OlderWanted) -> None:
        self._streaming.ask_for_older(event.source)

    @on(LogPane.CloseWanted)
    def _close_stream(self, event: LogPane.CloseWanted) -> None:
        self._streaming.close(event.source)

    # Everything else

    def action_recall(self) -> None:
        """Read what happened."""
        from hexatui.ui.screens.timeline import TimelineScreen

        self.app.push_screen(TimelineScreen(self._live, self._look), self._come_back)

    def action_overview(self) -> None:
        """See the whole fleet."""
        from hexatui.ui.screens.timeline import TimelineScreen

        self.app.push_screen(TimelineScreen(self._live, self._look, with_overview=True), self._come_back)

    def _come_back(self, workspace_id: str | None) -> None:
        """From what happened, to where it did if wanted."""
        if workspace_id:
            self._go_to_workspace(workspace_id)

    def action_inspect(self) -> None:
        """Watch the frames of the connection."""
        from hexatui.ui.screens.inspector import InspectorScreen

        self.app.push_screen(InspectorScreen(self._live, self._look))

    def action_refresh_status(self) -> None:
        """Ask for the chosen workspace's status; while there is no connection, say when that will be."""
        if self._chosen:
            self._live.request_status(self._chosen)
            if self._live.playback is None and self._live.fleet.link.phase is not LinkPhase.LIVE:
                self.notify("it is asked for as soon as there is a connection", markup=False)
