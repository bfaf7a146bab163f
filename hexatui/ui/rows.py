"""A list of rows with stable keys: the cursor stays on its key, and only rows that changed are drawn."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip

from hexatui.ui.canvas import Line
from hexatui.ui.moving import MovingView
from hexatui.ui.palette import DEFAULT_LOOK, Look
from hexatui.ui.render.scrollbar import scrollbar

Key = TypeVar("Key", bound=Hashable)

MAX_KEPT_STRIPS = 1024
"""Drawn rows that are kept; several screens, so that scrolling back draws nothing anew."""


class RowList(MovingView, Generic[Key]):
    """Rows, one line each, of which one has the cursor.

    A subclass gives `set_keys` the order of all rows, and defines `row_version` and `draw_row` for a single one; both
    are asked for rows on the screen only. The last column holds the scrollbar.
    """

    def __init__(self, *, look: Look = DEFAULT_LOOK, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look=look, id=id, classes=classes)
        self._keys: Sequence[Key] = ()
        self._index_of: dict[Key, int] = {}
        self._cursor = 0
        self._top = 0
        self._is_moved = False
        self._drawn: dict[Key, tuple[Hashable, Strip]] = {}

    # What a list defines

    def row_version(self, key: Key) -> Hashable:
        """Everything that the row's look depends on, beside its width; equal versions look equal."""
        raise NotImplementedError

    def draw_row(self, key: Key, width: int) -> Line:
        """The row, in at most `width` cells."""
        raise NotImplementedError

    def draw_empty(self, width: int) -> Sequence[Line]:
        """What stands there while there are no rows: what to do about it, in words."""
        return ()

    def start(self, keys: Sequence[Key]) -> int:
        """Where the cursor stands until the person moves it, counted from 0."""
        return 0

    def cursor_moved(self, key: Key) -> None:
        """The cursor came to another key, by the person or since its key is gone."""

    def opened(self, key: Key) -> None:
        """Enter or a double click on a row."""

    @property
    def holds_cursor(self) -> bool:
        """Whether the row with the cursor stays in its place also in a view that stands at the very top."""
        return False

    @property
    def stays_on_top(self) -> bool:
        """Whether a view that stands at the very top stays there even when the row with the cursor leaves it."""
        return False

    @property
    def row_height(self) -> int:
        """How many rows there is room for."""
        return self.content_size.height

    # What a list, or its owner, calls

    @property
    def cursor(self) -> Key | None:
        """The key of the row with the cursor; None while there are no rows."""
        return self._keys[self._cursor] if self._keys else None

    @property
    def keys(self) -> Sequence[Key]:
        """The keys of all rows, in their order."""
        return self._keys

    def index_of(self, key: Key) -> int:
        """Where the row of this key is, counted from 0."""
        return self._index_of[key]

    def set_keys(self, keys: Sequence[Key]) -> None:
        """Take another order of rows. Cursor and view stay on their rows, or on the next that is left.

        A view at the very top stays there, so that what comes in above is seen, as long as the cursor stays in view
        or `stays_on_top`; but where `holds_cursor`, the row with the cursor stays where it is on the screen.
        """
        if keys == self._keys:
            return
        height = self.row_height
        was, before = self._keys, self.cursor
        in_view = self._top <= self._cursor < self._top + height and not (self._top == 0 and self.stays_on_top)
        anchor = self._cursor if in_view else self._top
        offset = anchor - self._top
        self._index_of = {key: index for index, key in enumerate(keys)}
        cursor = self._nearest(was, self._cursor) if self._is_moved else self.start(keys)
        if self._top > 0 or (in_view and self._is_moved and (self.holds_cursor or cursor >= height)):
            self._top = self._nearest(was, anchor) - offset
        self._keys, self._cursor = keys, cursor
        self._clamp(height)
        if in_view:
            self._reveal(height)
        if (after := self.cursor) is not None and after != before:
            self.cursor_moved(after)

    def watch_has_focus(self, has_focus: bool) -> None:
        """A key does something about the row with the cursor, so that is to be seen."""
        if has_focus:
            self._reveal(self.row_height)
        super().watch_has_focus(has_focus)

    def move_to(self, key: Key) -> bool:
        """Put the cursor on this key, and into view. False where there is no such row."""
        index = self._index_of.get(key)
        if index is not None:
            self._move(index)
        return index is not None

    def forget_drawn(self) -> None:
        """Drop what was kept of drawn rows, since they would look different now."""
        self._drawn.clear()

    # The picture

    def picture(self, width: int, height: int) -> Sequence[Strip]:
        """The rows in view, filled up with blank ones."""
        self._clamp(height)
        self.is_scrollbar_shown = len(self._keys) > height
        inner = max(1, width - 1)
        if not self._keys:
            lines = [Strip(line).crop_extend(0, width, None) for line in self.draw_empty(inner)]
            return (lines + [Strip.blank(width)] * height)[:height]
        bar = scrollbar(self._top, len(self._keys), height, self.look)
        cursor_style = self.look.palette.cursor if self.has_focus else self.look.palette.cursor_blurred
        strips = [
            self._strip(self._keys[index], width, cursor_style if index == self._cursor else None, mark)
            for index, mark in zip(range(self._top, min(self._top + height, len(self._keys))), bar, strict=False)
        ]
        blank = Strip.blank(width)
        return strips + [blank] * (height - len(strips))

    def _strip(self, key: Key, width: int, highlight: Style | None, bar: Segment) -> Strip:
        version = (self.row_version(key), width, highlight, bar)
        kept = self._drawn.get(key)
        if kept is not None and kept[0] == version:
            return kept[1]
        row = Strip(self.draw_row(key, width - 1)).crop_extend(0, width - 1, None)
        segments = Segment.apply_style(row, post_style=highlight) if highlight else row
        strip = Strip([*segments, bar], width)
        if len(self._drawn) >= MAX_KEPT_STRIPS:
            self._drawn.clear()
        self._drawn[key] = (version, strip)
        return strip

    # The cursor

    def _nearest(self, was: Sequence[Key], index: int) -> int:
        """Where a former row is now; for one that is gone, the first left below it, or else above."""
        for key in was[index:]:
            if key in self._index_of:
                return self._index_of[key]
        for key in reversed(was[:index]):
            if key in self._index_of:
                return self._index_of[key]
        return 0

    def _clamp(self, height: int) -> None:
        last = len(self._keys) - 1
        self._cursor = max(0, min(self._cursor, last))
        self._top = max(0, min(self._top, len(self._keys) - height))

    def _reveal(self, height: int) -> None:
        """Scroll as little as needed to have the cursor in view."""
        if height > 0:
            self._top = max(self._cursor - height + 1, min(self._top, self._cursor))

    def _move(self, index: int) -> None:
        if not self._keys:
            return
        before, self._is_moved = self._cursor, True
        self._cursor = max(0, min(index, len(self._keys) - 1))
        self._reveal(self.row_height)
        self.repaint()
        if self._cursor != before:
            self.cursor_moved(self._keys[self._cursor])

    def step(self, rows: int) -> None:
        """The cursor by rows, up when negative; the view follows it."""
        self._move(self._cursor + rows)

    def scroll_rows(self, rows: int) -> None:
        """The view by rows, and the cursor stays where it is."""
        self._scroll(self._top + rows)

    def _scroll(self, top: int) -> None:
        self._top = top
        self.repaint()

    def action_first(self) -> None:
        """To the first row."""
        self._move(0)

    def action_last(self) -> None:
        """To the last row."""
        self._move(len(self._keys) - 1)

    def action_open(self) -> None:
        """Open the row with the cursor."""
        if (key := self.cursor) is not None:
            self.opened(key)

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """A click takes the cursor along, a double click opens."""
        offset = event.get_content_offset(self)
        if offset is None or offset.x >= self.content_size.width - 1:
            return
        index = self._top + offset.y
        if index < len(self._keys):
            self._move(index)
            if event.chain == 2:
                self.opened(self._keys[index])

    def drag_to(self, share: float) -> None:
        """The scrollbar was pulled to this share of the way."""
        self._scroll(round(share * max(0, len(self._keys) - self.row_height)))
