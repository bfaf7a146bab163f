"""From gap to gap: what was not received is gone to like an error."""

from __future__ import annotations

from support.log_panes import API, NOW, PaneApp, live_fleet, log, settled, until
from support.panes import show

from hexatui.protocol.lifecycle import StreamGap


async def test_gaps_are_gone_to_around_the_ends_also_while_a_filter_hides_their_neighbours() -> None:
    app, fleet = PaneApp(), live_fleet(*["line"] * 30)
    fleet.apply(StreamGap(API, NOW - 60, NOW), NOW)
    log(fleet, *["line"] * 30)
    fleet.apply(StreamGap(API, NOW - 30, NOW), NOW)
    log(fleet, *["line"] * 29, "other")
    async with app.run_test(size=(90, 12)) as pilot:
        show(app.pane, fleet, NOW)
        for key, line in (("B", 61), ("B", 30), ("b", 61), ("b", 30), ("B", 61)):
            await pilot.press(key)
            await settled(app, pilot)
            assert app.pane.cursor == line, key
        assert "from the end" in app.top_border
        await pilot.press("f", *"other", "enter")
        await settled(app, pilot)
        await pilot.press("b")
        await settled(app, pilot)
        assert app.pane.cursor == 30


async def test_where_there_is_no_gap_the_view_stays_and_no_search_is_left() -> None:
    app, fleet = PaneApp(), live_fleet(*["line"] * 30)
    async with app.run_test(size=(90, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("B")
        await settled(app, pilot)
        assert app.pane.window.following
        show(app.pane, fleet, NOW)
        await until(pilot, lambda: not app.pane.finding.is_running, "the thread's end")
