"""A page of log lines: columns with lists while it is open, one packed text once it is closed."""

from __future__ import annotations

from array import array
from functools import lru_cache
from itertools import accumulate

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


class Page:
    """Lines that follow one another, numbered from `first`; open, and only then growing, while `texts` is a list.

    Closed, the lines' texts are one UTF-8 text, each at a line of its own, packed by LZ4: about a fourth of the bytes,
    and unpacked faster than it is searched. Where a text has line breaks of its own, `_breaks` tells the line of the
    page's text at which each begins.
    """

    __slots__ = ("_breaks", "_packed", "_size", "first", "gaps", "labels", "texts", "times")

    def __init__(self, first: int) -> None:
        self.first = first
        self.texts: list[str] | None = []
        self.times = array("d")
        """Unix seconds; not a number where a line has no time."""
        self.labels = array("H")
        """Where a line's level, pod and container stand in the buffer's table."""
        self.gaps: dict[int, Gap] = {}
        """The markers among the lines, by their place in the page."""
        self._packed = b""
        self._size = 0
        self._breaks: array[int] | None = None

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def byte_size(self) -> int:
        """The bytes that a closed page holds."""
        breaks = 4 * len(self._breaks or ())
        return PAGE_COST + len(self._packed) + breaks + COLUMNS_COST * len(self) + GAP_COST * len(self.gaps)

    def close(self) -> None:
        """Pack the texts; takes about a millisecond."""
        from lz4.block import compress

        text, self._breaks = _joined(self.texts or [])
        self._size, self._packed = len(text), compress(text, store_size=False)
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

    def text_from(self, start: int) -> tuple[bytes, array[int] | None]:
        """The texts from the page's own line `start` as one text in UTF-8, each at a line of its own.

        With it, where texts have line breaks of their own, the line at which each text begins.
        """
        if self.texts is None and start == 0:
            return self._unpacked(), self._breaks
        return _joined(self.texts_between(start, len(self)))

    def encoded_texts(self) -> list[bytes]:
        """The texts of a closed page, each in UTF-8."""
        lines = self._unpacked().split(b"\n")
        if self._breaks is None:
            return lines
        stops = [*self._breaks[1:], len(lines)]
        return [b"\n".join(lines[start:stop]) for start, stop in zip(self._breaks, stops, strict=True)]

    def _unpacked(self) -> bytes:
        from lz4.block import decompress

        return decompress(self._packed, uncompressed_size=self._size) if self._size else b""


@lru_cache(maxsize=8)
def _encoded_texts(page: Page) -> list[bytes]:
    # Who looks at a line looks at its neighbours next.
    return page.encoded_texts()


def _joined(texts: list[str]) -> tuple[bytes, array[int] | None]:
    # surrogatepass: a lone surrogate is no reason to lose a line, and comes back as it was.
    joined = "\n".join(texts).encode("utf-8", "surrogatepass")
    if joined.count(b"\n") < len(texts):
        return joined, None
    counts = accumulate((text.count("\n") + 1 for text in texts[:-1]), initial=0)
    return joined, array("I", counts)
