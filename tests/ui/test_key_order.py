"""Keys that come in one breath, as over a slow line."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from support.running import feed, running
from textual.events import Key, Paste
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input

from hexatui.protocol.lifecycle import Link, LinkPhase, Place
from hexatui.protocol.names import Resource
from hexatui.ui.app import HexatuiApp
from hexatui.ui.screens.help import HelpScreen

PLACES = [Place(Resource("workspace", f"ws-{number}"), f"Number {number}") for number in range(20)]
ENTER, ESCAPE = "\r", "\x1b"
NAMES = {ENTER: "enter", ESCAPE: "escape"}

TypeKeys = Callable[..., Awaitable[None]]
"""Types keys into a program, and waits until they are answered."""


def keys(text: str) -> list[Key]:
    return [Key(NAMES.get(character) or _character_to_key(character), character) for character in text]


async def in_one_breath(app: HexatuiApp, pilot: Pilot[None], *typed: Key | Paste) -> None:
    for event in typed:
        app.post_message(event)
    await pilot.pause()
    await settled(app, pilot)


async def on_its_heels(app: HexatuiApp, pilot: Pilot[None], *typed: Key | Paste) -> None:
    """Each as soon as the one before it is said to be answered."""
    for event in typed:
        app.post_message(event)
        while app._key_order.is_busy or not event.is_forwarded:  # noqa: ASYNC110 - its very next turn
            await asyncio.sleep(0)
    await settled(app, pilot)


async def settled(app: HexatuiApp, pilot: Pilot[None]) -> None:
    while app._key_order.is_busy:
        await pilot.pause(0.01)
    await pilot.pause()


def words(app: HexatuiApp) -> str:
    assert app.dashboard
    return app.dashboard.query_one("#workspaces Input", Input).value


@pytest.fixture(params=[in_one_breath, on_its_heels])
def type_keys(request: pytest.FixtureRequest) -> TypeKeys:
    """How one key may follow the other."""
    typist: TypeKeys = request.param
    return typist


@pytest.mark.parametrize("text", ["04692", "number 13", "llll", "/q?"])
async def test_what_follows_a_slash_is_typed_in_its_order(text: str, type_keys: TypeKeys) -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), *PLACES)
        await type_keys(app, pilot, *keys("/" + text))
        assert words(app) == text


async def test_a_paste_goes_where_the_key_before_it_leads(type_keys: TypeKeys) -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), *PLACES)
        await type_keys(app, pilot, *keys("/a"), Paste("bc"), *keys("d"))
        assert words(app) == "abcd"


async def test_what_follows_enter_is_for_what_has_the_focus_then(type_keys: TypeKeys) -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), *PLACES)
        await type_keys(app, pilot, *keys(f"/1{ENTER}?"))
        assert isinstance(app.screen, HelpScreen)
        assert words(app) == "1"


async def test_screens_open_and_close_between_two_keys(type_keys: TypeKeys) -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), *PLACES)
        await type_keys(app, pilot, *keys(f"?{ESCAPE}0{ESCAPE}1j/x{ESCAPE}?"))
        assert isinstance(app.screen, HelpScreen)


@pytest.mark.parametrize("turns", range(6))
async def test_keys_keep_their_order_where_the_machine_stalls(turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hexatui.ui.key_order.PATIENCE", 0.5)
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), *PLACES)
        await in_one_breath(app, pilot, *keys("/1"))
        for key in keys(f"{ENTER}?"):
            app.post_message(key)
        while not app._key_order._waiting:  # noqa: ASYNC110 - its very next turn
            await asyncio.sleep(0)
        for _ in range(turns):
            await asyncio.sleep(0)
        time.sleep(0.6)  # noqa: ASYNC251 - the stall
        await settled(app, pilot)
        assert isinstance(app.screen, HelpScreen)
        assert words(app) == "1"


async def test_a_key_that_got_lost_holds_up_none_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hexatui.ui.key_order.PATIENCE", 0.01)
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), *PLACES)
        app._key_order._is_under_way = True
        await in_one_breath(app, pilot, *keys("/1"))
        assert words(app) == "1"


async def test_none_waits_for_ever_where_one_after_another_gets_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hexatui.ui.key_order.PATIENCE", 0.05)
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), *PLACES)
        monkeypatch.setattr(app._key_order, "_climb", lambda *climb: None)
        for key in keys("/123"):
            app.post_message(key)
        async with asyncio.timeout(5):
            while words(app) != "123":
                await pilot.pause(0.01)
