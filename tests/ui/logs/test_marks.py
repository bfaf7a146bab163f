from __future__ import annotations

import sys
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.names import LogSource
from hexatui.state.log_memory import LogMemory
from hexatui.state.logs import LogBuffer
from hexatui.ui.logs.marks import MAX_AT_ONE_TIME, MAX_MARKS, LogMarks

SOURCE = LogSource("ws-1", "ns", "api", "main")
OTHER = SOURCE._replace(pod="other")


class Stream(NamedTuple):
    buffer: LogBuffer
    source: LogSource = SOURCE


def lines(*said: tuple[float | None, str], memory: LogMemory | None = None) -> Stream:
    """A stream that said something at some times."""
    buffer = LogBuffer(memory)
    for time, text in said:
        buffer.append(time, "info", text, "api", "main")
    return Stream(buffer)


def many(count: int) -> Stream:
    return lines(*((float(number), f"line {number}") for number in range(count)))


def marked(marks: LogMarks, source: LogSource = SOURCE) -> list[int]:
    return list(marks.beside(source, -1, is_below=True))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20))), st.integers(-1, 21))
def test_marks_are_kept_by_stream_and_found_from_any_line(toggled: list[tuple[bool, int]], number: int) -> None:
    marks, expected = LogMarks(), {SOURCE: set[int](), OTHER: set[int]()}
    streams = {source: many(21)._replace(source=source) for source in expected}
    for is_other, line in toggled:
        source = OTHER if is_other else SOURCE
        expected[source] ^= {line}
        assert marks.toggle(streams[source], line) == (line in expected[source])
    for source, of_source in expected.items():
        assert marks.has(source, number) == (number in of_source)
        assert list(marks.beside(source, number, is_below=True)) == sorted(at for at in of_source if at > number)
        assert list(marks.beside(source, number, is_below=False)) == sorted(of_source - {*range(number, 22)})[::-1]
    assert marks.of_all() == {(source, at) for source, of_source in expected.items() for at in of_source}


def test_marks_go_with_their_lines_and_their_stream() -> None:
    marks, memory = LogMarks(), LogMemory(20_000)
    stream = lines((1.0, "first"), memory=memory)
    marks.toggle(stream, 0)
    while not stream.buffer.dropped:
        stream.buffer.append(2.0, "info", "filler", "api", "main")
    marks.toggle(stream, stream.buffer.end - 1)
    assert not marks.catch_up([stream])
    assert marked(marks) == [stream.buffer.end - 1]
    marks.forget(SOURCE)
    assert marked(marks) == []
    assert not marks.catch_up([stream])


def test_there_are_only_so_many() -> None:
    marks, stream = LogMarks(), many(MAX_MARKS + 2)
    for number in range(MAX_MARKS + 2):
        assert marks.toggle(stream, number)
    assert next(marks.beside(SOURCE, -1, is_below=True)) == 2
    assert not marks.toggle(stream, 0)


def test_what_is_no_line_can_t_be_marked() -> None:
    marks = LogMarks()
    assert not marks.toggle(many(2), 2)
    assert marks.of_all() == set()


def test_marks_are_found_again_in_a_longer_history_as_its_lines_come() -> None:
    marks, short = LogMarks(), lines((3.0, "three"), (4.0, "four"), (5.0, "five"))
    for number in (2, 0):
        marks.toggle(short, number)
    longer = lines((1.0, "one"), (2.0, "two"))
    assert not marks.catch_up([longer])
    assert marked(marks) == []
    for time, text in ((3.0, "three"), (4.0, "four"), (5.0, "five"), (6.0, "six")):
        longer.buffer.append(time, "info", text, "api", "main")
        marks.catch_up([longer])
    assert marked(marks) == [2, 4]


def test_a_line_that_does_not_come_again_loses_its_mark_and_no_other_does() -> None:
    marks, before = LogMarks(), lines((1.0, "dropped"), (2.0, "gone"), (None, "timeless"), (3.0, "stays"))
    for number in range(4):
        marks.toggle(before, number)
    assert marks.catch_up([lines((2.0, "not gone"), (None, "timeless"), (3.0, "stays"), (4.0, "new"))])
    assert marked(marks) == [2]


def test_of_lines_that_say_the_same_at_the_same_time_as_many_stay_marked() -> None:
    marks, before = LogMarks(), lines(*[(1.0, "again")] * 5)
    marks.toggle(before, 1)
    marks.toggle(before, 3)
    marks.catch_up([lines((0.0, "older"), *[(1.0, "again")] * 5)])
    assert len(marked(marks)) == 2


def test_marks_wait_for_lines_of_their_time_that_have_not_come_yet_but_not_for_ever() -> None:
    marks, before = LogMarks(), lines((1.0, "a"), (1.0, "b"))
    marks.toggle(before, 1)
    anew = lines((1.0, "a"))
    assert not marks.catch_up([anew])
    anew.buffer.append(1.0, "info", "b", "api", "main")
    assert marks.catch_up([anew])
    assert marked(marks) == [1]
    flood = lines(*[(1.0, "a")] * MAX_AT_ONE_TIME)
    assert not marks.catch_up([flood])
    flood.buffer.append(1.0, "info", "b", "api", "main")
    assert not marks.catch_up([flood])


def test_marks_that_wait_survive_being_asked_for_once_more() -> None:
    marks, before = LogMarks(), many(3)
    marks.toggle(before, 1)
    marks.catch_up([lines()])
    assert marks.catch_up([lines((0.5, "half"), (1.0, "line 1"))])
    assert list(marks.beside(SOURCE, sys.maxsize, is_below=False)) == [1]
