"""What a person looks for in the lines of a log, and what finds it in many lines at once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice, repeat
from time import thread_time
from typing import Literal

from hexatui.state.log_expressions import BadExpression, compiled_expression, compiled_text, has_capital
from hexatui.state.log_pages import GROUP
from hexatui.state.log_straight import for_many

__all__ = ["BadExpression", "Case", "Matcher", "Query", "Wanted", "matcher"]

MAX_LENGTH = 1_000
"""The most characters of what is looked for."""

SPANS_WITHIN = 16_384
"""Characters of a line within which matches are marked."""

MAX_SPANS = 1_000
"""The most matches that are marked in a line."""

MARKING_STEPS = 262_144
"""Characters of a line within which matches are marked, times steps of the expression: each may cost at each place."""

MARKING_TIME = 0.004
"""Seconds of the processor's after which an expression marks no further match in a line: each may look through all of
the rest in vain."""

FEW = 8
"""Lines of a text that are found one by one in any case."""

_OFTEN = 4_096
"""Bytes a found line up to which finding the rest all at once is faster: that begins sooner, and goes on slower."""

_NEAR = 4_096
"""Bytes within which counting line breaks is faster than looking up where lines begin."""

Case = Literal["smart", "exact", "ignore"]

_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]|()]")


@dataclass(frozen=True, slots=True)
class Query:
    """What a person typed, and how it is meant."""

    text: str
    is_regex: bool = False
    case: Case = "smart"
    """Smart: exact as soon as there is a capital letter in it."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """Finds the lines that hold what a query looks for. Any thread may use it.

    Others run while RE2 searches; `re` keeps them waiting, for less than a millisecond a page as pages usually are.
    """

    query: Query
    _find: Callable[[bytes, int, int], tuple[int, int]] = field(repr=False, compare=False)
    """Where the first match in a text begins and ends, from one place to another; -1 where there is none."""
    _frequent: re.Pattern[bytes] | None = field(repr=False, compare=False)
    """What finds many lines at once, each from its first match to its end, as of `for_many`; None where Python's `re`
    may not."""
    _is_plain: bool = field(repr=False, compare=False)
    """Whether a match takes no more than its own characters to find."""
    _reach: int = field(repr=False, compare=False)
    """Characters of a line within which matches are marked."""

    def lines(self, text: bytes, starts: Sequence[int] = (0,)) -> list[int]:
        """The lines of a text in UTF-8 that match, counted from 0, ascending; `starts` as of `Joined`."""
        found, at, line = self._first(text, starts)
        if at:
            ends = self._ends(text, at)
            breaks = map(text.count, repeat(b"\n"), [at, *ends], ends)
            found += islice(accumulate(breaks, initial=line), 1, None)
        return found

    def lines_or_count(self, text: bytes, starts: Sequence[int] = (0,)) -> list[int] | int:
        """The lines that match, as of `lines`; or only how many, where they are many and soon told."""
        if self._frequent is None:
            return self.lines(text, starts)
        found, at, _ = self._first(text, starts)
        return len(found) + self._frequent.findall(text, at).count(b"") if at else found

    def _first(self, text: bytes, starts: Sequence[int]) -> tuple[list[int], int, int]:
        """Some lines, and the place and line after them; the place is 0 once these are all."""
        find, end = self._find, len(text)
        line = at = group = 0
        found: list[int] = []
        while len(found) < FEW or at >= len(found) * _OFTEN:
            start, stop = find(text, at, end)
            if start < 0:
                return found, 0, 0
            if start - at > _NEAR:
                nearest = bisect_right(starts, start, group) - 1
                if nearest > group:
                    group, line, at = nearest, nearest * GROUP, starts[nearest]
            line += text.count(b"\n", at, start)
            found.append(line)
            at = text.find(b"\n", stop) + 1
            line += 1
            if not at:
                break
        return found, at, line

    def _ends(self, text: bytes, at: int) -> list[int]:
        """Where the lines that match end, from one's beginning on."""
        if self._frequent:
            return [match.end() for match in self._frequent.finditer(text, at) if not match[1]]
        find, end = self._find, len(text)
        found: list[int] = []
        while True:
            start, stop = find(text, at, end)
            if start < 0:
                return found
            at = text.find(b"\n", stop)
            if at < 0:
                return [*found, end]
            found.append(at)
            at += 1

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where one line's raw text matches: characters `start` to `stop` (exclusive), ascending.

        Of a very long line only the beginning is looked at, and no more than `MAX_SPANS` are told; fewer of both where
        the expression takes its time, since who marks what is drawn waits for it.
        """
        head = text[: self._reach].encode("utf-8", "surrogatepass")
        end, is_cut, began = len(head), len(text) > self._reach, thread_time()
        found: list[tuple[int, int]] = []
        at = byte = character = 0
        while at <= end and len(found) < MAX_SPANS:
            start, stop = self._find(head, at, end)
            if start < 0 or (is_cut and stop == end):
                break
            if start < stop:
                character += _characters(head[byte:start])
                width = _characters(head[start:stop])
                found.append((character, character + width))
                character += width
                byte = stop
            at = max(stop, start + 1)
            if not self._is_plain and thread_time() - began > MARKING_TIME:
                break
        return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are wanted: those that meet all that is given."""

    matcher: Matcher | None = None
    inverted: bool = False
    """Whether the lines are wanted that the matcher does not find."""
    levels: frozenset[str] | None = None
    """debug, info, warning, error, critical: what a line was told to be, or else what its text states."""
    pods: frozenset[str] | None = None
    """Names of pods, as lines have them."""
    within: Wanted | None = None
    """What lines must meet besides: a filter in which something is looked for."""


def matcher(query: Query) -> Matcher:
    """What finds it.

    Raises:
        BadExpression: it is empty, too long or wrong, or needs what can't be done in linear time.
    """
    text = query.text
    if not text:
        raise BadExpression("there is nothing to look for")
    if len(text) > MAX_LENGTH:
        raise BadExpression(f"more than {MAX_LENGTH} characters can't be looked for")
    if "\n" in text:
        raise BadExpression("a line break can't be looked for: lines are searched one by one")
    is_plain = not (query.is_regex and _SPECIAL.search(text))
    capital = any(map(str.isupper, text)) if is_plain else has_capital(text)
    ignores_case = query.case == "ignore" or (query.case == "smart" and not capital)
    regexp = (compiled_text if is_plain else compiled_expression)(text, ignores_case=ignores_case)
    # The wrapper's own search makes two objects a match, and takes three times as long.
    match, anywhere = regexp.Match, regexp.Anchor.UNANCHORED

    def find(text: bytes, start: int, stop: int) -> tuple[int, int]:
        found: tuple[int, int] = match(anywhere, text, start, stop)[0]
        return found

    pattern = None
    if not ignores_case:
        # A plain text takes `re` linear time too.
        pattern = re.escape(text.encode()) + rb".*()" if is_plain else for_many(text)
    frequent = None if pattern is None else re.compile(pattern)
    reach = SPANS_WITHIN if is_plain else min(SPANS_WITHIN, MARKING_STEPS // max(1, regexp.ProgramSize()))
    return Matcher(query, find, frequent, is_plain, reach)


def _characters(part: bytes) -> int:
    return len(part) if part.isascii() else len(part.decode("utf-8", "surrogatepass"))
