"""Errors are gone to from one to the next, a trace being one."""

from __future__ import annotations

from support.log_panes import NOW, PaneApp, live_fleet, log, settled
from support.panes import show


async def test_a_look_for_errors_is_counted_until_escape() -> None:
    app, fleet = PaneApp(), live_fleet("fine")
    async with app.run_test(size=(90, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("right_curly_bracket")
        await settled(app, pilot)
        assert "no errors" in app.top_border
        log(fleet, "one", "two", level="error")
        show(app.pane, fleet, NOW)
        await settled(app, pilot)
        await pilot.press("end")
        assert "error lines 2 found" in app.top_border
        for said in ("error lines 2 of 2", "error lines 1 of 2", "error lines 2 of 2  from the end"):
            await pilot.press("left_curly_bracket")
            await settled(app, pilot)
            assert said in app.top_border
        await pilot.press("escape")
        assert "error lines" not in app.top_border


async def test_a_trace_is_one_error_however_many_of_its_lines_tell_of_one() -> None:
    app, fleet = PaneApp(), live_fleet("fine")
    trace = ("Oops: no", "\tat a.B.c(B.java:1)", "\tat d.E.f(E.java:2)", "Caused by: more")
    log(fleet, "alone", *trace, level="error")
    log(fleet, "fine")
    log(fleet, *trace, level="error")
    async with app.run_test(size=(90, 20)) as pilot:
        show(app.pane, fleet, NOW)
        for key, line in [("{", 7), ("{", 2), ("{", 1), ("{", 7), ("}", 1), ("}", 2), ("}", 7), ("}", 1)]:
            await pilot.press(key)
            await settled(app, pilot)
            assert app.pane.cursor == line
        await pilot.press("j", "j", "j", "}")
        assert app.pane.cursor == 7
        await pilot.press("j", "{")
        assert app.pane.cursor == 2
        await pilot.press("v", "v")
        await settled(app, pilot)
        await pilot.press("}")
        await settled(app, pilot)
        assert app.pane.cursor == 3


async def test_errors_are_gone_to_whether_they_were_told_or_stand_in_the_text() -> None:
    app, fleet = PaneApp(), live_fleet()
    for number in range(100):
        log(fleet, f"line {number}" + (" ERROR x" if number == 40 else ""), level="critical" if number == 20 else "")
    log(fleet, "Timeout")
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        for key, line in (("{", 40), ("{", 20), ("{", 40), ("{", 20), ("}", 40)):
            await pilot.press("left_curly_bracket" if key == "{" else "right_curly_bracket")
            await settled(app, pilot)
            assert app.pane.cursor == line, key
        log(fleet, "new", level="error")
        show(app.pane, fleet, NOW)
        await settled(app, pilot)
        await pilot.press("right_curly_bracket")
        await settled(app, pilot)
        assert app.words[-1].startswith("new")
        assert app.pane.cursor == 101
