"""The list of what happened, the newest first."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from hexatui.text import clipped
from hexatui.ui.actions import bindings
from hexatui.ui.canvas import Line, span
from hexatui.ui.figures import count, plural
from hexatui.ui.render.timeline_rows import draw_moment
from hexatui.ui.widgets.narrowed_list import NarrowedList

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.state.timeline import Moment


MAX_SHOWN = 30
"""Characters of the filter's words that the title shows."""


class TimelineList(NarrowedList[int]):
    """A row a moment; its key is how many were told before it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("moments")]
    PLACEHOLDER = "kind, workspace, text"

    class Opened(Message):
        """A moment is to be shown in full."""

        def __init__(self, moment: Moment) -> None:
            super().__init__()
            self.moment = moment

    _fleet: Fleet | None = None
    _told = (-1, -1)
    _matching: Sequence[int] = ()
    _matched = 0
    """Moments told before were compared with the words."""

    def show(self, fleet: Fleet, now: float) -> None:
        """Bring the list up to date with state, whose lock is held."""
        self._fleet, timeline = fleet, fleet.timeline
        if (told := (timeline.total, timeline.revision)) != self._told:
            self._told = told
            self._choose(fleet)
        self.paint()

    def _choose(self, fleet: Fleet) -> None:
        timeline = fleet.timeline
        parts = ["What happened", plural(len(timeline.moments), "moment")]
        if self.typed:
            words = self.typed.casefold().split()
            told = range(timeline.total - 1, max(self._matched, timeline.dropped) - 1, -1)
            new = [key for key in told if self._says_all(words, fleet, timeline.moments[key - timeline.dropped])]
            self._matching = [*new, *(key for key in self._matching if key >= timeline.dropped)]
            self._matched = timeline.total
            self.set_keys(self._matching)
            parts.append(f"{count(len(self._matching))} shown: {clipped(self.typed, MAX_SHOWN)}")
        else:
            self.set_keys(range(timeline.total - 1, timeline.dropped - 1, -1))
        if timeline.dropped:
            parts.append(f"{count(timeline.dropped)} earlier ones dropped")
        self.set_title(Content("  ".join(parts)))

    def _says_all(self, words: Sequence[str], fleet: Fleet, moment: Moment) -> bool:
        workspace = fleet.workspaces.get(moment.workspace_id)
        said = (moment.kind, moment.severity, moment.workspace_id, workspace.name if workspace else "", moment.text)
        text = "\n".join(said).casefold()
        return all(word in text for word in words)

    def narrowed(self) -> None:
        """Choose the moments that the words leave."""
        self._matching, self._matched = (), 0
        if self._fleet is not None:
            with self._fleet.lock:
                self._choose(self._fleet)
                self.paint()

    def reading(self) -> AbstractContextManager[object]:
        """The fleet's lock."""
        return self._fleet.lock if self._fleet else nullcontext()

    def opened(self, key: int) -> None:
        """Ask for the moment in full."""
        if moment := self._moment(key):
            self.post_message(self.Opened(moment))

    def row_version(self, key: int) -> Hashable:
        """The moment itself, which never changes but for a clock that is set."""
        return self._moment(key)

    def draw_row(self, key: int, width: int) -> Line:
        """The row; blank for a moment that fell out since the last frame."""
        moment = self._moment(key)
        return draw_moment(moment, width, self.look) if moment else []

    def draw_empty(self, width: int) -> Sequence[Line]:
        """Nothing to tell yet."""
        if self.typed:
            return self.nothing_left("moments")
        return [[span("Nothing has happened since the program began.", self.look.palette.dim)]]

    def _moment(self, key: int) -> Moment | None:
        if self._fleet is None:
            return None
        timeline = self._fleet.timeline
        index = key - timeline.dropped
        return timeline.moments[index] if 0 <= index < len(timeline.moments) else None
