"""From one found line to the next, also before these are known."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from support.log_panes import API, NOW, PATIENCE, WORKER, PaneApp, hundred, live_fleet, log, settled
from support.panes import show

from hexatui.protocol.lifecycle import StreamGap, StreamOpened
from hexatui.state.log_protocol import LogSnapshot
from hexatui.state.log_search import Search
from hexatui.ui.widgets.log_pane import LogPane


@pytest.fixture
def search_held_up(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """No search finds anything until this is set."""
    go_on, step = threading.Event(), Search.step

    def held_up(search: Search, snapshot: LogSnapshot) -> bool:
        return go_on.wait(PATIENCE) and step(search, snapshot)

    monkeypatch.setattr(Search, "step", held_up)
    return go_on


async def test_behind_the_last_hit_comes_the_first_again_and_the_title_says_so() -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(90, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeout", "enter")
        await settled(app, pilot)
        for key, line, said in (
            ("n", 0, "/timeout 1 of 10  from the top"),
            ("N", 90, "/timeout 10 of 10  from the end"),
            ("N", 80, "/timeout 9 of 10 ─"),
        ):
            await pilot.press(key)
            assert app.pane.cursor == line
            assert said in app.top_border


async def test_steps_that_are_asked_for_before_the_hits_are_known_are_all_made(search_held_up: threading.Event) -> None:
    app, fleet = PaneApp(), hundred()
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeout", "enter", "N", "N", "N", "n")
        assert app.pane.cursor is None
        search_held_up.set()
        await settled(app, pilot)
        assert app.pane.cursor == 70
        assert "/timeout 8 of 10" in app.top_border


async def test_steps_from_gap_to_gap_are_all_made_too(search_held_up: threading.Event) -> None:
    app, fleet = PaneApp(), live_fleet()
    for _ in range(3):
        log(fleet, *["line"] * 9)
        fleet.apply(StreamGap(API, NOW - 60, NOW), NOW)
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("B", "B", "B", "b")
        search_held_up.set()
        await settled(app, pilot)
        assert app.pane.cursor == 19


async def test_errors_are_gone_to_at_once_while_hits_are_not_known(search_held_up: threading.Event) -> None:
    app, fleet = PaneApp(), hundred()
    log(fleet, "Oops", level="error")
    log(fleet, *["line"] * 9)
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"timeout", "enter", "N", "{")
        search_held_up.set()
        await settled(app, pilot)
        assert app.pane.cursor == 100


@pytest.mark.parametrize(
    "go_elsewhere",
    [
        lambda pane: pane.action_first(),
        lambda pane: pane.choose(1),
        lambda pane: pane.begin_anew(API),
        lambda pane: pane.show_stream(WORKER),
        lambda pane: pane.action_toggle_merged(),
    ],
)
async def test_steps_are_forgotten_when_one_goes_elsewhere(
    search_held_up: threading.Event, go_elsewhere: Callable[[LogPane], object]
) -> None:
    app, fleet = PaneApp(), hundred()
    fleet.apply(StreamOpened(WORKER, "s2"), NOW)
    log(fleet, *["Timeout"] * 50, stream_id="s2")
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        app.pane.show_stream(API)
        await pilot.press("slash", *"timeout", "enter", "N", "N")
        go_elsewhere(app.pane)
        app.pane.repaint()
        was = app.pane.cursor
        search_held_up.set()
        await settled(app, pilot)
        assert app.pane.cursor == was


async def test_a_gap_can_be_looked_for_again_after_a_filter_was_typed(
    search_held_up: threading.Event,
) -> None:
    app, fleet = PaneApp(), live_fleet(*["line"] * 9)
    fleet.apply(StreamGap(API, NOW - 60, NOW), NOW)
    log(fleet, *["line"] * 9)
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("B", "f", "x", "backspace", "enter", "B")
        search_held_up.set()
        await settled(app, pilot)
        assert app.pane.cursor == 9


async def test_a_step_from_a_hit_that_is_nowhere_rings(
    search_held_up: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, fleet = PaneApp(), hundred()
    rung: list[str] = []
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        monkeypatch.setattr(app, "bell", lambda: rung.append("bell"))
        await pilot.press("slash", *"nowhere", "enter", "n")
        search_held_up.set()
        await settled(app, pilot)
        assert rung == ["bell"]
