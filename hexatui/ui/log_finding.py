"""What a person looks for in the logs and what they have hidden: one search and one filter over all streams' tabs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from hexatui.ui.log_lines import AllLines, FoundLines, Lines, RowsOf
from hexatui.ui.searching import Job, Searching

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.log_findings import Findings
    from hexatui.state.log_query import Matcher, Query, Wanted
    from hexatui.state.log_search import Search
    from hexatui.state.logs import LogBuffer, Snapshot
    from hexatui.state.streams import Stream

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
class _Searches:
    """What is looked for in one stream."""

    buffer: LogBuffer
    shown: Search | None
    gaps: Search | None
    hits: Search | None
    errors: Search | None
    jobs: list[Job]


class LogFinding:
    """Keeps the searches of each stream that was looked at, and has those of the shown one go on."""

    def __init__(self) -> None:
        self.query: Query | None = None
        self.narrowing = Narrowing()
        self.matcher: Matcher | None = None
        """Finds the query in a text; None while nothing is looked for."""
        self.filter: Wanted | None = None
        """Which lines are shown; None for all."""
        self._wants_errors = False
        self._streams: dict[LogSource, _Searches] = {}
        self._attended: _Searches | None = None
        self._end = 0
        self._searching = Searching()

    def find(self, query: Query | None) -> None:
        """Look for something else, or for nothing.

        Raises:
            BadExpression: why it can't be looked for; what was looked for before still is.
        """
        from hexatui.state.log_query import matcher

        self.matcher = matcher(query) if query else None
        self.query = query
        self._forget()

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
        self._forget()

    def find_errors(self) -> None:
        """Look for errors and worse from now on, beside what else is looked for."""
        if not self._wants_errors:
            self._wants_errors = True
            self._forget()

    def _forget(self) -> None:
        self._streams.clear()
        self.stop()

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
        self._attended = None
        self._searching.want(())

    def attend(self, stream: Stream | None, reading: Callable[[], AbstractContextManager[object]]) -> None:
        """Look through this stream from now on, also through what has come since; to be called with state held.

        Args:
            stream: the one that is shown, if there is one.
            reading: takes hold of state, in the searching thread.
        """
        searches = self._searches_of(stream, reading) if stream else None
        if searches is not self._attended:
            self._attended = searches
            self._searching.want(searches.jobs if searches else ())
        elif searches and searches.buffer.end != self._end:
            self._searching.nudge()
        self._end = searches.buffer.end if searches else 0

    def _searches_of(self, stream: Stream, reading: Callable[[], AbstractContextManager[object]]) -> _Searches | None:
        if self.matcher is None and self.filter is None and not self._wants_errors:
            return None
        known = self._streams.get(stream.source)
        if known is None or known.buffer is not stream.buffer:
            from hexatui.state.log_query import Wanted
            from hexatui.state.log_search import Search

            shown = Search(self.filter) if self.filter else None
            gaps = Search(Wanted(pods=frozenset()), keeps_gaps=True) if shown else None
            hits = Search(Wanted(self.matcher, within=self.filter)) if self.matcher else None
            errors = Search(replace(self.filter or Wanted(), levels=LEVELS["error+"])) if self._wants_errors else None
            snapshot = partial(_snapshot, stream.buffer, reading)
            jobs = [Job(search, snapshot) for search in (shown, gaps, hits, errors) if search]
            known = self._streams[stream.source] = _Searches(stream.buffer, shown, gaps, hits, errors, jobs)
        return known

    # What was found in the stream that is attended to

    @property
    def hits(self) -> Findings | None:
        """The lines in which the query is found, of those that are shown; None while nothing is looked for."""
        return self._attended.hits.findings if self._attended and self._attended.hits else None

    @property
    def errors(self) -> Findings | None:
        """The lines that are shown and tell of an error or worse; None before the first look for one."""
        return self._attended.errors.findings if self._attended and self._attended.errors else None

    @property
    def shown(self) -> Findings | None:
        """The lines that the filter lets through; None while all are."""
        return self._attended.shown.findings if self._attended and self._attended.shown else None

    def lines(self, buffer: LogBuffer, rows: RowsOf) -> Lines:
        """What can be gone through; dropped lines leave one line for all."""
        searches, is_dropped = self._attended, buffer.dropped > 0
        if searches is None or searches.shown is None or searches.gaps is None:
            return AllLines(buffer.first - is_dropped, buffer.end, rows)
        return FoundLines(searches.shown.findings, searches.gaps.findings, buffer.first, is_dropped, rows)


def _snapshot(buffer: LogBuffer, reading: Callable[[], AbstractContextManager[object]]) -> Snapshot:
    with reading():
        return buffer.snapshot()
