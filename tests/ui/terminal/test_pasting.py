from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from hexatui.ui.terminal import pasting
from hexatui.ui.terminal.pasting import END, PATIENCE, START, PastingParser


class Clock:
    now = 0.0


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    Clock.now = 0.0
    monkeypatch.setattr(pasting, "monotonic", lambda: Clock.now)
    monkeypatch.setattr("textual._parser.get_time", lambda: Clock.now)
    return Clock


def told(messages: Iterable[Message]) -> list[str]:
    """Pasted texts, and the names of keys."""
    return [
        f"pasted {message.text}" if isinstance(message, events.Paste) else message.key
        for message in messages
        if isinstance(message, events.Paste | events.Key)
    ]


def typed(*pieces: str) -> list[str]:
    """What is told of pieces that come a second apart."""
    parser, found = PastingParser(), list[str]()
    for piece in pieces:
        found += told(parser.feed(piece))
        Clock.now += 1
        found += told(parser.tick())
    return found


@given(st.text("\x1b[20~1aq", max_size=30).filter(lambda text: END not in text), st.lists(st.integers(0, 50)))
def test_a_paste_is_one_text_whatever_is_in_it_and_however_it_is_cut(text: str, cuts: list[int]) -> None:
    sent = f"{START}{text}{END}"
    places = [0, *sorted({min(6 + cut, len(sent)) for cut in cuts}), len(sent)]
    pieces = [sent[start:stop] for start, stop in itertools.pairwise(places) if start < stop]
    assert typed(*pieces, "q") == [*([f"pasted {text}"] if text else []), "q"]


def test_a_key_after_a_paste_that_came_slowly_is_a_key() -> None:
    assert typed(f"{START}abc\x1b", "[201~", "q", "\x03") == ["pasted abc", "q", "ctrl+c"]


def test_a_start_that_comes_in_two_pieces_is_one() -> None:
    parser = PastingParser()
    assert told([*parser.feed("a\x1b[2"), *parser.tick(), *parser.feed(f"00~b{END}c")]) == ["a", "pasted b", "c"]


def test_a_paste_without_an_end_ends_by_itself() -> None:
    parser = PastingParser()
    assert told([*parser.feed(f"{START}abc"), *parser.tick()]) == []
    Clock.now += PATIENCE
    assert told([*parser.tick(), *parser.feed("q")]) == ["pasted abc", "q"]


def test_a_paste_is_kept_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pasting, "MAX_CHARACTERS", 10)
    assert typed(START, *["abcd"] * 100, END) == ["pasted abcdabcdab"]


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1b", ["escape"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("a\x1b", ["a", "escape"]),
        ("\x1b[A", ["up"]),
        ("\x1b[20~", ["f9"]),
        ("\x1bq", ["alt+q"]),
        ("x\x1b[Bq", ["x", "down", "q"]),
    ],
)
def test_keys_are_what_they_were(sent: str, keys: list[str]) -> None:
    parser = PastingParser()
    found = told(parser.feed(sent))
    Clock.now += 1
    assert found + told(parser.tick()) == keys


PIECES = [*"\x1bO<;:?uMmtR~01-a²", "\x1b[", "$y", "48", "200", "2048", "55296", "9999999999"]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join))
@example("\x1b[9999999999u")
@example("\x1b[:;1u")
@example("\x1b[48;0;0;0;0t\x1b[?2048;1$y\x1b[<0;9;9M")
def test_a_key_is_heard_whatever_was_sent_before_it(sent: str) -> None:
    assert typed(sent, END, "\x1b", "q")[-1] == "q"
