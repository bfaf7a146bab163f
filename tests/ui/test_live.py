"""The fleet and its client together, over a real connection."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from support.caller import until
from support.village import API, Village

from hexatui.client.options import ConnectionOptions
from hexatui.client.tokens import TokenSource
from hexatui.prepared import Prepared
from hexatui.protocol.lifecycle import Link, LinkPhase, Place
from hexatui.protocol.listing import Directory, Listed
from hexatui.protocol.names import MAX_SUBSCRIPTIONS, Resource
from hexatui.recording import MASK
from hexatui.server.gateway import Gateway
from hexatui.server.sources.demo import DemoSource
from hexatui.state.watchlist import SWAPS, Attention
from hexatui.ui.live import ANSWERING, FLOOD, HELD, PAUSE, Live


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


@asynccontextmanager
async def living(gateway: Gateway, *named: Resource, watch_listed: bool) -> AsyncIterator[Live]:
    """The fleet of a person who named this much."""
    options = ConnectionOptions(gateway.url, TokenSource.from_value(gateway.token), named)
    prepared = Prepared(options, [Place(one) for one in named], [], "test", watch_listed)
    live = Live()
    live.start(lambda: prepared, time.time, lambda error: None)
    try:
        yield live
    finally:
        live.stop()


async def test_who_names_nothing_watches_what_is_listed_with_everything_filled_in() -> None:
    source = DemoSource(workspaces=12)
    source.play(30, lambda event: None, lambda source, entry: None)
    async with Gateway(source) as gateway, living(gateway, watch_listed=True) as live:
        workspaces = live.fleet.workspaces
        await until(lambda: len(workspaces) == 12 and all(one.subscribed for one in workspaces.values()), 10)
        await until(lambda: live.fleet.listings.state == Directory("complete"), 10)
        development = workspaces["ws-123"]
        assert (development.name, development.organization_id) == ("Development", "org-123")
        assert None not in development.gauges.cpu.history.columns(50, time.time(), 3000)
        assert {"api_server", "etcd"} <= set(development.components)
        assert live.fleet.alerts.counts("ws-123") == {"critical": 1}
        assert "proj-frontend" in live.fleet.projects


async def test_who_names_workspaces_watches_these_and_sees_that_the_others_are_not_live() -> None:
    named = Resource("workspace", "ws-123")
    async with Gateway(DemoSource(workspaces=12)) as gateway, living(gateway, named, watch_listed=False) as live:
        workspaces = live.fleet.workspaces
        await until(lambda: len(workspaces) == 12, 10)
        await until(lambda: live.fleet.listings.state == Directory("complete"), 10)
        assert [one.id for one in workspaces.values() if one.subscribed] == ["ws-123"]
        assert workspaces["ws-edge"].subscribed is False
        assert workspaces["ws-123"].name == "Development"


async def test_after_a_reconnect_what_appeared_and_what_is_gone_is_told() -> None:
    source = DemoSource(workspaces=3)
    async with Gateway(source) as gateway, living(gateway, watch_listed=True) as live:
        await until(lambda: live.fleet.listings.state == Directory("complete"), 10)
        hidden = Resource("project", "proj-frontend")
        full = source.children
        source.children = lambda parent: [one for one in full(parent) if one.resource != hidden]  # type: ignore[method-assign]
        await gateway.drop_connections()
        await until(lambda: live.fleet.projects["proj-frontend"].deleted, 10)
        told = [moment.text for moment in live.fleet.timeline.moments if moment.kind == "listing"]
    assert told == ["project Frontend is gone from Development"]


async def test_in_a_fleet_larger_than_a_connection_what_is_looked_at_becomes_live_and_no_more_than_100_are() -> None:
    source = DemoSource(workspaces=150)
    async with Gateway(source) as gateway, living(gateway, watch_listed=True) as live:
        workspaces = live.fleet.workspaces

        def subscribed() -> list[str]:
            with live.fleet.lock:
                organizations = [one.id for one in live.fleet.organizations.values() if one.subscribed]
                return [one.id for one in workspaces.values() if one.subscribed] + organizations

        await until(lambda: len(workspaces) == 150 and len(subscribed()) == 100, 20)
        looked_at = next(id for id in workspaces if id not in subscribed())
        live.attend(Attention((Resource("workspace", looked_at),)))
        await until(lambda: looked_at in subscribed(), 10)
        await until(lambda: workspaces[looked_at].status is not None, 10)
        await until(lambda: len(subscribed()) == 100, 10)


def test_what_is_told_of_what_exists_takes_room_and_makes_nothing_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    organization = Resource("organization", "org-1")
    workspaces = [Resource("workspace", f"ws-{number}") for number in range(2 * MAX_SUBSCRIPTIONS)]
    whole = Listed("workspace", organization, frozenset(one.id for one in workspaces))
    live, told = Live(), list[Sequence[Resource]]()
    live._named = ()
    monkeypatch.setattr(live, "watch", told.append)
    live.deliver(
        [(Place(organization), 1.0), *((Place(one, "", organization), 1.0) for one in workspaces), (whole, 1.0)]
    )
    assert [len(one) for one in told] == [MAX_SUBSCRIPTIONS]
    live.attend(Attention(tuple(workspaces[-10:])))
    assert len({*told[-1]} - {*told[-2]}) == SWAPS
    for _ in range(5):
        live.deliver([(whole, 2.0)])
    assert len(told) == 2


def test_a_flood_waits_for_the_answer_to_a_key_and_for_no_more_than_every_other_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, slept = [1_000.0], list[float]()
    monkeypatch.setattr("hexatui.ui.live.time.monotonic", lambda: now[0])
    monkeypatch.setattr("hexatui.ui.live.time.sleep", slept.append)
    live = Live()
    flood = [(Link(LinkPhase.LIVE), 0.0)] * FLOOD
    live.deliver(flood)
    assert slept == []
    live.give_way()
    live.deliver(flood[1:])
    assert slept == []
    live.deliver(flood)
    assert slept == [HELD]
    now[0] += HELD
    live.give_way()
    live.deliver(flood)
    assert slept == [HELD, PAUSE]
    now[0] += 1.5 * HELD
    live.give_way()
    live.deliver(flood)
    assert slept == [HELD, PAUSE, HELD]
    now[0] += 2 * ANSWERING
    live.deliver(flood)
    assert slept == [HELD, PAUSE, HELD]
