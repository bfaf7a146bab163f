"""One log line in full, read row by row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from textual.strip import Strip

from hexatui.ui.logs.lines import AllLines
from hexatui.ui.logs.window import LogWindow
from hexatui.ui.moving import MovingView
from hexatui.ui.palette import DEFAULT_LOOK, Look
from hexatui.ui.render.line_detail import Part, draw_part, rows_guessed
from hexatui.ui.render.scrollbar import scrollbar

MAX_KEPT_PARTS = 128
"""Parts whose drawn rows are kept."""

SMALL = 20_000
"""Characters up to which all parts are drawn, so that the scrollbar is exact; of more their rows are guessed."""


class LineDetail(MovingView):
    """Parts, one below the other, of which only those in view are drawn."""

    def __init__(self, *, look: Look = DEFAULT_LOOK, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look=look, id=id, classes=classes)
        self._parts: Sequence[Part] = ()
        self._window = LogWindow(following=False)
        self._drawn: dict[int, list[Strip]] = {}
        self._above: list[int] = []
        self._width = 0

    def show(self, parts: Sequence[Part], *, anew: bool) -> None:
        """Show these parts, from the beginning if it is another line that is shown."""
        if anew:
            self._window = LogWindow(following=False)
        if parts != self._parts or anew:
            self._parts = parts
            self.forget_drawn()
            self.repaint()

    def forget_drawn(self) -> None:
        """Draw the parts anew."""
        self._drawn.clear()
        self._above.clear()

    @property
    def text_width(self) -> int:
        """Cells of a row, beside the scrollbar."""
        return max(1, self.content_size.width - 1)

    def picture(self, width: int, height: int) -> Sequence[Strip]:
        """The rows in view."""
        inner = max(1, width - 1)
        if inner != self._width:
            self._width = inner
            self.forget_drawn()
        rows = self._window.place(self._lines(), height)
        strips = [self._rows(row.line)[row.row] for row in rows]
        strips += [Strip.blank(inner)] * (height - len(strips))
        above = self._rows_above()
        top = above[rows[0].line] + rows[0].row if rows else 0
        self.is_scrollbar_shown = above[-1] > height
        bar = scrollbar(above[-1] - height if self._window.following else top, above[-1], height, self.look)
        return [
            Strip([*row, mark], inner + 1).crop_extend(0, width, None) for row, mark in zip(strips, bar, strict=True)
        ]

    def _lines(self) -> AllLines:
        return AllLines(0, len(self._parts), lambda part: len(self._rows(part)))

    def _rows(self, index: int) -> list[Strip]:
        kept = self._drawn.get(index)
        if kept is None:
            if len(self._drawn) >= MAX_KEPT_PARTS:
                self._drawn.clear()
            lines = draw_part(self._parts[index], self._width, self.look)
            kept = self._drawn[index] = [Strip(line).crop_extend(0, self._width, None) for line in lines]
        return kept

    def _rows_above(self) -> list[int]:
        """How many rows are above each part, and in all."""
        if not self._above:
            is_small = sum(len(part.text) for part in self._parts) <= SMALL
            heights = (
                len(self._rows(index)) if is_small else rows_guessed(part, self._width)
                for index, part in enumerate(self._parts)
            )
            self._above = [0, *accumulate(heights)]
        return self._above

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to open within a line."""
        return action != "open"

    # Moving

    def scroll_rows(self, rows: int) -> None:
        """Scroll the text, up when negative."""
        self._window.scroll(rows, self._lines(), self.content_size.height)
        self.repaint()

    def drag_to(self, share: float) -> None:
        """The scrollbar was pulled to this share of the way."""
        above, height = self._rows_above(), self.content_size.height
        row = round(share * max(0, above[-1] - height))
        part = max(0, min(bisect_right(above, row), len(self._parts)) - 1)
        if share < 1:
            self._window.jump(part, self._lines(), height)
            self._window.scroll(row - above[part], self._lines(), height)
        else:
            self._window.follow()
        self.repaint()

    def action_first(self) -> None:
        """To the beginning."""
        self._window = LogWindow(following=False)
        self.repaint()

    def action_last(self) -> None:
        """To the end."""
        self._window.follow()
        self.repaint()
