"""One log line, or the trace that it belongs to, with all that is known of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.dom import DOMNode

from hexatui.ui.actions import Scope, bindings
from hexatui.ui.live import Live
from hexatui.ui.logs.line_reading import LineReading
from hexatui.ui.logs.taken_lines import copy_lines, save_taken
from hexatui.ui.palette import Look
from hexatui.ui.screens.full import EVERYWHERE, FullScreen
from hexatui.ui.styles import styles_path
from hexatui.ui.widgets.key_bar import KeyBar
from hexatui.ui.widgets.line_detail import LineDetail
from hexatui.ui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource

Beside = Callable[[int, int], int | None]
"""The number of the line that is shown next to one, above (-1) or below (1) it."""


class LineDetailScreen(FullScreen[int]):
    """A line in full under the status line. Dismissed with the number of the line that was read last.

    Args:
        live: what is known.
        look: palette and shapes.
        source: whose lines are read.
        number: the line to begin with.
        beside: which lines are gone through.

    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("line"), *EVERYWHERE]
    AUTO_FOCUS = "#line"
    CSS_PATH = styles_path() / "line_detail.tcss"

    def __init__(self, live: Live, look: Look, source: LogSource, number: int, beside: Beside) -> None:
        super().__init__(live, look)
        self._source = source
        self._beside = beside
        self._number = number
        self._status = StatusBar(look=look, id="status")
        self._detail = LineDetail(look=look, id="line")
        self._reading = LineReading(live, self._detail)

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
        self.call_after_refresh(self._reading.lay_out)

    def show_frame(self, now: float) -> None:
        """Bring the screen up to date with state; of the line, only its age can change."""
        fleet = self._live.fleet
        with fleet.lock:
            self._status.show(fleet, self._live.profile, now, self._live.playback)
        self._reading.show(now)

    def node_of(self, scope: Scope) -> DOMNode | None:
        """Who does the actions of a scope while this screen is shown."""
        return self if scope == "line" else super().node_of(scope)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A line that is no fields is shown in one way."""
        return action != "toggle_raw" or self._reading.is_fielded

    def has_done(self, action: str) -> bool:
        """Whether the line is shown as it came."""
        return action == "toggle_raw" and self._reading.is_raw

    def _read(self, number: int) -> None:
        if self._reading.read(self._source, number):
            self._number = number
            self.refresh_bindings()

    # What a person does

    def action_next(self) -> None:
        """The next line below that is no part of this one."""
        lines = self._reading.lines
        self._go(lines[-1].number if lines else self._number, 1)

    def action_previous(self) -> None:
        """The next line above."""
        lines = self._reading.lines
        self._go(lines[0].number if lines else self._number, -1)

    def _go(self, number: int, step: int) -> None:
        found = self._beside(number, step)
        if found is None:
            self.app.bell()
        else:
            self._read(found)

    def action_toggle_raw(self) -> None:
        """Fields, or the line as it came."""
        self._reading.toggle_raw()
        self.refresh_bindings()

    def action_copy(self) -> None:
        """Hand the raw text to the terminal's clipboard; one that is too large goes to a file."""
        if not copy_lines(self.app, self._reading.lines, self._source):
            self.app.bell()

    def action_save(self) -> None:
        """Write the raw text into a file."""
        save_taken(self.app, lambda: self._reading.lines, self._source)

    def action_close(self) -> None:
        """Back to the log, with the cursor on this line."""
        self.dismiss(self._number)
