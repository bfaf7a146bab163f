from __future__ import annotations

from support.running import feed, running, text
from support.wire import alert, message

from hexatui.protocol.lifecycle import Link, LinkPhase, Place
from hexatui.protocol.names import Resource

SEARCH = Place(Resource("workspace", "ws-1"), "Search")


async def test_the_overview_stands_above_what_happened() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), SEARCH, alert("ws-1", "a", "critical", title="Memory"))
        await pilot.press("0")
        await feed(app, pilot)
        shown = text(app)
        assert "▲ 1 critical" in shown
        assert shown.index("─ Overview") < shown.index("─ What happened")
        await pilot.press("0")
        assert app.screen is app.dashboard


async def test_typing_leaves_the_moments_that_say_every_word_also_of_those_to_come() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), SEARCH, alert("ws-1", "a", "critical", title="Memory"))
        await pilot.press("e", "slash", *"search mem", "enter")
        await feed(app, pilot)
        assert "1 shown: search mem" in text(app)
        await feed(app, pilot, alert("ws-1", "b", "warning", title="Memory leak"))
        await feed(app, pilot, message("workspace.status_changed", workspace_id="ws-1", new_status="failed"))
        assert "2 shown: search mem" in text(app)
        await pilot.press("escape")
        await feed(app, pilot)
        assert "shown" not in text(app)
        await pilot.press("escape")
        assert app.screen is app.dashboard
