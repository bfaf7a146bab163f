from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.text import UNSAFE, clipped, safe

any_text = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("hostile", "literal"),
    [
        ("\x1b[2J", "␛[2J"),
        ("\x1b]0;owned\x07", "␛]0;owned␇"),
        ("\x9b31m", "�31m"),
        ("a\nb\rc", "a␊b␍c"),
        ("a\tb", "a b"),
        ("\x00\x7f", "␀␡"),
        ("user\u202egpj.exe", "user�gpj.exe"),
        ("\u2066\u2069\u200e\u200f\u061c", "�����"),
        ("line\u2028break\u2029", "line�break�"),
        ("zero\u200bwidth\ufeff\u00ad\u2060", "zero�width���"),
        ("\U000e0041\U000e007f", "��"),
        ("\ud800 \udfff", "� �"),
        ("\ufdd0\uffff\U0010ffff", "���"),
        ("\u3164", "�"),
    ],
)
def test_what_steers_reorders_or_hides_becomes_visible(hostile: str, literal: str) -> None:
    assert safe(hostile) == literal


@pytest.mark.parametrize(
    "text",
    ["", "plain [bold]not markup[/]", "日本語のログ", "नमस्ते", "می\u200cخواهم", "👩\u200d💻 ✔ ▲", "e\u0301", "❤\ufe0f"],
)
def test_honest_text_is_handed_back_as_the_same_object(text: str) -> None:
    assert safe(text) is text


@given(any_text)
def test_safe_text_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    for character in safe(text):
        assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(character) not in (
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        )


@given(any_text)
def test_safe_keeps_every_place_and_is_idempotent(text: str) -> None:
    once = safe(text)
    assert len(once) == len(text)
    assert safe(once) is once


@given(any_text)
def test_safe_text_can_be_encoded(text: str) -> None:
    assert safe(text).encode().decode() == safe(text)


@given(any_text)
def test_the_table_names_what_safe_replaces(text: str) -> None:
    assert (safe(text) != text) == bool(UNSAFE.search(text))


@given(any_text, st.integers(-3, 40))
def test_clipped_text_fits_and_shows_that_something_is_missing(text: str, limit: int) -> None:
    short = clipped(text, limit)
    assert len(short) <= max(0, limit)
    if len(text) <= limit:
        assert short is text
    elif limit > 0:
        assert short == text[: limit - 1] + "…"
