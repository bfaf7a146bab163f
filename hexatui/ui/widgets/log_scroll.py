"""Moving through a log by keys and with the mouse: the base of the log pane."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from hexatui.ui.logs.lines import Lines
from hexatui.ui.logs.window import LogWindow
from hexatui.ui.moving import MovingView

Move = Callable[[LogWindow, Lines, int], object]
"""Moves a view of these lines, which is so many rows high."""


class LogScroll(MovingView):
    """A view of a log with a cursor line, which is hidden while the end is followed."""

    def move(self, how: Move) -> None:
        """Move the view, where there is one, and show it."""
        raise NotImplementedError

    def choose(self, y: int) -> bool:
        """Put the cursor on the line of that row. False where there is none."""
        raise NotImplementedError

    def go_to(self, number: int) -> None:
        """Put the cursor on the line of this number, and into view."""
        self.move(lambda window, lines, height: window.go_to(number, lines, height))

    def drag_to(self, share: float) -> None:
        """The scrollbar was pulled to this share of the way."""

        def jump(window: LogWindow, lines: Lines, height: int) -> None:
            if lines.total:
                window.jump(lines.at(round(share * max(0, lines.total - height))), lines, height)

        self.move(jump)

    def step(self, rows: int) -> None:
        """The cursor by one line: up holds the view, down from the last line follows the end."""
        self.move(lambda window, lines, height: window.step(rows, lines, height))

    def page(self, rows: int) -> None:
        """The view by a screen, and the cursor within it."""
        self.scroll_rows(rows)

    def scroll_rows(self, rows: int) -> None:
        """The view by rows, and the cursor within it."""
        self.move(lambda window, lines, height: window.scroll(rows, lines, height))

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
