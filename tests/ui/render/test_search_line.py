from __future__ import annotations

import pytest
from support.panes import text, texts

from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.render.search_line import bar_status, looked_for, narrowed, nothing_shown, position, shown_lines

TOGGLES = (("Ctrl+R", "literal"), ("Ctrl+T", "smart case"))


@pytest.mark.parametrize(
    ("index", "found", "complete", "said"),
    [
        (2, 41, True, "3 of 41"),
        (2, 41, False, "3 of 41+"),
        (None, 1_204, True, "1,204 found"),
        (None, 1_204, False, "1,204+ found"),
        (None, 0, False, "searching"),
        (None, 0, True, "not found"),
    ],
)
def test_the_position_says_how_far_it_knows(index: int | None, found: int, complete: bool, said: str) -> None:
    assert position(index, found, complete) == said


def test_the_title_repeats_no_more_words_than_there_is_room_for() -> None:
    assert looked_for("timeout", "3 of 41", DEFAULT_LOOK) == "/timeout 3 of 41"
    assert looked_for("x" * 100, "3 of 41", DEFAULT_LOOK) == "/" + "x" * 19 + "… 3 of 41"
    assert narrowed("a\x1bb", "1 of 2 lines", DEFAULT_LOOK) == "a␛b: 1 of 2 lines"


def test_hidden_lines_are_told() -> None:
    assert shown_lines(1_204, True, 200_000) == "1,204 of 200,000 lines"
    assert shown_lines(0, False, 1) == "0+ of 1 line"


def test_the_bar_leaves_out_what_has_no_room() -> None:
    def said(width: int) -> str:
        return text(bar_status("3 of 41", "", TOGGLES, width, DEFAULT_LOOK))

    assert said(60) == "3 of 41  Ctrl+R literal  Ctrl+T smart case"
    assert said(30) == "3 of 41  Ctrl+R literal"
    assert said(10) == "3 of 41"
    assert said(3) == "3 o"


def test_what_is_wrong_is_said_instead_and_is_cut_to_the_room() -> None:
    assert text(bar_status("3 of 41", "a bracket ( is not closed", TOGGLES, 60, DEFAULT_LOOK)) == (
        "a bracket ( is not closed"
    )
    assert text(bar_status("", "a bracket ( is not closed", TOGGLES, 10, DEFAULT_LOOK)) == "a bracket…"


def test_an_empty_view_says_why() -> None:
    assert texts(nothing_shown("error+", True, 60, DEFAULT_LOOK)) == [
        "No line matches error+.",
        "Esc shows all lines again.",
    ]
    assert texts(nothing_shown("error+", False, 60, DEFAULT_LOOK)) == ["Searching."]
    assert texts(nothing_shown("Error", True, 60, DEFAULT_LOOK)) == [
        "No line matches Error.",
        "v shows lines by their level.",
        "Esc shows all lines again.",
    ]
