from __future__ import annotations

import pytest
from support.log_panes import API, NOW, WORKER, PaneApp, hundred, live_fleet, log, settled, until
from support.panes import repaints, show
from textual.events import Paste

from hexatui.protocol.lifecycle import StreamOpened
from hexatui.state.fleet import Fleet
from hexatui.ui.logs.searching import Searching
from hexatui.ui.palette import COLOURLESS, UNICODE, Look


async def test_typing_searches_at_once_and_goes_to_the_newest_hit() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeou")
        await settled(app, pilot)
        assert app.pane.cursor == 90
        assert app.marked() == {4: ["Timeou"]}
        assert app.bar == "/ timeou 10 of 10  Ctrl+R literal  Ctrl+T smart case"
        assert "/timeou 10 of 10" in app.top_border


async def test_enter_keeps_the_search_and_n_goes_down_and_N_up() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeout", "enter")
        await settled(app, pilot)
        assert app.bar == ""
        assert app.pane.has_focus
        seen = [app.pane.cursor]
        for key in ("N", "N", "n", "n", "g", "n"):
            await pilot.press(key)
            seen.append(app.pane.cursor)
        assert seen == [90, 80, 70, 80, 90, 0, 10]
        assert "/timeout 2 of 10" in app.top_border


async def test_escape_returns_to_where_one_was() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeout 3")
        await settled(app, pilot)
        assert app.pane.cursor == 30
        await pilot.press("escape")
        assert app.pane.window.following
        assert (app.marked(), app.bar) == ({}, "")
        await pilot.press("pageup", "k")
        before, words = app.pane.cursor, app.words
        await pilot.press("slash", *"timeout 9")
        await settled(app, pilot)
        assert app.pane.cursor == 90
        await pilot.press("ctrl+c")
        assert (app.pane.cursor, app.words) == (before, words)


async def test_a_search_begins_where_one_is_and_goes_down_only_if_there_is_none_above() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("g", *["j"] * 15, "slash", *"timeout")
        await settled(app, pilot)
        assert app.pane.cursor == 10
        await pilot.press("space", *"5")
        await settled(app, pilot)
        assert app.pane.cursor == 50


async def test_a_bad_expression_says_why_and_changes_nothing() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(90, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeout", "ctrl+r")
        await settled(app, pilot)
        cursor, marked = app.pane.cursor, app.marked()
        await pilot.press(*"(")
        await settled(app, pilot)
        assert app.bar == "/ timeout( the expression is wrong: a bracket ( is not closed"
        assert (app.pane.cursor, app.marked()) == (cursor, marked)
        await pilot.press("enter", "backspace", *" (5|7)0")
        await settled(app, pilot)
        assert "2 of 2" in app.bar
        assert "Ctrl+R regex" in app.bar


async def test_an_expression_that_hangs_others_is_done_at_once() -> None:
    app, fleet = PaneApp(), live_fleet(*["a" * 5_000 + "!"] * 50)
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", "ctrl+r", *"(a+)+$")
        await settled(app, pilot)
        assert "not found" in app.bar


async def test_case_matters_when_it_is_to() -> None:
    app, fleet = PaneApp(), live_fleet("timeout", "Timeout", "TIMEOUT")
    async with app.run_test(size=(90, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"Timeout")
        said = []
        for _ in range(3):
            await settled(app, pilot)
            said.append(app.bar.split("  ")[0].removeprefix("/ Timeout "))
            await pilot.press("ctrl+t")
        assert said == ["1 of 1", "1 of 1", "3 of 3"]


async def test_the_hit_with_the_cursor_stands_out_also_without_colours() -> None:
    app, fleet = PaneApp(), live_fleet("found", "found")
    async with app.run_test(size=(70, 12)) as pilot:
        app.pane.look = Look(COLOURLESS, UNICODE)
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"found", "enter")
        await settled(app, pilot)
        styles = [
            next(part.style for part in app.pane.render_line(y) if part.text == "found" and part.style) for y in (0, 1)
        ]
        assert [bool(style.reverse) for style in styles] == [True, False]
        assert [bool(style.underline) for style in styles] == [False, True]


async def test_what_is_found_beyond_the_edge_is_scrolled_to_sideways_and_back() -> None:
    app, fleet = PaneApp(), live_fleet("near", "." * 500 + "far", "near")
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"far", "enter")
        await settled(app, pilot)
        assert app.marked() == {1: ["far"]}
        assert app.pane.log_view.skip > 400
        await pilot.press("slash", *"near", "enter")
        await settled(app, pilot)
        assert app.marked() == {0: ["near"], 2: ["near"]}
        assert app.pane.log_view.skip == 0


@pytest.mark.parametrize(
    "after",
    [("x",), ("escape",), ("enter", "escape"), ("enter", "end")],
    ids=["nothing is found any more", "the bar is left", "the search is over", "the end is followed"],
)
async def test_what_was_scrolled_to_sideways_does_not_stay_so_once(after: tuple[str, ...]) -> None:
    app, fleet = PaneApp(), live_fleet("near", "." * 500 + "far", "near")
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("right", "slash", *"far")
        await settled(app, pilot)
        assert app.pane.log_view.skip > 400
        await pilot.press(*after)
        await settled(app, pilot)
        assert app.pane.log_view.skip == 10


async def test_the_cursor_may_stand_on_what_tells_of_dropped_lines_while_something_is_found() -> None:
    app, fleet = PaneApp(), hundred()
    fleet.streams[API].buffer.dropped = 7
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeout", "enter", "g", "enter", "m")
        await settled(app, pilot)
        assert app.lines[0].startswith("┄┄ 7 earlier lines were dropped")


async def test_what_comes_is_searched_too() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeout", "enter")
        await settled(app, pilot)
        log(fleet, "another timeout")
        show(app.pane, fleet, NOW)
        await settled(app, pilot)
        assert "/timeout 10 of 11" in app.top_border
        await pilot.press("n")
        assert app.pane.cursor == 100


async def test_words_typed_before_come_back() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        for word in ("one", "two"):
            await pilot.press("slash", *word, "enter")
        await pilot.press("slash", "up")
        assert app.pane.bar.typed == "two"
        await pilot.press("up")
        assert app.pane.bar.typed == "one"
        await pilot.press("down", "down")
        assert app.pane.bar.typed == ""


async def test_pasted_text_is_cleaned_and_clipped() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash")
        app.pane.bar.query_one("CleanInput").post_message(Paste("\x1b[31m\u202e[/red]" + "x" * 5_000 + "\nmore"))
        await pilot.pause()
        assert app.pane.bar.typed.startswith("␛[31m\N{REPLACEMENT CHARACTER}[/red]xxx")
        assert len(app.pane.bar.typed) == 1_000


async def test_each_stream_is_searched_when_it_is_shown_and_a_closed_bar_leaves_no_thread() -> None:
    app, fleet = PaneApp(), hundred()
    fleet.apply(StreamOpened(WORKER, "s2"), NOW)
    log(fleet, "a timeout", stream_id="s2")
    async with app.run_test(size=(90, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeout", "enter")
        await settled(app, pilot)
        assert "/timeout 1 of 1" in app.top_border
        await pilot.press("left_square_bracket")
        await settled(app, pilot)
        assert "/timeout 10 found" in app.top_border
        await pilot.press("escape")
        await until(pilot, lambda: not app.pane.finding.is_running, "the thread to end")


@pytest.mark.parametrize("size", [(90, 12), (30, 6), (12, 4), (5, 3)])
async def test_the_bar_fits_any_width(size: tuple[int, int]) -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=size) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeout")
        await settled(app, pilot)
        assert app.widths() == {size[0]}
        assert app.pane.bar.outer_size.width == size[0] - 2


async def test_a_quiet_frame_repaints_nothing_while_something_is_found() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeout", "enter")
        await settled(app, pilot)
        with repaints(app.pane) as regions:
            for tenth in range(20):
                show(app.pane, fleet, NOW + tenth / 10)
        assert regions == []


async def test_a_line_of_a_megabyte_is_marked_where_it_is_seen() -> None:
    app, fleet = PaneApp(), live_fleet("needle " * 150_000)
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"needle", "enter")
        await settled(app, pilot)
        assert app.marked()[0][:3] == ["needle"] * 3


async def test_all_streams_as_one_are_searched_and_narrowed_to_a_pod() -> None:
    app, fleet = PaneApp(), live_fleet("timeout of api")
    fleet.apply(StreamOpened(WORKER, "s2"), NOW)
    log(fleet, "timeout of worker", "fine", stream_id="s2", pod="worker")
    async with app.run_test(size=(100, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("M", "slash", *"timeout", "enter")
        await settled(app, pilot)
        assert "/timeout 2 of 2" in app.top_border
        await pilot.press("p")
        await settled(app, pilot)
        assert "pod worker: 2 of 3 lines" in app.top_border
        assert "/timeout 1 of 1" in app.top_border
        log(fleet, "timeout of api again")
        log(fleet, "timeout of worker again", stream_id="s2", pod="worker")
        for seconds in (1, 2):  # New lines wait a moment for older ones of the other stream.
            show(app.pane, fleet, NOW + seconds)
        await settled(app, pilot)
        assert "pod worker: 3 of 5 lines" in app.top_border


async def test_behind_the_last_mark_comes_the_first_again_and_the_title_says_so() -> None:
    app, fleet = PaneApp(), live_fleet("one", "two", "three", "four")
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("m", "k", "k", "m", "apostrophe")
        assert (app.pane.cursor, "from the" in app.top_border) == (3, False)
        await pilot.press("apostrophe")
        assert app.pane.cursor == 1
        assert "from the top" in app.top_border
        await pilot.press("quotation_mark")
        assert app.pane.cursor == 3
        assert "from the end" in app.top_border
        await pilot.press("k")
        assert "from the" not in app.top_border


def small(count: int) -> Fleet:
    """Lines of which every tenth tells of a Timeout, in a memory that soon drops the oldest."""
    fleet = live_fleet(log_budget=60_000)
    log(fleet, *(f"{'Timeout' if number % 10 == 0 else 'line'} {number}" for number in range(count)))
    return fleet


def drop(fleet: Fleet, count: int) -> int:
    """Have at least so many lines dropped by others; the number of the oldest left."""
    buffer = fleet.streams[API].buffer
    until_first = buffer.first + count
    while buffer.first < until_first:
        log(fleet, "filler")
    return buffer.first


async def test_the_cursor_and_its_count_stand_on_the_same_line_while_others_come_and_old_ones_go() -> None:
    app, fleet = PaneApp(), small(1_000)
    async with app.run_test(size=(90, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeout", "enter")
        await settled(app, pilot)
        await pilot.press("N")
        buffer = fleet.streams[API].buffer

        def told() -> str:
            hits = [line.number for line in buffer.lines(buffer.first, buffer.end) if "Timeout" in line.text]
            return f"/timeout {hits.index(980) + 1} of {len(hits)}"

        assert app.pane.cursor == 980
        assert told() in app.top_border
        drop(fleet, 1)
        log(fleet, "Timeout anew")
        show(app.pane, fleet, NOW)
        await settled(app, pilot)
        assert app.pane.cursor == 980
        assert told() in app.top_border
        await pilot.press("n", "n")
        assert app.pane.cursor == buffer.end - 1


@pytest.mark.parametrize("key", ["N", "n"])
async def test_no_line_is_gone_to_that_was_dropped_before_the_search_knew_of_it(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, fleet = PaneApp(), small(1_000)
    async with app.run_test(size=(90, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeout", "enter")
        await settled(app, pilot)
        monkeypatch.setattr(Searching, "nudge", lambda _: None)
        first = drop(fleet, 100)
        log(fleet, *["filler"] * 10)
        show(app.pane, fleet, NOW)
        while app.pane.cursor != first:
            app.pane.go_to(first)
        await pilot.press(key, key)
        line = app.pane.chosen_line()
        assert line
        assert line.text.startswith("Timeout")
