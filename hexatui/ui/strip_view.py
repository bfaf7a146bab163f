"""A pane that repaints nothing but what differs: the base of all lists of rows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Self

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual._context import NoActiveAppError
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from hexatui.ui.palette import DEFAULT_LOOK, Look

TITLE_ROOM = 6
"""Cells of a top border that a title can't have: corners, the border's ends, blanks."""


class StripView(Widget, can_focus=True):
    """A focusable widget on the line API that compares the picture it shows with the picture it should show.

    Textual sends a refreshed region whole, so each row's changed cells are a region of their own, a changed title or
    focus repaints the frame alone, and a call of `paint` without a visible change sends not one byte.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = "StripView { width: 1fr; height: 1fr; }"

    def __init__(self, *, look: Look = DEFAULT_LOOK, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._look = look
        self._shown: Sequence[Strip] = ()
        self._shown_size = Size(-1, -1)
        self._title: Content | None = None
        self._retitled: Region | None = None
        self._appearance: tuple[object, ...] = ()
        self._is_being_styled = False
        self._dragging = False
        self.is_scrollbar_shown = False
        """Whether the last column of the picture is a scrollbar that can be pulled."""

    # What a pane defines

    def picture(self, width: int, height: int) -> Sequence[Strip]:
        """What should be on the screen: `height` strips of exactly `width` cells. State is held meanwhile."""
        raise NotImplementedError

    def reading(self) -> AbstractContextManager[object]:
        """What has to be held while `picture` reads state, when it is not called from within `show`."""
        return nullcontext()

    def forget_drawn(self) -> None:
        """Drop what was kept of drawn rows, since they would look different now."""

    def drag_to(self, share: float) -> None:
        """The scrollbar was pulled to this share of the way, 0 to 1."""

    # What a pane calls

    @property
    def look(self) -> Look:
        """Palette and shapes; setting it draws everything anew."""
        return self._look

    @look.setter
    def look(self, look: Look) -> None:
        if look != self._look:
            self._look = look
            self.forget_drawn()
            self.repaint()

    def paint(self) -> None:
        """Bring the screen up to date; to be called with state held."""
        size = self.content_size
        if not self.is_mounted or not size:
            return
        before, self._shown = self._shown, self.picture(*size)
        if self._shown_size != size:
            self._shown_size = size
            self.refresh(size.region)
            return
        for y, (old, new) in enumerate(zip(before, self._shown, strict=True)):
            if old is not new and (cells := changed_cells(old, new)):
                self.refresh(Region(cells[0], y, cells[1] - cells[0], 1))

    def repaint(self) -> None:
        """Bring the screen up to date after a key or a click: takes hold of state itself."""
        with self.reading():
            self.paint()

    def set_title(self, title: Content) -> None:
        """Write the title into the border; its text is literal."""
        if title != self._title:
            self._retitled = self._title_cells(title)
            self._title = title
            self.border_title = title
            self._retitled = None

    # What Textual calls

    def render_line(self, y: int) -> Strip:
        """One line, as Textual's line API asks for it."""
        size = self.content_size
        if self._shown_size != size:
            with self.reading():
                self._shown = self.picture(*size)
            self._shown_size = size
        style = self.visual_style.rich_style
        return self._shown[y].apply_style(style) if y < len(self._shown) else Strip.blank(size.width, style)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """As in Textual, but a refresh of everything repaints the frame alone while colours are what they were."""
        if regions or not repaint or layout or recompose or not self.is_mounted:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        if self._is_being_styled:  # Each rule that changes asks for it.
            return self
        appearance = (
            self.visual_style, self.background_colors, self.opacity, self.styles.tint, self.styles.text_opacity,
            self.outer_size, self.styles.gutter,
        )  # fmt: skip
        if appearance != self._appearance:
            self._appearance = appearance
            return super().refresh()
        frame = [self._retitled] if self._retitled else self._frame()
        return super().refresh(*frame) if frame else self

    def update_node_styles(self, animate: bool = True) -> None:
        """Style this pane anew, at once and by itself.

        Textual would also style all that is in it. No rule has that depend on the pane's state, nor changes with that
        state what it inherits.
        """
        self._is_being_styled = True
        try:
            self.app.stylesheet.update_nodes([self])
        except NoActiveAppError:
            return
        finally:
            self._is_being_styled = False
        self.refresh()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Draw the cursor as it looks with or without the focus."""
        super().watch_has_focus(has_focus)
        self.repaint()

    def on_resize(self, event: events.Resize) -> None:
        """The width decides what is said, too; and a pane that was hidden was not painted meanwhile."""
        self.repaint()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The scrollbar is taken hold of."""
        offset = event.get_content_offset(self)
        if self.is_scrollbar_shown and offset is not None and offset.x == self.content_size.width - 1:
            self._dragging = True
            self.capture_mouse()
            self._drag(offset.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The scrollbar is pulled."""
        if self._dragging:
            self._drag(event.y - self.styles.gutter.top)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The scrollbar is let go."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def _drag(self, y: int) -> None:
        self.drag_to(min(max(y / max(1, self.content_size.height - 1), 0.0), 1.0))

    def _title_cells(self, title: Content) -> Region:
        """Where the top border changes with the title: from the first character that does, to its end."""
        top = self._frame()[0] if self.styles.gutter.top else Region(0, 0, 1, 1)
        before = self._title or Content("")
        longest = max(before.cell_length, title.cell_length)
        if before.spans != title.spans or longest > top.width - TITLE_ROOM:
            return Region(top.x, top.y, top.width, 1)
        same = cell_len(title.plain[: _common_characters(before.plain, title.plain)])
        return Region(top.x + same, top.y, longest + TITLE_ROOM - same, 1)

    def _frame(self) -> list[Region]:
        """The border's sides, the top one first, measured from the content."""
        width, height = self.content_size
        top, right, bottom, left = self.styles.gutter
        sides = (
            Region(-left, -top, left + width + right, top),
            Region(-left, height, left + width + right, bottom),
            Region(-left, 0, left, height),
            Region(width, 0, right, height),
        )
        return [side for side in sides if side]


def changed_cells(before: Strip, after: Strip) -> tuple[int, int] | None:
    """The cells from the first to behind the last that differ, or None where none does."""
    old, new = list(before.simplify()), list(after.simplify())
    if old == new:
        return None
    width = after.cell_length
    if before.cell_length != width:
        return 0, max(before.cell_length, width)
    start = _common_cells(old, new, 1)
    end = width - _common_cells(old[::-1], new[::-1], -1)
    return (start, end) if start < end else (0, width)


def _common_cells(old: list[Segment], new: list[Segment], direction: int) -> int:
    """How many cells two lines share at the beginning; segments and, with direction -1, their text run backwards."""
    cells = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            if one.style == other.style and one.text.isascii() and other.text.isascii():
                cells += _common_characters(one.text[::direction], other.text[::direction])
            break
        cells += one.cell_length
    return cells


def _common_characters(one: str, other: str) -> int:
    for index, (character, counterpart) in enumerate(zip(one, other, strict=False)):
        if character != counterpart:
            return index
    return min(len(one), len(other))
