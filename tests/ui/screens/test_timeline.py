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


async def test_enter_shows_a_moment_in_full_and_once_more_goes_to_its_workspace() -> None:
    async with running((80, 24)) as (app, pilot):
        why = "API server not responding to health checks, for the third time in a row since midnight"
        told = {"workspace_id": "ws-1", "component": "api_server", "new_status": "unhealthy", "reason": why}
        other = Place(Resource("workspace", "ws-0"), "Another")
        await feed(app, pilot, Link(LinkPhase.LIVE), other, SEARCH, message("monitoring.health_changed", **told))
        await pilot.press("e")
        await feed(app, pilot)
        assert why not in " ".join(text(app).split())
        await pilot.press("enter")
        await feed(app, pilot)
        shown = " ".join(text(app).replace("│", " ").split())
        assert f"api_server of Search: unhealthy, {why}" in shown
        assert "Enter Workspace" in shown
        await pilot.press("enter")
        await feed(app, pilot)
        assert app.screen is app.dashboard
        assert "─ Search  ws-1 ─" in text(app)


async def test_a_moment_of_no_workspace_leads_to_none() -> None:
    async with running() as (app, pilot):
        billing = {"previous_plan": "standard", "new_plan": "pro"}
        await feed(app, pilot, message("organization.billing_updated", organization_id="org", billing=billing))
        await pilot.press("e", "enter")
        await feed(app, pilot)
        assert "org: plan standard → pro" in text(app)
        assert "Enter Workspace" not in text(app)
        await pilot.press("enter")
        await feed(app, pilot)
        assert "─ What happened" in text(app)
