"""What the terminal is told so that its clipboard takes a text: OSC 52, through tmux and screen too. Pure."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from hexatui.ui.terminal.passing_on import is_tmux, passed_on

MAX_BYTES = 74_000
"""The most that is copied: terminals take 100,000 bytes of base64, and cut or ignore more."""


def clipboard_sequence(content: bytes, environment: Mapping[str, str]) -> str:
    """The escape sequence for this content, which any terminal obeys or ignores.

    Within tmux it is said twice, as itself and passed through: which of the two tmux obeys depends on its options
    `set-clipboard` and `allow-passthrough`; it ignores the other. Within GNU screen it is passed through in pieces, and
    never said as itself: of a long string screen would write the rest onto the terminal.
    """
    sequence = f"\x1b]52;c;{base64.b64encode(content).decode()}\x07"
    passed = passed_on(sequence, environment)
    return sequence + passed if is_tmux(environment) else passed
