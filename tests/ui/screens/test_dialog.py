from __future__ import annotations

from collections.abc import Sequence

import pytest
from support.running import feed, running
from support.wire import alert, usage
from textual.screen import ModalScreen

from hexatui.protocol.lifecycle import Link, LinkPhase
from hexatui.ui.screens.framed import Framed


@pytest.mark.parametrize("keys", [("question_mark",), ("colon",), ("o",), ("3", "d"), ("e", "enter")])
async def test_control_c_closes_a_dialog_before_it_ends_the_program(keys: Sequence[str]) -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, Link(LinkPhase.LIVE), usage("ws-1"), alert("ws-1", "a", "critical"))
        await pilot.press(*keys)
        assert isinstance(app.screen, ModalScreen)
        await pilot.press("ctrl+c")
        assert isinstance(app.screen, Framed)
        assert app.is_running
        await pilot.press("ctrl+c")
        assert not app.is_running
