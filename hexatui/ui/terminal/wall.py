"""The second wall: whatever slipped past `text.safe`, no control character reaches the terminal as text.

Server text is made safe where it enters state. This filter sees every line that Textual is about to send, so that a
forgotten sink shows a replacement character instead of executing an escape sequence.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from hexatui.text import REPLACEMENT, UNSAFE


class Wall(LineFilter):
    """Replaces everything that `text.UNSAFE` names, line feeds too; the line keeps its width in cells."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments where nothing is wrong with them, which is nearly always."""
        if not any(UNSAFE.search(segment.text) for segment in segments if not segment.control):
            return segments
        replaced = [
            segment if segment.control else Segment(UNSAFE.sub(REPLACEMENT, segment.text), segment.style)
            for segment in segments
        ]
        # What takes no cell is replaced by what takes one: the surplus must not run into the next pane.
        return Segment.adjust_line_length(replaced, Segment.get_line_length(segments))
