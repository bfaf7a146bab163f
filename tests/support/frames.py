"""Frames as they pass on the wire, and rings that hold them."""

from __future__ import annotations

import json
from typing import Any

from hexatui.frame_ring import FrameRing, HeldFrame
from hexatui.recording import Direction

AT = 1_705_744_929.12
"""2024-01-20 10:02:09.120 UTC."""


def frame(text: str, direction: Direction = "in", number: int = 0) -> HeldFrame:
    return HeldFrame(number, AT, direction, text)


def wire(type: str, **fields: Any) -> str:
    """A frame's text."""
    return json.dumps({"type": type, **fields})


def log_line(message: str) -> str:
    return wire("log_entry", data={"message": message, "stream_id": "cmd-124"})


def put(ring: FrameRing, *texts: str, direction: Direction = "in") -> FrameRing:
    for text in texts:
        ring.append(AT, direction, _on_the_wire(text))
    return ring


def _on_the_wire(text: str) -> bytes:
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:  # A surrogate that stands for no byte.
        return text.encode(errors="surrogatepass")


HOSTILE_FRAMES = (
    "", " ", "\x1b]52;c;aGk=\x07", "\x1b[2J\x9b31m\x7f", "[/etc/passwd]", "[@click=app.quit]x[/]", "\ud800 \udfff",
    '{"type":"\x1b[31m"}', '{"type":"\\u001b]0;x\\u0007","id":"\\u202e"}', '{"type":"\\ud800"}',
    '{"type":"x","id":[1]}',
    "[" * 100_000, '{"a":' * 100_000, '{"a":' * 900 + "1" + "}" * 900, '{"type":"ping","n":' + "9" * 5000 + "}",
    '"' * 50_000, "\\" * 50_000, "\n" * 50_000, '{"type":"' + "t" * 1_000_000 + '"}', "日" * 300_000,
    '{"data":' + "0" * 100, "a\u0301" * 50_000, b'{"type":"ping\xff"}'.decode(errors="surrogateescape"),
)  # fmt: skip
"""What a platform may send that is none, or that wants to break us."""
