"""Every action is in the help, in the palette and in the key bar, where it applies."""

from __future__ import annotations

import asyncio

import pytest
from support.running import feed, running, text
from support.wire import alert, message, usage
from textual.app import App
from textual.binding import Binding

from hexatui.protocol.lifecycle import Link, LinkPhase, StreamEnded, StreamOpened
from hexatui.protocol.names import LogSource
from hexatui.ui.actions import ACTION, ACTIONS, SCOPES, actions_of
from hexatui.ui.habits import PANES
from hexatui.ui.strip_view import StripView
from hexatui.ui.widgets.key_bar import KeyBar

API = LogSource("ws-123", "frontend", "api-server-abc123", "api")
WIDE = (400, 50)
"""A screen on which the key bar has room for all keys."""


async def test_every_action_of_the_dashboard_and_its_panes_is_in_the_palette() -> None:
    async with running() as (app, pilot):
        line = message("log_entry", stream_id="s", message="hello")
        await feed(
            app, pilot, Link(LinkPhase.LIVE), usage("ws-123"), alert("ws-123", "a"), StreamOpened(API, "s"), line
        )
        for pane in "134":
            await pilot.press(pane, "slash", "e", "enter")
        await feed(app, pilot)
        offered = {(command.title, command.help) for command in app.get_system_commands(app.screen)}
        for action in ACTIONS:
            if action.in_palette and action.scope in ("dashboard", *PANES):
                key = app.get_key_display(Binding(action.keys.split(",")[0], ""))
                assert (action.command, f"{SCOPES[action.scope]}: {key}") in offered, action.id


async def test_the_palette_offers_nothing_that_would_do_nothing() -> None:
    async with running((60, 16)) as (app, _):
        offered = {command.title for command in app.get_system_commands(app.screen)}
        for id in ("dashboard.zoom", "alerts.show_all", "logs.search"):
            assert ACTION[id].command not in offered
        assert ACTION["dashboard.suspend_process"].command in offered


async def test_the_palette_finds_a_command_by_what_the_key_bar_calls_it() -> None:
    async with running() as (app, pilot), asyncio.timeout(20):
        await pilot.press("colon", *"zoom")
        while "Give the whole screen" not in text(app):
            await pilot.pause(0.05)
        await pilot.press("enter")
        while app.dashboard and not app.dashboard.has_class("-single"):
            await pilot.pause(0.05)


async def test_every_action_of_a_pane_that_has_a_place_in_the_key_bar_stands_there_while_the_pane_has_the_focus() -> (
    None
):
    async with running(WIDE) as (app, pilot):
        line = message("log_entry", stream_id="s", message="hello")
        await feed(
            app, pilot, Link(LinkPhase.LIVE), usage("ws-123"), alert("ws-123", "a"), StreamOpened(API, "s"), line
        )
        for key, scope in (("1", "workspaces"), ("3", "alerts"), ("4", "logs")):
            await pilot.press(key)
            await feed(app, pilot)
            bar = text(app).splitlines()[-1]
            for action in (*actions_of(scope), *actions_of("dashboard")):  # type: ignore[arg-type]
                if action.in_bar:
                    assert f" {action.words} " in bar, (scope, action.id)


async def test_the_key_bar_says_what_a_key_would_do_as_things_stand() -> None:
    def bar() -> str:
        return text(app).splitlines()[-1]

    async with running(WIDE) as (app, pilot):
        line = message("log_entry", stream_id="s", message="hello")
        await feed(app, pilot, Link(LinkPhase.LIVE), alert("ws-123", "a"), StreamOpened(API, "s"), line)
        await pilot.press("4")
        await pilot.pause()
        assert "Space Pause   " in bar()
        assert "x Stop   " in bar()
        await pilot.press("space", "z")
        await feed(app, pilot, StreamEnded(API, "stopped"))
        assert "Space Follow   " in bar()
        assert "x Start   " in bar()
        assert "z Unzoom   " in bar()
        await pilot.press("z", "3", "a")
        await feed(app, pilot)
        assert "z Zoom   " in bar()
        assert "a Not seen   " in bar()
        await pilot.press("d")
        await pilot.pause()
        assert "a Not seen  " in text(app)
        await pilot.press("escape", "i", "space")
        await pilot.pause()
        assert "Space Follow   " in bar()


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("o", ["Enter Open", "Tab Complete", "Esc Cancel"]),
        ("3 d", ["Enter Workspace", "l Logs", "a Acknowledge", "s Snooze", "Esc Close"]),
        ("colon", ["Enter Do it", "Esc Close"]),
        ("question_mark", ["Esc Close"]),
    ],
)
async def test_the_key_bar_below_a_dialog_tells_the_dialog_s_keys_alone(keys: str, told: list[str]) -> None:
    async with running(WIDE) as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), alert("ws-123", "a"))
        for key in keys.split():
            await pilot.press(key)
            await pilot.pause()
        assert text(app).splitlines()[-1].strip().split("   ") == told
        await pilot.press("escape")
        await pilot.pause()
        assert "q Quit" in text(app).splitlines()[-1]


async def test_a_pane_without_a_stream_tells_of_no_keys_for_one() -> None:
    async with running(WIDE) as (app, pilot):
        await pilot.press("4")
        await feed(app, pilot)
        bar = text(app).splitlines()[-1]
        assert "o Open logs" in bar
        assert not [words for words in ("Pause", "Search", "Copy", "Save", "Stop", "Enter") if words in bar]


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "0", "e", "i"])
async def test_the_way_on_the_commands_the_help_and_the_way_out_are_told_on_the_smallest_screen(key: str) -> None:
    async with running((60, 16)) as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), usage("ws-123"), alert("ws-123", "a"), StreamOpened(API, "s"))
        await pilot.press(key)
        await feed(app, pilot)
        bar = text(app).splitlines()[-1]
        assert len(bar) == 60
        assert ("Esc Back" in bar) == (key in "0ei")
        assert ("Tab Pane" in bar) == (key not in "0e")
        assert ": Commands  ? Help  " in bar
        assert " Quit" in bar


@pytest.mark.parametrize("key", ["", "0", "e", "i"])
async def test_the_theme_changes_on_every_full_screen_and_below_it(key: str) -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), usage("ws-123"))
        await pilot.press(*([key] if key else []), "T")
        await pilot.pause()
        assert app.theme == "light"
        assert app.look
        assert {view.look for screen in app.screen_stack for view in screen.query(StripView)} == {app.look}
        assert any(
            command.title == ACTION["dashboard.cycle_theme"].command for command in app.get_system_commands(app.screen)
        )


@pytest.mark.parametrize("keys", ["1 slash", "3 slash", "4 slash", "4 f", "e slash", "i slash"])
async def test_no_key_is_told_that_would_be_typed(keys: str) -> None:
    async with running(WIDE) as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), alert("ws-123", "a"), StreamOpened(API, "s"))
        await pilot.press(*keys.split())
        await pilot.pause()
        told = text(app).splitlines()[-1].split("   ")
        assert not [item for item in told if len(item.split(" ")[0].strip()) == 1 and not item.strip().startswith("↑")]
        assert "F1 Help" in text(app).splitlines()[-1]


async def test_a_key_bar_tells_keys_that_are_in_force_before_its_look_knows_them() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE))
        App.set_keymap(app, {"dashboard.next_pane": "f8"})
        await pilot.pause()
        assert "F8 Pane" in text(app).splitlines()[-1]


async def test_a_key_bar_is_drawn_once_for_a_change_however_many_dialogs_came_and_went(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn, show = list[KeyBar](), KeyBar._show

    def counted(bar: KeyBar) -> None:
        drawn.append(bar)
        show(bar)

    monkeypatch.setattr(KeyBar, "_show", counted)
    async with running() as (app, pilot):
        for _ in range(3):
            await pilot.press("question_mark", "escape")
        await pilot.pause()
        drawn.clear()
        app.screen.refresh_bindings()
        await pilot.pause()
        assert len(drawn) == 1
