"""A search through the lines of one log: step by step, newest first, and then what is new. Pure: no thread, no lock."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import compress
from typing import TYPE_CHECKING
from weakref import ref

from hexatui.log_levels import hint, stated_level, told_level
from hexatui.state.log_findings import Findings, Later
from hexatui.state.log_pages import Page
from hexatui.state.log_query import Matcher, Query, Wanted, matcher

if TYPE_CHECKING:
    from hexatui.state.log_protocol import LogSnapshot
    from hexatui.state.logs import Label


class Search:
    """Finds the wanted lines of a log that grows at its end and is dropped from its beginning.

    Args:
        wanted: what lines.
        keeps_gaps: whether the marker lines of gaps are found too, as a view that leaves out lines must show them;
            else none is.

    """

    def __init__(self, wanted: Wanted, *, keeps_gaps: bool = False) -> None:
        self.findings = Findings()
        self._wanted = wanted
        self._keeps_gaps = keeps_gaps
        self._within = Search(wanted.within) if wanted.within else None
        self._hint = matcher(Query(hint(wanted.levels), is_regex=True, case="ignore")) if wanted.levels else None
        self._low = self._high = -1
        """The lines searched: from one number to another (exclusive); none before the first step."""

    def step(self, snapshot: LogSnapshot) -> bool:
        """Search what is new, a page of it at most, and a page of what is older; whether anything is left."""
        findings = self.findings
        findings.prune(snapshot.first)
        if self._high < snapshot.first:
            self._low = self._high = snapshot.pages[-1].first
        self._low = max(self._low, snapshot.first)
        if self._high < snapshot.end:
            page = snapshot.page_at(self._high)
            findings.add_newer(page.first, self._told(page, self._high - page.first, snapshot.labels))
            self._high = page.first + len(page)
        if self._low > snapshot.first:
            page = snapshot.page_at(self._low - 1)
            findings.add_older(page.first, self._told(page, 0, snapshot.labels))
            self._low = page.first
        findings.since = self._low
        findings.complete = self._low <= snapshot.first and self._high >= snapshot.end
        return not findings.complete

    def _told(self, page: Page, start: int, labels: Sequence[Label]) -> Sequence[int]:
        """Which of a page's own lines from `start` on are wanted, ascending, though it may be worked out later."""
        if start or page.texts is not None or page.gaps or self._wanted.within:
            return self._found(page, start, labels)
        if not all(self._verdicts(page, start, labels).values()):
            return self._found(page, start, labels)
        return self._matching_all(page)

    def _found(self, page: Page, start: int, labels: Sequence[Label]) -> Sequence[int]:
        """Which of a page's own lines from `start` on are wanted, ascending."""
        ids = page.labels
        verdicts = self._verdicts(page, start, labels)
        found: Sequence[int] = ()
        if not verdicts or any(verdict is not False for verdict in verdicts.values()):
            found = self._matching(page, start)
        if not all(verdicts.values()):
            stating = self._stating_level(page, start) if None in verdicts.values() else ()
            found = [line for line in found if (told := verdicts[ids[line]]) or (told is None and line in stating)]
        if found and self._within:
            within = set(self._within._found(page, start, labels))
            found = [line for line in found if line in within]
        if page.gaps:
            found = [line for line in found if line not in page.gaps]
            if self._keeps_gaps:
                found = sorted([*found, *(line for line in page.gaps if line >= start)])
        return found

    def _matching(self, page: Page, start: int) -> Sequence[int]:
        """Which lines from `start` on the matcher lets through."""
        wanted, lines = self._wanted, range(start, len(page))
        if wanted.matcher is None:
            return lines
        found = _search(wanted.matcher, page, start)
        if not wanted.inverted:
            return found
        return _others(lines, found)

    def _matching_all(self, page: Page) -> Sequence[int]:
        """Which lines of a closed page the matcher lets through; where many, they are worked out once asked for."""
        wanted, lines = self._wanted, range(len(page))
        if wanted.matcher is None:
            return lines
        text, starts, breaks = page.joined()
        if breaks is not None:
            return self._matching(page, 0)
        found = wanted.matcher.lines_or_count(text, starts)
        if isinstance(found, int):
            count = len(lines) - found if wanted.inverted else found
            held = ref(page)

            def work_out() -> Sequence[int]:
                page = held()
                # A page that was dropped is before all that is searched: any of its lines will do.
                return lines[:count] if page is None else self._matching(page, 0)

            return Later(count, work_out)
        if not wanted.inverted:
            return found
        left_out = array("H", found)
        return Later(len(lines) - len(found), lambda: _others(lines, left_out))

    def _stating_level(self, page: Page, start: int) -> Collection[int]:
        """Which lines from `start` on state a wanted level in their text."""
        levels = self._wanted.levels
        if not levels or not self._hint:
            return ()
        texts = page.texts_between(0, len(page))
        return {line for line in _search(self._hint, page, start) if stated_level(texts[line]).level in levels}

    def _verdicts(self, page: Page, start: int, labels: Sequence[Label]) -> dict[int, bool | None]:
        """Of each label among a page's lines from `start` on, whether its lines are wanted; none if all are."""
        if self._wanted.levels is None and self._wanted.pods is None:
            return {}
        return {id: self._verdict(labels[id]) for id in set(page.labels[start:])}

    def _verdict(self, label: Label) -> bool | None:
        """Whether the lines of a label are wanted, as far as it tells; None where it is for their text to say."""
        wanted = self._wanted
        if wanted.pods is not None and label.pod not in wanted.pods:
            return False
        if wanted.levels is None:
            return True
        level = told_level(label.level)
        return level in wanted.levels if level else None


def _others(lines: range, found: Sequence[int]) -> Sequence[int]:
    """Those of these lines that were not found."""
    rest = bytearray(b"\1") * len(lines)
    for line in found:
        rest[line - lines.start] = 0
    return list(compress(lines, rest))


def _search(matcher: Matcher, page: Page, start: int) -> list[int]:
    """Which lines of a page from `start` on match, ascending."""
    text, starts, breaks = page.joined(start)
    lines = matcher.lines(text, starts)
    if breaks is not None:
        lines = list(dict.fromkeys(bisect_right(breaks, line) - 1 for line in lines))
    return [start + line for line in lines] if start else lines
