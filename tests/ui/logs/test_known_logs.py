"""What is suggested where a log is asked for."""

from __future__ import annotations

import pytest
from support.running import feed, running, text
from support.wire import message, usage

from hexatui.protocol.lifecycle import Link, LinkPhase, StreamEnded, StreamOpened, StreamWanted, Subscribed
from hexatui.protocol.listing import Directory
from hexatui.protocol.names import LogSource, Resource
from hexatui.ui.logs.opened_before import OpenedBefore

API = LogSource("ws-123", "frontend", "api-server-abc123", "api")
LIVE = Link(LinkPhase.LIVE)


async def test_what_gave_lines_is_suggested_the_next_time_and_what_was_refused_is_not() -> None:
    refused = API._replace(pod="refused")
    async with running() as (app, pilot):
        line = message("log_entry", stream_id="s", message="hello")
        await feed(app, pilot, LIVE, StreamOpened(API, "s"), line, StreamOpened(refused, "r"))
        await feed(app, pilot, StreamEnded(refused, "failed", "no such pod"))
        await pilot.press("1", "o")
        await pilot.pause()
        rows = text(app).splitlines()
        assert [row for row in rows if str(API) in row and "opened before" in row]
        assert not [row for row in rows if "ws-123/frontend/refused/api" in row]


async def test_what_can_t_be_there_is_not_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    gone, elsewhere = API._replace(workspace_id="ws-gone"), API._replace(pod="of-another-time")
    monkeypatch.setattr(OpenedBefore, "sources", lambda *_: [gone, API, elsewhere])
    async with running() as (app, pilot):
        assert app.live

        async def suggested() -> str:
            await pilot.press("1", "o")
            await pilot.pause()
            shown = text(app)
            await pilot.press("escape")
            await pilot.pause()
            return shown

        subscribed = [
            Subscribed(Resource("workspace", id), id == "ws-123", "no permission") for id in ("ws-123", "ws-no")
        ]
        await feed(app, pilot, LIVE, usage("ws-123"), *subscribed)
        shown = await suggested()
        assert all(str(source) in shown for source in (gone, API, elsewhere))
        assert "ws-no/?" not in shown
        await feed(app, pilot, Directory("complete", "more than 100 workspaces are there"))
        assert str(gone) in await suggested()
        await feed(app, pilot, Directory("complete"))
        assert str(gone) not in await suggested()
        app.live.containers = [API]
        shown = await suggested()
        assert str(API) in shown
        assert str(elsewhere) not in shown


async def test_a_mistyped_workspace_is_in_no_tree_and_not_suggested() -> None:
    async with running() as (app, pilot):
        mistyped = API._replace(workspace_id="ws-213")
        failed = StreamEnded(mistyped, "failed", "no such workspace")
        await feed(app, pilot, LIVE, usage("ws-123"), StreamWanted(mistyped), StreamOpened(mistyped, "s"), failed)
        await pilot.press("4", "X", "1", "o")
        await pilot.pause()
        assert "ws-213" not in text(app)
