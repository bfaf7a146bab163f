"""Expressions that take Python's `re` linear time, too: it is faster than RE2 where matches are many.

Others would keep it busy for ever.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations
from typing import NamedTuple

_PART = re.compile(
    r"""(?P<anything> \.[*+] )\??
    |   (?P<edge> \\b | \$\Z )
    |   \( (?:\?:)? (?P<words> [\w !"#%&',/:;<=>@`~-]+ (?: \| [\w !"#%&',/:;<=>@`~-]+ )+ ) \)
    |   (?P<bracket> \( (?:\?:)? | \) )
    |   (?P<set> \.
            | \\[dsw!-/:-@[-`{-~] | \[ (?: [A-Za-z0-9] (?:-[A-Za-z0-9])? | [_ ,:/=] )+ \] | [\w !"#%&',/:;<=>@`~-] )
        (?P<times> [?*+] | \{[1-9][0-9]?(?:,[0-9]{1,2})?\} | )
    |   (?P<others> \\[DSW] | \[\^ (?: [A-Za-z0-9] (?:-[A-Za-z0-9])? | [_ ,:/=] )+ \] ) (?P<often> [*+] )""",
    re.VERBOSE | re.ASCII,
)
"""Anything between two runs; an edge of a word, or the line's end; one of several words; a bracket around what is
neither repeated nor one of several; a character, or one of a few, and how often; or characters but a few. `re` reads it
in bytes as RE2 does, but for `_AS_RE2`."""

_AS_RE2 = {
    r"\s": r"[\t\f\r ]",
    r"\S": r"[^\t\n\f\r ]",
    r"\D": r"[^\n\d]",
    r"\W": r"[^\n\w]",
    ".": r"(?:[^\n\x80-\xbf][\x80-\xbf]*+)",
    "$": "(?!.)",
}
"""Where `re` would read something else."""

_OPTIONAL = "?", "*"

_MORE = re.compile(r"\+|,\d+")
"""What says that it may be more times than it must."""

_FEW_TIMES = re.compile(r"(\{[1-9]\})?")

_ASCII = "".join(map(chr, range(128)))
"""What tells parts from one another; the other characters are in all sets of what is not named, as an "!" is."""

_MAX_COST = 32
"""Of an expression for `re`: at each place of a text any number of its parts may be tried."""

_COST_OF_ANY = 8
"""What any character costs, which may be of several bytes, while one of a few costs 1."""

_COST_OF_OPTIONAL = 4
"""What a part costs that may be left out: it is tried at each place at which another that is repeated may end."""


class _Part(NamedTuple):
    """One part of a run."""

    one: str
    """A character, a set, or words with | between them, as `re` writes it; or an edge."""
    times: str = ""
    """How often, as it is written."""
    is_edge: bool = False
    words: tuple[str, ...] = ()
    characters: frozenset[str] = frozenset()
    """What may stand there."""

    @property
    def cost(self) -> int:
        """What it takes at most to try it once."""
        if self.times in _OPTIONAL:
            return _COST_OF_OPTIONAL
        once = sum(map(len, self.words)) or (_COST_OF_ANY if self.one == _AS_RE2["."] else 1)
        return once * (int(self.times[1]) if self.times and self.is_told else 1)

    @property
    def is_told(self) -> bool:
        """Whether it is as good as written out as often as it stands there."""
        return bool(_FEW_TIMES.fullmatch(self.times))


def for_many(expression: str) -> bytes | None:
    """An expression for `re` that goes from the first match in a line to the line's end; its group is empty then.

    Where it goes to the end of a line that doesn't match, the group holds a character. None where linear time isn't
    plain to see.

    Args:
        expression: one that RE2 takes.

    """
    runs, between, at = [list[_Part]()], list[str](), 0
    while at < len(expression):
        found = _PART.match(expression, at)
        if found is None:
            return None
        at = found.end()
        if found["anything"]:
            runs.append([])
            between.append(found["anything"])
        elif not found["bracket"]:
            runs[-1].append(_part(found))
    runs = [*map(_trimmed, runs)]
    if sum(part.cost for run in runs for part in run) > _MAX_COST:
        return None
    if not all(map(_is_straight, runs)) or not all(map(_has_one_end, runs[:-1])):
        return None
    first, *others = map(_written, runs)
    if not others:
        return f"{first}.*()".encode()
    # What begins first ends first: no other need be tried. Of the last, any will do.
    *middle, last = zip(between, others, strict=True)
    after = "".join(f"(?>{anything}?{run})" for anything, run in middle) + "".join(last)
    return f"{first}(?:{after}.*|(?<=(.)).*)".encode()


def _part(found: re.Match[str]) -> _Part:
    if found["words"]:
        words = tuple(found["words"].split("|"))
        return _Part(f"(?:{found['words']})", words=words, characters=frozenset(found["words"]))
    one = found["set"] or found["others"] or found["edge"]
    as_re2 = _AS_RE2.get(one, one.replace("[^", r"[^\n", 1))
    if found["edge"]:
        return _Part(as_re2, is_edge=True)
    characters = frozenset(re.findall(one, _ASCII))
    return _Part(as_re2, found["times"] or found["often"] or "", characters=characters)


def _trimmed(run: list[_Part]) -> list[_Part]:
    """A run without what it may end without, found in the same lines."""
    while run and run[-1].times in _OPTIONAL:
        run = run[:-1]
    if not run:
        return run
    last = run[-1]._replace(times=_MORE.sub("", run[-1].times))
    if not last.times and last.one.startswith("[^"):
        # Of several bytes, as `re` doesn't know.
        last = last._replace(one=rf"(?:{last.one[:-1]}\x80-\xbf][\x80-\xbf]*+)")
    return [*run[:-1], last]


def _is_straight(run: Sequence[_Part]) -> bool:
    """Whether linear time is plain to see.

    What may stand any number of times, but for a few times that are told, shares no character with what may stand
    beside it. So there is one way to match up to its end, nothing is tried again, and matches that begin in different
    places go through different characters. The first character stands for itself, for `re` to be fast.
    """
    if not run or len(run[0].characters) != 1 or run[0].times or run[0].words:
        return False
    parts = [part for part in run if not part.is_edge]
    for at, part in enumerate(parts):
        if part.words and not _is_one_way(part.words, parts[0].characters, parts[at + 1 :]):
            return False
        for other in parts[at + 1 :]:
            if not (part.is_told and other.is_told) and part.characters & other.characters:
                return False
            if other.times not in _OPTIONAL:
                break
    return True


def _is_one_way(words: Sequence[str], first: frozenset[str], after: Sequence[_Part]) -> bool:
    """Whether at each place one of several words may stand at most, and no match begins in them that goes on far."""
    is_far = not all(part.is_told for part in after)
    return not any(one.startswith(other) for one, other in permutations(words, 2)) and not (
        is_far and first & frozenset("".join(words))
    )


def _has_one_end(run: Sequence[_Part]) -> bool:
    """Whether of several words each ends where the others would."""
    return all(len({*map(len, part.words)}) <= 1 for part in run)


def _written(run: Sequence[_Part]) -> str:
    """A run for `re`, which ends as soon as it may: an edge is looked for behind the least before it."""
    times = [part.times for part in run]
    for at in reversed(range(len(run) if run[-1].is_edge else 0)):
        times[at] += "?" if times[at] else ""
        if not run[at].is_edge and run[at].times not in _OPTIONAL:
            break
    return "".join(part.one + often for part, often in zip(run, times, strict=True))
