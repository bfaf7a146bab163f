from __future__ import annotations

from support.running import feed, running
from textual.command import CommandList

from hexatui.protocol.lifecycle import Link, LinkPhase
from hexatui.ui.screens.commands import CommandsScreen


async def test_a_page_of_commands_can_be_asked_for_before_there_is_one_on_the_screen() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE))
        await pilot.press("colon")
        assert isinstance(app.screen, CommandsScreen)
        commands = app.screen.query_one(CommandList)
        commands.display = False
        await pilot.pause()
        commands.set_options(["one", "two"]).highlighted = 0
        for where in ("page_up", "page_down", "cursor_down", "cursor_up", "first", "last"):
            app.screen.action_go(where)
        assert isinstance(app.screen, CommandsScreen)
