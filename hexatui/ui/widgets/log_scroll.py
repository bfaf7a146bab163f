"""Moving through a log by keys and with the mouse: the base of the log pane."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import BindingType

from hexatui.ui.actions import bindings
from hexatui.ui.log_lines import Lines
from hexatui.ui.log_window import LogWindow
from hexatui.ui.rows import WHEEL_ROWS
from hexatui.ui.strip_view import StripView

Move = Callable[[LogWindow, Lines, int], object]
"""Moves a view of these lines, which is so many rows high."""


class LogScroll(StripView):
    """A view of a log with a cursor line, which is hidden while the end is followed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("rows")]

    def move(self, how: Move) -> None:
        """Move the view, where there is one, and show it."""
        raise NotImplementedError

    def choose(self, y: int) -> bool:
        """Put the cursor on the line of that row. False where there is none."""
        raise NotImplementedError

    def action_open(self) -> None:
        """Ask for the line with the cursor to be shown in full."""
        raise NotImplementedError

    def go_to(self, number: int) -> None:
        """Put the cursor on the line of this number, and into view."""
        self.move(lambda window, lines, height: window.go_to(number, lines, height))

    def _scroll(self, rows: int) -> None:
        self.move(lambda window, lines, height: window.scroll(rows, lines, height))

    def drag_to(self, share: float) -> None:
        """The scrollbar was pulled to this share of the way."""

        def jump(window: LogWindow, lines: Lines, height: int) -> None:
            if lines.total:
                window.jump(lines.at(round(share * max(0, lines.total - height))), lines, height)

        self.move(jump)

    def action_up(self) -> None:
        """The cursor one line up; while following, the view is held."""
        self.move(lambda window, lines, height: window.step(-1, lines, height))

    def action_down(self) -> None:
        """The cursor one line down; from the last line on, the end is followed."""
        self.move(lambda window, lines, height: window.step(1, lines, height))

    def action_page_up(self) -> None:
        """One screen up."""
        self._scroll(-max(1, self.content_size.height - 1))

    def action_page_down(self) -> None:
        """One screen down."""
        self._scroll(max(1, self.content_size.height - 1))

    def action_half_page_up(self) -> None:
        """Half a screen up."""
        self._scroll(-max(1, self.content_size.height // 2))

    def action_half_page_down(self) -> None:
        """Half a screen down."""
        self._scroll(max(1, self.content_size.height // 2))

    def action_first(self) -> None:
        """To the oldest line held."""
        self.go_to(-1)

    def action_last(self) -> None:
        """To the newest line, and follow."""
        self.move(lambda window, *_: window.follow())

    def action_toggle_follow(self) -> None:
        """Hold the view still, or follow again."""
        self.move(lambda window, *_: window.hold() if window.following else window.follow())

    def on_click(self, event: events.Click) -> None:
        """A click takes the cursor along, a double click opens."""
        offset = event.get_content_offset(self)
        if offset is None or offset.x >= self.content_size.width - 1 or not self.choose(offset.y):
            return
        if event.chain == 2:
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls."""
        event.stop()
        self._scroll(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls."""
        event.stop()
        self._scroll(-WHEEL_ROWS)
