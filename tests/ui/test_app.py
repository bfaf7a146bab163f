"""The app as a whole, without a network: state is fed where the client would feed it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from support.running import feed, running, text
from support.wire import alert, message, usage
from textual.events import MouseDown
from textual.widgets._toast import Toast

from hexatui.prepared import Prepared, SettingsError
from hexatui.protocol.lifecycle import Link, LinkPhase, Place, RequestFailed, StreamOpened
from hexatui.protocol.names import LogSource, Resource
from hexatui.ui.actions import ACTIONS
from hexatui.ui.alerts.kept_verdicts import VerdictKeeper
from hexatui.ui.app import HexatuiApp
from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.replay import ReplayApp
from hexatui.ui.screens.alert_detail import AlertDetailScreen
from hexatui.ui.screens.commands import CommandsScreen, Words
from hexatui.ui.screens.framed import Framed
from hexatui.ui.screens.help import HelpScreen
from hexatui.ui.screens.line_detail import LineDetailScreen
from hexatui.ui.screens.moment_detail import MomentDetailScreen
from hexatui.ui.screens.open_stream import Field, OpenStreamScreen
from hexatui.ui.screens.starting import outline
from hexatui.ui.strip_view import StripView
from hexatui.ui.widgets.narrowed_list import NarrowingInput
from hexatui.ui.widgets.search_bar import SearchBar

API = LogSource("ws-123", "frontend", "api-server-abc123", "api")
PATIENCE = 20.0
DIALOGS = {
    "alert": (AlertDetailScreen,),
    "opening": (OpenStreamScreen, Field),
    "narrowing": (NarrowingInput,),
    "moment": (MomentDetailScreen,),
    "commands": (CommandsScreen, Words),
    "help": (HelpScreen,),
}
"""Who does the actions of what opens over a screen."""


async def test_every_pane_is_there_before_anything_is_known() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot)
        for title in ("─ Workspaces ─", "─ Workspace ─", "─ Alerts ", "─ Logs ─", "hexatui"):
            assert title in text(app)


async def test_settings_that_are_wrong_end_the_program_with_their_sentence() -> None:
    def wrong() -> Prepared:
        raise SettingsError("the token file is empty: put a token into it")

    app = HexatuiApp(wrong)
    async with app.run_test() as pilot:
        while app.failure is None:
            await pilot.pause(0.01)
    assert str(app.failure) == "the token file is empty: put a token into it"


async def test_what_the_platform_refuses_is_said_literally_whatever_it_contains() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, RequestFailed("the status of [/ws]", "PERMISSION_DENIED", "no [bold]way[/] \x1b[2J"))
        app._frame()
        await pilot.pause(0.2)
        assert "no [bold]way[/]" in text(app)
        assert "\x1b" not in text(app)


@pytest.mark.parametrize("action", ["overview", "recall", "inspect"])
async def test_a_screen_that_has_just_been_pushed_is_drawn_when_it_is_composed(action: str) -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE))
        assert app.dashboard
        getattr(app.dashboard, f"action_{action}")()
        assert not app.screen.is_mounted
        app._frame()
        app.action_cycle_theme()
        await pilot.pause()
        assert app.look
        app._frame()
        assert all(view.look == app.look for view in app.screen.query(StripView))
        assert "live" in text(app)


async def test_a_click_where_a_toast_has_just_gone_does_no_harm() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE))
        app.notify("it is gone soon")
        while not app.screen.query(Toast):
            await pilot.pause(0.01)
        await pilot.pause()
        toast = app.screen.query_one(Toast)
        x, y = map(int, toast.region.center)
        toast.remove()
        while toast.parent is not None:  # noqa: ASYNC110 - the very next turn is meant
            await asyncio.sleep(0)
        assert app.screen.get_widget_at(x, y)[0] is toast
        app.post_message(MouseDown(None, x, y, 0, 0, 1, False, False, False, x, y))
        await pilot.pause()
        assert app.failure is None


async def test_the_workspace_under_the_cursor_is_the_one_with_gauges() -> None:
    async with running() as (app, pilot):
        places = [Place(Resource("workspace", id), id.upper()) for id in ("ws-1", "ws-2")]
        await feed(app, pilot, *places, Link(LinkPhase.LIVE), usage("ws-1", cpu=1.5), usage("ws-2", cpu=7.5))
        assert "1.5 of 10 cores" in text(app)
        await pilot.press("down")
        await feed(app, pilot)
        assert "7.5 of 10 cores" in text(app)


@pytest.mark.parametrize("keys", [("enter",), ("d", "enter")], ids=["from the feed", "from the alert in full"])
async def test_an_alert_leads_to_its_workspace(keys: Sequence[str]) -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), usage("ws-1", cpu=1.5), usage("ws-2", cpu=7.5))
        await feed(app, pilot, alert("ws-2", "a", "critical"))
        await pilot.press("3", *keys)
        await feed(app, pilot)
        assert "7.5 of 10 cores" in text(app)
        assert app.dashboard
        assert app.dashboard.query_one("#workspace").has_focus


async def test_an_alert_of_a_workspace_that_is_not_known_leads_nowhere_and_says_so() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), usage("ws-1", cpu=1.5), alert("ws-\x1b[2J", "a", "critical"))
        assert app.live
        app.live.fleet.workspaces.pop("ws-\N{SYMBOL FOR ESCAPE}[2J", None)
        app.live.fleet.workspaces.pop("ws-\x1b[2J", None)
        await pilot.press("3", "enter")
        await feed(app, pilot)
        assert app.dashboard
        assert app.dashboard.query_one("#alerts").has_focus
        assert "is none of those that are known" in text(app)


async def test_an_alert_opens_whole_and_is_acknowledged() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), alert("ws-123", "alert-123", "critical", description="Above 80 %"))
        await pilot.press("3", "d")
        assert isinstance(app.screen, AlertDetailScreen)
        assert "Above 80 %" in text(app)
        await pilot.press("a")
        await pilot.pause()
        assert app.live
        (entry,) = app.live.fleet.alerts.entries.values()
        assert entry.acknowledged_at is not None


async def test_an_alert_that_is_read_goes_on() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), alert("ws-123", "alert-123", "critical", value=91.0))
        await pilot.press("3", "d")
        await feed(app, pilot, alert("ws-123", "alert-123", "critical", value=97.5, status="resolved"))
        async with asyncio.timeout(PATIENCE):
            while "state       resolved" not in text(app):
                await pilot.pause(0.05)
        assert isinstance(app.screen, AlertDetailScreen)
        assert "91 to 97.5" in text(app)


@pytest.mark.parametrize(("key", "words"), [("a", "nothing to acknowledge"), ("s", "nothing to put off")])
async def test_a_resolved_alert_says_why_nothing_is_decided_about_it(key: str, words: str) -> None:
    async with running() as (app, pilot):
        await feed(
            app, pilot, Link(LinkPhase.LIVE), alert("ws-123", "a-1", "critical", title="Disk [full", status="resolved")
        )
        await pilot.press("3", key)
        await pilot.pause()
        assert f"Disk [full: resolved, there is {words}" in text(app)


async def test_a_decision_that_the_disk_refuses_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), alert("ws-123", "alert-123", "critical"))
        assert app.live
        app.live.verdicts = VerdictKeeper(app.live.fleet, "wss://example/ws", tmp_path / "state" / "alerts.json")
        await pilot.press("3", "a")
        deadline = time.monotonic() + PATIENCE
        while "can't be kept" not in text(app):
            assert time.monotonic() < deadline, text(app)
            await pilot.pause(0.05)


async def test_the_logs_of_an_alert_are_those_of_the_pod_it_names() -> None:
    async with running() as (app, pilot):
        named = alert("ws-123", "alert-123", "critical", resource="pod/api-server-abc123")
        await feed(app, pilot, Link(LinkPhase.LIVE), named, StreamOpened(API, "cmd-124"))
        await feed(app, pilot, message("log_entry", stream_id="cmd-124", message="here [/] it is"))
        await pilot.press("3", "l")
        await feed(app, pilot)
        assert not isinstance(app.screen, OpenStreamScreen)
        assert "here [/] it is" in text(app)


async def test_logs_of_a_workspace_are_chosen_in_a_dialog() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), usage("ws-123"), StreamOpened(API, "cmd-124"))
        await pilot.press("1", "home", "l")
        await pilot.pause()
        assert isinstance(app.screen, OpenStreamScreen)
        assert str(API) in text(app)


async def test_a_path_that_lacks_a_part_is_explained_in_the_dialog() -> None:
    async with running() as (app, pilot):
        await pilot.press("o", *"ws-unopened/ns", "enter")
        deadline = time.monotonic() + 10
        while "the pod is missing" not in text(app):
            assert time.monotonic() < deadline, text(app)
            await pilot.pause(0.05)


async def test_a_small_screen_shows_one_pane_at_a_time() -> None:
    async with running((80, 24)) as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), usage("ws-123"))
        assert "Workspaces" in text(app)
        assert "Alerts" not in text(app)
        await pilot.press("3")
        await feed(app, pilot)
        assert "Alerts" in text(app)
        assert "Workspaces" not in text(app)


async def test_zoom_gives_a_pane_the_whole_screen_and_takes_it_back() -> None:
    async with running() as (app, pilot):
        await pilot.press("4", "z")
        await feed(app, pilot)
        assert "Workspaces" not in text(app)
        await pilot.press("z")
        await feed(app, pilot)
        assert "Workspaces" in text(app)


async def test_words_of_the_help_that_do_not_fit_go_on_below_themselves() -> None:
    async with running((60, 16)) as (app, pilot):
        await pilot.press("question_mark")
        await pilot.pause()
        shown = text(app).splitlines()
        first = next(number for number, line in enumerate(shown) if "Go to the chosen workspace's" in line)
        assert shown[first + 1].index("gauges") == shown[first].index("Go to")


async def test_help_names_every_action() -> None:
    async with running((120, 200)) as (app, pilot):
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        seen = " ".join(text(app).replace("│", " ").split())
        for action in ACTIONS:
            # The keys of a replay do nothing elsewhere.
            assert (action.help in seen) == (action.scope != "replay"), action.id


async def test_every_action_has_a_method_where_its_binding_looks_for_it() -> None:
    async with running() as (app, pilot):
        assert app.dashboard
        line = LineDetailScreen(app.dashboard._live, DEFAULT_LOOK, API, 0, lambda *_: None)
        screens: list[Framed] = [app.dashboard, line]
        for key in "ei":
            await pilot.press(key)
            assert isinstance(app.screen, Framed)
            screens.append(app.screen)
            await pilot.press("escape")
        bar = app.dashboard.query_one(SearchBar)
        for action in ACTIONS:
            name = action.name.removeprefix("app.").partition("(")[0]
            scope = "workspaces" if action.scope == "rows" else action.scope
            nodes: list[object] = [node for screen in screens if (node := screen.node_of(scope))]
            if scope == "search":
                nodes = [bar, *bar.children]
            elif scope == "replay":
                nodes = [ReplayApp]
            elif action.name.startswith("app."):
                nodes = [app]
            elif scope in DIALOGS:
                nodes = [*DIALOGS[scope]]
            assert any(hasattr(node, f"action_{name}") for node in nodes), action.id


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "linux", "COLORTERM": ""}])
async def test_terminals_of_few_colours_are_sent_no_others(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), usage("ws-123", cpu=9.5), alert("ws-123", "a", "critical"))
        styles = {segment.style for strip in app.screen._compositor.render_strips() for segment in strip}
        colours = [colour for style in styles if style for colour in (style.color, style.bgcolor) if colour]
        assert not [colour for colour in colours if colour.triplet]
        assert "▲" in text(app)


async def test_a_storm_of_refusals_is_one_short_toast() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, *(RequestFailed(f"request {n}", "", "no " * 1000) for n in range(40)))
        app._told_at = 0
        app._tell_refusals()
        await pilot.pause(0.2)
        assert text(app).count("request") == 1
        assert "(and 39 more)" in text(app)
        assert "hexatui" in text(app).splitlines()[0]


@pytest.mark.parametrize(
    ("phase", "key", "words"),
    [
        (LinkPhase.LIVE, "r", "the connection is live: there is nothing to try"),
        (LinkPhase.CONNECTING, "r", "an attempt is under way"),
        (LinkPhase.WAITING, "r", None),
        (LinkPhase.WAITING, "f5", "it is asked for as soon as there is a connection"),
        (LinkPhase.LIVE, "f5", None),
    ],
)
async def test_a_key_that_can_do_nothing_with_the_connection_now_says_why(
    phase: LinkPhase, key: str, words: str | None
) -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Place(Resource("workspace", "ws-123")), Link(phase, reason="gone", attempt=2))
        await pilot.press(key)
        await pilot.pause(0.2)
        said = [toast.message for toast in app._notifications]
        assert said == ([words] if words else [])


@pytest.mark.parametrize("size", [(120, 40), (100, 28), (100, 30), (159, 50), (120, 56), (200, 60), (80, 24)])
async def test_the_outline_painted_first_is_where_the_panes_will_be(size: tuple[int, int]) -> None:
    async with running(size) as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.CONNECTING, attempt=1))
        rows = [row.rstrip() for row in text(app).splitlines()[1:-1]]
        drawn = [row.rstrip() for row in outline(size[0], size[1] - 2, "╭╮╰╯─│")]
        corners = [[(x, mark) for x, mark in enumerate(row) if mark in "╭╮╰╯"] for row in rows]
        assert corners == [[(x, mark) for x, mark in enumerate(row) if mark in "╭╮╰╯"] for row in drawn]


async def test_commands_help_and_quit_are_offered_however_narrow_the_screen_is() -> None:
    async with running((60, 16)) as (app, pilot):
        await pilot.press("4")
        await pilot.pause()
        assert all(words in text(app).splitlines()[-1] for words in (": Commands", "? Help", "q Quit"))


async def test_a_plain_c_locale_is_drawn_in_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), usage("ws-123", cpu=9.5), alert("ws-123", "a", "critical"))
        await feed(app, pilot, StreamOpened(API, "cmd-124"))
        await feed(app, pilot, message("log_entry", stream_id="cmd-124", message="a long line " * 50))
        assert text(app).isascii()
        for key in ("0", "i", "question_mark", "o", "colon", "4", "up", "slash", "escape", "enter"):
            await pilot.press(key)
            await pilot.pause(0.1)
            assert text(app).isascii(), key
            if app.screen is not app.dashboard:
                await pilot.press("escape")


async def test_the_timeline_tells_what_happened_the_newest_first_gaps_included() -> None:
    async with running() as (app, pilot):
        changed = message("workspace.status_changed", workspace_id="ws-123", new_status="failed")
        await feed(
            app, pilot, Link(LinkPhase.LIVE), changed, Link(LinkPhase.WAITING, reason="cut"), Link(LinkPhase.LIVE)
        )
        await pilot.press("e")
        await pilot.pause(0.3)
        rows = text(app).splitlines()[2:6]
        assert "connected; nothing was heard from" in rows[0]
        assert "connection lost: cut" in rows[1]
        assert "ws-123: failed" in rows[2]
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.dashboard
