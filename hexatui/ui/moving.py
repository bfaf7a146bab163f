"""What the keys for moving and the wheel do, in one place for all that can be moved through."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType

from hexatui.ui.actions import bindings
from hexatui.ui.strip_view import StripView

WHEEL_ROWS = 3
"""Rows that one notch of the wheel scrolls."""


class MovingView(StripView):
    """A pane that is moved through by rows; what moves is its own matter: a cursor, the view, or both."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("rows")]

    def step(self, rows: int) -> None:
        """Go by single rows, up when negative."""
        self.scroll_rows(rows)

    def page(self, rows: int) -> None:
        """Go by a screen or half of one, up when negative."""
        self.step(rows)

    def scroll_rows(self, rows: int) -> None:
        """Scroll the view, up when negative."""
        raise NotImplementedError

    def action_first(self) -> None:
        """To the beginning."""
        raise NotImplementedError

    def action_last(self) -> None:
        """To the end."""
        raise NotImplementedError

    def action_open(self) -> None:
        """Open what the cursor is on; by itself, nothing lies within a row."""

    def action_up(self) -> None:
        """One row up."""
        self.step(-1)

    def action_down(self) -> None:
        """One row down."""
        self.step(1)

    def action_page_up(self) -> None:
        """One screen up."""
        self.page(-max(1, self.content_size.height - 1))

    def action_page_down(self) -> None:
        """One screen down."""
        self.page(max(1, self.content_size.height - 1))

    def action_half_page_up(self) -> None:
        """Half a screen up."""
        self.page(-max(1, self.content_size.height // 2))

    def action_half_page_down(self) -> None:
        """Half a screen down."""
        self.page(max(1, self.content_size.height // 2))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls the view."""
        event.stop()
        self.scroll_rows(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls the view."""
        event.stop()
        self.scroll_rows(-WHEEL_ROWS)
