"""The streams of a log pane, one of them shown; beside them all as one, where there are several. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from hexatui.protocol.names import LogSource
from hexatui.ui.logs.merging import ALL


class Tabs:
    """Which streams there are, and which is shown."""

    def __init__(self) -> None:
        self.sources: list[LogSource] = []
        self.active: LogSource | None = None
        """The one that is shown; None while there is none."""
        self._alone: LogSource | None = None
        """What was shown before all streams were shown as one."""

    @property
    def is_merged(self) -> bool:
        """Whether all streams are shown as one."""
        return self.active == ALL

    def take(self, streams: Iterable[LogSource]) -> set[LogSource] | None:
        """Take in which streams there are now: a new one is shown, unless all are as one.

        Returns:
            those that were closed; None where nothing has changed.
        """
        sources = [*streams]
        sources += [ALL] if len(sources) > 1 else []
        if sources == self.sources:
            return None
        new = [source for source in sources if source not in (*self.sources, ALL)]
        if new and not self.is_merged:
            self.active = new[-1]
        elif self.active not in sources:
            # The one that took its place, or the last; never all as one, which nobody asked for.
            place = self.sources.index(self.active) if self.active else 0
            left = [source for source in sources if source != ALL]
            self.active = left[min(place, len(left) - 1)] if left else None
        closed, self.sources = {*self.sources} - {*sources}, sources
        return closed

    def show(self, source: LogSource) -> bool:
        """Show a stream. False where there is none of this source."""
        if source not in self.sources:
            return False
        self.active = source
        return True

    def step(self, by: int) -> None:
        """Show the next one, or with -1 the one before; after the last comes the first."""
        if self.active:
            self.active = self.sources[(self.sources.index(self.active) + by) % len(self.sources)]

    def toggle_merged(self) -> bool:
        """Show all streams as one, or again the one that was shown before. False where there is only one."""
        if ALL not in self.sources:
            return False
        if self.is_merged:
            self.active = self._alone if self._alone in self.sources else self.sources[0]
        else:
            self._alone, self.active = self.active, ALL
        return True
