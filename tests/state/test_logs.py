from __future__ import annotations

import gc
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.state.log_memory import LogMemory
from hexatui.state.log_pages import GAP_COST
from hexatui.state.logs import MAX_LABELS, PAGE_LINES, LogBuffer, LogLine

any_text = st.text(st.characters(exclude_categories=()), max_size=40)


def filled(lines: int, limit: int = 1 << 28) -> LogBuffer:
    buffer = LogBuffer(LogMemory(limit))
    for number in range(lines):
        buffer.append(float(number), "info", f"line {number}", "pod", "main")
    return buffer


def test_a_line_comes_back_as_it_was_given() -> None:
    buffer = LogBuffer()
    buffer.append(12.5, "warn", "\x1b[31mred\x1b[0m", "api-1", "api")
    assert buffer.lines(0, 1) == [LogLine(0, 12.5, "warn", "\x1b[31mred\x1b[0m", "api-1", "api", None)]


@pytest.mark.parametrize("text", ["\ud83d", "\ud83d\ude00", "日本\x00\n", "🦊"])
def test_a_line_of_a_closed_page_comes_back_to_the_character(text: str) -> None:
    buffer = LogBuffer(LogMemory(1))
    for _ in range(2):
        buffer.append(1.0, "", text, "", "")
    assert [line.text for line in buffer.lines(buffer.first, buffer.end)][-1] == text


def test_a_line_without_a_time_has_none() -> None:
    buffer = LogBuffer()
    buffer.append(None, "", "x", "", "")
    assert buffer.lines(0, 1)[0].time is None


@given(st.lists(st.tuples(st.none() | st.floats(0, 1e10), any_text, any_text), max_size=60), st.integers(1, 20_000))
def test_what_is_held_is_the_newest_of_what_came(rows: list[tuple[float | None, str, str]], limit: int) -> None:
    buffer = LogBuffer(LogMemory(limit))
    for time, text, pod in rows:
        buffer.append(time, "", text, pod, "")
    assert buffer.end == len(rows)
    assert buffer.first == buffer.dropped
    assert len(buffer) == buffer.end - buffer.first
    held = buffer.lines(buffer.first, buffer.end)
    assert [line.number for line in held] == list(range(buffer.first, buffer.end))
    assert [(line.time, line.text) for line in held] == [(time, text) for time, text, _ in rows[buffer.first :]]


@given(st.integers(-5, 12_000), st.integers(-5, 12_000))
def test_any_span_gives_the_lines_of_it_that_are_held(start: int, stop: int) -> None:
    assert [line.number for line in BIG.lines(start, stop)] == list(range(max(0, start), min(10_000, stop)))


BIG = filled(10_000)


def test_the_oldest_page_falls_out_when_memory_is_short_and_is_counted() -> None:
    buffer = filled(20 * PAGE_LINES, limit=400_000)
    assert buffer.byte_size <= 400_000
    assert buffer.dropped == buffer.first > 0
    assert buffer.lines(buffer.first, buffer.first + 1)[0].text == f"line {buffer.first}"
    assert buffer.lines(0, buffer.first) == []
    assert buffer.end == 20 * PAGE_LINES


def test_a_line_of_a_megabyte_is_kept_even_beyond_the_budget() -> None:
    buffer = LogBuffer(LogMemory(1_000))
    text = "é" * 1_000_000
    buffer.append(1.0, "info", text, "pod", "main")
    assert buffer.lines(0, 1)[0].text == text
    buffer.append(2.0, "info", "next", "pod", "main")
    assert [line.text for line in buffer.lines(0, 2)][-1] == "next"


def test_a_gap_is_a_line_of_its_own_between_its_neighbours() -> None:
    buffer = filled(2)
    buffer.mark_gap(10.0, 43.0)
    buffer.append(44.0, "info", "after", "pod", "main")
    assert [(line.text, line.gap) for line in buffer.lines(1, 4)] == [
        ("line 1", None),
        ("", (10.0, 43.0)),
        ("after", None),
    ]


def test_gaps_fall_out_with_their_lines() -> None:
    buffer = LogBuffer(LogMemory(10_000))
    for _ in range(100):
        buffer.mark_gap(1.0, 2.0)
        for _ in range(20):
            buffer.append(1.0, "", "x" * 100, "", "")
    assert 0 < sum(line.gap is not None for line in buffer.lines(buffer.first, buffer.end)) < 100


def test_names_beyond_the_bound_are_an_ellipsis_and_not_a_wrong_name() -> None:
    buffer = LogBuffer()
    for number in range(MAX_LABELS + 10):
        buffer.append(None, "", "", f"pod-{number}", "")
    pods = [line.pod for line in buffer.lines(0, buffer.end)]
    assert pods[0] == "pod-0"
    assert pods[-1] == "…"
    assert set(pods) - {"…"} == {f"pod-{number}" for number in range(pods.index("…"))}


def test_names_are_made_safe() -> None:
    buffer = LogBuffer()
    buffer.append(None, "\x1b", "", "\u202epod", "a\nb")
    assert buffer.lines(0, 1)[0][2:6] == ("␛", "", "�pod", "a␊b")


def test_closed_pages_hold_nothing_for_the_collector_to_walk() -> None:
    def held_objects(lines: int) -> int:
        gc.collect()
        before = len(gc.get_objects())
        buffer = filled(lines)
        gc.collect()
        assert len(buffer) == lines
        return len(gc.get_objects()) - before

    assert held_objects(30 * PAGE_LINES) - held_objects(PAGE_LINES) < 30 * 10


@pytest.mark.parametrize("limit", [-5, 0, 1])
def test_any_limit_keeps_the_newest_line(limit: int) -> None:
    buffer = filled(10, limit)
    assert buffer.lines(buffer.first, buffer.end)[-1].text == "line 9"


def test_gaps_count_for_what_they_hold_beside_their_line() -> None:
    buffer = LogBuffer(LogMemory(100 * GAP_COST))
    for number in range(1000):
        buffer.mark_gap(number, number, "connection lost")
    assert buffer.byte_size <= 100 * GAP_COST + GAP_COST
    assert len(buffer.lines(buffer.first, buffer.end)) <= 101


def test_a_snapshot_keeps_the_lines_of_its_moment() -> None:
    buffer = filled(100, limit=2_000)
    snapshot = buffer.snapshot()
    held = buffer.lines(buffer.first, buffer.end)
    for _ in range(200):
        buffer.append(None, "", "later", "", "")
    assert buffer.first > held[0].number
    assert snapshot.lines(0, buffer.end) == held


@given(st.floats(-5, 10_005))
def test_the_first_line_since_a_moment_is_found_in_whichever_page(moment: float) -> None:
    expected = max(0, math.ceil(moment))
    assert BIG.first_since(moment) == (expected if expected < 10_000 else None)


def test_lines_without_a_time_don_t_hide_the_first_since_a_moment() -> None:
    buffer = LogBuffer()
    for time in (None, 5.0, None, 7.0):
        buffer.append(time, "", "x", "", "")
    assert [buffer.first_since(moment) for moment in (4, 6, 8)] == [1, 3, None]
