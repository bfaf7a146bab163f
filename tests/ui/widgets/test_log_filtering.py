from __future__ import annotations

from support.log_panes import API, NOW, PaneApp, hundred, live_fleet, log, settled
from support.panes import show

from hexatui.protocol.lifecycle import StreamGap


async def test_a_filter_shows_nothing_but_what_it_finds_and_tells_how_much_that_is() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(80, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("f", *"timeout")
        await settled(app, pilot)
        assert app.words[:3] == ["Timeout 10", "Timeout 20", "Timeout 30"]
        assert "10 of 100 lines" in app.bar
        await pilot.press("enter")
        assert app.words[:10] == [f"Timeout {number}" for number in range(0, 100, 10)]
        assert "timeout: 10 of 100 lines" in app.top_border
        assert app.pane.window.following
        log(fleet, "no", "Timeout 100")
        show(app.pane, fleet, NOW)
        await settled(app, pilot)
        assert app.words[-1] == "Timeout 100"


async def test_an_inverted_filter_hides_what_it_finds() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(80, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("f", *"!timeout", "enter")
        await settled(app, pilot)
        assert "!timeout: 90 of 100 lines" in app.top_border
        assert "Timeout 90" not in app.words


async def test_escape_clears_the_search_and_then_the_filter_and_the_line_stays_where_it_is() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(80, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("f", *"timeout", "enter", "slash", *"50", "enter")
        await settled(app, pilot)
        assert app.pane.cursor == 50
        row = app.words.index("Timeout 50")
        await pilot.press("escape")
        assert "/50" not in app.top_border
        assert app.words[row] == "Timeout 50"
        await pilot.press("escape")
        await pilot.pause()
        assert "timeout" not in app.top_border
        assert (app.words[row - 1], app.words[row]) == ("line 49", "Timeout 50")
        assert app.pane.cursor == 50


async def test_a_search_within_a_filter_finds_nothing_that_is_hidden() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(80, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("f", *"timeout", "enter", "slash", *"5", "enter")
        await settled(app, pilot)
        assert "/5 1 of 1" in app.top_border


async def test_no_match_is_said_in_words() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(80, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("f", *"nowhere", "enter")
        await settled(app, pilot)
        assert app.lines[:2] == ["No line matches nowhere.", "Esc shows all lines again."]
        await pilot.press("n", "up", "enter", "pageup", "escape")
        assert app.words[-1] == "line 99"


async def test_gaps_show_between_the_lines_of_a_filter_and_are_not_counted() -> None:
    app, fleet = PaneApp(), live_fleet("yes 1", "no")
    fleet.apply(StreamGap(API, NOW, NOW + 3), NOW + 3)
    log(fleet, "no", "yes 2")
    async with app.run_test(size=(90, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("f", *"yes", "enter")
        await settled(app, pilot)
        assert app.words[0] == "yes 1"
        assert "may be missing" in app.lines[1]
        assert app.words[2] == "yes 2"
        assert "yes: 2 of 5 lines" in app.top_border


async def test_levels_and_pods_can_be_chosen() -> None:
    app, fleet = PaneApp(), live_fleet("fine")
    log(fleet, "careful", level="warn", pod="other")
    log(fleet, "broken", level="error")
    log(fleet, "ERROR stated in the text", level="")
    async with app.run_test(size=(90, 12)) as pilot:
        show(app.pane, fleet, NOW)
        seen = []
        for _ in range(3):
            await pilot.press("v")
            await settled(app, pilot)
            seen.append([word for word in app.words if word])
        assert seen == [
            ["careful", "broken", "ERROR stated in the text"],
            ["broken", "ERROR stated in the text"],
            ["fine", "careful", "broken", "ERROR stated in the text"],
        ]
        await pilot.press("g", "down", "p")
        await settled(app, pilot)
        assert "pod other: 1 of 4 lines" in app.top_border
        await pilot.press("p")
        assert "pod" not in app.top_border


async def test_of_the_errors_only_those_that_are_shown_are_gone_to() -> None:
    app, fleet = PaneApp(), live_fleet()
    log(fleet, "ERROR one", "ERROR two", "plain one", level="")
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("left_curly_bracket")
        await settled(app, pilot)
        assert app.pane.cursor == 1
        await pilot.press("f", *"one", "enter", "end", "left_curly_bracket")
        await settled(app, pilot)
        assert app.words[:2] == ["ERROR one", "plain one"]
        assert app.pane.cursor == 0


async def test_where_lines_are_left_out_none_goes_on_from_another() -> None:
    app, fleet = PaneApp(), live_fleet("boom", "  at a", "  at b")
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.pause()
        assert "│" in app.lines[2]
        await pilot.press("f", *"at b", "enter")
        await settled(app, pilot)
        assert app.lines[0] == "14:02:09.120 info    at b"


async def test_of_the_marks_only_those_that_are_shown_are_gone_to() -> None:
    app, fleet = PaneApp(), live_fleet("odd", "even", "odd", "even", "odd")
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("m", "k", "m", "k", "m", "k", "k", "m")
        await pilot.press("f", *"odd", "enter", "end")
        await settled(app, pilot)
        for key, line in (("quotation_mark", 4), ("quotation_mark", 2), ("quotation_mark", 0), ("apostrophe", 2)):
            await pilot.press(key)
            assert app.pane.cursor == line
