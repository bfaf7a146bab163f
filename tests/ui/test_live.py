"""The fleet and its client together, over a real connection."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from support.caller import until
from support.village import API, Village

from hexatui.client.options import ConnectionOptions
from hexatui.client.tokens import TokenSource
from hexatui.prepared import Prepared
from hexatui.protocol.names import Resource
from hexatui.recording import MASK
from hexatui.server.gateway import Gateway
from hexatui.ui.live import Live


@asynccontextmanager
async def watching() -> AsyncIterator[tuple[Live, str]]:
    """A fleet that hears of one workspace, and its token."""
    async with Gateway(Village()) as gateway:
        token = TokenSource.from_value(gateway.token)
        options = ConnectionOptions(gateway.url, token, (Resource("workspace", "ws-123"),))
        live = Live()
        live.start(lambda: Prepared(options, [], [], "test"), lambda: 0.0, lambda error: None)
        try:
            await until(lambda: any('"workspace_status"' in frame.text for frame in live.frames))
            yield live, gateway.token
        finally:
            live.stop()


def lines(live: Live) -> list[str]:
    """The lines of the one log; gaps are empty."""
    with live.fleet.lock:
        stream = live.fleet.streams.get(API)
        return [line.text for line in stream.buffer.lines(0, stream.buffer.end)] if stream else []


async def reach(live: Live, phase: str) -> None:
    """Wait until the one log stands so."""
    await until(lambda: API in live.fleet.streams and live.fleet.streams[API].phase == phase)


async def test_a_log_that_is_started_again_goes_on_after_its_lines() -> None:
    async with watching() as (live, _):
        live.open_stream(API, 3)
        await until(lambda: len(lines(live)) == 3)
        live.stop_stream(API)
        await reach(live, "stopped")
        live.open_stream(API, 3)
        await reach(live, "live")
        assert lines(live) == ["line 497", "line 498", "line 499"]


async def test_a_log_that_is_opened_again_after_it_was_closed_begins_anew() -> None:
    async with watching() as (live, _):
        live.open_stream(API, 3)
        await until(lambda: len(lines(live)) == 3)
        live.close_stream(API)
        live.open_stream(API, 2)
        await until(lambda: len(lines(live)) == 2)


async def test_every_frame_is_held_both_ways_and_the_token_in_none() -> None:
    async with watching() as (live, token):
        frames = list(live.frames)
    assert [frame.direction for frame in frames[:2]] == ["out", "in"]
    assert '"auth"' in frames[0].text
    assert MASK in frames[0].text
    assert not [frame for frame in frames if token in frame.text]
    assert [frame.at for frame in frames] == sorted(frame.at for frame in frames)
