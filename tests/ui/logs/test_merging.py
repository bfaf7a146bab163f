"""All streams as one in the log pane."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from support.panes import OnePane, show
from support.wire import message
from textual import on
from textual.pilot import Pilot

from hexatui.protocol.lifecycle import Link, LinkPhase, StreamEnded, StreamGap, StreamOpened
from hexatui.protocol.names import LogSource
from hexatui.state.fleet import Fleet
from hexatui.state.merged_logs import HOLD, MergedLog
from hexatui.state.streams import begin_anew, forget
from hexatui.ui.logs.merging import ALL
from hexatui.ui.widgets.log_pane import LogPane

NOW = 1_705_759_329.0
"""2024-01-20 14:02:09 UTC."""
API = LogSource("ws-1", "ns", "api-x", "api")
WORKER = LogSource("ws-1", "ns", "worker-5d9c7b8f4d-x2x4z", "main")
OTHER = LogSource("ws-1", "ns", "other", "main")


class PaneApp(OnePane[LogPane]):
    def __init__(self) -> None:
        super().__init__(LogPane())
        self.opened: list[tuple[LogSource, int]] = []

    @on(LogPane.Opened)
    def note(self, event: LogPane.Opened) -> None:
        self.opened.append((event.source, event.number))


def log(fleet: Fleet, source: LogSource, second: int, text: str) -> None:
    entry: Any = message(
        "log_entry",
        timestamp=f"2024-01-20T14:02:{second:02}Z",
        stream_id=source.pod,
        level="info",
        message=text,
        pod=source.pod,
        container=source.container,
    )
    fleet.apply(entry, NOW)


def two_streams() -> Fleet:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.LIVE), NOW)
    for source in (API, WORKER):
        fleet.apply(StreamOpened(source, source.pod), NOW)
    for second in range(1, 9, 2):
        log(fleet, API, second, f"line {second}")
        log(fleet, WORKER, second + 1, f"line {second + 1}")
    return fleet


@asynccontextmanager
async def merged(fleet: Fleet) -> AsyncIterator[tuple[PaneApp, Pilot[None]]]:
    app = PaneApp()
    async with app.run_test(size=(80, 16)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("M")
        yield app, pilot


async def test_m_shows_all_streams_by_time_each_line_with_its_pod() -> None:
    async with merged(two_streams()) as (app, _):
        assert app.lines[:3] == [
            "api-x                14:02:01.000 info  line 1",
            "worker-5d9c7b8…x2x4z 14:02:02.000 info  line 2",
            "api-x                14:02:03.000 info  line 3",
        ]
        assert "3 all ▶  8 lines" in app.top_border


async def test_each_pod_has_its_colour() -> None:
    async with merged(two_streams()) as (app, _):
        colours = [next(iter(app.pane.render_line(y))).style for y in range(4)]
        assert colours[0] == colours[2] != colours[1] == colours[3]


async def test_m_again_and_closing_lead_back_to_the_stream_shown_before() -> None:
    for key in "MX":
        async with merged(two_streams()) as (app, pilot):
            assert app.pane.active == ALL
            await pilot.press(key)
            assert app.pane.active == WORKER
            await pilot.press("right_square_bracket")
            assert app.pane.active == ALL


async def test_new_lines_follow_after_a_moment_in_the_order_of_their_times() -> None:
    fleet = two_streams()
    async with merged(fleet) as (app, _):
        log(fleet, WORKER, 12, "second")
        log(fleet, API, 11, "first")
        show(app.pane, fleet, NOW)
        assert "first" not in "".join(app.lines)
        show(app.pane, fleet, NOW + 2 * HOLD)
        assert [line[-6:] for line in app.lines if line][-2:] == [" first", "second"]


async def test_where_none_of_the_streams_goes_on_the_view_of_all_says_so() -> None:
    fleet = two_streams()
    async with merged(fleet) as (app, _):
        fleet.apply(StreamEnded(API, "failed", "POD_GONE"), NOW)
        show(app.pane, fleet, NOW)
        assert "3 all ▶" in app.top_border
        fleet.apply(StreamEnded(WORKER, "stopped"), NOW)
        show(app.pane, fleet, NOW)
        assert "3 all ■" in app.top_border
        assert app.lines[-1].strip() == "■ none of these streams goes on"


async def test_a_gap_names_its_stream() -> None:
    fleet = two_streams()
    async with merged(fleet) as (app, _):
        fleet.apply(StreamGap(API, NOW + 1, NOW + 34), NOW + 34)
        show(app.pane, fleet, NOW + 34)
        show(app.pane, fleet, NOW + 35)
        assert app.lines[8].startswith("api-x                ┄┄ gap 14:02:10 – 14:02:43: lines may be missing ┄")


async def test_the_merged_lines_are_searched_and_narrowed_down() -> None:
    async with merged(two_streams()) as (app, pilot):
        await pilot.press("slash", *"line 5", "enter")
        while "1 of 1" not in app.top_border:
            await pilot.pause(0.02)
        await pilot.press("escape", "f", *"line 4", "enter")
        while [line for line in app.lines if line][1:]:
            await pilot.pause(0.02)
        assert app.lines[0].endswith("line 4")


async def test_older_lines_are_searched_too_as_soon_as_they_are_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    fleet = two_streams()
    for number in range(20_000):
        log(fleet, (API, WORKER)[number % 2], 10, "filler")
    go_on, order = threading.Event(), MergedLog.order_older

    def order_older(self: MergedLog) -> bool:
        return (threading.current_thread() is threading.main_thread() or go_on.wait(10)) and order(self)

    monkeypatch.setattr(MergedLog, "order_older", order_older)
    async with merged(fleet) as (app, pilot):
        await pilot.press("slash", *"line 5", "enter")
        while app.pane.finding.is_busy:
            await pilot.pause(0.02)
        app.pane.repaint()
        assert "searching" in app.top_border
        go_on.set()
        while "1 of 1" not in app.top_border:
            await pilot.pause(0.02)


async def test_a_line_is_opened_as_one_of_its_own_stream() -> None:
    async with merged(two_streams()) as (app, pilot):
        await pilot.press("up", "up", "enter")
        await pilot.pause()
        assert app.opened == [(WORKER, 2)]
        assert app.pane.beside(2, 1) == 3
        assert app.pane.beside(3, 1) is None


async def test_nothing_is_beside_a_line_whose_stream_was_closed_while_it_was_read() -> None:
    fleet = two_streams()
    fleet.apply(StreamOpened(OTHER, "other"), NOW)
    async with merged(fleet) as (app, pilot):
        await pilot.press("up", "up", "enter")
        await pilot.pause()
        forget(fleet, app.opened[0][0])
        assert app.pane.beside(2, 1) is None


async def test_a_stream_that_comes_or_goes_changes_the_view_and_with_one_left_there_is_none() -> None:
    fleet = two_streams()
    async with merged(fleet) as (app, _):
        fleet.apply(StreamOpened(OTHER, "other"), NOW)
        log(fleet, OTHER, 5, "between")
        show(app.pane, fleet, NOW)
        assert app.pane.active == ALL
        assert [line[-7:] for line in app.lines][4:6] == [" line 5", "between"]
        forget(fleet, OTHER)
        forget(fleet, WORKER)
        show(app.pane, fleet, NOW)
        assert app.pane.active == API
        assert "all" not in app.top_border


async def test_nothing_happens_where_there_is_nothing_to_merge_or_to_stop() -> None:
    fleet = Fleet()
    fleet.apply(StreamOpened(API, "api"), NOW)
    async with merged(fleet) as (app, pilot):
        assert app.pane.active == API
    async with merged(two_streams()) as (app, pilot):
        await pilot.press("x", "m", "c", "m")
        assert app.pane.active == ALL


async def test_a_history_that_comes_late_is_put_in_its_place_as_soon_as_nobody_holds_on_to_a_line() -> None:
    fleet = two_streams()
    async with merged(fleet) as (app, pilot):
        await pilot.press("up")
        for number in range(100):
            log(fleet, API, 50, f"late {number}")
        for seconds in (1, 2):  # New lines wait a moment for older ones of the other stream.
            show(app.pane, fleet, NOW + seconds)
        for number in range(100):
            log(fleet, WORKER, 30, f"older {number}")
        for seconds in (3, 4, 5):
            show(app.pane, fleet, NOW + seconds)
        await pilot.press("end", "up", "end")
        show(app.pane, fleet, NOW + 6)
        assert app.lines[-1].endswith("late 99")
        await pilot.press("g")
        show(app.pane, fleet, NOW + 7)
        assert app.lines[8].endswith("older 0")


def marked(app: PaneApp) -> list[str]:
    """The texts of the lines in view that have a mark."""
    return [line.split("◆")[1] for line in app.lines if "◆" in line]


async def test_a_mark_is_one_of_its_own_stream_in_either_view() -> None:
    async with merged(two_streams()) as (app, pilot):
        await pilot.press("up", "m", "up", "up", "m")
        assert marked(app) == ["line 5", "line 7"]
        await pilot.press("M", "left_square_bracket")
        assert app.pane.active == API
        assert marked(app) == ["line 5", "line 7"]
        await pilot.press("m", "g", "m", "M", "quotation_mark")
        assert marked(app) == ["line 1", "line 5"]
        assert app.pane.chosen() == (API, 0)
        await pilot.press("quotation_mark")
        assert app.pane.chosen() == (API, 2)
        await pilot.press("apostrophe")
        assert app.pane.chosen() == (API, 0)


async def test_marks_stay_when_a_stream_comes_or_goes_and_go_with_their_own() -> None:
    fleet = two_streams()
    async with merged(fleet) as (app, pilot):
        await pilot.press("up", "m", "up", "m", "end")
        assert marked(app) == ["line 6", "line 7"]
        fleet.apply(StreamOpened(OTHER, "other"), NOW)
        show(app.pane, fleet, NOW)
        log(fleet, OTHER, 5, "between")
        show(app.pane, fleet, NOW)
        assert marked(app) == ["line 6", "line 7"]
        forget(fleet, WORKER)
        show(app.pane, fleet, NOW)
        assert marked(app) == ["line 7"]


async def test_a_held_view_stays_on_its_line_when_a_stream_comes_or_goes() -> None:
    fleet = two_streams()
    for number in range(100):
        log(fleet, (API, WORKER)[number % 2], 10, f"filler {number}")
    async with merged(fleet) as (app, pilot):
        await pilot.press("pageup", "pageup", "m")
        before, chosen = app.lines, app.pane.chosen()
        fleet.apply(StreamOpened(OTHER, "other"), NOW)
        log(fleet, OTHER, 1, "older")
        show(app.pane, fleet, NOW)
        assert app.lines == before
        assert app.pane.chosen() == chosen
        forget(fleet, OTHER)
        show(app.pane, fleet, NOW)
        assert app.lines == before
        forget(fleet, API)
        fleet.apply(StreamOpened(OTHER._replace(container="second"), "second"), NOW)
        show(app.pane, fleet, NOW)
        assert app.pane.chosen() == chosen


async def test_a_held_view_stays_near_its_line_when_that_is_of_the_stream_that_goes() -> None:
    fleet = two_streams()
    fleet.apply(StreamOpened(OTHER, "other"), NOW)
    for number in range(100):
        log(fleet, (API, WORKER)[number < 50], 10, f"filler {number}")
    async with merged(fleet) as (app, pilot):
        await pilot.press("pageup", "pageup")
        chosen = app.pane.chosen()
        assert chosen
        forget(fleet, chosen[0])
        show(app.pane, fleet, NOW)
        now = app.pane.chosen()
        assert now
        assert chosen[0] == WORKER
        assert now == (API, 53)


async def test_a_held_view_comes_back_to_its_line_when_longer_histories_come() -> None:
    fleet = two_streams()
    async with merged(fleet) as (app, pilot):
        await pilot.press("up", "up", "m")
        assert app.pane.chosen() == (WORKER, 2)
        for source in (API, WORKER):
            begin_anew(fleet, source)
            fleet.apply(StreamOpened(source, source.pod), NOW)
        show(app.pane, fleet, NOW)
        for second in range(9):
            log(fleet, (WORKER, API)[second % 2], second, f"line {second}")
            log(fleet, (WORKER, API)[second % 2], second, f"more {second}")
        for seconds in (1, 2):
            show(app.pane, fleet, NOW + seconds)
        line = app.pane.chosen_line()
        assert line
        assert line.text == "line 6"
        assert marked(app) == ["line 6"]


async def test_who_goes_elsewhere_is_not_brought_back() -> None:
    fleet = two_streams()
    async with merged(fleet) as (app, pilot):
        await pilot.press("up", "up")
        begin_anew(fleet, API)
        begin_anew(fleet, WORKER)
        show(app.pane, fleet, NOW)
        await pilot.press("end")
        for second in range(9):
            log(fleet, API, second, f"line {second}")
        for seconds in (1, 2):
            show(app.pane, fleet, NOW + seconds)
        assert app.pane.window.following
