from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from hexatui.text import safe
from hexatui.ui.render.cells import crop, drawn, fit, scrolled, wrapped

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("日本ｱ한\u0301\u200d\ufe0f\u200c👩💻🏽🇩🇪[/]\x1b\x9b\t\n\u202e"),
    ),
    max_size=80,
).map(safe)


@given(HOSTILE, st.integers(0, 60), st.sampled_from(["left", "right"]))
def test_fitted_text_has_exactly_the_width_asked(text: str, width: int, align: str) -> None:
    assert cell_len(fit(text, width, "…", align)) == width  # type: ignore[arg-type]


@given(HOSTILE, st.integers(0, 60))
def test_cropped_text_is_the_longest_beginning_that_fits(text: str, width: int) -> None:
    head = crop(text, width)
    whole = drawn(text)
    assert whole.startswith(head)
    assert cell_len(head) <= width
    if head != whole and len(text) <= width:
        assert cell_len(head + whole[len(head)]) > width


@given(HOSTILE, st.integers(0, 40), st.integers(1, 40))
def test_scrolled_text_never_passes_its_width(text: str, skip: int, width: int) -> None:
    assert cell_len(scrolled(text, skip, width)) <= width


@given(HOSTILE, st.integers(2, 30))
def test_wrapped_rows_fit_and_hold_all_of_the_text(text: str, width: int) -> None:
    rows = wrapped(text, width, 1000)
    assert all(cell_len(row) <= width for row in rows)
    assert "".join(rows) == drawn(text)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("frontend", 8, "frontend"),
        ("frontend", 10, "frontend  "),
        ("frontend", 5, "fron…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日… "),
        ("", 3, "   "),
        ("x", 0, ""),
    ],
)
def test_what_is_too_long_ends_in_an_ellipsis(text: str, width: int, expected: str) -> None:
    assert fit(text, width) == expected


def test_half_a_wide_character_at_the_edge_is_a_blank() -> None:
    assert scrolled("日本語", 1, 3) == " 本"
    assert scrolled("日本語", 2, 3) == "本"
    assert scrolled("abc", 5, 3) == ""


def test_joined_emoji_take_the_width_that_every_terminal_gives_them() -> None:
    assert fit("👩\u200d💻 ok", 8) == "👩💻 ok "


def test_a_flood_of_combining_marks_is_cut() -> None:
    assert len(crop("a" + "\u0301" * 100_000, 10)) <= 80


def test_wrapping_stops_at_its_limit() -> None:
    assert wrapped("x" * 1_000_000, 10, 5) == ["x" * 10] * 5
    assert wrapped("a\nb\nc", 10, 2) == ["a", "b"]
    assert wrapped("", 10, 2) == [""]
