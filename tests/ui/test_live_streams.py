"""Log streams that a person opens and closes, over a real connection."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from support.caller import until
from support.village import API, Village, line

from hexatui.client.options import ConnectionOptions
from hexatui.client.tokens import TokenSource
from hexatui.prepared import Prepared, StreamRequest
from hexatui.server.gateway import Gateway
from hexatui.server.limits import Limits
from hexatui.ui.live import Live

REFUSALS = {
    "RESOURCE_NOT_FOUND": API._replace(container="missing"),
    "PERMISSION_DENIED": API._replace(workspace_id="ws-denied"),
    "SUBSCRIPTION_LIMIT_EXCEEDED": API._replace(pod="one-too-many"),
}
"""What a gateway that lets a client follow one log says to each."""


@asynccontextmanager
async def following(**limits: Any) -> AsyncIterator[tuple[Live, Gateway]]:
    """A client that follows `API`, and has its first lines."""
    village = Village()
    village.has_logs = lambda source: source.container != "missing"  # type: ignore[method-assign]
    async with Gateway(village, limits=Limits(**limits)) as gateway:
        options = ConnectionOptions(gateway.url, TokenSource.from_value(gateway.token), ())
        live = Live()
        requests = [StreamRequest(API, 2)]
        live.start(lambda: Prepared(options, [], requests, "test"), lambda: 0.0, lambda error: None)
        try:
            await until(lambda: API in live.fleet.streams and len(live.fleet.streams[API].buffer) == 2)
            yield live, gateway
        finally:
            live.stop()


@pytest.mark.parametrize("code", REFUSALS)
async def test_what_the_platform_refuses_is_known_of_the_very_stream(code: str) -> None:
    source = REFUSALS[code]
    async with following(max_streams=1) as (live, _):
        live.open_stream(source, 2)
        await until(lambda: source in live.fleet.streams and live.fleet.streams[source].phase == "failed")
        assert live.fleet.streams[source].reason.startswith(code)
        assert live.fleet.streams[API].phase == "live"


async def test_a_closed_stream_is_stopped_at_the_platform_and_can_be_opened_again() -> None:
    async with following() as (live, gateway):
        live.close_stream(API)
        assert live.fleet.streams == {}
        await until(lambda: any('"stop_stream"' in frame.text for frame in live.frames))
        await until(lambda: not live.fleet.closing)
        gateway.publish_log(API, line("late"))
        live.open_stream(API, 1)
        await until(lambda: API in live.fleet.streams and len(live.fleet.streams[API].buffer) > 0)
        held = live.fleet.streams[API].buffer
        assert [each.text for each in held.lines(0, held.end)] == ["line 499"]
