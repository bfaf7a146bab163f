"""What Python's `re` finds is what RE2 would have found, and it takes no longer than that."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.searched import expression, joined

from hexatui.state.log_query import FEW
from hexatui.state.log_straight import for_many

parts = st.sampled_from(
    ["a", "b", "=", " ", "é", r"\d", r"\w", r"\s", r"\S", r"\W", "[a-c]", "[ab=]", "[0-9x]", "[^=]", r"\[", r"\.",
     r"\+", "-", "#", "A", ".", "(a|b)", "(?:b|=a|x)"]
).flatmap(
    lambda part: st.sampled_from(
        [part, part, f"({part})", f"{part}+", f"{part}{{2}}", f"{part}{{1,2}}", f"{part}*", f"{part}?"]
    )
) | st.just(r"\b")  # fmt: skip
runs = st.lists(st.lists(parts, min_size=1, max_size=3).map("".join), min_size=1, max_size=4)
joints = st.sampled_from(["", ".*", ".+", ".*?"])
expressions = st.builds(
    lambda start, joint, runs, end: start + joint.join(runs) + end,
    st.sampled_from(["", "", "x", "=", "a"]),
    joints,
    runs,
    st.sampled_from(["", "", "$", r"\b"]),
)


@given(expressions, st.lists(st.text("ab=x1 é[.-+#A\v\t\r_", max_size=12), min_size=1, max_size=12))
@settings(max_examples=400)
def test_an_expression_is_found_in_exactly_the_lines_that_hold_it(pattern: str, texts: list[str]) -> None:
    texts = texts * 4
    # As RE2 reads it: only ASCII has digits, letters and blanks, and a vertical tab is none.
    blanks = r"\t\f\r "
    each = re.compile(pattern.replace(r"\s", f"[{blanks}]").replace(r"\S", f"[^{blanks}]"), re.ASCII)
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
        r"x\b",
        r"x\d+\b",
        "x$",
        "x=(a|bc)",
        "x=(?:a|b), y",
        "x[^xy]+y",
        r"x/\S*",
        r"x\w+",
        "xx+",
        "x.*ab$",
        r"x\d+\b.*y",
        "x=(a|b).*y",
        r"x=(\d+)",
        r"(x=(?:\d+)) (y)",
        r"(x)=\d+",
        "x.*(y)z",
        "x(.*)y",
        "x.",
        "x..y",
        "x.{3}y",
        r"x\d{2}[0-9]",
    ],
)
def test_many_lines_are_found_at_once_by_what_takes_linear_time(pattern: str) -> None:
    assert for_many(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "a+b",
            "aa+b",
            "xa+a",
            r"x\w+\d",
            r"x\d{10}[0-9]",
            r"x\d+\w+",
            r"x\S+\w",
            r"\d+x",
            "[ab]c",
            "x.+",
            "x.?y",
            "x.{10}y",
            "x.{9}y",
            "x{9}x{9}x{9}x{9}",
            r"x.\d+y",
            ".*x",
            "x.*",
            "x.*a+b",
            "x.*.*y",
            "(x)+",
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
            r"\bx",
            r"x.*\by",
            "^x",
            "x$y",
            "x.*$",
            "xé",
            "x[^y]",
            r"x\S",
            "x[^y]+y",
            "x[^xy]+z",
            "x[^xy]+[^xz]*y",
            "x(y|)y",
            "x(a|by+)",
            "x(ab)+",
            "x(a|b)a+c",
            "x(a|bc).*y",
            "x(a|(b))",
            r"x\pL",
            r"\x41",
            r"\QA\E",
            "x[[:word:]]",
            "x" * 33,
            "x(" + "a|" * 32 + "b)",
            "x(" + "a" * 32 + "|b)",
            "x(" + "a" * 32 + ")",
            "x(x|xx)y",
            "x(a|a)y",
            "x(a|xa)c*y",
            "xa*b*c*d*e*f*g*h*y",
            "x.{9,9}",
            "x....y",
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
        (r"x[a ]+\b.*a$", "xa a", "xa"),
        (r"x[a ]+\by?.*ay", "xa ay", "xay"),
        (r"x\d?\b.*1y", "x-1y", "x1y"),
        ("x(a|b).*a", "xba", "xb"),
        ("x..y", "xééy", "xéy"),
        (r"x\S+.+y", "xééy", "xéy"),
        ("x[^=]+.+y", "xééy", "xéy"),
        (r"x.*z\W+.+y", "xzééy", "xzéy"),
        (r"x.\S+", "xéé ", "xé "),
        ("x.[^=]+", "xéé=", "xé="),
        ("x.{2}", "xéé", "xé"),
        ("x[^xy]+.*zy", "xzzy", "xzy"),
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
    assert expression(r"x\S+").lines(joined(texts * 2)) == [*range(FEW, 2 * FEW), *range(3 * FEW + 1, 4 * FEW + 1)]
    assert expression(r"x\S+").lines_or_count(joined(texts * 2)) == 2 * FEW


@pytest.mark.parametrize("pattern", ["x[^xy]+y", r"1\D+2", r"a\W+b", r" \S+ b"])
def test_nothing_goes_over_the_end_of_a_line_whoever_finds_it(pattern: str) -> None:
    texts = ["xay 1a2 a--b b"] * FEW + ["x", "y 1", "2 a", "b", " b"] * FEW
    wanted = [number for number, text in enumerate(texts) if re.search(pattern, text)]
    assert expression(pattern).lines(joined(texts)) == wanted
    assert expression(pattern).lines_or_count(joined(texts)) == len(wanted)


@pytest.mark.parametrize(
    "pattern", ["ab+c", r"a\w+=b", r"=\w{9}=", "a[b-d]+e", r"a\w*\b.*ade$", "a.*de+$", "a(c|d)", r"ab[b-d]+\b ?a"]
)
def test_finding_many_lines_ends_soon_in_the_worst_of_them(pattern: str) -> None:
    for line in ("ab" * 500_000, "a" + "b" * 1_000_000, "=" * 1_000_000, "a" * 1_000_000):
        assert expression(pattern).lines(joined([*["abc a1=b =123456789= ade"] * FEW, line])) == list(range(FEW))
