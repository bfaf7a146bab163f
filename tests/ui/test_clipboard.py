from __future__ import annotations

import base64

from hexatui.ui.clipboard import clipboard_sequence


def test_any_bytes_travel_as_base64() -> None:
    sequence = clipboard_sequence(b"\x1b[2J\x07 \xff", {})
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\x07")
    assert base64.b64decode(sequence[7:-1]) == b"\x1b[2J\x07 \xff"


def test_tmux_is_told_twice_and_passes_one_through() -> None:
    plain = clipboard_sequence(b"hello", {})
    within = clipboard_sequence(b"hello", {"TMUX": "/tmp/tmux-1000/default,1,0"})
    assert within == plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"
