"""What only a wide screen has room for: the gauges of a second workspace, and the chosen log line in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexatui.state.trouble import worst_other
from hexatui.ui.logs.line_reading import LineReading
from hexatui.ui.widgets.line_detail import LineDetail
from hexatui.ui.widgets.workspace_panel import WorkspacePanel

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.ui.live import Live
    from hexatui.ui.palette import Look
    from hexatui.ui.widgets.log_pane import LogPane


class Beside:
    """The two views, which nobody goes to: what they show is chosen in the panes beside them.

    Args:
        live: what is known.
        logs: whose line with the cursor is shown.
        look: palette and shapes.
    """

    def __init__(self, live: Live, logs: LogPane, look: Look) -> None:
        self.panel = WorkspacePanel(look=look, id="other-workspace", classes="-empty")
        self.line = LineDetail(look=look, id="chosen-line", classes="-empty")
        self.panel.can_focus = self.line.can_focus = False
        self._live = live
        self._logs = logs
        self._reading = LineReading(live, self.line)
        self._chosen: str | None = None
        self._before: str | None = None
        self._other: str | None = None

    def show(self, fleet: Fleet, chosen: str | None, now: float) -> None:
        """Bring both up to date with state, whose lock is held, beside the gauges of the chosen workspace.

        The second is the one with the worst alert, or else the one that was chosen before.
        """
        if chosen != self._chosen:
            self._before, self._chosen = self._chosen, chosen
        self._other = worst_other(fleet.alerts, chosen, self._other, now) or self._before
        is_known = self._other in fleet.workspaces
        self.panel.set_class(not is_known, "-empty")
        if is_known and self.panel.display:
            self.panel.show(fleet, self._other, now)
        self._reading.show(now)

    def read(self) -> None:
        """Show the line that has the cursor now, and nothing where none has it."""
        with self._live.fleet.lock:
            chosen = self._logs.chosen()
        is_read = chosen is not None and self._reading.read(*chosen)
        if self.line.has_class("-empty") == is_read:
            self.line.set_class(not is_read, "-empty")
            self.lay_out()

    def lay_out(self) -> None:
        """Use the size that the view of the line is about to have."""
        self.line.call_after_refresh(self._reading.lay_out)
