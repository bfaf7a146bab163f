"""What comes from the terminal, read in a thread of its own: whatever bytes those are, the next key is heard."""

from __future__ import annotations

import os
from codecs import getincrementaldecoder
from collections.abc import Callable
from select import select
from threading import Event

from textual.message import Message

from hexatui.ui.terminal.pasting import PastingParser

BEAT = 0.1
"""Seconds between two looks at whether more belongs to what came."""

MOST_BYTES = 4_096
"""Bytes that are read at once."""


def read_terminal(fileno: int, ended: Event, take: Callable[[Message], None]) -> None:
    """Read until the program has ended, or the terminal is gone.

    Textual's own thread dies of the first byte that is not UTF-8, as a terminal with another encoding sends them.

    Args:
        fileno: the terminal.
        ended: set when nothing is to be read any more.
        take: what each key, click, paste and answer is given to.
    """
    decoder = getincrementaldecoder("utf-8")(errors="replace")
    parser = PastingParser()
    while not ended.is_set():
        if select([fileno], [], [], BEAT)[0]:
            try:
                data = os.read(fileno, MOST_BYTES)
            except OSError:
                return
            if not data:
                return
            # The first bytes of a character alone are no text yet; "" would be the parser's end.
            if text := decoder.decode(data):
                for message in parser.feed(text):
                    take(message)
        for message in parser.tick():
            take(message)
