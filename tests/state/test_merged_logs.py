from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.names import LogSource
from hexatui.state import merged_logs, merged_order, merged_snapshot
from hexatui.state.log_memory import LogMemory
from hexatui.state.log_query import Query, Wanted, matcher
from hexatui.state.log_search import Search
from hexatui.state.logs import LogBuffer
from hexatui.state.merged_logs import HOLD, MergedLog
from hexatui.state.merged_order import LONGEST_BREATH
from hexatui.state.merged_snapshot import Part

Times = Sequence[float | None]

TIMES = st.lists(st.one_of(st.none(), st.floats(0, 20)), max_size=40)
SORTED = st.lists(st.integers(0, 20), max_size=40).map(sorted)


def log(pod: str, times: Times, memory: LogMemory | None = None) -> Part:
    buffer = LogBuffer(memory)
    for number, time in enumerate(times):
        buffer.append(time, "info", f"{pod} {number}", pod, "main")
    return Part(LogSource("ws-1", "ns", pod, "main"), buffer)


def add(part: Part, time: float | None) -> None:
    pod = part.source.pod
    part.buffer.append(time, "info", f"{pod} {part.buffer.end}", pod, "main")


def merged(*parts: Part, piece: int = 8_192) -> MergedLog:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merged_order, "PIECE", piece)
        made = MergedLog(parts)
    while made.order_older():
        pass
    return made


def texts(log: MergedLog) -> list[str]:
    return [line.text for line in log.lines(log.first, log.end)]


@given(st.lists(SORTED, min_size=1, max_size=5), st.sampled_from([4, 8_192]))
def test_lines_stand_in_the_order_of_their_times(logs: list[list[int]], piece: int) -> None:
    made = merged(*(log(f"pod{number}", times) for number, times in enumerate(logs)), piece=piece)
    lines = made.lines(0, made.end)
    assert [line.time for line in lines] == sorted(itertools.chain(*logs))
    assert [line.number for line in lines] == list(range(len(lines)))
    assert made.dropped == 0


@pytest.mark.parametrize("apart", [0.0, 0.0001])
def test_nothing_comes_between_lines_that_were_written_in_one_breath(apart: float) -> None:
    at = 1_705_759_329.12
    trace = log("a", [at - 1, *(at + number * apart for number in range(30)), at + 1])
    busy = log("b", [at + number * 0.0003 for number in range(-10, 20)])
    found = texts(merged(trace, busy))
    start = found.index("a 1")
    assert found[start : start + 30] == [f"a {number}" for number in range(1, 31)]


@given(
    st.lists(st.lists(st.integers(0, 300), max_size=40).map(sorted), min_size=1, max_size=5),
    st.sampled_from([4, 8_192]),
)
def test_no_line_stands_further_from_its_time_than_a_breath_takes(logs: list[list[int]], piece: int) -> None:
    parts = [log(f"pod{number}", [time / 10_000 for time in times]) for number, times in enumerate(logs)]
    made = merged(*parts, piece=piece)
    times = [line.time or 0.0 for line in made.lines(0, made.end)]
    assert all(max(times[:index], default=0.0) - time <= 2 * LONGEST_BREATH for index, time in enumerate(times))


@given(st.lists(TIMES, min_size=1, max_size=5), st.sampled_from([4, 8_192]))
def test_each_log_keeps_its_own_order_and_every_line_is_there_once(logs: list[Times], piece: int) -> None:
    made = merged(*(log(f"pod{number}", times) for number, times in enumerate(logs)), piece=piece)
    for number, times in enumerate(logs):
        own = [text for text in texts(made) if text.startswith(f"pod{number} ")]
        assert own == [f"pod{number} {index}" for index in range(len(times))]
    assert len(made) == sum(map(len, logs))


@given(st.lists(st.tuples(st.integers(0, 2), st.one_of(st.none(), st.floats(0, 20)), st.floats(0, 1)), max_size=60))
def test_a_line_that_has_its_number_keeps_it_whatever_comes(steps: list[tuple[int, float | None, float]]) -> None:
    parts = [log(f"pod{number}", [1.0, 2.0]) for number in range(3)]
    made, now, before = merged(*parts), 0.0, list[str]()
    for index, time, passed in steps:
        add(parts[index], time)
        now += passed
        made.grow(now)
        assert texts(made)[: len(before)] == before
        before = texts(made)
    made.grow(now + HOLD)
    made.grow(now + 2 * HOLD)
    for part in parts:
        pod = part.source.pod
        assert [text for text in texts(made) if text.startswith(pod)] == [f"{pod} {n}" for n in range(part.buffer.end)]


def test_lines_that_come_within_a_moment_are_put_in_the_order_of_their_times() -> None:
    a, b = log("a", [1.0]), log("b", [2.0])
    made = merged(a, b)
    add(a, 12.0)
    made.grow(100.0)
    add(b, 11.0)
    made.grow(100.0 + HOLD / 2)
    assert texts(made) == ["a 0", "b 0"]
    made.grow(100.0 + 2 * HOLD)
    assert texts(made) == ["a 0", "b 0", "b 1", "a 1"]


def test_a_flood_is_taken_in_over_several_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merged_logs, "MAX_GROWTH", 20)
    a, b = log("a", []), log("b", [])
    made = merged(a, b)
    for number in range(100):
        add(a, float(number))
    made.grow(10.0)
    counts = []
    for frame in range(12):
        made.grow(11.0 + frame)
        counts.append(len(made))
    assert counts == [*range(10, 101, 10), 100, 100]


def test_the_newest_are_there_before_the_older_ones_are_in_order() -> None:
    a, b = log("a", range(20_000)), log("b", range(20_000))
    made = MergedLog([a, b])
    assert made.order_older()
    assert made.lines(made.end - 1, made.end)[0].text == "b 19999"
    first, newest = made.first, texts(made)
    while made.order_older():
        assert made.first <= first
        first = made.first
    assert made.first == 0
    assert texts(made)[-len(newest) :] == newest


def test_a_gap_says_whose_it_is() -> None:
    a, b = log("a", [1.0]), log("b", [3.0])
    a.buffer.mark_gap(1.5, 2.0, "connection lost")
    line = merged(a, b).lines(1, 2)[0]
    assert (line.gap, line.gap_reason, line.pod) == ((1.5, 2.0), "connection lost", "a")


def short_of_memory(lines: int) -> tuple[Part, Part]:
    """A quiet log, and one that has dropped lines."""
    quiet, busy = log("quiet", [1.0, 2.0, 3.0]), log("busy", [], LogMemory(60_000))
    for number in range(lines):
        add(busy, 100.0 + number)
    assert busy.buffer.dropped
    return quiet, busy


def test_what_is_older_than_a_log_reaches_back_is_left_out_and_counted() -> None:
    quiet, busy = short_of_memory(10_000)
    made = merged(quiet, busy)
    assert texts(made)[0] == f"busy {busy.buffer.first}"
    assert made.dropped == busy.buffer.dropped + 3


def test_lines_that_are_dropped_later_leave_with_all_that_is_older() -> None:
    quiet, busy = short_of_memory(10_000)
    made = merged(quiet, busy)
    last = made.lines(made.end - 1, made.end)
    for number in range(5_000):
        add(busy, 20_000.0 + number)
    for frame in range(5):
        made.grow(1_000.0 + frame)
    assert texts(made) == [f"busy {number}" for number in range(busy.buffer.first, busy.buffer.end)]
    assert made.dropped == busy.buffer.dropped + 3
    assert made.lines(last[0].number, last[0].number + 1) in ([], last)


def test_what_was_dropped_before_it_had_a_number_is_counted() -> None:
    busy = log("busy", [], LogMemory(60_000))
    made = merged(log("quiet", [1.0]), busy)
    for number in range(20_000):
        add(busy, float(number))
    for frame in range(5):
        made.grow(1_000.0 + frame)
    assert texts(made) == [f"busy {number}" for number in range(busy.buffer.first, busy.buffer.end)]
    assert made.dropped == busy.buffer.dropped + 1


@given(st.lists(SORTED, min_size=1, max_size=4))
def test_a_snapshot_reads_the_same_lines_in_pages_as_in_one(logs: list[list[int]]) -> None:
    made = merged(*(log(f"pod{number}", times) for number, times in enumerate(logs)))
    snapshot = made.snapshot()
    assert snapshot.lines(0, snapshot.end) == made.lines(0, made.end)
    if len(made):
        page = snapshot.page_at(0)
        assert page.texts_between(0, len(page)) == texts(made)
        assert [snapshot.labels[id].pod for id in page.labels] == [line.pod for line in made.lines(0, made.end)]


def test_the_origin_of_a_line_is_known() -> None:
    a, b = log("a", [1.0, 3.0]), log("b", [2.0])
    made = merged(a, b)
    assert [made.origin(number) for number in range(4)] == [(a.source, 0), (b.source, 0), (a.source, 1), None]


def test_it_is_searched_like_one_log_while_it_is_put_in_order_and_grows() -> None:
    a, b = log("a", range(0, 30_000, 3)), log("b", range(0, 30_000, 2))
    made = MergedLog([a, b])
    search = Search(Wanted(matcher(Query("7"))))
    more = made.order_older()
    while more:
        search.step(made.snapshot())
        more = made.order_older()
    for number in range(5_000):
        add(a, 30_000.0 + number)
        if number % 1_000 == 0:
            made.grow(number / 100)
            search.step(made.snapshot())
    for later in range(3):
        made.grow(100.0 + later)
    while search.step(made.snapshot()):
        pass
    found = search.findings.between(0, search.findings.count)
    assert found == [line.number for line in made.lines(0, made.end) if "7" in line.text]
    assert len(made) == 10_000 + 15_000 + 5_000


def test_dropped_lines_leave_no_places_behind_and_the_others_keep_their_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (merged_logs, merged_snapshot):
        monkeypatch.setattr(module, "PAGE", 16)
    memory = LogMemory(20_000)
    parts = [log(pod, [1.0], memory) for pod in "ab"]
    made, numbers = merged(*parts), dict[str, int]()
    search = Search(Wanted(matcher(Query("7"))))
    before = made.snapshot()
    for step in range(1, 3_000):
        add(parts[step % 2], float(step))
        made.grow(step * HOLD)
        for line in made.lines(made.end - 2, made.end):
            assert numbers.setdefault(line.text, line.number) == line.number
        if not step % 99:
            while search.step(made.snapshot()):
                pass
    assert len(made) < 500
    assert sum(len(places) for places in (made._places.before, made._places.after)) < 1_500
    assert [line.text for line in before.lines(0, 2)] == ["a 0", "b 0"]
    lines = made.lines(made.first, made.end)
    assert [numbers[line.text] for line in lines] == [line.number for line in lines]
    assert [made.origin(line.number) for line in lines] == [
        (parts["ab".index(line.pod)].source, int(line.text.split()[1])) for line in lines
    ]
    while search.step(made.snapshot()):
        pass
    found = list(search.findings.between(0, search.findings.count))
    assert found == [line.number for line in lines if "7" in line.text]


@given(st.lists(SORTED, min_size=1, max_size=3), st.sets(st.tuples(st.integers(0, 3), st.integers(0, 40))), st.data())
def test_lines_that_are_known_by_their_own_numbers_are_found_from_any_line(
    logs: list[list[int]], wanted: set[tuple[int, int]], data: st.DataObject
) -> None:
    sources = [LogSource("ws-1", "ns", f"pod{number}", "main") for number in range(4)]
    parts = [log(f"pod{number}", times) for number, times in enumerate(logs)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merged_logs, "PAGE", 8)
        made = merged(*parts)
        lines = [(sources[of], own) for of, own in wanted]
        expected = [number for number in range(made.end) if made.origin(number) in lines]
        at = data.draw(st.integers(-1, made.end))
        assert list(made.beside(at, lines, is_below=True)) == [number for number in expected if number > at]
        assert list(made.beside(at, lines, is_below=False)) == [number for number in expected if number < at][::-1]
