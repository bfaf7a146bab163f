from __future__ import annotations

import re
from contextlib import suppress
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexatui.state import log_query
from hexatui.state.log_expressions import for_many
from hexatui.state.log_pages import GROUP
from hexatui.state.log_query import (
    FEW,
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


def joined(texts: list[str]) -> bytes:
    return "\n".join(texts).encode("utf-8", "surrogatepass")


def text(pattern: str, case: Case = "exact") -> Matcher:
    return matcher(Query(pattern, case=case))


def expression(pattern: str, case: Case = "exact") -> Matcher:
    return matcher(Query(pattern, is_regex=True, case=case))


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


parts = st.sampled_from(
    ["a", "b", "=", " ", "é", r"\d", r"\w", r"\s", "[a-c]", "[ab=]", "[0-9x]", r"\[", r"\.", r"\+", "-", "#", "A", "."]
).flatmap(
    lambda part: st.sampled_from(
        [part, part, part, f"{part}+", f"{part}{{2}}", f"{part}{{1,2}}", f"{part}*", f"{part}?"]
    )
)
runs = st.lists(st.lists(parts, min_size=1, max_size=3).map("".join), min_size=1, max_size=4)
expressions = st.builds(str.join, st.sampled_from(["", ".*", ".+", ".*?"]), runs)


@given(expressions, st.lists(st.text("ab=x1 é[.-+#A\v\t\r_", max_size=12), min_size=1, max_size=12))
@settings(max_examples=400)
def test_an_expression_is_found_in_exactly_the_lines_that_hold_it(pattern: str, texts: list[str]) -> None:
    texts = texts * 4
    # As RE2 reads it: only ASCII has digits, letters and blanks, and a vertical tab is none.
    each = re.compile(pattern.replace(r"\s", r"[\t\f\r ]"), re.ASCII)
    wanted = [number for number, text in enumerate(texts) if each.search(text)]
    assert expression(pattern).lines(joined(texts)) == wanted
    told = expression(pattern).lines_or_count(joined(texts))
    assert told == wanted or (told == len(wanted) and len(wanted) >= FEW)


@pytest.mark.parametrize(
    "pattern",
    [
        r"status=\d+",
        r"\[[a-z]+-\d\]",
        r"x=\w{3} [a-f]+;",
        r"INFO\s+\[",
        r"status=\d+.*ms",
        "x.+?y.*z",
        "https?://[a-z]*:",
        "xy{1,3}",
    ],
)
def test_many_lines_are_found_at_once_by_what_takes_linear_time(pattern: str) -> None:
    assert for_many(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "a+b",
            "aa+",
            "xa+a",
            r"x\w+\d",
            r"x\d{2}[0-9]",
            r"x\d+\w+",
            r"x\S+\w",
            r"\d+x",
            "[ab]c",
            "x.",
            ".*x",
            "x.*",
            "x.*a+b",
            "x.*.*y",
            "(x)",
            "x|y",
        ),
        *(
            "x?",
            "x*y",
            "xy?y",
            "xy?[a-z]",
            "xyz*y?y",
            "xyz*y*z",
            "xy+?",
            "x{1,2}",
            "xy{1,2}y",
            "xy{1,}",
            r"x\b",
            "^x",
            "x$",
            "xé",
            "x[^y]",
            r"x\pL",
            r"\x41",
            r"\QA\E",
            "x[[:word:]]",
            "x" * 33,
        ),
    ],
)
def test_what_may_take_longer_is_for_re2_alone(pattern: str) -> None:
    assert for_many(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "held", "not_held"),
    [
        (r"x\d+.*1y", "x11y", "x1y"),
        (r"x\+.*y", "x++y", "x-y"),
        ("x.+y", "x yy", "xy"),
        ("x.*y.*z", "x y z y", "x z y"),
        (r"x.*y\d+.*1z", "x y11z", "x y1z"),
        ("x.+?y.+z", "xyy z", "xyz"),
        ("xy?.*yz", "xyz", "xz"),
        ("xy*.*yz", "xyyz", "xyy"),
        ("xy{1,2}.*yz", "xyyz", "xyz"),
        ("xy?a*.*ab", "xyab", "xyb"),
    ],
)
def test_what_is_between_takes_neither_too_much_nor_too_little(pattern: str, held: str, not_held: str) -> None:
    texts = [held] * 2 * FEW + [not_held] * FEW + [held]
    assert expression(pattern).lines(joined(texts)) == [*range(2 * FEW), 3 * FEW]
    assert expression(pattern).lines_or_count(joined(texts)) == 2 * FEW + 1


def test_anything_is_also_half_a_character_whoever_finds_it() -> None:
    texts = ["x \ud800 y"] * 2 * FEW
    assert expression("x.*y").lines(joined(texts)) == [*range(2 * FEW)]


def test_a_blank_is_the_same_whoever_finds_it() -> None:
    texts = ["x y"] * FEW + ["x\vy"] * FEW + ["x\ty"]
    assert expression(r"x\sy").lines(joined(texts)) == [*range(FEW), 2 * FEW]


@pytest.mark.parametrize("pattern", ["ab+c", r"a\w+=b", r"=\w{9}=", "a[b-d]+e"])
def test_finding_many_lines_ends_soon_in_the_worst_of_them(pattern: str) -> None:
    for line in ("ab" * 500_000, "a" + "b" * 1_000_000, "=" * 1_000_000, "a" * 1_000_000):
        assert expression(pattern).lines(joined([*["abc a1=b =123456789= ade"] * FEW, line])) == list(range(FEW))


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
