from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.running import feed, text
from support.wire import alert, usage

from hexatui.client.options import ConnectionOptions
from hexatui.client.tokens import TokenSource
from hexatui.kept_file import state_path
from hexatui.prepared import Layout, Prepared, ThemeName
from hexatui.protocol.lifecycle import Link, LinkPhase, Place
from hexatui.protocol.names import Resource
from hexatui.ui.app import HexatuiApp
from hexatui.ui.habits import MAX_PLATFORMS, PANES, Habits, habits_path, kept_theme, read_habits, write_habits
from hexatui.ui.render.tree_rows import ORDERS
from hexatui.ui.theme import PALETTES

PLATFORM = "wss://one/ws"

HABITS = st.builds(
    Habits,
    workspace=st.text(max_size=20),
    pane=st.sampled_from(PANES),
    zoomed=st.booleans(),
    order=st.sampled_from(list(ORDERS)),
    timestamps=st.sampled_from(["utc", "local", "relative", "off"]),
    wrap=st.booleans(),
    fields=st.booleans(),
)


@given(HABITS)
def test_what_is_written_is_read(habits: Habits) -> None:
    path = state_path("written.json")
    write_habits(path, PLATFORM, habits, None)
    assert read_habits(path, PLATFORM) == habits


def test_platforms_do_not_mix_and_share_the_theme(tmp_path: Path) -> None:
    path = tmp_path / "habits.json"
    write_habits(path, PLATFORM, Habits(workspace="ws-1"), "light")
    write_habits(path, "wss://two/ws", Habits(workspace="ws-2"), None)
    assert read_habits(path, PLATFORM).workspace == "ws-1"
    assert read_habits(path, "wss://two/ws").workspace == "ws-2"
    assert read_habits(path, "wss://three/ws") == Habits()
    assert kept_theme(path) == "light"


def test_the_platform_used_longest_ago_makes_room(tmp_path: Path) -> None:
    path = tmp_path / "habits.json"
    for number in [*range(MAX_PLATFORMS), 0, MAX_PLATFORMS]:
        write_habits(path, str(number), Habits(zoomed=True), None)
    kept = json.loads(path.read_text())["platforms"]
    assert list(kept) == [*(str(number) for number in range(2, MAX_PLATFORMS)), "0", str(MAX_PLATFORMS)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.sampled_from([*PANES, *ORDERS]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(Habits.__slots__), inner),
)


@given(JSON, JSON)
def test_garbage_is_as_good_as_nothing(platforms: object, kept: object) -> None:
    path = state_path("garbage.json")
    path.parent.mkdir(exist_ok=True)
    for content in (platforms, {"platforms": platforms}, {"platforms": {PLATFORM: kept}}):
        path.write_text(json.dumps(content))
        habits = read_habits(path, PLATFORM)
        assert habits.pane in PANES
        assert habits.order in ORDERS
        write_habits(path, PLATFORM, habits, None)
        assert read_habits(path, PLATFORM) == habits


def test_what_the_file_says_holds_at_each_start() -> None:
    left = Habits(timestamps="local", wrap=True, fields=False, zoomed=True)
    assert left.under(Layout()) == left
    assert left.under(Layout(timestamps="utc", wrap=False)) == Habits(fields=False, zoomed=True)


def starting(platform: str = PLATFORM) -> HexatuiApp:
    """A program that has read its settings, and never connects."""
    options = ConnectionOptions("ws://127.0.0.1/ws", TokenSource.from_value("x.y.z", "nowhere"))
    return HexatuiApp(lambda: Prepared(options, [], [], "", platform=platform))


@pytest.fixture(autouse=True)
def never_connecting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("hexatui.client.worker.Client.start", lambda _: None)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


PLACES = [Place(Resource("workspace", id), id.upper()) for id in ("ws-1", "ws-2", "ws-3")]


async def seen(app: HexatuiApp, *keys: str) -> tuple[Habits, str]:
    """Start, press keys, and leave; how it was left, and what was seen before the keys."""
    async with app.run_test(size=(120, 40)) as pilot:
        while app.dashboard is None or not app.dashboard.is_mounted:
            await pilot.pause(0.01)
        await feed(app, pilot, *PLACES, Link(LinkPhase.LIVE))
        while app._platform != app._prepare().platform:
            await pilot.pause(0.01)
        await feed(app, pilot)
        before = text(app)
        await pilot.press(*keys)
        await pilot.pause()
    app.keep_habits()
    assert app.dashboard
    return app.dashboard.habits, before


async def test_the_next_run_begins_where_the_last_one_ended() -> None:
    left, _ = await seen(starting(), "down", "down", "exclamation_mark", "end", "4", "t", "w", "J", "T")
    assert left == Habits("ws-3", "logs", False, "trouble", "local", True, False)
    again, before = await seen(starting())
    assert again == left
    assert "by trouble" in before
    assert "─ WS-3 " in before
    assert kept_theme(habits_path()) == "light"
    again, before = await seen(starting(), "z")
    assert again.zoomed
    _, before = await seen(starting())
    assert "Workspaces" not in before


async def test_a_demo_leaves_nothing_behind() -> None:
    await seen(starting(platform=""), "3", "z", "T")
    assert not habits_path().exists()


async def test_a_file_that_can_t_be_written_is_borne(tmp_path: Path) -> None:
    (tmp_path / "hexatui").touch()
    await seen(starting(), "3")


async def test_a_workspace_that_is_gone_is_no_obstacle() -> None:
    write_habits(habits_path(), PLATFORM, Habits(workspace="ws-9", pane="alerts"), None)
    left, _ = await seen(starting())
    assert (left.workspace, left.pane) == ("ws-1", "alerts")


async def test_the_theme_of_the_file_is_not_changed_by_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_habits(habits_path(), PLATFORM, Habits(), "light")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "hexatui" / "config.toml").write_text('theme = "high-contrast"')
    app = starting()
    await seen(app)
    assert app.theme == "high-contrast"


BACKGROUNDS: dict[ThemeName, str] = {"hexatui": "#0f1318", "light": "#fcfcfc"}
"""Those that no other theme draws with."""


async def test_every_theme_is_drawn_at_once_and_leads_to_the_next() -> None:
    app = starting()
    async with app.run_test(size=(120, 40)) as pilot:
        while app.dashboard is None or not app.dashboard.is_mounted:
            await pilot.pause(0.01)
        await feed(app, pilot, *PLACES, Link(LinkPhase.LIVE), usage("ws-1", cpu=9.5), alert("ws-1", "a", "critical"))
        for theme in ("light", "high-contrast", "terminal", "hexatui"):
            await pilot.press("T")
            await pilot.pause(0.2)
            assert app.theme == theme
            styles = {segment.style for strip in app.screen._compositor.render_strips() for segment in strip}
            colours = {colour.name for style in styles if style for colour in (style.color, style.bgcolor) if colour}
            for other in set(BACKGROUNDS) - {theme}:
                palette = PALETTES[other]
                assert not {BACKGROUNDS[other], str(palette.text.color and palette.text.color.name)} & colours, other
