"""What stands on a terminal's screen, cell by cell: pens (colours and attributes), characters and their widths. Pure.

Pens and cells are interned, so that two of them look alike exactly if they are the same object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import split_graphemes

MAX_PENS = 1024
"""Looks that are told apart before everything is forgotten: a screen has some dozens."""

MAX_CLUSTERS = 4096
"""Characters other than plain ones, likewise."""

MAX_RUNS = 512
"""Runs of output that are kept as cells: what was drawn before is likely to be drawn again, perhaps on another row."""

_PLAIN = (
    (" ", "~"), ("¡", "¬"), ("®", "ʯ"), ("Ͱ", "ҁ"), ("Ҋ", "ԯ"),  # Latin, Greek, Cyrillic
    ("‐", "‧"), ("‰", "⁞"), ("←", "⇿"), ("∀", "⋿"), ("␀", "␦"),  # punctuation, arrows, mathematics, controls
    ("─", "◼"), ("◿", "◿"), ("✓", "✘"), ("⠀", "⣿"), ("�", "�"),  # lines, blocks, shapes, ticks, braille
)  # fmt: skip
"""First and last of the characters that take one cell on every terminal."""

_WIDE = (
    ("⺀", "〩"), ("〰", "〾"), ("ぁ", "ゖ"), ("゛", "㏿"), ("㐀", "䶿"), ("一", "鿿"), ("ꀀ", "꓏"), ("가", "힣"),
    ("豈", "﫿"), ("！", "｠"), ("￠", "￦"), ("\U00020000", "\U0003fffd"),
)  # fmt: skip
"""First and last of the characters that take two cells on every terminal."""

_PIECE = re.compile("\x1b\\[([\\d;]*)m|([^\x00-\x1f\x7f-\x9f]+)")
_COLOUR = re.compile(r"(?:[34]8;(?:5;\d+|2;\d+;\d+;\d+)|\d+)(?:;|$)")
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29"}
_SEEN_ON_BLANKS = frozenset(("4", "7", "9", "21", "51", "52", "53"))
"""Underlined, reversed, struck, doubly underlined, framed, encircled, overlined."""


class Pen:
    """Colours and attributes, as SGR parameters; "" is the terminal's own colour."""

    __slots__ = ("attributes", "background", "blank", "changes", "clusters", "foreground", "plain")

    def __init__(self, attributes: frozenset[str], foreground: str, background: str) -> None:
        self.attributes = attributes
        self.foreground = foreground
        self.background = background
        self.blank = self
        """The simplest pen with which a blank looks the same."""
        self.plain: dict[str, Cell] = {}
        """Plain characters with this pen; blanks have its simplest."""
        self.clusters: dict[str, Cell] = {}
        self.changes: dict[Pen | None, str] = {}

    def after(self, other: Pen | None) -> str:
        """The shortest SGR sequence that makes this pen of another one; None is a pen that nobody knows."""
        change = self.changes.get(other)
        if change is None:
            change = self.changes[other] = self._change(other)
        return change

    def _change(self, other: Pen | None) -> str:
        if other is self:
            return ""
        whole = [*sorted(self.attributes), *filter(None, (self.foreground, self.background))]
        anew = f"\x1b[{';'.join(['0', *whole])}m" if whole else "\x1b[m"
        gone = other.attributes - self.attributes if other else frozenset()
        if other is None or not gone <= _OFF.keys():
            return anew
        off = {_OFF[attribute] for attribute in gone}
        kept = {attribute for attribute in other.attributes & self.attributes if _OFF.get(attribute) not in off}
        delta = [*sorted(off), *sorted(self.attributes - kept)]
        if self.foreground != other.foreground:
            delta.append(self.foreground or "39")
        if self.background != other.background:
            delta.append(self.background or "49")
        return min(f"\x1b[{';'.join(delta)}m", anew, key=len)


class Cell:
    """A character, or a cluster of them, in the first of the cells that it takes."""

    __slots__ = ("is_certain", "pen", "text", "width")

    def __init__(self, pen: Pen, text: str, width: int = 1, is_certain: bool = True) -> None:
        self.pen = pen
        self.text = text
        self.width = width
        self.is_certain = is_certain
        """Whether all terminals agree about the width."""


_NO_PEN: Final = Pen(frozenset(), "", "")

UNKNOWN: Final = Cell(_NO_PEN, "?")
"""A cell of which nobody knows what it shows."""

REST: Final = Cell(_NO_PEN, "", 0)
"""What a wide character takes beyond its first cell."""

Run = tuple[list[Cell], Pen]
"""The cells that a run of text and SGR sequences fills, and the pen with which it ends."""


class Alphabet:
    """All pens and cells that were met."""

    def __init__(self) -> None:
        self.uneven: set[Cell] = set()
        """Cells that are not plain: wide ones, and those of uncertain width."""
        self._pens: dict[tuple[frozenset[str], str, str], Pen] = {}
        self._pens_after: dict[tuple[Pen, str], Pen | None] = {}
        self._runs: dict[tuple[Pen, str], Run | None] = {}
        self.default = self._pen(frozenset(), "", "")
        """The pen of a terminal that was told nothing."""

    @property
    def is_full(self) -> bool:
        """Whether so much was met that it is time to begin anew."""
        return len(self._pens) > MAX_PENS or len(self.uneven) > MAX_CLUSTERS

    def read(self, text: str, pen: Pen) -> Run | None:
        """The cells that a run of text and SGR sequences fills, written with this pen; None if there is more in it."""
        key = (pen, text)
        try:
            return self._runs[key]
        except KeyError:
            if len(self._runs) >= MAX_RUNS:
                self._runs.clear()
            run = self._runs[key] = self._read(text, pen)
            return run

    def _read(self, text: str, pen: Pen) -> Run | None:
        cells: list[Cell] = []
        end = 0
        for piece in _PIECE.finditer(text):
            if piece.start() != end:
                return None
            end = piece.end()
            parameters, characters = piece.groups()
            if characters is None:
                after = self._pen_after(pen, parameters)
                if after is None:
                    return None
                pen = after
            else:
                self._append(cells, characters, pen)
        return (cells, pen) if end == len(text) else None

    # Pens

    def _pen_after(self, pen: Pen, parameters: str) -> Pen | None:
        key = (pen, parameters)
        if key not in self._pens_after:
            self._pens_after[key] = self._apply(pen, parameters)
        return self._pens_after[key]

    def _apply(self, pen: Pen, parameters: str) -> Pen | None:
        """The pen after an SGR sequence; None where it says more than is understood here."""
        attributes, foreground, background = set(pen.attributes), pen.foreground, pen.background
        for code in _codes(parameters or "0"):
            number = int(code.partition(";")[0])
            if code == "0":
                attributes, foreground, background = set(), "", ""
            elif number < 10 or code in _SEEN_ON_BLANKS:
                attributes.add(code)
            elif number in (38, *range(30, 38), *range(90, 98)):
                foreground = code
            elif number in (48, *range(40, 48), *range(100, 108)):
                background = code
            elif number == 39:
                foreground = ""
            elif number == 49:
                background = ""
            else:
                return None
        return self._pen(frozenset(attributes), foreground, background)

    def _pen(self, attributes: frozenset[str], foreground: str, background: str) -> Pen:
        key = (attributes, foreground, background)
        pen = self._pens.get(key)
        if pen is None:
            pen = self._pens[key] = Pen(*key)
            if not attributes & _SEEN_ON_BLANKS:
                pen.blank = pen if not (attributes or foreground) else self._pen(frozenset(), "", background)
        return pen

    # Characters

    def _append(self, cells: list[Cell], text: str, pen: Pen) -> None:
        plain = pen.plain
        try:
            cells += [plain[character] for character in text]
        except KeyError:
            if all(_is_within(_PLAIN, character) for character in text):
                for character in set(text).difference(plain):
                    plain[character] = self._plain(character, pen)
                cells += [plain[character] for character in text]
            else:
                self._append_clusters(cells, text, pen)

    def _append_clusters(self, cells: list[Cell], text: str, pen: Pen) -> None:
        for start, end, width in split_graphemes(text)[0]:
            cluster = text[start:end]
            if width:
                cells += [self._cell(cluster, width, pen), *[REST] * (width - 1)]
            elif cells:  # A mark that begins a piece joins the character before.
                at = max(index for index, cell in enumerate(cells) if cell is not REST)
                cells[at] = self._cell(cells[at].text + cluster, cells[at].width, cells[at].pen)

    def _cell(self, cluster: str, width: int, pen: Pen) -> Cell:
        if width == 1 and _is_within(_PLAIN, cluster):
            return self._plain(cluster, pen)
        cell = pen.clusters.get(cluster)
        if cell is None:
            cell = pen.clusters[cluster] = Cell(pen, cluster, width, width == 2 and _is_within(_WIDE, cluster))
            self.uneven.add(cell)
        return cell

    def _plain(self, character: str, pen: Pen) -> Cell:
        if character == " ":
            pen = pen.blank
        cell = pen.plain.get(character)
        if cell is None:
            cell = pen.plain[character] = Cell(pen, character)
        return cell


def _is_within(ranges: tuple[tuple[str, str], ...], text: str) -> bool:
    """Whether this is one character, and in one of the ranges."""
    return len(text) == 1 and any(first <= text <= last for first, last in ranges)


def _codes(parameters: str) -> Iterator[str]:
    """ "1", "38;2;10;20;30" and "4" of "1;38;2;10;20;30;4"; what isn't understood comes as "10", which isn't either."""
    end = 0
    for match in _COLOUR.finditer(parameters):
        if match.start() != end or match[0].rstrip(";") in ("38", "48"):
            yield "10"
            return
        end = match.end()
        yield match[0].rstrip(";")
    if end != len(parameters):
        yield "10"
