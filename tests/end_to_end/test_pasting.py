"""What is pasted into the real program is text, whatever is in it and however slowly it comes."""

from __future__ import annotations

import os

import pytest
from support.gateway import HEXATUI
from support.terminal import Terminal

from hexatui.ui.terminal.pasting import END, START


def test_a_paste_presses_no_key_and_swallows_none() -> None:
    with Terminal([*HEXATUI, "demo"]) as terminal:
        terminal.wait_for("live")
        terminal.press("1", "/")
        os.write(terminal._master, f"{START}one\x1bq\x1b[31mtwo\x1b".encode())
        terminal.read(0.5)
        os.write(terminal._master, END[1:].encode())
        terminal.type("three")
        terminal.wait_for("one␛q␛[31mtwothree")
        terminal.press("escape")
        terminal.wait_while("twothree")
        terminal.press("q")
        assert terminal.wait_for_end() == 0


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param("Zürich ".encode("latin-1"), id="another encoding"),
        pytest.param(b"\xff\xfe\x00\xe2\x82", id="no text at all"),
        pytest.param(b"\x1b[9999999999u", id="a key that can't be"),
        pytest.param(b"\x1b[?2048;1$y\x1b[48;0;0;0;0t", id="a size of nothing"),
        pytest.param(b"\x1b[48;60000;60000;0;0t", id="a size beyond all memory"),
    ],
)
def test_the_next_key_is_heard_whatever_bytes_came_before(garbage: bytes) -> None:
    with Terminal([*HEXATUI, "demo"]) as terminal:
        terminal.wait_for("live")
        terminal.press("1", "/")
        terminal.wait_for("Show all")
        os.write(terminal._master, garbage)
        terminal.press("escape")
        terminal.wait_while("Show all")
        terminal.press("?")
        terminal.wait_for("Everywhere")
        terminal.press("escape")
        terminal.wait_while("Everywhere")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
