"""The cheapest way to put cells onto a terminal's screen: short moves, only colours that change, scrolling. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set

from hexatui.ui.terminal.screen_cells import UNKNOWN, Cell, Pen

MAX_GAP = 4
"""Bytes of cells that are sent though they are there already, since a move over them would cost as much."""


class Brush:
    """A terminal's cursor and pen, and what moved them.

    Args:
        pen: the pen at the beginning; None if nobody knows it.
        row, column: the cursor's position from 0, likewise.
    """

    def __init__(self, pen: Pen | None = None, row: int | None = None, column: int | None = None) -> None:
        self.pen = pen
        self.row = row
        self.column = column
        self.out: list[str] = []
        """What to send."""

    def copy(self) -> Brush:
        """Another brush at the same place, with nothing to send."""
        return Brush(self.pen, self.row, self.column)

    @property
    def cost(self) -> int:
        """Bytes to send."""
        return len("".join(self.out).encode(errors="replace"))

    def take(self, pen: Pen) -> None:
        """Change the pen."""
        if pen is not self.pen:
            self.out.append(pen.after(self.pen))
            self.pen = pen

    def move(self, row: int, column: int) -> None:
        """Move the cursor."""
        if row != self.row:
            self.out.append(f"\x1b[{row + 1};{column + 1}H" if column else f"\x1b[{row + 1}H")
        elif column != self.column:
            jump = f"\x1b[{column + 1}G" if column else "\r"
            steps = column - self.column if self.column is not None else 0
            step = f"\x1b[{steps}C" if steps > 1 else "\x1b[C"
            self.out.append(step if steps > 0 and len(step) < len(jump) else jump)
        self.row, self.column = row, column

    def scroll(self, top: int, bottom: int, rows: int, pen: Pen) -> None:
        """Let the terminal move the rows `top` to `bottom` up, or down where `rows` is negative.

        Line feeds within a scroll region: what every terminal has. What comes in is blank here and coloured there, so
        it counts as unknown; with the plain `pen` there is less to be seen of it.
        """
        self.take(pen)
        self.out.append(f"\x1b[{top + 1};{bottom + 1}r")
        self.out.append(f"\x1b[{bottom + 1}H" + "\n" * rows if rows > 0 else f"\x1b[{top + 1}H" + "\x1bM" * -rows)
        self.out.append("\x1b[r")
        self.row = self.column = None

    def paint(self, row: int, before: Sequence[Cell], after: Sequence[Cell], end: int, uneven: Set[Cell]) -> None:
        """Paint what differs in a row.

        Terminals disagree about the width of many characters. So where one of them is or was in the row, all is sent
        from the first difference, each such character over blanks, and the cursor placed anew behind it.

        Args:
            row: its number from 0.
            before, after: its cells as they are and as they should be; what should be unknown is left alone.
            end: up to which cell Textual drew, so that in an uneven row nothing is left of what was wider than told.
            uneven: all cells that don't hold a plain character.
        """
        changed = [
            index
            for index, (old, new) in enumerate(zip(before, after, strict=True))
            if old is not new and new is not UNKNOWN
        ]
        if not changed:
            return
        if not (uneven.isdisjoint(before) and uneven.isdisjoint(after)):
            self._paint_uneven(row, after, changed[0], max(changed[-1] + 1, end))
            return
        start = last = changed[0]
        for index in (*changed[1:], len(after)):
            if index > last + 1 or index == len(after):
                self._write(row, start, after[start : last + 1], len(after))
                start = last + 1 if self._is_cheap(after[last + 1 : index]) else index
            last = index

    def _is_cheap(self, gap: Sequence[Cell]) -> bool:
        """Whether cells that are there already are better sent again than moved over."""
        return len(gap) <= MAX_GAP and all(self._suits(cell) for cell in gap) and _size(gap) <= MAX_GAP

    def _suits(self, cell: Cell) -> bool:
        """Whether a cell looks as it should with the pen at hand."""
        pen = self.pen
        return cell.pen is pen or (cell.text == " " and pen is not None and cell.pen is pen.blank)

    def _write(self, row: int, column: int, cells: Sequence[Cell], width: int) -> None:
        self.move(row, column)
        out, pen = self.out, self.pen
        for cell in cells:
            wanted = cell.pen
            if wanted is not pen and not (cell.text == " " and pen is not None and pen.blank is wanted):
                out.append(wanted.after(pen))
                pen = wanted
            out.append(cell.text)
        self.pen = pen
        end = column + len(cells)
        self.column = end if end < width else None  # At the right edge terminals differ.

    def _paint_uneven(self, row: int, cells: Sequence[Cell], start: int, end: int) -> None:
        while start and not cells[start].width:
            start -= 1
        column = start
        while column < end:
            cell = cells[column]
            width = cell.width
            if cell is UNKNOWN or not width:
                column += 1
                continue
            if cell.is_certain:
                self._write(row, column, [cell], len(cells))
                column += width
                follower = cells[column] if column < len(cells) else UNKNOWN
                if width > 1:
                    self.column = column if follower.width == width and follower.is_certain else None
            else:
                self.move(row, column)
                self.take(cell.pen)
                self.out.append(" " * width)
                self.column = None
                self.move(row, column)
                self.out.append(cell.text)
                self.column = None
                column += width


def _size(cells: Sequence[Cell]) -> int:
    return len("".join(cell.text for cell in cells).encode())
