"""The list of frames: at its end and following it, or held still with everything that it shows."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from textual.message import Message

from hexatui.frame_ring import FrameRing, HeldFrame
from hexatui.ui.canvas import Line
from hexatui.ui.inspection import FrameFacts, FrameFilter, Inspection
from hexatui.ui.palette import DEFAULT_LOOK, Look
from hexatui.ui.render.frame_rows import FrameCounts, draw_frame_row, frames_title, no_frames
from hexatui.ui.rows import RowList
from hexatui.ui.strip_view import TITLE_ROOM


class FrameList(RowList[int]):
    """One row a frame, its key the frame's number; frames are read when they come into view.

    Holding the view takes the frames as they are, so that what a person reads doesn't fall out of the ring meanwhile.
    """

    class Opened(Message):
        """The frame with the cursor is to be read in full."""

    class Moved(Message):
        """The person put the cursor elsewhere."""

    def __init__(
        self, ring: FrameRing, *, look: Look = DEFAULT_LOOK, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(look=look, id=id, classes=classes)
        self.following = True
        self._ring = ring
        self._inspection = Inspection()
        self._inspection.ring = ring
        self._typed = ""
        self._faults = (0, 0)

    # What its owner calls

    def show(self, malformed: int, unknown: int) -> None:
        """Bring the list up to date with the ring; `malformed` and `unknown` frames since the program began."""
        self._faults = malformed, unknown
        self._inspection.refill()
        self._bring_up_to_date()

    def narrow(self, typed: str) -> None:
        """Show only what this filter lets through, "" for everything."""
        self._typed = typed.strip()
        self._inspection.filter = FrameFilter.parse(typed)
        self._inspection.refill()
        self._bring_up_to_date()

    def hold(self) -> None:
        """Keep the frames that are held now, and the cursor on its frame."""
        if self.following:
            self.following = False
            self.refresh_bindings()
            self._is_moved = True
            self._inspection.ring = self._ring.copy()
            self._bring_up_to_date()

    def follow(self) -> None:
        """Go to the newest frame, and stay there."""
        self.following = True
        self.refresh_bindings()
        self._is_moved = False
        self._inspection.ring = self._ring
        self._inspection.refill()
        # A cursor that is in view stays there when rows come in.
        self._top = max(0, len(self.keys) - self.content_size.height)
        self._cursor = max(0, len(self.keys) - 1)
        self._bring_up_to_date()

    @property
    def shown_ring(self) -> FrameRing:
        """The frames that the list is made of: the live ring, or what is held still."""
        return self._inspection.ring

    @property
    def filter(self) -> FrameFilter:
        """Which of them are shown."""
        return self._inspection.filter

    def chosen(self) -> tuple[HeldFrame, FrameFacts | None] | None:
        """The frame with the cursor and what it is."""
        frame = self._inspection.ring.get(self.cursor) if self.cursor is not None else None
        return (frame, self._inspection.facts(frame)) if frame else None

    def _bring_up_to_date(self) -> None:
        inspection = self._inspection
        numbers = inspection.numbers()
        self.set_keys(numbers)
        ring = inspection.ring
        counts = FrameCounts(
            held=len(ring),
            dropped=self._ring.dropped,
            malformed=self._faults[0],
            unknown=self._faults[1],
            shown=len(numbers) if inspection.filter else None,
            left_to_look_at=inspection.left_to_look_at,
            new=None if self.following else self._ring.end - ring.end,
        )
        self.set_title(frames_title(counts, self.look, self.outer_size.width - TITLE_ROOM))
        self.paint()

    # The rows

    def start(self, keys: Sequence[int]) -> int:
        """At the newest."""
        return len(keys) - 1

    def row_version(self, key: int) -> Hashable:
        """A frame never changes; but it may not have been read yet."""
        frame = self._inspection.ring.get(key)
        return None if frame is None else self._inspection.facts(frame) is not None

    def draw_row(self, key: int, width: int) -> Line:
        """The row; blank for a frame that was dropped since the last look."""
        frame = self._inspection.ring.get(key)
        return draw_frame_row(frame, self._inspection.facts(frame), width, self.look) if frame else []

    def draw_empty(self, width: int) -> Sequence[Line]:
        """Why there is nothing, and what could be typed."""
        return no_frames(self._inspection.ring, self._typed, self.look)

    # What a person does

    def opened(self, key: int) -> None:
        """Enter: read on in the frame itself."""
        self.hold()
        self.post_message(self.Opened())

    def cursor_moved(self, key: int) -> None:
        """The frame below is another one, at once if the person did it."""
        if not self.following:
            self.post_message(self.Moved())

    def action_last(self) -> None:
        """To the newest frame, and on with those that come."""
        self.follow()

    def _move(self, index: int) -> None:
        if index < len(self.keys) - 1:
            self.hold()
        if not self.following:
            self._inspection.refill()
            super()._move(index)

    def _scroll(self, top: int) -> None:
        if top < self._top:
            self.hold()
        self._inspection.refill()
        super()._scroll(top)
