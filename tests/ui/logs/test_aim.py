from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from hexatui.state.log_findings import Findings
from hexatui.ui.logs.aim import MOST_STEPS, Aim, Reached

LINES = st.integers(0, 30)


def found(*numbers: int) -> Findings:
    findings = Findings()
    findings.add_newer(0, sorted(numbers))
    return findings


@given(st.sets(LINES), LINES, LINES)
def test_it_is_the_nearest_of_those_that_are_held_or_the_one_at_the_other_end(
    numbers: set[int], line: int, first: int
) -> None:
    held = sorted(number for number in numbers if number >= first)
    below, above = [at for at in held if at > line], [at for at in held if at < line]
    to = Aim(line, is_below=True).reached(found(*numbers), first, is_complete=True)
    assert to == (Reached(below[0]) if below else Reached(held[0] if held else None, went_around=bool(held)))
    to = Aim(line).reached(found(*numbers), first, is_complete=True)
    assert to == (Reached(above[-1]) if above else Reached(held[-1] if held else None, went_around=bool(held)))


@given(st.sets(LINES), LINES, LINES)
def test_a_search_goes_the_other_way_where_nothing_is_above(numbers: set[int], line: int, first: int) -> None:
    held = sorted(number for number in numbers if number >= first)
    above, rest = [at for at in held if at < line], [at for at in held if at >= line]
    to = Aim(line, or_else_other_way=True).reached(found(*numbers), first, is_complete=True)
    assert to == Reached(above[-1] if above else rest[0] if rest else None)


def test_what_is_not_known_yet_is_waited_for() -> None:
    for is_below in (True, False):
        assert Aim(5, is_below).reached(found(7, 9), 0, is_complete=False) is None
    assert Aim(5).reached(found(3, 7), 0, is_complete=False) == Reached(3)
    assert Aim(5, is_below=True).reached(found(3, 7), 0, is_complete=False) == Reached(7)
    assert Aim(sys.maxsize).reached(found(3, 7), 0, is_complete=False) == Reached(7)


def test_no_more_steps_are_remembered_than_a_person_means() -> None:
    aim = Aim(5)
    for _ in range(MOST_STEPS + 1):
        aim = aim.and_then(is_below=True)
    assert len(aim.then) == MOST_STEPS
