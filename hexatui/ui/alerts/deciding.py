"""What a person does with alerts, in the feed or in one's detail: read, acknowledge, snooze, go to its workspace."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hexatui.text import clipped
from hexatui.ui.alerts.about import MAX_TITLE
from hexatui.ui.figures import duration
from hexatui.ui.screens.alert_detail import AlertDetailScreen, Deed, alert_text

if TYPE_CHECKING:
    from rich.text import Text

    from hexatui.state.alerts import AlertEntry, AlertKey
    from hexatui.ui.live import Live
    from hexatui.ui.palette import Look
    from hexatui.ui.widgets.alert_feed import AlertFeed

SNOOZES = (900.0, 3_600.0, 28_800.0)
"""Seconds that an alert is put off, by each further press of the key."""

AGAIN = 60.0
"""Seconds within which a further press means longer, and not as long once more."""


class Alerting:
    """The alerts of a dashboard.

    Args:
        live: what is known.
        feed: where alerts are shown.
        look: how one in full is drawn.
        go_to_workspace: shows a workspace by its id.
        open_logs: opens the logs of what an alert is about.
    """

    def __init__(
        self,
        live: Live,
        feed: AlertFeed,
        look: Look,
        go_to_workspace: Callable[[str], None],
        open_logs: Callable[[AlertKey], None],
    ) -> None:
        self._live = live
        self._feed = feed
        self.look = look
        """How an alert in full is drawn."""
        self._deeds: dict[Deed, Callable[[AlertKey], None]] = {
            "acknowledge": self.acknowledge,
            "snooze": self.snooze,
            "logs": open_logs,
            "workspace": lambda key: go_to_workspace(key.workspace_id),
        }

    def read(self, key: AlertKey) -> None:
        """Show an alert in full, and do what is asked for there."""
        fleet = self._live.fleet
        with fleet.lock:
            entry = fleet.alerts.entries.get(key)
            if entry is None:
                return
            is_acknowledged = entry.acknowledged_at is not None

        def told() -> Text:
            with fleet.lock:
                # One that fell out of the book meanwhile is told as it was.
                newest = fleet.alerts.entries.get(key, entry)
                workspace = fleet.workspaces.get(key.workspace_id)
                return alert_text(
                    newest, workspace.name if workspace else key.workspace_id, self._live.clock(), self.look
                )

        def then(deed: Deed | None) -> None:
            if deed is not None:
                self._deeds[deed](key)

        self._feed.app.push_screen(AlertDetailScreen(told, is_acknowledged, self.look.keys), then)

    def acknowledge(self, key: AlertKey) -> None:
        """Mark an alert as seen, or, where it is so marked, as not seen."""
        alerts = self._live.fleet.alerts
        with self._live.fleet.lock:
            entry = alerts.entries.get(key)
            if entry and entry.acknowledged_at is not None:
                alerts.unacknowledge(key)
            elif not alerts.acknowledge(key, self._live.clock()):
                self._tell(entry, "resolved, there is nothing to acknowledge")
            self._feed.show(self._live.fleet, self._live.clock())

    def snooze(self, key: AlertKey) -> None:
        """Put an alert off for the next longer time, or call it back after the longest."""
        alerts, now = self._live.fleet.alerts, self._live.clock()
        with self._live.fleet.lock:
            entry = alerts.entries.get(key)
            if entry is None or not entry.is_open:
                self._tell(entry, "resolved, there is nothing to put off")
                return
            left = entry.snoozed_until - now if entry.snoozed_until is not None else 0.0
            longer = next((seconds for seconds in SNOOZES if seconds > left + AGAIN), None)
            alerts.snooze(key, now + longer if longer else None)
            self._feed.show(self._live.fleet, now)
        words = f"snoozed for {duration(longer)}; again for longer" if longer else "not snoozed any more"
        self._tell(entry, words)

    def _tell(self, entry: AlertEntry | None, words: str) -> None:
        title = clipped(entry.title or entry.id, MAX_TITLE) if entry else "this alert"
        self._feed.notify(f"{title}: {words}", markup=False)
