from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hexatui.ui.logs.marks import MAX_MARKS, LogMarks


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 20))), st.integers(-1, 21))
def test_marks_are_kept_by_stream_and_found_from_any_line(toggled: list[tuple[str, int]], number: int) -> None:
    marks, expected = LogMarks(), {"a": set[int](), "b": set[int]()}
    for stream, line in toggled:
        expected[stream] ^= {line}
        assert marks.toggle(stream, line) == (line in expected[stream])
    for stream, lines in expected.items():
        assert marks.has(stream, number) == (number in lines)
        assert marks.after(stream, number) == min((line for line in lines if line > number), default=None)
        assert marks.before(stream, number) == max((line for line in lines if line < number), default=None)


def test_marks_go_with_their_lines_and_their_stream() -> None:
    marks = LogMarks()
    for number in (3, 5):
        marks.toggle("a", number)
    marks.prune("a", 4)
    assert (marks.before("a", 9), marks.before("a", 5)) == (5, None)
    marks.forget("a")
    marks.prune("a", 4)
    assert marks.before("a", 9) is None


def test_there_are_only_so_many() -> None:
    marks = LogMarks()
    for number in range(MAX_MARKS + 2):
        assert marks.toggle("a", number)
    assert marks.after("a", -1) == 2
    assert not marks.toggle("a", 0)
