"""The last lines of a file, read from its end and no further than needed."""

from __future__ import annotations

from typing import BinaryIO

MAX_BYTES = 8 * 1024 * 1024
"""The most bytes that are read for it; where that isn't enough, there are fewer lines."""

_BLOCK = 64 * 1024


def last_lines(file: BinaryIO, end: int, lines: int) -> list[bytes]:
    """The last `lines` lines before the offset `end`, oldest first, without their ends.

    What follows the last line end before `end` counts as a line if it isn't empty.
    """
    blocks: list[bytes] = []
    start, line_ends = end, 0
    while start > 0 and line_ends <= lines and end - start < MAX_BYTES:
        size = min(_BLOCK, start)
        start -= size
        file.seek(start)
        block = file.read(size)
        line_ends += block.count(b"\n")
        blocks.append(block)
    content = b"".join(reversed(blocks))
    found = content.removesuffix(b"\n").split(b"\n") if content else []
    if start > 0 and found:
        # It begins somewhere in the midst of a line.
        del found[0]
    return found[-lines:] if lines > 0 else []


def line_start(file: BinaryIO, end: int, within: int) -> int:
    """The offset of the line that `end` is in; `end` itself where that line has more than `within` bytes before it."""
    start = end
    while start > max(0, end - within):
        size = min(_BLOCK, start)
        file.seek(start - size)
        place = file.read(size).rfind(b"\n")
        if place >= 0:
            return start - size + place + 1
        start -= size
    return 0 if start == 0 else end
