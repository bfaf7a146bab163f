"""What Textual sends to the terminal, made smaller: only what the screen doesn't show yet goes over the line. Pure.

Textual sends a refreshed region whole, each piece with its full colours. Here what it sends is drawn onto a model of
the screen, and the difference is sent: cells that changed, colours that changed, short moves of the cursor; and where
rows stand higher or lower than before, the terminal is told to scroll. Whatever isn't understood is passed on as it
is, and everything that was known is forgotten.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from hexatui.ui.terminal.screen_cells import REST, UNKNOWN, Alphabet, Cell, Pen
from hexatui.ui.terminal.screen_paint import Brush

SYNC_START, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"

SCROLL_GAIN = 0.6
"""The most that scrolling may cost of what painting costs: a terminal without synchronized updates shows both steps."""

MIN_ROWS_TO_SCROLL = 3
"""Rows that must be found elsewhere, before scrolling is thought of."""

EDGE = 3
"""Cells at both ends of what was drawn that aren't compared in the search for rows that moved."""

Rows = Mapping[int, list[Cell]]
"""Rows by their number from 0."""

_MOVE = re.compile(r"\n*\x1b\[(\d+);(\d+)H")

_PASSAGE = re.compile(
    r"(?P<drawn>(?:\x1b\[[\d;]*m|[^\x00-\x1f\x7f-\x9f]+)+)"
    r"|(?P<sync>\x1b\[\?2026[hl])"
    # Cursor shown, mouse, focus, paste, in-band resize; kitty keys; queries; titles, pointer, clipboard; bell.
    r"|(?P<aside>\x1b\[\?(?:25|100[0-6]|101[56]|2004|2048)[hl]|\x1b\[[<>][\d;]*u|\x1b\[\?\d+\$p"
    r"|\x1b\](?:[012]|22|52);[^\x07\x1b]*(?:\x07|\x1b\\)|\x1bPtmux;(?:\x1b\x1b|[^\x1b])*\x1b\\|\x07)"
    r"|(?P<other>(?:(?!\x1b\[\?2026[hl])[\s\S])+)"
)

_UNFINISHED = re.compile(r"(?:\n+|\n*\x1b(?:\[[<-?]?[\d;$]*|\][^\x07\x1b]*\x1b?|P(?:\x1b\x1b|[^\x1b])*\x1b?)?)\Z")
"""The beginning of a sequence, or what may be one, at the end of what was written."""


class ScreenDiff:
    """A model of what a terminal shows.

    Args:
        columns, rows: the terminal's size, 1 or more.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self._alphabet = Alphabet()
        self._columns, self._rows = columns, rows
        self._shown = _unknown(columns, rows)
        self._wanted: dict[int, list[Cell]] = {}
        self._spans: dict[int, tuple[int, int]] = {}
        """Of the rows wanted, the cells from and up to which Textual drew since the last painting."""
        self._pen: Pen = self._alphabet.default
        self._cursor: tuple[int, int] | None = None
        """Where Textual's cursor is, row and column from 0; None if nobody knows."""
        self._brush = Brush()
        """The terminal's own cursor and pen."""
        self._unfinished = ""
        self._out: list[str] = []
        self.is_within_update = False
        """Whether a synchronized update has begun and isn't complete; until it is, nothing is sent."""

    def forget(self, columns: int, rows: int) -> None:
        """Know nothing of what the terminal shows any more, but its size; what is drawn from now on is sent."""
        if (columns, rows) != (self._columns, self._rows):
            self._columns, self._rows = columns, rows
            self._wanted.clear()
        self._shown = _unknown(columns, rows)
        self._brush = Brush()

    def feed(self, data: str) -> str:
        """What to send instead of this; "" while a synchronized update isn't complete, or where nothing changed."""
        data = self._unfinished + data
        unfinished = _UNFINISHED.search(data, max(0, data.rfind("\x1b", 0, -1) - 2)) if data else None
        self._unfinished = unfinished[0] if unfinished else ""
        if unfinished:
            data = data[: unfinished.start()]
        text, *moves = _MOVE.split(data)
        self._read(text)
        for row, column, text in zip(moves[::3], moves[1::3], moves[2::3], strict=True):
            self._cursor = (int(row or 1) - 1, int(column or 1) - 1)
            self._read(text)
        if self.is_within_update:
            return ""
        self._paint()
        out, self._out = "".join(self._out), []
        return out

    # What Textual draws

    def _read(self, text: str) -> None:
        """Draw text with its colours at the cursor; or find out what else there is in it."""
        if not text or self._draw(text):
            return
        for passage in _PASSAGE.finditer(text):
            match passage.lastgroup:
                case "drawn" if self._draw(passage[0]):
                    pass
                case "sync":
                    self._update(passage[0] == SYNC_START)
                case "aside":
                    self._out.append(passage[0])
                case _:
                    self._pass_on(passage[0])

    def _draw(self, text: str) -> bool:
        """Draw text with its colours onto the model; False where that can't be done."""
        run = self._alphabet.read(text, self._pen)
        if run is None:
            return False
        cells, pen = run
        if cells:
            if self._cursor is None:
                return False
            row, start = self._cursor
            end = start + len(cells)
            if row >= self._rows or end > self._columns:
                return False
            wanted = self._wanted.get(row)
            if wanted is None:
                wanted = self._wanted[row] = self._shown[row].copy()
                self._spans[row] = (start, end)
            else:
                first, last = self._spans[row]
                self._spans[row] = (min(first, start), max(last, end))
            _split(wanted, start)
            _split(wanted, end)
            wanted[start:end] = cells
            self._cursor = (row, end)
        self._pen = pen
        return True

    def _update(self, begins: bool) -> None:
        """A synchronized update begins or ends; one that changed nothing is left out."""
        self._paint()
        if not begins and self.is_within_update and self._out[-1] == SYNC_START:
            self._out.pop()
        else:
            self._out.append(SYNC_START if begins else SYNC_END)
        self.is_within_update = begins

    def _pass_on(self, text: str) -> None:
        """Send something as it is, and forget what it may have changed."""
        self._paint()
        self._out += (self._pen.after(self._brush.pen), text)
        self.forget(self._columns, self._rows)
        self._cursor, self._pen = None, self._alphabet.default

    # What the terminal is told

    def _paint(self) -> None:
        """Bring the terminal up to date with what was drawn."""
        wanted = {row: cells for row, cells in sorted(self._wanted.items()) if cells != self._shown[row]}
        if wanted:
            brush = self._painted(wanted, self._shown, self._brush.copy())
            brush = self._scrolled(wanted, brush.cost) or brush
            brush.take(self._alphabet.default)
            self._use(brush)
            for row, cells in wanted.items():
                self._shown[row] = cells
        self._wanted.clear()
        self._spans.clear()
        if self._cursor and self._cursor != (self._brush.row, self._brush.column):
            brush = self._brush.copy()
            brush.move(*self._cursor)
            self._use(brush)
        if self._alphabet.is_full and self._pen is self._alphabet.default:
            self._alphabet = Alphabet()
            self._pen = self._alphabet.default
            self.forget(self._columns, self._rows)

    def _use(self, brush: Brush) -> None:
        self._out += brush.out
        self._brush = brush.copy()

    def _painted(self, wanted: Rows, shown: Sequence[Sequence[Cell]], brush: Brush) -> Brush:
        """The brush, after painting the rows wanted over those shown."""
        for row, cells in wanted.items():
            brush.paint(row, shown[row], cells, self._spans.get(row, (0, 0))[1], self._alphabet.uneven)
        return brush

    def _scrolled(self, wanted: Rows, cost: int) -> Brush | None:
        """A brush that scrolled and painted the rest, where that is clearly cheaper."""
        found = self._find_shift(wanted)
        if found is None:
            return None
        top, bottom, shift = found
        region = range(top, bottom + 1)
        final = {row: wanted.get(row, self._shown[row]) for row in region}
        if any(UNKNOWN in cells for cells in final.values()):
            return None  # What nobody knows would be moved away, and couldn't be put back.
        shown = self._shown.copy()
        blank = [UNKNOWN] * self._columns
        for row in region:
            shown[row] = self._shown[row + shift] if row + shift in region else blank
        brush = self._brush.copy()
        brush.scroll(top, bottom, shift, self._alphabet.default)
        self._painted({**wanted, **final}, shown, brush)
        return brush if brush.cost < SCROLL_GAIN * cost else None

    def _find_shift(self, wanted: Rows) -> tuple[int, int, int] | None:
        """The rows between which most of what is wanted stands already, and how much lower it stands there."""
        if len(wanted) < MIN_ROWS_TO_SCROLL:
            return None
        # Frames, scrollbars and the panes at the side are of another mind: compared is what was mostly drawn.
        start = Counter(self._spans[row][0] for row in wanted).most_common(1)[0][0] + EDGE
        end = max(self._spans[row][1] for row in wanted) - EDGE
        if end <= start:
            return None
        places = {tuple(self._shown[row][start:end]): row for row in range(min(wanted), max(wanted) + 1)}
        shifts: dict[int, list[int]] = {}
        for row, cells in wanted.items():
            piece = cells[start:end]
            place = places.get(tuple(piece), row)
            if place != row and piece.count(piece[0]) < len(piece):
                shifts.setdefault(place - row, []).append(row)
        shift = max(shifts, key=lambda shift: len(shifts[shift]), default=0)
        rows = shifts.get(shift, [])
        if len(rows) < MIN_ROWS_TO_SCROLL:
            return None
        return min(rows[0], rows[0] + shift), max(rows[-1], rows[-1] + shift), shift


def _unknown(columns: int, rows: int) -> list[list[Cell]]:
    return [[UNKNOWN] * columns for _ in range(rows)]


def _split(row: list[Cell], at: int) -> None:
    """Forget a wide character that is cut at this cell: terminals blank its other half, or don't."""
    if at < len(row) and row[at] is REST:
        start = at
        while start and row[start] is REST:
            start -= 1
        while at < len(row) and row[at] is REST:
            at += 1
        row[start:at] = [UNKNOWN] * (at - start)
