"""Text cut, filled up and broken by terminal cells, not by characters. Pure; takes text that is already safe.

Everything here gives what all terminals agree on: joiners and variation selectors are left out, since whether they
merge or widen their neighbours depends on the terminal, and a row of a doubtful width pushes the border aside.
"""

from __future__ import annotations

import re
from typing import Literal

from rich.cells import cell_len, get_character_cell_size

_DOUBTFUL = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Joiners and variation selectors."""

MAX_CHARACTERS_PER_CELL = 8
"""More characters than this for a cell are no writing but a flood of combining marks: they aren't drawn."""

Align = Literal["left", "right"]


def drawn(text: str) -> str:
    """The text without characters of doubtful width."""
    return text if text.isascii() else _DOUBTFUL.sub("", text)


def crop(text: str, width: int) -> str:
    """The longest beginning of the text that fits into `width` cells; looks at no more of it than that."""
    if width <= 0:
        return ""
    head = text[: width * MAX_CHARACTERS_PER_CELL]
    if head.isascii():
        return head[:width]
    head = drawn(head)
    used = 0
    for index, character in enumerate(head):
        used += get_character_cell_size(character)
        if used > width:
            return head[:index]
    return head


def fit(text: str, width: int, ellipsis: str = "…", align: Align = "left") -> str:
    """The text in exactly `width` cells: filled up with blanks, or cut and ended by the one-cell `ellipsis`."""
    if width <= 0:
        return ""
    seen = drawn(text[: width * MAX_CHARACTERS_PER_CELL])
    head = crop(seen, width)
    if len(head) < len(seen) or len(text) > width * MAX_CHARACTERS_PER_CELL:
        head = crop(head, width - 1) + ellipsis
    blank = " " * (width - cell_len(head))
    return head + blank if align == "left" else blank + head


def scrolled(text: str, skip: int, width: int) -> str:
    """What is in the cells `skip` to `skip + width`; half a wide character at an edge is a blank."""
    if skip <= 0:
        return crop(text, width)
    passed = crop(text, skip)
    rest = text[len(passed) :] if text.isascii() else drawn(text)[len(passed) :]
    missing = skip - cell_len(passed)
    if missing and rest:
        return " " + crop(rest[1:], width - 1)
    return crop(rest, width)


def wrapped(text: str, width: int, limit: int) -> list[str]:
    """The text in rows of at most `width` cells, at least one and at most `limit` rows; "\\n" also begins a row.

    Rows end between characters, not words: what a log holds is to be read as it is, and copied.
    """
    rows: list[str] = []
    width = max(2, width)
    for line in text.split("\n", limit):
        rest = drawn(line[: width * limit * 2])
        while True:
            head = crop(rest, width)
            rows.append(head)
            rest = rest[len(head) :]
            if not rest or len(rows) >= limit:
                break
        if len(rows) >= limit:
            break
    return rows
