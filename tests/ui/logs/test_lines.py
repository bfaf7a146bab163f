from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hexatui.state.log_findings import Findings
from hexatui.ui.logs.lines import AllLines, FoundLines, Lines

numbers = st.sets(st.integers(0, 60))


def findings(of: set[int]) -> Findings:
    found = Findings()
    found.add_older(0, sorted(of))
    return found


def assert_goes_through(lines: Lines, expected: list[int]) -> None:
    assert lines.total == len(expected)
    for line in range(-2, 64):
        assert lines.after(line) == next((number for number in expected if number > line), None)
        assert lines.before(line) == next((number for number in reversed(expected) if number < line), None)
        assert lines.index(line) == sum(number < line for number in expected)


@given(st.integers(0, 60), st.integers(0, 60))
def test_all_lines_are_gone_through(first: int, count: int) -> None:
    lines = AllLines(first, first + count, lambda line: 1)
    assert_goes_through(lines, list(range(first, first + count)))
    assert [lines.at(index) for index in range(count)] == list(range(first, first + count))


@given(numbers, numbers, st.integers(1, 60), st.booleans())
def test_what_was_found_gaps_and_what_stands_for_dropped_lines_are_gone_through_in_order(
    found: set[int], gaps: set[int], first: int, is_dropped: bool
) -> None:
    found, gaps = {line for line in found - gaps if line >= first}, {line for line in gaps if line >= first}
    lines = FoundLines(findings(found), findings(gaps), first, is_dropped, lambda line: 1)
    assert_goes_through(lines, sorted(found | gaps | ({first - 1} if is_dropped else set())))


@given(numbers, st.integers(1, 60))
def test_lines_that_were_dropped_since_they_were_found_are_not_gone_to(found: set[int], first: int) -> None:
    lines = FoundLines(findings(found), findings(set()), first, False, lambda line: 1)
    held = sorted(line for line in found if line >= first)
    for line in range(64):
        assert lines.after(line) == next((number for number in held if number > line), None)
        assert lines.before(line) == next((number for number in reversed(held) if number < line), None)


def test_a_share_of_the_way_is_a_line_that_was_found() -> None:
    lines = FoundLines(findings({3, 5, 9}), findings(set()), 0, False, lambda line: 1)
    assert [lines.at(index) for index in range(3)] == [3, 5, 9]
    assert lines.at(7) == 0
