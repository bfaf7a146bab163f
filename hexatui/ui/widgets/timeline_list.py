"""The list of what happened, the newest first."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from textual.content import Content

from hexatui.ui.canvas import Line, span
from hexatui.ui.figures import count, plural
from hexatui.ui.render.timeline_rows import draw_moment
from hexatui.ui.rows import RowList

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.state.timeline import Moment


class TimelineList(RowList[int]):
    """A row a moment; its key is how many were told before it."""

    _fleet: Fleet | None = None
    _told = (-1, -1)

    def show(self, fleet: Fleet, now: float) -> None:
        """Bring the list up to date with state, whose lock is held."""
        self._fleet, timeline = fleet, fleet.timeline
        if (told := (timeline.total, timeline.revision)) != self._told:
            self._told = told
            self.set_keys(range(timeline.total - 1, timeline.dropped - 1, -1))
            parts = ["What happened", plural(len(timeline.moments), "moment")]
            if timeline.dropped:
                parts.append(f"{count(timeline.dropped)} earlier ones dropped")
            self.set_title(Content("  ".join(parts)))
        self.paint()

    def reading(self) -> AbstractContextManager[object]:
        """The fleet's lock."""
        return self._fleet.lock if self._fleet else nullcontext()

    def row_version(self, key: int) -> Hashable:
        """The moment itself, which never changes but for a clock that is set."""
        return self._moment(key)

    def draw_row(self, key: int, width: int) -> Line:
        """The row; blank for a moment that fell out since the last frame."""
        moment = self._moment(key)
        return draw_moment(moment, width, self.look) if moment else []

    def draw_empty(self, width: int) -> Sequence[Line]:
        """Nothing to tell yet."""
        return [[span("Nothing has happened since the program began.", self.look.palette.dim)]]

    def _moment(self, key: int) -> Moment | None:
        if self._fleet is None:
            return None
        timeline = self._fleet.timeline
        index = key - timeline.dropped
        return timeline.moments[index] if 0 <= index < len(timeline.moments) else None
