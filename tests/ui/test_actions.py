"""Every action is in the help, in the palette and in the key bar, where it applies."""

from __future__ import annotations

from support.running import feed, running, text
from support.wire import alert, message, usage
from textual.binding import Binding

from hexatui.protocol.lifecycle import Link, LinkPhase, StreamOpened
from hexatui.protocol.names import LogSource
from hexatui.ui.actions import ACTIONS, SCOPES, actions_of
from hexatui.ui.habits import PANES

API = LogSource("ws-123", "frontend", "api-server-abc123", "api")
WIDE = (400, 50)
"""A screen on which the key bar has room for all keys."""


async def test_every_action_of_the_dashboard_and_its_panes_is_in_the_palette() -> None:
    async with running() as (app, _):
        assert app.dashboard
        offered = {(command.title, command.help) for command in app.get_system_commands(app.screen)}
        for action in ACTIONS:
            if action.in_palette and action.scope in ("dashboard", *PANES):
                key = app.get_key_display(Binding(action.keys.split(",")[0], ""))
                assert (action.help, f"{SCOPES[action.scope]}: {key}") in offered, action.id


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
