"""What the terminal is told so that its clipboard takes a text: OSC 52, through tmux too. Pure."""

from __future__ import annotations

import base64
from collections.abc import Mapping

MAX_BYTES = 74_000
"""The most that is copied: terminals take 100,000 bytes of base64, and cut or ignore more."""


def clipboard_sequence(content: bytes, environment: Mapping[str, str]) -> str:
    """The escape sequence for this content; within tmux twice, as itself and passed through.

    Which of the two tmux obeys depends on its options `set-clipboard` and `allow-passthrough`; it ignores the other.
    """
    sequence = f"\x1b]52;c;{base64.b64encode(content).decode()}\x07"
    if not environment.get("TMUX"):
        return sequence
    escaped = sequence.replace("\x1b", "\x1b\x1b")
    return f"{sequence}\x1bPtmux;{escaped}\x1b\\"
