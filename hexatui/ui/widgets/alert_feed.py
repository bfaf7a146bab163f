"""The feed of alerts: open ones first, the worst before all others."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.message import Message

from hexatui.state.alerts import AlertKey
from hexatui.ui.actions import bindings
from hexatui.ui.canvas import Line, span
from hexatui.ui.render.alert_rows import alert_row_version, alert_title, draw_alert_row, says_all
from hexatui.ui.widgets.narrowed_list import NarrowedList

if TYPE_CHECKING:
    from hexatui.state.alerts import AlertEntry
    from hexatui.state.fleet import Fleet


class _Wanted(Message):
    """Something is to be done with an alert."""

    def __init__(self, key: AlertKey) -> None:
        super().__init__()
        self.key = key


class AlertFeed(NarrowedList[AlertKey]):
    """One row an alert; ages grow in place."""

    PLACEHOLDER = "severity, workspace, text, resource, open, acknowledged, snoozed, resolved"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("alerts")]

    class Opened(_Wanted):
        """An alert is to be shown in full."""

    class WorkspaceWanted(_Wanted):
        """The workspace of an alert is to be gone to."""

    class Acknowledged(_Wanted):
        """An alert is to be marked as seen, or, where it is so marked, as not seen."""

    class Snoozed(_Wanted):
        """An alert is to be put off, or, where it is, for longer."""

    class LogsWanted(_Wanted):
        """The logs of what an alert is about are asked for."""

    _fleet: Fleet | None = None
    _now = 0.0
    _order: Sequence[AlertEntry] = ()
    _chosen_by = ""
    _is_acknowledged = False

    def show(self, fleet: Fleet, now: float) -> None:
        """Bring the feed up to date with state, whose lock is held; `now` in Unix seconds."""
        self._fleet, self._now = fleet, now
        self._choose(fleet, now)
        self._tell_bar()
        self.set_title(alert_title(fleet.alerts, self.typed, len(self.keys)))
        self.paint()

    def _choose(self, fleet: Fleet, now: float) -> None:
        order = fleet.alerts.ordered(now)
        if order is self._order and self.typed == self._chosen_by:
            return
        self._order, self._chosen_by = order, self.typed
        words = self.typed.casefold().split()
        self.set_keys(
            [
                entry.key
                for entry in order
                if not words or says_all(words, entry, self._workspace_name(fleet, entry.key), now)
            ]
        )

    def narrowed(self) -> None:
        """Choose the alerts that the words leave."""
        if self._fleet is not None:
            with self._fleet.lock:
                self.show(self._fleet, self._now)

    @property
    def stays_on_top(self) -> bool:
        """While the person is elsewhere: a chosen alert that was resolved must not hide those that burn."""
        return not self.has_focus

    # The rows

    def reading(self) -> AbstractContextManager[object]:
        """The fleet's lock."""
        return self._fleet.lock if self._fleet else nullcontext()

    def row_version(self, key: AlertKey) -> Hashable:
        """What the row's look depends on, its age as it is written included."""
        fleet = self._fleet
        entry = fleet.alerts.entries.get(key) if fleet else None
        if fleet is None or entry is None:
            return None
        return alert_row_version(entry, self._workspace_name(fleet, key), fleet.live_since is not None, self._now)

    def draw_row(self, key: AlertKey, width: int) -> Line:
        """The row; blank for an alert that fell out of the book since the last frame."""
        fleet = self._fleet
        entry = fleet.alerts.entries.get(key) if fleet else None
        if fleet is None or entry is None:
            return []
        workspace = self._workspace_name(fleet, key)
        return draw_alert_row(entry, workspace, fleet.live_since is not None, self._now, width, self.look)

    def draw_empty(self, width: int) -> Sequence[Line]:
        """Calm, as far as it is known to be."""
        palette, shapes = self.look.palette, self.look.shapes
        if self.typed:
            return self.nothing_left("alerts")
        if self._fleet is None or self._fleet.live_since is None:
            return [[span("No alert was received.", palette.dim)]]
        if not any(workspace.subscribed for workspace in self._fleet.workspaces.values()):
            return [[span("No workspace is watched, so no alert can come.", palette.dim)]]
        return [[span(shapes.good + " ", palette.ok), span("No alert since the connection was made.", palette.dim)]]

    def _workspace_name(self, fleet: Fleet, key: AlertKey) -> str:
        workspace = fleet.workspaces.get(key.workspace_id)
        return workspace.name if workspace else key.workspace_id

    # What a person does

    def has_done(self, action: str) -> bool:
        """Whether the alert with the cursor is marked as seen."""
        return action == "acknowledge" and self._is_acknowledged

    def cursor_moved(self, key: AlertKey) -> None:
        """Another alert may be marked."""
        self._tell_bar()

    def _tell_bar(self) -> None:
        entry = self._fleet.alerts.entries.get(self.cursor) if self._fleet and self.cursor else None
        is_acknowledged = entry is not None and entry.acknowledged_at is not None
        if is_acknowledged != self._is_acknowledged:
            self._is_acknowledged = is_acknowledged
            self.refresh_bindings()

    def opened(self, key: AlertKey) -> None:
        """A double click: its workspace."""
        self.post_message(self.WorkspaceWanted(key))

    def action_workspace(self) -> None:
        """Go to the workspace of the alert with the cursor."""
        self.action_open()

    def action_read(self) -> None:
        """Ask for the alert with the cursor to be shown in full."""
        if (key := self.cursor) is not None:
            self.post_message(self.Opened(key))

    def action_acknowledge(self) -> None:
        """Mark the alert with the cursor."""
        if (key := self.cursor) is not None:
            self.post_message(self.Acknowledged(key))

    def action_snooze(self) -> None:
        """Put the alert with the cursor off."""
        if (key := self.cursor) is not None:
            self.post_message(self.Snoozed(key))

    def action_logs(self) -> None:
        """Ask for the logs of what the alert with the cursor is about."""
        if (key := self.cursor) is not None:
            self.post_message(self.LogsWanted(key))
