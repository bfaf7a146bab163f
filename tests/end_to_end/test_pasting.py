"""What is pasted into the real program is text, whatever is in it and however slowly it comes."""

from __future__ import annotations

import os

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
