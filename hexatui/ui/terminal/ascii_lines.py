"""The last step before a terminal whose locale knows ASCII alone: Textual's own frames, marks and scrollbars in it."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

ACROSS = "─━┄┅┈┉╌╍═╴╶╸╺╼╾▔"
DOWN = "│┃┆┇┊┋╎╏║╵╷╹╻╽╿▌▐▏▎▍▋▊▉▕"

TABLE: dict[int, str] = {
    **dict.fromkeys(range(0x2500, 0x2580), "+"),
    **dict.fromkeys(range(0x2580, 0x25A0), "#"),
    **dict.fromkeys(map(ord, ACROSS), "-"),
    **dict.fromkeys(map(ord, DOWN), "|"),
    **{ord(shape): ascii for shape, ascii in zip("▁…–←→↑↓•●○✔✖", "_~-<>^v**ovX", strict=True)},
    ord("🔎"): "> ",
}
"""What stands for a shape, as wide as that; letters of other languages stay, for whoever can read them."""


class AsciiLines(LineFilter):
    """Gives lines whose shapes are ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """One line's segments."""
        return [
            segment
            if segment.text.isascii()
            else Segment(segment.text.translate(TABLE), segment.style, segment.control)
            for segment in segments
        ]
