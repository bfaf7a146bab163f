"""The pane of the chosen workspace's gauges."""

from __future__ import annotations

from textual.content import Content

from hexatui.state.fleet import Fleet
from hexatui.ui.canvas import Canvas, Line, span
from hexatui.ui.render.workspace_panel import panel_lines, panel_title


class WorkspacePanel(Canvas, can_focus=True):
    """Status, gauges, network, health and a note of one workspace."""

    _drawn_at: tuple[object, ...] = ()

    def show(self, fleet: Fleet, workspace_id: str | None, now: float) -> None:
        """Draw what changed, once a second at most; the caller holds the fleet's lock."""
        moment = (workspace_id, int(now), fleet.link.phase, self.size, self._look)
        if moment == self._drawn_at:
            return
        self._drawn_at = moment
        workspace = fleet.workspaces.get(workspace_id or "")
        self.set_title(Content(panel_title(workspace) if workspace else "Workspace"))
        lines: list[Line]
        if workspace:
            lines = panel_lines(fleet, workspace, now, self.size.width, self._look, self.content_size.height)
        else:
            lines = [[span("no workspace is known yet: name one with -w, or in the profile", self._look.palette.dim)]]
        self.draw(lines)
