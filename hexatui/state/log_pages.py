"""A page of log lines: columns with lists while it is open, one packed text once it is closed."""

from __future__ import annotations

from array import array
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

COLUMNS_COST = 10
"""Bytes that a line costs in the columns: a time and a label."""

OPEN_COST = 57 + COLUMNS_COST
"""Bytes that a line of an open page costs beside its characters: a string's head, and its place in the list."""

GAP_COST = 256
"""Bytes a marker line costs besides."""

PAGE_COST = 1_024
"""Bytes of the objects that a closed page is made of, roughly."""

Gap = tuple[tuple[float, float], str]
"""Between which two moments (Unix seconds) lines may be missing, and why."""

GROUP = 64
"""Lines after which a text tells again where it is, so that the line of a place in it is known after a short count."""


class Joined(NamedTuple):
    """Texts as one text in UTF-8, each at a line of its own."""

    text: bytes
    starts: array[int]
    """Where each `GROUP`-th line begins; only the first, where lines must be counted all the way."""
    breaks: array[int] | None
    """The line at which each text begins, where some have line breaks of their own."""


class Page:
    """Lines that follow one another, numbered from `first`; open, and only then growing, while `texts` is a list.

    Closed, the lines' texts are one, packed by LZ4: about a fourth of the bytes, and unpacked faster than searched.
    """

    __slots__ = ("__weakref__", "_joined", "_size", "first", "gaps", "labels", "texts", "times")

    def __init__(self, first: int) -> None:
        self.first = first
        self.texts: list[str] | None = []
        self.times = array("d")
        """Unix seconds; not a number where a line has no time."""
        self.labels = array("H")
        """Where a line's level, pod and container stand in the buffer's table."""
        self.gaps: dict[int, Gap] = {}
        """The markers among the lines, by their place in the page."""
        self._joined: Joined | None = None
        """Of a closed page, with its text packed."""
        self._size = 0

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def byte_size(self) -> int:
        """The bytes that a closed page holds."""
        text, _, breaks = self._joined or _NOTHING
        return PAGE_COST + len(text) + 4 * len(breaks or ()) + COLUMNS_COST * len(self) + GAP_COST * len(self.gaps)

    def close(self) -> None:
        """Pack the texts; takes about a millisecond."""
        from lz4.block import compress

        joined = _join(self.texts or [])
        self._size = len(joined.text)
        self._joined = joined._replace(text=compress(joined.text, store_size=False))
        self.texts = None
        # What an array holds in reserve adds up.
        self.times, self.labels = self.times[:], self.labels[:]

    def copy(self) -> Page:
        """An open page as it is now."""
        other = Page(self.first)
        other.texts, other.times, other.labels = (self.texts or [])[:], self.times[:], self.labels[:]
        other.gaps = self.gaps.copy()
        return other

    def texts_between(self, start: int, stop: int) -> list[str]:
        """The texts of the page's own lines `start` to `stop`, counted from 0."""
        if self.texts is not None:
            return self.texts[start:stop]
        return [text.decode("utf-8", "surrogatepass") for text in _encoded_texts(self)[start:stop]]

    def joined(self, start: int = 0) -> Joined:
        """The texts from the page's own line `start` on."""
        if start or self._joined is None:
            return _join(self.texts_between(start, len(self)))
        return self._joined._replace(text=self._unpacked(self._joined.text))

    def encoded_texts(self) -> list[bytes]:
        """The texts of a closed page, each in UTF-8."""
        joined = self.joined()
        lines = joined.text.split(b"\n")
        if joined.breaks is None:
            return lines
        stops = [*joined.breaks[1:], len(lines)]
        return [b"\n".join(lines[start:stop]) for start, stop in zip(joined.breaks, stops, strict=True)]

    def _unpacked(self, text: bytes) -> bytes:
        from lz4.block import decompress

        return decompress(text, uncompressed_size=self._size) if self._size else b""


@lru_cache(maxsize=8)
def _encoded_texts(page: Page) -> list[bytes]:
    # Who looks at a line looks at its neighbours next.
    return page.encoded_texts()


def _join(texts: list[str]) -> Joined:
    # surrogatepass: a lone surrogate is no reason to lose a line, and comes back as it was.
    groups = ["\n".join(texts[at : at + GROUP]).encode("utf-8", "surrogatepass") for at in range(0, len(texts), GROUP)]
    text = b"\n".join(groups)
    if text.count(b"\n") < len(texts):
        starts = accumulate((len(group) + 1 for group in groups[:-1]), initial=0)
        return Joined(text, array("I", starts), None)
    breaks = accumulate((text.count("\n") + 1 for text in texts[:-1]), initial=0)
    return Joined(text, array("I", [0]), array("I", breaks))


_NOTHING = _join([])
