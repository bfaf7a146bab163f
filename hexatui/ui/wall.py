"""The second wall: whatever slipped past `text.safe`, no control character reaches the terminal as text.

Server text is made safe where it enters state. This filter sees every line that Textual is about to send, so that a
forgotten sink shows a replacement character instead of executing an escape sequence.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Wall(LineFilter):
    """Replaces control characters, C1 controls, bidi overrides and lone surrogates, cell for cell."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments where nothing is wrong with them, which is nearly always."""
        if not any(_FORBIDDEN.search(segment.text) for segment in segments if not segment.control):
            return segments
        return [
            segment if segment.control else Segment(_FORBIDDEN.sub("\ufffd", segment.text), segment.style)
            for segment in segments
        ]
