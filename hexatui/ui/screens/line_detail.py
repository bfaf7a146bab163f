"""One log line, or the trace that it belongs to, with all that is known of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen

from hexatui.ui.actions import Scope, bindings
from hexatui.ui.figures import count
from hexatui.ui.live import Live
from hexatui.ui.log_traces import Traces
from hexatui.ui.palette import Look
from hexatui.ui.render.line_detail import Part, body, facts, is_fielded
from hexatui.ui.render.log_title import source_name
from hexatui.ui.screens.help import HelpScreen
from hexatui.ui.styles import styles_path
from hexatui.ui.taken_lines import copy_lines, save_taken
from hexatui.ui.widgets.key_bar import KeyBar
from hexatui.ui.widgets.line_detail import LineDetail
from hexatui.ui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.logs import LogLine

Beside = Callable[[int, int], int | None]
"""The number of the line that is shown next to one, above (-1) or below (1) it."""


class LineDetailScreen(Screen[int]):
    """A line in full under the status line. Dismissed with the number of the line that was read last.

    Args:
        live: what is known.
        look: palette and shapes.
        source: whose lines are read.
        number: the line to begin with.
        beside: which lines are gone through.

    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("line"),
        *bindings("dashboard", "retry", "help", "app.command_palette", "app.quit"),
    ]
    AUTO_FOCUS = "#line"
    CSS_PATH = styles_path() / "line_detail.tcss"

    def __init__(self, live: Live, look: Look, source: LogSource, number: int, beside: Beside) -> None:
        super().__init__()
        self._live = live
        self._look = look
        self._source = source
        self._beside = beside
        self._traces = Traces()
        self._lines: list[LogLine] = []
        self._number = number
        self._is_fielded = False
        self._raw = False
        self._body: list[Part] = []
        self._status = StatusBar(look=look, id="status")
        self._detail = LineDetail(look=look, id="line")

    def compose(self) -> ComposeResult:
        """Status line, text, keys."""
        yield self._status
        yield self._detail
        yield KeyBar(look=self._look, id="keys")

    def on_mount(self) -> None:
        """Show the line at once."""
        self.call_after_refresh(lambda: self._read(self._number))

    def on_resize(self, event: events.Resize) -> None:
        """Another width has other rows."""
        self.call_after_refresh(self._show_text)

    def show_frame(self, now: float) -> None:
        """Bring the screen up to date with state; of the line, only its age can change."""
        fleet = self._live.fleet
        with fleet.lock:
            self._status.show(fleet, self._live.profile, now, self._live.playback)
        self._show(now, anew=False)

    def node_of(self, scope: Scope) -> DOMNode | None:
        """Who does the actions of a scope while this screen is shown."""
        return self if scope == "line" else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A line that is no fields is shown in one way."""
        return action != "toggle_raw" or self._is_fielded

    # What is shown

    def _read(self, number: int) -> None:
        """Take the line of this number, with the trace that it belongs to; it stays when it falls out."""
        fleet = self._live.fleet
        with fleet.lock:
            stream = fleet.streams.get(self._source)
            if stream is None:
                return
            head = self._traces.head(stream.buffer, number)
            lines = stream.buffer.lines(head, self._traces.end(stream.buffer, head))
        if lines:
            self._lines, self._number, self._is_fielded = lines, number, is_fielded(lines)
            self.refresh_bindings()
            self._show_text(anew=True)

    def _show_text(self, *, anew: bool = False) -> None:
        if self._lines:
            self._body = body(self._lines, self._raw, self._detail.text_width)
            self._show(time.time(), anew=anew)

    def _show(self, now: float, *, anew: bool) -> None:
        if not self._lines:
            return
        workspace = self._live.fleet.workspaces.get(self._source.workspace_id)
        name = workspace.name if workspace else ""
        known = f"{name} ({self._source.workspace_id})" if name else self._source.workspace_id
        self._detail.set_title(Content(f"Line {count(self._lines[0].number + 1)}  {source_name(self._source)}"))
        self._detail.show([*facts(self._lines, self._source, known, now, self._look), *self._body], anew=anew)

    # What a person does

    def action_next(self) -> None:
        """The next line below that is no part of this one."""
        self._go(self._lines[-1].number if self._lines else self._number, 1)

    def action_previous(self) -> None:
        """The next line above."""
        self._go(self._lines[0].number if self._lines else self._number, -1)

    def _go(self, number: int, step: int) -> None:
        found = self._beside(number, step)
        if found is None:
            self.app.bell()
        else:
            self._read(found)

    def action_toggle_raw(self) -> None:
        """Fields, or the line as it came."""
        self._raw = not self._raw
        self._show_text(anew=True)

    def action_copy(self) -> None:
        """Hand the raw text to the terminal's clipboard; one that is too large goes to a file."""
        copy_lines(self.app, self._lines, self._source)

    def action_save(self) -> None:
        """Write the raw text into a file."""
        save_taken(self.app, lambda: self._lines, self._source)

    def action_close(self) -> None:
        """Back to the log, with the cursor on this line."""
        self.dismiss(self._number)

    def action_help(self) -> None:
        """Show every key."""
        self.app.push_screen(HelpScreen(self._look))

    def action_retry(self) -> None:
        """Connect now."""
        self._live.retry_now()
