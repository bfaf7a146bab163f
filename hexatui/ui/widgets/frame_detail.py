"""One frame in full, read line by line."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.strip import Strip

from hexatui.frame_ring import HeldFrame
from hexatui.ui.inspection import FrameFacts
from hexatui.ui.moving import MovingView
from hexatui.ui.palette import DEFAULT_LOOK, Look
from hexatui.ui.render.frame_rows import detail_title, draw_frame
from hexatui.ui.render.scrollbar import scrollbar
from hexatui.ui.strip_view import TITLE_ROOM


class FrameDetail(MovingView):
    """The chosen frame, wrapped; it begins at the top with each frame."""

    def __init__(self, *, look: Look = DEFAULT_LOOK, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look=look, id=id, classes=classes)
        self.frame: HeldFrame | None = None
        """The frame that is shown."""
        self._facts: FrameFacts | None = None
        self._top = 0
        self._rows: list[Strip] = []
        self._drawn_for: tuple[object, ...] = ()

    def show(self, frame: HeldFrame | None, facts: FrameFacts | None) -> None:
        """Show this frame, or none."""
        if (frame, facts) == (self.frame, self._facts):
            return
        if frame is None or self.frame is None or frame.number != self.frame.number:
            self._top = 0
        self.frame, self._facts = frame, facts
        self.repaint()

    def repaint(self) -> None:
        """Title and text."""
        room = self.outer_size.width - TITLE_ROOM
        self.set_title(detail_title(self.frame, self._facts, self.look, room) if self.frame else Content("No frame"))
        self.paint()

    def forget_drawn(self) -> None:
        """Draw the frame anew."""
        self._drawn_for = ()

    def picture(self, width: int, height: int) -> Sequence[Strip]:
        """The rows in view."""
        wanted = (self.frame and self.frame.number, self._facts, width)
        if wanted != self._drawn_for:
            self._drawn_for = wanted
            lines = draw_frame(self.frame, self._facts, max(1, width - 1), self.look) if self.frame else []
            self._rows = [Strip(line).crop_extend(0, width - 1, None) for line in lines]
        total = len(self._rows)
        self._top = max(0, min(self._top, total - height))
        self.is_scrollbar_shown = total > height
        rows = self._rows[self._top : self._top + height]
        rows += [Strip.blank(width - 1)] * (height - len(rows))
        bar = scrollbar(self._top, total, height, self.look)
        return [Strip([*row, mark], width) for row, mark in zip(rows, bar, strict=True)]

    # Moving

    def _scroll(self, top: int) -> None:
        self._top = max(0, top)
        self.repaint()

    def scroll_rows(self, rows: int) -> None:
        """Scroll the frame, up when negative."""
        self._scroll(self._top + rows)

    def action_first(self) -> None:
        """To the beginning."""
        self._scroll(0)

    def action_last(self) -> None:
        """To the last row that is shown."""
        self._scroll(len(self._rows))

    def drag_to(self, share: float) -> None:
        """The scrollbar was pulled to this share of the way."""
        self._scroll(round(share * max(0, len(self._rows) - self.content_size.height)))
