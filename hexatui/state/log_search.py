"""A search through the lines of one log: step by step, newest first, and then what is new. Pure: no thread, no lock."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import compress

from hexatui.log_levels import hint, stated_level, told_level
from hexatui.state.log_findings import Findings
from hexatui.state.log_pages import Page
from hexatui.state.log_query import Matcher, Query, Wanted, matcher
from hexatui.state.logs import Label, Snapshot


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
        self._stating = _stating(wanted.levels) if wanted.levels else None
        self._low = self._high = -1
        """The lines searched: from one number to another (exclusive); none before the first step."""

    def step(self, snapshot: Snapshot) -> bool:
        """Search what is new, a page of it at most, and a page of what is older; whether anything is left."""
        findings = self.findings
        findings.prune(snapshot.first)
        if self._high < snapshot.first:
            self._low = self._high = snapshot.pages[-1].first
        self._low = max(self._low, snapshot.first)
        if self._high < snapshot.end:
            page = snapshot.page_at(self._high)
            findings.add_newer(page.first, self._found(page, self._high - page.first, snapshot.labels))
            self._high = page.first + len(page)
        if self._low > snapshot.first:
            page = snapshot.page_at(self._low - 1)
            findings.add_older(page.first, self._found(page, 0, snapshot.labels))
            self._low = page.first
        findings.complete = self._low <= snapshot.first and self._high >= snapshot.end
        return not findings.complete

    def _found(self, page: Page, start: int, labels: Sequence[Label]) -> list[int]:
        """Which of a page's own lines from `start` on are wanted, ascending."""
        ids = page.labels[start:]
        verdicts = {id: self._verdict(labels[id]) for id in set(ids)}
        found: Sequence[int] = ()
        if any(verdict is not False for verdict in verdicts.values()):
            text, breaks = page.text_from(start) if self._reads_text(verdicts.values()) else (b"", None)
            found = range(len(ids))
            if self._wanted.matcher:
                found = _in_texts(self._wanted.matcher.lines(text), breaks)
                if self._wanted.inverted:
                    found = _others(found, len(ids))
            if not all(verdicts.values()):
                stating = self._lines_stating(page, start, text, breaks) if None in verdicts.values() else ()
                found = [at for at in found if verdicts[ids[at]] or (verdicts[ids[at]] is None and at in stating)]
        lines = [start + at for at in found]
        if page.gaps:
            lines = [line for line in lines if line not in page.gaps]
            if self._keeps_gaps:
                lines = sorted([*lines, *(line for line in page.gaps if line >= start)])
        return lines

    def _reads_text(self, verdicts: Collection[bool | None]) -> bool:
        return self._wanted.matcher is not None or None in verdicts

    def _verdict(self, label: Label) -> bool | None:
        """Whether the lines of a label are wanted, as far as it tells; None where it is for their text to say."""
        wanted = self._wanted
        if wanted.pods is not None and label.pod not in wanted.pods:
            return False
        if wanted.levels is None:
            return True
        level = told_level(label.level)
        return level in wanted.levels if level else None

    def _lines_stating(self, page: Page, start: int, text: bytes, breaks: Sequence[int] | None) -> Collection[int]:
        """Which lines state a wanted level in their text."""
        if not self._stating:
            return ()
        hints = _in_texts(self._stating.lines(text), breaks)
        texts = page.texts_between(start, len(page))
        return {at for at in hints if stated_level(texts[at]).level in (self._wanted.levels or ())}


def _stating(levels: frozenset[str]) -> Matcher:
    """What finds all lines that may state one of these levels."""
    return matcher(Query(hint(levels), is_regex=True, case="ignore"))


def _in_texts(lines: list[int], breaks: Sequence[int] | None) -> list[int]:
    """The texts that these lines belong to, where a text may have several; ascending."""
    if breaks is None:
        return lines
    return list(dict.fromkeys(bisect_right(breaks, line) - 1 for line in lines))


def _others(found: Sequence[int], count: int) -> list[int]:
    """Of so many, those that were not found."""
    rest = bytearray(b"\1") * count
    for at in found:
        rest[at] = 0
    return list(compress(range(count), rest))
