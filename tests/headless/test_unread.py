from __future__ import annotations

from hexatui.headless.unread import MAX_TYPE_LENGTH, MAX_TYPES, TELL_EVERY, Unread
from hexatui.protocol.codec import decode_server
from hexatui.protocol.events import Ping


def test_the_first_message_that_could_not_be_read_is_told_at_once_and_made_safe() -> None:
    told = Unread().narrated(decode_server('{"type":"log_entry","data":"\\u001b[31m'), 100.0)
    assert told is not None
    assert told.startswith("1 message could not be read: ")
    assert "\x1b" not in told


def test_further_ones_are_counted_and_told_when_it_is_time() -> None:
    unread, broken = Unread(), decode_server("broken")
    first = unread.narrated(broken, 100.0)
    assert [unread.narrated(broken, 100.0 + second) for second in range(5)] == [None] * 5
    assert unread.narrated(Ping(), 100.0 + TELL_EVERY - 1) is None
    assert first is not None
    assert unread.narrated(Ping(), 100.0 + TELL_EVERY) == first.replace("1 message ", "5 messages ")
    assert unread.narrated(Ping(), 200.0 + TELL_EVERY) is None


def test_what_was_not_told_yet_is_told_at_the_end() -> None:
    unread, broken = Unread(), decode_server("broken")
    assert unread.rest() is None
    first = unread.narrated(broken, 100.0)
    unread.narrated(broken, 101.0)
    assert unread.rest() == first
    assert unread.rest() is None


def test_each_type_that_this_version_does_not_know_is_told_once() -> None:
    unread = Unread()
    types = [f"new.\x1b{number}" + "x" * 1000 for number in range(2 * MAX_TYPES)]
    told = [
        unread.narrated(decode_server(f'{{"type":"{type}"}}'.replace("\x1b", "\\u001b")), 0.0) for type in types * 2
    ]
    sentences = [sentence for sentence in told if sentence]
    assert len(sentences) == MAX_TYPES
    assert all(sentence.isprintable() and len(sentence) < MAX_TYPE_LENGTH + 60 for sentence in sentences)
