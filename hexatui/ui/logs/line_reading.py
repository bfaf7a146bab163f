"""What a view of one log line shows: the line, or the trace that it belongs to, with what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from hexatui.ui.figures import count
from hexatui.ui.logs.traces import Traces
from hexatui.ui.render.line_detail import Part, body, facts, is_fielded
from hexatui.ui.render.log_title import source_name

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.logs import LogLine
    from hexatui.ui.live import Live
    from hexatui.ui.widgets.line_detail import LineDetail


class LineReading:
    """Reads lines into a view, one at a time. What was read stays when it falls out of the log."""

    def __init__(self, live: Live, view: LineDetail) -> None:
        self._live = live
        self._view = view
        self._traces = Traces()
        self._source: LogSource | None = None
        self._body: list[Part] = []
        self.lines: list[LogLine] = []
        """What is read; empty until something was found."""
        self.is_raw = False
        """Whether the line is shown as it came."""
        self.is_fielded = False
        """Whether it can be shown in two ways."""

    def read(self, source: LogSource, number: int) -> bool:
        """Take the line of this number, with the whole trace. False where there is none."""
        fleet = self._live.fleet
        with fleet.lock:
            stream = fleet.streams.get(source)
            if stream is None:
                return False
            if source != self._source:
                self._traces = Traces()
            head = self._traces.head(stream.buffer, number)
            lines = stream.buffer.lines(head, self._traces.end(stream.buffer, head))
        if not lines:
            return False
        self._source, self.lines, self.is_fielded = source, lines, is_fielded(lines)
        self.lay_out(anew=True)
        return True

    def toggle_raw(self) -> None:
        """Show fields, or the line as it came."""
        self.is_raw = not self.is_raw
        self.lay_out(anew=True)

    def lay_out(self, *, anew: bool = False) -> None:
        """Break the text for the width that the view has now."""
        if self.lines:
            self._body = body(self.lines, self.is_raw, self._view.text_width)
            self.show(self._live.clock(), anew=anew)

    def show(self, now: float, *, anew: bool = False) -> None:
        """Bring the view up to date; of the line, only its age can change. `now` in Unix seconds."""
        if not self.lines or self._source is None:
            return
        workspace = self._live.fleet.workspaces.get(self._source.workspace_id)
        known = id = self._source.workspace_id
        if workspace and workspace.name != id:
            known = f"{workspace.name} ({id})"
        self._view.set_title(Content(f"Line {count(self.lines[0].number + 1)}  {source_name(self._source)}"))
        told = facts(self.lines, self._source, known, now, self._view.look)
        self._view.show([*told, *self._body], anew=anew)
