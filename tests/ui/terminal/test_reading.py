from __future__ import annotations

import os
from queue import Queue
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from hexatui.ui.terminal.reading import read_terminal

PATIENCE = 20.0


def heard(*sent: bytes) -> list[str]:
    """The keys that are heard of bytes which a terminal sends in pieces before it goes."""
    reads, writes = os.pipe()
    told: Queue[Message] = Queue()
    thread = Thread(target=read_terminal, args=(reads, Event(), told.put))
    thread.start()
    for piece in sent:
        os.write(writes, piece)
    os.close(writes)
    thread.join(PATIENCE)
    assert not thread.is_alive()
    os.close(reads)
    return [message.character or "" for message in told.queue if isinstance(message, events.Key)]


@pytest.mark.parametrize("latin", [b"\xe9", b"\xff\xfe", b"\xc3", b"\xf0\x9f\x98", b"\x80"])
def test_a_key_is_heard_after_bytes_of_another_encoding(latin: bytes) -> None:
    assert heard(latin, b"q")[-1] == "q"


def test_a_character_whose_bytes_come_apart_is_one() -> None:
    assert heard(b"a\xc3", b"\xa9\xe2\x82", b"\xacb") == ["a", "é", "€", "b"]


@given(st.binary(max_size=40).filter(lambda sent: b"[200" not in sent), st.integers(0, 40))
def test_the_reading_ends_with_the_terminal_alone(sent: bytes, cut: int) -> None:
    assert heard(sent[:cut], sent[cut:], b"\x1b[201~q")[-1:] == ["q"]


def test_the_reading_ends_with_the_program() -> None:
    reads, writes = os.pipe()
    ended = Event()
    ended.set()
    read_terminal(reads, ended, lambda message: None)
    os.close(reads)
    os.close(writes)
