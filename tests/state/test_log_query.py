from __future__ import annotations

from contextlib import suppress
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.searched import expression, joined

from hexatui.state import log_query
from hexatui.state.log_pages import GROUP
from hexatui.state.log_query import (
    MAX_LENGTH,
    MAX_SPANS,
    SPANS_WITHIN,
    BadExpression,
    Case,
    Matcher,
    Query,
    matcher,
)

line = st.text(st.characters(exclude_characters="\n", exclude_categories=()), max_size=12) | st.text(
    "aAbé ", max_size=6
)
lines = st.lists(line, min_size=1, max_size=200)


def text(pattern: str, case: Case = "exact") -> Matcher:
    return matcher(Query(pattern, case=case))


@given(
    lines,
    st.sampled_from(["a", "A", "ab", " ", "é", "\0", "日"])
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1),
)
def test_a_text_is_found_in_exactly_the_lines_that_hold_it(texts: list[str], needle: str) -> None:
    texts = [*texts, f"x{needle}"]
    wanted = [number for number, text in enumerate(texts) if needle in text]
    assert text(needle).lines(joined(texts)) == wanted
    groups = [joined(texts[at : at + GROUP]) for at in range(0, len(texts), GROUP)]
    starts = list(accumulate((len(group) + 1 for group in groups[:-1]), initial=0))
    assert text(needle).lines(joined(texts), starts) == wanted


@given(lines)
def test_what_matches_nothing_at_all_is_found_in_every_line(texts: list[str]) -> None:
    assert expression("x*").lines(joined(texts)) == list(range(len(texts)))


def test_many_matches_far_apart_and_side_by_side_are_all_found() -> None:
    texts = ["needle" if number % 7 == 0 or number > 2_000 else "x" * (number % 300) for number in range(4_096)]
    groups = [joined(texts[at : at + GROUP]) for at in range(0, len(texts), GROUP)]
    starts = list(accumulate((len(group) + 1 for group in groups[:-1]), initial=0))
    wanted = [number for number, text in enumerate(texts) if text == "needle"]
    assert text("needle").lines(joined(texts), starts) == wanted
    assert expression("^ne+dle$").lines(joined(texts), starts) == wanted


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("^b", [1]),
        ("a$", [0]),
        (r"\Ab", [1]),
        (r"a\z", [0]),
        (r"a\Z", [0]),
        (r"a\s+b", []),
        (r"a[^x]b", []),
        ("(?s)a.b", []),
        (r"a\nb", []),
        (r"\Qa\E", [0]),
        ("A|B", []),
        ("(?i)A|B", [0, 1]),
        ("é.", [2]),
        (r"\bc", [2]),
        ("^$", [3]),
    ],
)
def test_an_expression_sees_each_line_as_if_there_were_no_other(pattern: str, found: list[int]) -> None:
    assert expression(pattern).lines("a\nb\néà c\n".encode()) == found


@pytest.mark.parametrize(
    ("pattern", "is_regex", "found"),
    [
        ("error", False, True),
        ("Error", False, False),
        ("ÉCOLE", False, False),
        ("école", False, True),
        (r"\S+rror", True, True),
        (r"\pLrror", True, True),
        ("[E]rror", True, False),
        ("kelvin", False, True),
        ("ſ", False, True),
    ],
)
def test_a_capital_letter_makes_case_count(pattern: str, is_regex: bool, found: bool) -> None:
    assert bool(matcher(Query(pattern, is_regex)).lines("ERROR école \u212aELVIN S".encode())) == found


def test_case_can_be_said() -> None:
    assert text("error", "exact").lines(b"ERROR") == []
    assert text("Error", "ignore").lines(b"ERROR") == [0]


def test_a_text_is_no_expression() -> None:
    assert text("a.c").lines(b"abc\na.c") == [1]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("", "nothing to look for"),
        ("x" * (MAX_LENGTH + 1), "more than 1000 characters"),
        ("a\nb", "a line break"),
        ("\ud83d.", "half a character"),
        ("(", "a bracket ( is not closed"),
        ("a)", "a bracket ) was never opened"),
        ("a)|(b", "a bracket ) was never opened"),
        ("[a", "a bracket [ is not closed"),
        ("*a", "nothing stands before *"),
        ("a**", "** repeats"),
        ("a{1001}", "{1001}"),
        ("[z-a]", "z-a is no range"),
        ("a\\", "\\ at the end"),
        (r"\y", r"\y has no meaning"),
        (r"[\A]", r"\A has no meaning"),
        (r"\C", "single bytes"),
        ("(?=a)", "looking ahead"),
        ("(?<!a)b", "looking ahead or behind, (?<!...)"),
        (r"(a)\1", "references back"),
        ("(?P=x)", "references back"),
        (r"\pL{1000}", "too large"),
        (".{1000}" * 3, "too large"),
    ],
)
def test_what_is_wrong_with_an_expression_is_said_in_one_sentence(pattern: str, words: str) -> None:
    with pytest.raises(BadExpression) as caught:
        expression(pattern)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=30) | st.text(r"()[]{}*+?|\.^$ab1,-:=<!PQECAz", max_size=20))
def test_any_expression_is_taken_or_refused(pattern: str) -> None:
    with suppress(BadExpression):
        found = expression(pattern)
        found.lines(b"aaa\nbbb")
        found.spans("aaa")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(.*a){20}z", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_an_expression_that_makes_others_hang_ends(pattern: str) -> None:
    text = "a" * 100_000 + "!"
    assert len(expression(pattern).lines(text.encode())) <= 1
    expression(pattern).spans(text)


@pytest.mark.parametrize(
    ("pattern", "line", "spans"),
    [
        ("b", "abcb", [(1, 2), (3, 4)]),
        ("本", "日本\x00本", [(1, 2), (3, 4)]),
        ("x", "\ud83dx\ude00x", [(1, 2), (3, 4)]),
        ("a*", "baab", [(1, 3)]),
        ("é*", "aéb", [(1, 2)]),
        ("^a", "aa", [(0, 1)]),
        ("b$", "ab\nab", [(1, 2), (4, 5)]),
        ("zz", "abc", []),
    ],
)
def test_matches_are_told_by_character(pattern: str, line: str, spans: list[tuple[int, int]]) -> None:
    assert expression(pattern).spans(line) == spans


def test_a_line_of_a_megabyte_is_marked_at_its_beginning() -> None:
    assert len(text("ab").spans("ab" * 500_000)) == MAX_SPANS
    assert expression("a+").spans("a" * 1_000_000) == []
    assert text("b").spans("a" * SPANS_WITHIN + "b") == []


def test_the_more_steps_an_expression_has_the_less_of_a_line_is_marked() -> None:
    line = "b" * 2_000 + "a"
    assert expression("a|b{3}c").spans(line) == [(2_000, 2_001)]
    assert expression("a|b{900}c").spans(line) == []
    assert text("b" * 900).spans(line) == [(0, 900), (900, 1_800)]


def test_who_marks_matches_does_not_wait_for_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(1_000))
    monkeypatch.setattr(log_query, "thread_time", lambda: next(ticks) * log_query.MARKING_TIME / 3)
    assert expression("[a-z]*x[a-z]{200}0|x").spans("x" * 1_000) == [(0, 1), (1, 2), (2, 3), (3, 4)]
