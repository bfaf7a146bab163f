from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hexatui.ui.log_window import LogWindow, Row


def one_row(line: int) -> int:
    return 1


def lines(rows: list[Row]) -> list[int]:
    return [row.line for row in rows]


def test_a_new_view_follows_the_end() -> None:
    window = LogWindow()
    assert lines(window.place(0, 100, 5, one_row)) == [95, 96, 97, 98, 99]
    assert lines(window.place(0, 103, 5, one_row)) == [98, 99, 100, 101, 102]
    assert window.unseen(103) == 0


def test_scrolling_up_holds_the_view_and_counts_what_comes() -> None:
    window = LogWindow()
    window.place(0, 100, 5, one_row)
    window.scroll(-3, 0, 100, 5, one_row)
    assert lines(window.place(0, 100, 5, one_row)) == [92, 93, 94, 95, 96]
    assert lines(window.place(0, 1_334, 5, one_row)) == [92, 93, 94, 95, 96]
    assert window.unseen(1_334) == 1_234


def test_what_was_scrolled_past_is_not_new_any_more() -> None:
    window = LogWindow()
    window.place(0, 100, 5, one_row)
    window.scroll(-3, 0, 100, 5, one_row)
    window.scroll(10, 0, 200, 5, one_row)
    assert lines(window.place(0, 200, 5, one_row))[-1] == 106
    assert window.unseen(200) == 93


def test_reaching_the_end_follows_again() -> None:
    window = LogWindow()
    window.place(0, 100, 5, one_row)
    window.scroll(-3, 0, 100, 5, one_row)
    window.scroll(2, 0, 100, 5, one_row)
    assert not window.following
    window.scroll(1, 0, 100, 5, one_row)
    assert window.following


def test_a_held_view_stays_on_its_lines_when_old_ones_are_dropped() -> None:
    window = LogWindow()
    window.place(0, 100, 5, one_row)
    window.scroll(-50, 0, 100, 5, one_row)
    before = window.place(0, 100, 5, one_row)
    assert window.place(40, 140, 5, one_row) == before
    assert lines(window.place(60, 160, 5, one_row)) == [60, 61, 62, 63, 64]


def test_scrolling_up_where_everything_is_in_view_keeps_following() -> None:
    window = LogWindow()
    window.place(0, 3, 5, one_row)
    window.scroll(-1, 0, 3, 5, one_row)
    assert window.following


def test_a_held_view_on_a_screen_that_grows_is_filled_from_above() -> None:
    window = LogWindow()
    window.place(0, 100, 5, one_row)
    window.hold()
    assert lines(window.place(0, 100, 8, one_row)) == [92, 93, 94, 95, 96, 97, 98, 99]
    assert not window.following


def test_a_jump_goes_to_a_line_or_to_the_end() -> None:
    window = LogWindow()
    window.jump(0, 100, 5, one_row)
    assert lines(window.place(0, 100, 5, one_row)) == [0, 1, 2, 3, 4]
    window.jump(95, 100, 5, one_row)
    assert window.following


def test_a_wrapped_line_is_scrolled_through_row_by_row() -> None:
    window = LogWindow()
    rows_of = {0: 1, 1: 7, 2: 1}.__getitem__
    assert window.place(0, 3, 4, rows_of) == [Row(1, 4), Row(1, 5), Row(1, 6), Row(2, 0)]
    window.scroll(-2, 0, 3, 4, rows_of)
    assert window.place(0, 3, 4, rows_of) == [Row(1, 2), Row(1, 3), Row(1, 4), Row(1, 5)]


@given(st.data())
def test_whatever_happens_the_view_is_full_in_order_and_never_moves_by_itself(data: st.DataObject) -> None:
    heights = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=40))
    height = data.draw(st.integers(1, 12))
    window, first, end = LogWindow(), 0, data.draw(st.integers(0, len(heights)))
    rows_of = heights.__getitem__
    held: list[Row] | None = None
    for _ in range(data.draw(st.integers(1, 12))):
        if data.draw(st.booleans()):
            end = data.draw(st.integers(end, len(heights)))
            first = data.draw(st.integers(first, max(first, end - 1)))
        else:
            window.scroll(data.draw(st.integers(-10, 10)), first, end, height, rows_of)
            held = None
        rows = window.place(first, end, height, rows_of)
        everything = [Row(line, row) for line in range(first, end) for row in range(rows_of(line))]
        assert len(rows) == min(height, len(everything))
        if rows:
            at = everything.index(rows[0])
            assert everything[at : at + len(rows)] == rows
            assert not window.following or rows[-1] == everything[-1]
        if held and not window.following and held[0].line >= first:
            assert rows[: len(held)] == held
        held = rows if not window.following and len(rows) == height else None
