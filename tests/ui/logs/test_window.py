from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hexatui.ui.logs.lines import AllLines, Lines
from hexatui.ui.logs.window import LogWindow, Row


def lines(end: int, first: int = 0) -> AllLines:
    """Lines of one row each."""
    return AllLines(first, end, lambda line: 1)


def numbers(rows: list[Row]) -> list[int]:
    return [row.line for row in rows]


def test_a_new_view_follows_the_end() -> None:
    window = LogWindow()
    assert numbers(window.place(lines(100), 5)) == [95, 96, 97, 98, 99]
    assert numbers(window.place(lines(103), 5)) == [98, 99, 100, 101, 102]
    assert window.unseen(lines(103)) == 0


def test_scrolling_up_holds_the_view_and_counts_what_comes() -> None:
    window = LogWindow()
    window.place(lines(100), 5)
    window.scroll(-3, lines(100), 5)
    assert numbers(window.place(lines(100), 5)) == [92, 93, 94, 95, 96]
    assert numbers(window.place(lines(1_334), 5)) == [92, 93, 94, 95, 96]
    assert window.unseen(lines(1_334)) == 1_234


def test_what_was_scrolled_past_is_not_new_any_more() -> None:
    window = LogWindow()
    window.place(lines(100), 5)
    window.scroll(-3, lines(100), 5)
    window.scroll(10, lines(200), 5)
    assert numbers(window.place(lines(200), 5))[-1] == 106
    assert window.unseen(lines(200)) == 93


def test_reaching_the_end_follows_again() -> None:
    window = LogWindow()
    window.place(lines(100), 5)
    window.scroll(-3, lines(100), 5)
    window.scroll(2, lines(100), 5)
    assert not window.following
    window.scroll(1, lines(100), 5)
    assert window.following


def test_a_held_view_stays_on_its_lines_when_old_ones_are_dropped() -> None:
    window = LogWindow()
    window.place(lines(100), 5)
    window.scroll(-50, lines(100), 5)
    before = window.place(lines(100), 5)
    assert window.place(lines(140, 40), 5) == before
    assert numbers(window.place(lines(160, 60), 5)) == [60, 61, 62, 63, 64]


def test_scrolling_up_where_everything_is_in_view_keeps_following() -> None:
    window = LogWindow()
    window.place(lines(3), 5)
    window.scroll(-1, lines(3), 5)
    assert window.following


def test_a_held_view_on_a_screen_that_grows_is_filled_from_above() -> None:
    window = LogWindow()
    window.place(lines(100), 5)
    window.hold()
    assert numbers(window.place(lines(100), 8)) == [92, 93, 94, 95, 96, 97, 98, 99]
    assert not window.following


def test_a_jump_goes_to_a_line_or_to_the_end() -> None:
    window = LogWindow()
    window.jump(0, lines(100), 5)
    assert numbers(window.place(lines(100), 5)) == [0, 1, 2, 3, 4]
    window.jump(95, lines(100), 5)
    assert window.following


def test_a_wrapped_line_is_scrolled_through_row_by_row() -> None:
    window = LogWindow()
    wrapped = AllLines(0, 3, {0: 1, 1: 7, 2: 1}.__getitem__)
    assert window.place(wrapped, 4) == [Row(1, 4), Row(1, 5), Row(1, 6), Row(2, 0)]
    window.scroll(-2, wrapped, 4)
    assert window.place(wrapped, 4) == [Row(1, 2), Row(1, 3), Row(1, 4), Row(1, 5)]


def test_up_from_the_end_holds_the_view_and_moves_the_cursor_alone() -> None:
    window = LogWindow()
    window.place(lines(100), 5)
    assert window.cursor(lines(100)) is None
    window.step(-1, lines(100), 5)
    assert numbers(window.place(lines(100), 5)) == [95, 96, 97, 98, 99]
    assert window.cursor(lines(100)) == 98


def test_the_cursor_scrolls_the_view_at_its_edges() -> None:
    window = LogWindow()
    window.place(lines(100), 5)
    for _ in range(5):
        window.step(-1, lines(100), 5)
    assert numbers(window.place(lines(100), 5)) == [94, 95, 96, 97, 98]
    assert window.cursor(lines(100)) == 94
    for _ in range(5):
        window.step(1, lines(100), 5)
    assert numbers(window.place(lines(100), 5)) == [95, 96, 97, 98, 99]
    assert window.cursor(lines(100)) == 99


def test_down_from_the_last_line_follows_again() -> None:
    window = LogWindow()
    window.place(lines(100), 5)
    window.hold()
    window.step(1, lines(101), 5)
    assert (window.following, window.cursor(lines(101))) == (False, 100)
    window.step(1, lines(101), 5)
    assert window.following


def test_scrolling_keeps_the_cursor_in_the_view() -> None:
    window = LogWindow()
    window.place(lines(100), 5)
    window.scroll(-50, lines(100), 5)
    assert numbers(window.place(lines(100), 5)) == [45, 46, 47, 48, 49]
    assert window.cursor(lines(100)) == 49
    window.scroll(10, lines(100), 5)
    assert window.cursor(lines(100)) == 55


def test_a_chosen_row_has_the_cursor_and_the_view_stays() -> None:
    window = LogWindow()
    before = window.place(lines(100), 5)
    assert window.choose(1)
    assert not window.choose(5)
    assert window.place(lines(103), 5) == before
    assert window.cursor(lines(103)) == 96


def test_going_to_a_line_scrolls_only_where_it_is_not_in_view() -> None:
    window = LogWindow()
    before = window.place(lines(100), 5)
    window.go_to(96, lines(100), 5)
    assert window.place(lines(100), 5) == before
    window.go_to(50, lines(100), 5)
    assert numbers(window.place(lines(100), 5)) == [48, 49, 50, 51, 52]
    assert window.cursor(lines(100)) == 50


def test_a_line_higher_than_the_view_is_gone_through_row_by_row() -> None:
    window = LogWindow()
    wrapped = AllLines(0, 3, {0: 1, 1: 7, 2: 1}.__getitem__)
    window.jump(0, wrapped, 4)
    shown = []
    for _ in range(6):
        window.step(1, wrapped, 4)
        shown.append((window.cursor(wrapped), window.place(wrapped, 4)[0]))
    assert shown == [(1, Row(1, 0)), *((1, Row(1, row)) for row in (1, 2, 3)), (2, Row(1, 4)), (None, Row(1, 4))]
    window.hold()
    window.step(-1, wrapped, 4)
    assert window.place(wrapped, 4)[0] == Row(1, 3)


def test_one_can_come_back_to_where_one_was() -> None:
    window = LogWindow()
    window.place(lines(100), 5)
    window.step(-1, lines(100), 5)
    before, rows = window.where, list(window.place(lines(100), 5))
    window.go_to(3, lines(100), 5)
    window.go_back(before)
    assert window.place(lines(100), 5) == rows
    assert window.cursor(lines(100)) == 98


def test_the_cursor_stays_at_its_height_while_its_neighbours_are_hidden_and_shown() -> None:
    window = LogWindow()
    window.place(lines(100), 5)
    window.scroll(-40, lines(100), 5)
    window.step(-1, lines(100), 5)
    even = Even(lines(100))
    assert numbers(window.place(even, 5)) == [52, 54, 56, 58, 60]
    assert window.cursor(even) == 58
    window.settle(even)
    assert numbers(window.place(lines(100), 5)) == [55, 56, 57, 58, 59]


class Even:
    """The lines of even numbers."""

    def __init__(self, lines: AllLines) -> None:
        self.numbers = [number for number in range(lines.first, lines.end) if number % 2 == 0]
        self.rows = lines.rows

    @property
    def total(self) -> int:
        return len(self.numbers)

    def after(self, line: int) -> int | None:
        return next((number for number in self.numbers if number > line), None)

    def before(self, line: int) -> int | None:
        return next((number for number in reversed(self.numbers) if number < line), None)

    def index(self, line: int) -> int:
        return sum(number < line for number in self.numbers)

    def at(self, index: int) -> int:
        return self.numbers[index]


@given(st.data())
def test_whatever_happens_the_view_is_full_in_order_and_never_moves_by_itself(data: st.DataObject) -> None:
    heights = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=40))
    height = data.draw(st.integers(1, 12))
    window, first, end = LogWindow(), 0, data.draw(st.integers(0, len(heights)))
    is_filtered = False
    held: list[Row] | None = None
    cursor: int | None = None
    for _ in range(data.draw(st.integers(1, 12))):
        happens = data.draw(st.sampled_from(("lines", "scroll", "step", "go_to", "choose", "filter")))
        every = AllLines(first, end, heights.__getitem__)
        shown: Lines = Even(every) if is_filtered else every
        if happens == "lines":
            end = data.draw(st.integers(end, len(heights)))
            first = data.draw(st.integers(first, max(first, end - 1)))
        else:
            held = None
            if happens == "scroll":
                window.scroll(data.draw(st.integers(-10, 10)), shown, height)
            elif happens == "step":
                window.step(data.draw(st.sampled_from((-1, 1))), shown, height)
            elif happens == "go_to" and shown.total:
                window.go_to(shown.at(data.draw(st.integers(0, shown.total - 1))), shown, height)
            elif happens == "choose":
                window.choose(data.draw(st.integers(0, height)))
            elif happens == "filter":
                window.settle(shown)
                is_filtered = not is_filtered
        every = AllLines(first, end, heights.__getitem__)
        shown = Even(every) if is_filtered else every
        rows = window.place(shown, height)
        everything = [Row(line, row) for line in map(shown.at, range(shown.total)) for row in range(heights[line])]
        assert len(rows) == min(height, len(everything))
        if rows:
            at = everything.index(rows[0])
            assert everything[at : at + len(rows)] == rows
            assert not window.following or rows[-1] == everything[-1]
            cursor_now = window.cursor(shown)
            assert window.following == (cursor_now is None)
            assert cursor_now is None or cursor_now in numbers(rows)
            if held and not window.following and held[0].line >= first:
                assert rows[: len(held)] == held
                assert cursor_now == cursor
            cursor = cursor_now
        held = rows if not window.following and len(rows) == height else None
