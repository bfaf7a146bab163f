from __future__ import annotations

import base64
import re

import pytest

from hexatui.ui.terminal.clipboard import clipboard_sequence


def test_any_bytes_travel_as_base64() -> None:
    sequence = clipboard_sequence(b"\x1b[2J\x07 \xff", {})
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\x07")
    assert base64.b64decode(sequence[7:-1]) == b"\x1b[2J\x07 \xff"


@pytest.mark.parametrize(
    "within", [{"TMUX": "/tmp/tmux-1000/default,1,0", "TERM": "screen"}, {"TERM": "tmux-256color"}]
)
def test_tmux_is_told_twice_and_passes_one_through(within: dict[str, str]) -> None:
    plain = clipboard_sequence(b"hello", {})
    assert clipboard_sequence(b"hello", within) == plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"


@pytest.mark.parametrize("within", [{"STY": "1.tty"}, {"TERM": "screen.xterm-256color"}])
def test_screen_passes_it_through_in_pieces_that_it_can_hold(within: dict[str, str]) -> None:
    content = bytes(range(256)) * 10
    pieces = re.findall("\x1bP(.*?)\x1b\\\\", told := clipboard_sequence(content, within), re.DOTALL)
    assert "".join(pieces) == clipboard_sequence(content, {})
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == told
    assert max(map(len, pieces)) < 256
