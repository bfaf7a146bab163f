"""From pane to pane, also in the middle of typing."""

from __future__ import annotations

import pytest
from support.running import feed, running
from support.wire import alert, message
from textual.pilot import Pilot
from textual.widgets import Input

from hexatui.protocol.lifecycle import Link, LinkPhase, Place, StreamOpened
from hexatui.protocol.names import LogSource, Resource
from hexatui.ui.app import HexatuiApp
from hexatui.ui.habits import PANES
from hexatui.ui.strip_view import StripView

API = LogSource("ws-1", "frontend", "api-server-abc123", "api")
PLACE = Place(Resource("workspace", "ws-1"), "One")


async def begin(app: HexatuiApp, pilot: Pilot[None]) -> None:
    entry = message(
        "log_entry",
        timestamp="2024-01-20T14:02:09.120Z",
        stream_id="s1",
        level="info",
        message="exciting",
        pod="api-server-abc123",
    )
    await feed(app, pilot, PLACE, Link(LinkPhase.LIVE), StreamOpened(API, "s1"), entry, alert("ws-1", "a-1"))


def lit(app: HexatuiApp) -> set[str]:
    """The panes that look as if keys went there."""
    assert app.dashboard
    panes = [app.dashboard.query_one(f"#{name}", StripView) for name in PANES]
    return {pane.id or "" for pane in panes if pane.styles.border_title_style.bold}


def shown_rows(app: HexatuiApp) -> list[str]:
    """What stands in the rows that are typed in."""
    assert app.dashboard
    return [row.value for row in app.dashboard.query(Input) if row.display and row.parent and row.parent.display]


@pytest.mark.parametrize("typed", ["1/x", "3/x", "4/x", "4fx"])
@pytest.mark.parametrize("way_out", ["tab", "shift+tab"])
async def test_who_goes_on_to_another_pane_while_typing_has_kept_what_was_typed(typed: str, way_out: str) -> None:
    async with running() as (app, pilot):
        await begin(app, pilot)
        assert app.dashboard
        await pilot.press(*typed)
        assert shown_rows(app) == ["x"]
        pane = app.dashboard.query_one(f"#{PANES[int(typed[0]) - 1]}", StripView)
        assert lit(app) == {pane.id}
        await pilot.press(way_out)
        await pilot.pause()
        assert app.focused
        assert lit(app) == {app.focused.id} != {pane.id}
        assert shown_rows(app) == []
        assert "x" in str(pane.border_title)


async def test_a_click_elsewhere_does_the_same_within_the_pane_too() -> None:
    async with running() as (app, pilot):
        await begin(app, pilot)
        for typed, target in (("1/x", "#logs"), ("4fx", "#logs"), ("4/x", "#alerts")):
            await pilot.press(*typed)
            assert shown_rows(app) == ["x"]
            await pilot.click(target, offset=(3, 2))
            await pilot.pause()
            assert lit(app) == {target[1:]}
            assert shown_rows(app) == []


async def test_a_bad_expression_that_is_left_changes_nothing() -> None:
    async with running() as (app, pilot):
        await begin(app, pilot)
        assert app.dashboard
        await pilot.press("4", "f", "ctrl+r", "left_parenthesis", "tab")
        await pilot.pause()
        assert shown_rows(app) == []
        assert "(" not in str(app.dashboard.query_one("#logs", StripView).border_title)


async def test_a_terminal_that_loses_the_focus_leaves_the_row_as_it_is() -> None:
    async with running() as (app, pilot):
        await begin(app, pilot)
        await pilot.press(*"1/x")
        app.app_focus = False
        await pilot.pause()
        assert shown_rows(app) == ["x"]
        app.app_focus = True
        await pilot.pause()
        await pilot.press("y")
        assert shown_rows(app) == ["xy"]
