"""What the terminal is told so that its clipboard takes a text: OSC 52, through tmux and screen too. Pure."""

from __future__ import annotations

import base64
from collections.abc import Mapping

MAX_BYTES = 74_000
"""The most that is copied: terminals take 100,000 bytes of base64, and cut or ignore more."""

SCREEN_PIECE = 250
"""Characters of one string to GNU screen, whose oldest versions take 256."""


def clipboard_sequence(content: bytes, environment: Mapping[str, str]) -> str:
    """The escape sequence for this content, which any terminal obeys or ignores.

    Within tmux it is said twice, as itself and passed through: which of the two tmux obeys depends on its options
    `set-clipboard` and `allow-passthrough`; it ignores the other. Within GNU screen it is passed through in pieces, and
    never said as itself: of a long string screen would write the rest onto the terminal. Over SSH both are known by
    TERM alone.
    """
    sequence = f"\x1b]52;c;{base64.b64encode(content).decode()}\x07"
    kind = environment.get("TERM", "")
    if environment.get("TMUX") or kind.startswith("tmux"):
        escaped = sequence.replace("\x1b", "\x1b\x1b")
        return f"{sequence}\x1bPtmux;{escaped}\x1b\\"
    if environment.get("STY") or kind.startswith("screen"):
        pieces = [sequence[start : start + SCREEN_PIECE] for start in range(0, len(sequence), SCREEN_PIECE)]
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return sequence
