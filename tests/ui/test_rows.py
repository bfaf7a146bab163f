"""The list of rows: the cursor stays on its key, and nothing is repainted but what differs."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from rich.style import Style
from support.panes import repaints
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip

from hexatui.ui.canvas import Line
from hexatui.ui.palette import ANSI, UNICODE, Look
from hexatui.ui.rows import RowList
from hexatui.ui.strip_view import changed_cells


class Names(RowList[str]):
    """Rows that show their key and a figure."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__()
        self.figures: dict[str, int] = {}
        self.drawn: list[str] = []
        self.seen: list[tuple[str, str]] = []
        self.set_keys(keys)

    def row_version(self, key: str) -> object:
        return self.figures.get(key, 0)

    def draw_row(self, key: str, width: int) -> Line:
        self.drawn.append(key)
        return [Segment(key), Segment(f" {self.figures.get(key, 0)}")]

    def cursor_moved(self, key: str) -> None:
        self.seen.append(("moved", key))

    def opened(self, key: str) -> None:
        self.seen.append(("opened", key))


class OneList(App[None]):
    CSS = "Names { border: round red; } Names:focus { border: round green; }"

    def __init__(self, keys: list[str]) -> None:
        super().__init__()
        self.names = Names(keys)

    def compose(self) -> ComposeResult:
        yield self.names

    def rows_shown(self) -> list[str]:
        names = self.names
        texts = [names.render_line(y).text.strip(" ▐") for y in range(names.content_size.height)]
        return [text.split(" ")[0] for text in texts if text]


def numbered(start: int, stop: int) -> list[str]:
    return [f"row-{number:03}" for number in range(start, stop)]


KEYS_AND_ROWS = [
    ("down", "row-011"), ("j", "row-011"), ("up", "row-009"), ("k", "row-009"),
    ("G", "row-099"), ("end", "row-099"), ("g", "row-000"), ("home", "row-000"),
    ("pagedown", "row-017"), ("pageup", "row-003"), ("ctrl+d", "row-014"), ("ctrl+u", "row-006"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "row"), KEYS_AND_ROWS)
async def test_a_key_moves_the_cursor(key: str, row: str) -> None:
    app = OneList(numbered(0, 100))
    async with app.run_test(size=(30, 10)) as pilot:
        app.names.move_to("row-010")
        await pilot.press(key)
        assert app.names.cursor == row
        assert row in app.rows_shown()


async def test_the_cursor_and_the_view_stay_on_their_rows_when_rows_come_in_above() -> None:
    app = OneList(numbered(50, 100))
    async with app.run_test(size=(30, 10)) as pilot:
        app.names.move_to("row-080")
        await pilot.press("up", "up", "up")
        before = app.rows_shown()
        app.names.set_keys(numbered(0, 100))
        app.names.repaint()
        await pilot.pause()
        assert app.names.cursor == "row-077"
        assert app.rows_shown() == before


async def test_a_view_at_the_top_shows_what_comes_in_above() -> None:
    app = OneList(numbered(50, 100))
    async with app.run_test(size=(30, 10)) as pilot:
        app.names.move_to("row-050")
        app.names.set_keys(numbered(48, 100))
        app.names.repaint()
        await pilot.pause()
        assert app.rows_shown()[0] == "row-048"
        assert app.names.cursor == "row-050"


async def test_a_cursor_that_was_never_moved_stays_at_the_top() -> None:
    app = OneList(numbered(50, 100))
    async with app.run_test(size=(30, 10)):
        app.names.set_keys(numbered(48, 100))
        assert app.names.cursor == "row-048"


async def test_the_cursor_stays_on_its_key_when_rows_are_reordered() -> None:
    app = OneList(numbered(0, 50))
    async with app.run_test(size=(30, 10)):
        app.names.move_to("row-020")
        app.names.set_keys(numbered(0, 50)[::-1])
        app.names.repaint()
        assert app.names.cursor == "row-020"
        assert "row-020" in app.rows_shown()


async def test_a_row_with_the_cursor_that_leaves_a_view_at_the_top_takes_the_view_along_in_its_place() -> None:
    app = OneList(numbered(0, 50))
    async with app.run_test(size=(30, 10)):
        app.names.move_to("row-003")
        app.names.set_keys([*numbered(0, 3), *numbered(4, 30), "row-003", *numbered(30, 50)])
        app.names.repaint()
        assert app.rows_shown()[3] == "row-003"


async def test_the_cursor_goes_to_the_next_row_when_its_own_is_gone() -> None:
    app = OneList(numbered(0, 50))
    async with app.run_test(size=(30, 10)):
        app.names.move_to("row-020")
        app.names.set_keys([key for key in numbered(0, 50) if key not in ("row-020", "row-021")])
        assert app.names.cursor == "row-022"
        assert app.names.seen[-1] == ("moved", "row-022")
        app.names.set_keys(numbered(0, 5))
        assert app.names.cursor == "row-004"
        app.names.set_keys([])
        assert app.names.cursor is None


async def test_a_click_selects_and_a_double_click_or_enter_opens() -> None:
    app = OneList(numbered(0, 50))
    async with app.run_test(size=(30, 10)) as pilot:
        app.names.seen.clear()
        await pilot.click(Names, offset=(3, 4))
        assert app.names.seen == [("moved", "row-003")]
        await pilot.double_click(Names, offset=(3, 5))
        assert app.names.seen[-1] == ("opened", "row-004")
        await pilot.press("enter")
        assert app.names.seen.count(("opened", "row-004")) == 2


async def test_the_scrollbar_can_be_pulled() -> None:
    app = OneList(numbered(0, 100))
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.mouse_down(Names, offset=(28, 2))
        await pilot.hover(Names, offset=(28, 8))
        assert app.rows_shown()[-1] == "row-099"
        await pilot.mouse_up(Names, offset=(28, 8))
        await pilot.hover(Names, offset=(28, 1))
        assert app.rows_shown()[-1] == "row-099"
        assert app.names.cursor == "row-000"


async def test_nothing_is_repainted_when_nothing_changed() -> None:
    app = OneList(numbered(0, 100))
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        with repaints(app.names) as regions:
            app.names.set_keys(numbered(0, 100))
            app.names.repaint()
        assert regions == []


async def test_a_changed_row_repaints_its_changed_cells_alone() -> None:
    app = OneList(numbered(0, 100))
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        app.names.drawn.clear()
        with repaints(app.names) as regions:
            app.names.figures["row-002"] = 7
            app.names.figures["row-050"] = 7
            app.names.repaint()
        assert regions == [Region(8, 2, 1, 1)]
        assert app.names.drawn == ["row-002"]


async def test_focus_repaints_the_frame_and_the_cursor_but_not_all_rows() -> None:
    app = OneList(numbered(0, 100))
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        with repaints(app.names) as regions:
            app.set_focus(None)
            await pilot.pause()
        assert regions
        assert not any(region.width > 1 and region.y > 0 and region.y < 8 for region in regions)
        app.names.focus()
        await pilot.pause()
        with repaints(app.names) as regions:
            app.names.set_title(Content("[/etc/passwd]"))
            app.names.set_title(Content("[/etc/passwd]"))
        assert regions == [Region(-1, -1, 19, 1)]
        assert "[/etc/passwd]" in "".join(strip.text for strip in app.names.render_lines(Region(0, 0, 30, 1)))


async def test_another_palette_or_theme_draws_all_rows_anew() -> None:
    app = OneList(numbered(0, 100))
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        dark = app.names.render_lines(Region(0, 0, 30, 10))
        app.theme = "textual-light"
        await pilot.pause()
        light = app.names.render_lines(Region(0, 0, 30, 10))
        assert all(before != after for before, after in zip(dark, light, strict=True))
        app.names.drawn.clear()
        app.names.look = Look(ANSI, UNICODE)
        assert len(app.names.drawn) == 8


async def test_a_narrow_list_and_a_resized_one_fill_their_width_exactly() -> None:
    app = OneList(numbered(0, 100))
    async with app.run_test(size=(20, 10)) as pilot:
        for width in (3, 20, 200):
            await pilot.resize_terminal(width, 12)
            while app.names.size.width != width - 2:
                await pilot.pause(0.01)
            assert {app.names.render_line(y).cell_length for y in range(10)} == {width - 2}


async def test_ten_thousand_rows_answer_a_key_from_the_rows_on_the_screen_alone() -> None:
    app = OneList([f"row-{number}" for number in range(10_000)])
    async with app.run_test(size=(30, 10)) as pilot:
        app.names.drawn.clear()
        await pilot.press("G")
        assert app.names.cursor == "row-9999"
        assert len(app.names.drawn) <= 9


def test_changed_cells_are_those_from_the_first_to_the_last_that_differs() -> None:
    before = Strip([Segment("abc"), Segment("2 m"), Segment("   ")])
    assert changed_cells(before, Strip([Segment("abc"), Segment("2 m"), Segment("   ")])) is None
    assert changed_cells(before, Strip([Segment("abc"), Segment("3 m"), Segment("   ")])) == (3, 4)
    assert changed_cells(before, Strip([Segment("abc2 m   ", Style(bold=True))])) == (0, 9)
    assert changed_cells(before, Strip([Segment("xbc"), Segment("2 m"), Segment("  x")])) == (0, 9)
    assert changed_cells(Strip([Segment("日本")]), Strip([Segment("日木")])) == (0, 4)
