"""The way to the lines of a moment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.names import LogSource
from hexatui.state.log_memory import LogMemory
from hexatui.state.logs import PAGE_LINES, LogBuffer
from hexatui.state.streams import Phase, Stream
from hexatui.ui.logs.moment import HELD_BEFORE, MORE_LINES, PATIENCE, Moment, Step, WayToMoment

API = LogSource("ws-123", "frontend", "api-server-abc123", "api")
NOW = 3_600.0


def stream(*times: float | None, memory: LogMemory | None = None) -> Stream:
    held = Stream(API, "live", buffer=LogBuffer(memory))
    for time in times:
        held.buffer.append(time, "info", "x", "pod", "main")
    return held


def way(at: float) -> WayToMoment:
    return WayToMoment(API, Moment(at, "High Memory Usage began"), NOW + PATIENCE)


def test_the_first_line_since_is_gone_to() -> None:
    assert way(20).step(stream(10, 19, 21, 30), NOW) == Step(
        2, "High Memory Usage began here, at 00:00:20Z", is_over=True
    )


def test_before_any_line_has_come_it_waits_and_then_lets_go() -> None:
    for nothing in (None, stream()):
        assert way(20).step(nothing, NOW) == Step()
        assert way(20).step(nothing, NOW + PATIENCE) == Step(is_over=True)


@pytest.mark.parametrize("phase", ["opening", "interrupted"])
def test_as_long_as_a_log_is_not_there_it_is_waited_for(phase: Phase) -> None:
    awaited = stream()
    awaited.phase = phase
    assert way(20).step(awaited, NOW + 100 * PATIENCE) == Step()


def test_of_lines_without_a_time_it_is_said_that_the_moment_can_t_be_found() -> None:
    assert way(20).step(stream(None), NOW) == Step()
    late = way(20).step(stream(None), NOW + PATIENCE)
    assert (late.line, late.is_over) == (None, True)
    assert (
        late.said == "its lines tell no time: which were there when High Memory Usage began, at 00:00:20Z, is not known"
    )


def test_a_moment_of_another_day_is_told_with_its_date() -> None:
    said = way(20).step(stream(10, 20), NOW + 86_400).said
    assert said == "High Memory Usage began here, at 1970-01-01 00:00:20Z"


def test_a_moment_that_is_yet_to_come_is_said_to_be_so() -> None:
    late = way(NOW + 600).step(stream(10, 20), NOW + PATIENCE)
    assert (late.line, late.is_over) == (1, True)
    assert late.said == (
        "High Memory Usage began at 01:10:00Z, later than it is by this machine's clock: these are the last lines"
    )


def test_a_moment_in_a_gap_leads_to_the_gap() -> None:
    held = stream(10, 15)
    held.buffer.mark_gap(18, 30)
    held.buffer.append(31, "info", "x", "pod", "main")
    there = way(20).step(held, NOW)
    assert there == Step(2, "lines may be missing here, where High Memory Usage began at 00:00:20Z", is_over=True)


def test_what_was_asked_for_anew_is_looked_through_where_it_begins_before_the_moment() -> None:
    held = stream(5, 10)
    held.buffer.mark_gap(11, 40)
    for time in (15, 20, 25):
        held.buffer.append(time, "info", "x", "pod", "main")
    assert way(20).step(held, NOW).line == 4
    assert way(30).step(held, NOW) == Step()
    assert way(30).step(held, NOW + PATIENCE).said.startswith("nothing was logged since")


def test_what_can_t_be_had_again_is_not_asked_for_anew() -> None:
    there = way(20).step(stream(50, 51), NOW, can_ask=False)
    assert there.line == 0
    assert there.is_over
    assert not there.wants_older


def test_where_nothing_was_logged_since_it_waits_and_then_takes_the_last_line_before() -> None:
    assert way(20).step(stream(10, 15), NOW) == Step()
    late = way(20).step(stream(10, 15), NOW + PATIENCE)
    assert late == Step(1, "nothing was logged since High Memory Usage began at 00:00:20Z", is_over=True)


def test_a_log_that_does_not_reach_back_is_asked_for_more_once_and_then_it_is_said() -> None:
    to = way(20)
    assert to.step(stream(50, 51), NOW) == Step(lines_wanted=MORE_LINES)
    assert to.step(None, NOW + 1) == Step()
    last = to.step(stream(40, 50, 51), NOW + 1)
    assert last.line == 0
    assert last.said == "the log reaches back to 00:00:40Z only; High Memory Usage began at 00:00:20Z"
    assert last.is_over
    assert not last.wants_older  # it gave all it has


def test_where_as_many_lines_came_as_were_asked_for_older_ones_may_be_had() -> None:
    to = way(20)
    to.step(stream(50), NOW)
    assert to.step(stream(*range(50, 50 + MORE_LINES)), NOW + 1).wants_older


def test_lines_that_fell_out_are_not_asked_for_again() -> None:
    long = stream(*range(100, 100 + 4 * PAGE_LINES), memory=LogMemory(1))
    assert long.buffer.dropped
    there = way(20).step(long, NOW)
    assert there.is_over
    assert not there.wants_older


@given(
    st.lists(st.floats(0, 100) | st.none(), max_size=30).map(lambda times: sorted(t or 0 for t in times)),
    st.floats(0, 100),
)
def test_every_way_ends_in_time(times: list[float], at: float) -> None:
    to = way(at)
    held, now = stream(*times), NOW
    for _ in range(3):
        if (step := to.step(held, now)).is_over:
            break
        now = to.until
    assert step.is_over
    assert (step.line is None) == (not times)


def test_older_lines_lead_back_to_the_line_that_was_the_oldest_or_it_is_said_that_there_are_none() -> None:
    def back() -> WayToMoment:
        return WayToMoment(API, Moment(20, HELD_BEFORE), NOW + PATIENCE, asked_again=True)

    assert back().step(stream(10, 20, 30), NOW) == Step(1, f"{HELD_BEFORE} here, at 00:00:20Z", is_over=True)
    none = back().step(stream(20, 30), NOW)
    assert none == Step(0, "nothing older came: the log begins at 00:00:20Z", is_over=True)
