"""The way to the lines of a moment."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.names import LogSource
from hexatui.state.log_memory import LogMemory
from hexatui.state.logs import PAGE_LINES, LogBuffer
from hexatui.state.streams import Stream
from hexatui.ui.logs.moment import HELD_BEFORE, MORE_LINES, PATIENCE, Moment, Step, WayToMoment

API = LogSource("ws-123", "frontend", "api-server-abc123", "api")
NOW = 1_000_000.0


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
    for nothing in (None, stream(), stream(None)):
        assert way(20).step(nothing, NOW) == Step()
        assert way(20).step(nothing, NOW + PATIENCE) == Step(is_over=True)


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


def test_lines_that_fell_out_are_not_asked_for_again() -> None:
    long = stream(*range(100, 100 + 4 * PAGE_LINES), memory=LogMemory(1))
    assert long.buffer.dropped
    assert way(20).step(long, NOW).is_over


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
