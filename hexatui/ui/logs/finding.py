"""What a person looks for in the logs and what they have hidden: one search and one filter over all streams' tabs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from hexatui.ui.logs.lines import AllLines, FoundLines, Lines, RowsOf
from hexatui.ui.logs.searching import Job, Searching

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.log_findings import Findings
    from hexatui.state.log_protocol import Log, LogSnapshot
    from hexatui.state.log_query import Matcher, Query, Wanted
    from hexatui.state.log_search import Search
    from hexatui.ui.logs.shown import Shown

LEVELS: dict[str, frozenset[str]] = {
    "warning+": frozenset(("warning", "error", "critical")),
    "error+": frozenset(("error", "critical")),
}
"""The severities that can be asked for, mildest first, as the title calls them."""


@dataclass(frozen=True)
class Narrowing:
    """Which lines are shown."""

    query: Query | None = None
    inverted: bool = False
    """Whether the lines that the query finds are those that are hidden."""
    level: str = ""
    """A key of LEVELS; "" for all."""
    pod: str | None = None
    """The only pod that is shown; None for all."""

    def __bool__(self) -> bool:
        return self != Narrowing()

    def __str__(self) -> str:
        """What of it fits into a title: "error+ !health pod api-x"."""
        text = ("!" if self.inverted else "") + self.query.text if self.query else ""
        return " ".join(part for part in (self.level, text, f"pod {self.pod}" if self.pod else "") if part)

    def next_level(self) -> Narrowing:
        """The same with the next level, and after the last with all of them."""
        levels = ["", *LEVELS]
        return replace(self, level=levels[(levels.index(self.level) + 1) % len(levels)])


@dataclass
class _Looked:
    """A stream that was looked through, and for what."""

    buffer: Log
    searches: dict[Wanted, Search]


class LogFinding:
    """Keeps the searches of each stream that was looked at, and has those of the shown one go on."""

    def __init__(self) -> None:
        self.query: Query | None = None
        self.narrowing = Narrowing()
        self.matcher: Matcher | None = None
        """Finds the query in a text; None while nothing is looked for."""
        self.filter: Wanted | None = None
        """Which lines are shown; None for all."""
        self._gaps: Wanted | None = None
        self._hits: Wanted | None = None
        self._errors: Wanted | None = None
        self._streams: dict[LogSource, _Looked] = {}
        self._attended: _Looked | None = None
        self._wanted: tuple[Wanted, ...] = ()
        self._extent = (0, 0)
        self._searching = Searching()

    def find(self, query: Query | None) -> None:
        """Look for something else, or for nothing.

        Raises:
            BadExpression: why it can't be looked for; what was looked for before still is.
        """
        from hexatui.state.log_query import Wanted, matcher

        self.matcher = matcher(query) if query else None
        self.query = query
        self._hits = Wanted(self.matcher, within=self.filter) if query else None

    def narrow(self, narrowing: Narrowing) -> None:
        """Show other lines, or all.

        Raises:
            BadExpression: why it can't be; what was shown before still is.
        """
        from hexatui.state.log_query import Wanted, matcher

        found = matcher(narrowing.query) if narrowing.query else None
        pods = None if narrowing.pod is None else frozenset((narrowing.pod,))
        wanted = Wanted(found, narrowing.inverted, LEVELS.get(narrowing.level), pods)
        self.filter = wanted if narrowing else None
        self.narrowing = narrowing
        self.find_gaps(wanted=False)
        self.find(self.query)
        self.find_errors(self._errors is not None)

    def find_errors(self, wanted: bool = True) -> None:
        """Look for errors and worse from now on, beside what else is looked for; or don't any more."""
        from hexatui.state.log_query import Wanted

        self._errors = Wanted(levels=LEVELS["error+"], within=self.filter) if wanted else None

    def find_gaps(self, wanted: bool = True) -> None:
        """Look for the markers of gaps from now on; or no more than a filter needs them."""
        from hexatui.state.log_query import Wanted

        # Of no pod: what is left are the markers.
        self._gaps = Wanted(pods=frozenset()) if wanted or self.narrowing else None

    @property
    def is_busy(self) -> bool:
        """Whether something was not looked at yet."""
        return self._searching.is_busy

    @property
    def is_running(self) -> bool:
        """Whether there is a thread that searches."""
        return self._searching.is_running

    def stop(self) -> None:
        """Look for nothing any more."""
        self._attended, self._wanted = None, ()
        self._searching.want(())

    def attend(self, stream: Shown | None, reading: Callable[[], AbstractContextManager[object]]) -> None:
        """Look through this stream from now on, also through what has come since; to be called with state held.

        Args:
            stream: the one that is shown, if there is one.
            reading: takes hold of state, in the searching thread.
        """
        wanted = tuple(each for each in (self.filter, self._gaps, self._hits, self._errors) if each)
        if stream is None or not wanted:
            if self._attended:
                self.stop()
            return
        looked = self._streams.get(stream.source)
        if looked is None or looked.buffer is not stream.buffer:
            looked = self._streams[stream.source] = _Looked(stream.buffer, {})
        if looked is not self._attended or wanted != self._wanted:
            self._attended, self._wanted = looked, wanted
            looked.searches = {each: looked.searches.get(each) or self._search(each) for each in wanted}
            snapshot = partial(_snapshot, stream.buffer, reading)
            self._searching.want([Job(search, snapshot) for search in looked.searches.values()])
        elif (stream.buffer.first, stream.buffer.end) != self._extent:
            self._searching.nudge()
        self._extent = stream.buffer.first, stream.buffer.end

    def _search(self, wanted: Wanted) -> Search:
        from hexatui.state.log_search import Search

        return Search(wanted, keeps_gaps=wanted == self._gaps)

    def forget(self, source: LogSource) -> None:
        """Let go of what was found in a stream that was closed."""
        self._streams.pop(source, None)

    # What was found in the stream that is attended to

    def _found(self, wanted: Wanted | None) -> Findings | None:
        search = self._attended.searches.get(wanted) if self._attended and wanted else None
        return search.findings if search else None

    @property
    def hits(self) -> Findings | None:
        """The lines in which the query is found, of those that are shown; None while nothing is looked for."""
        return self._found(self._hits)

    @property
    def errors(self) -> Findings | None:
        """The lines that are shown and tell of an error or worse; None before the first look for one."""
        return self._found(self._errors)

    @property
    def gaps(self) -> Findings | None:
        """The markers of gaps; None while nobody needs them."""
        return self._found(self._gaps)

    @property
    def shown(self) -> Findings | None:
        """The lines that the filter lets through; None while all are."""
        return self._found(self.filter)

    def lines(self, buffer: Log, rows: RowsOf) -> Lines:
        """What can be gone through; dropped lines leave one line for all."""
        shown, gaps, is_dropped = self.shown, self.gaps, buffer.dropped > 0
        if shown is None or gaps is None:
            return AllLines(buffer.first - is_dropped, buffer.end, rows)
        return FoundLines(shown, gaps, buffer.first, is_dropped, rows)


def _snapshot(buffer: Log, reading: Callable[[], AbstractContextManager[object]]) -> LogSnapshot:
    with reading():
        return buffer.snapshot()
