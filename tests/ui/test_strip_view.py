"""Panes are styled anew by themselves, whenever they get the focus or are typed in."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from support.running import feed, running
from textual.dom import DOMNode
from textual.widget import Widget

from hexatui.protocol.lifecycle import Link, LinkPhase
from hexatui.ui.habits import PANES
from hexatui.ui.strip_view import StripView


def rules_in(pane: Widget) -> Mapping[DOMNode, Mapping[str, object]]:
    """What the style sheets say of all that is in a pane."""
    return {node: dict(node.styles.base.get_rules()) for node in pane.walk_children()}


@pytest.mark.parametrize("name", PANES)
async def test_nothing_in_a_pane_looks_different_for_the_panes_own_state(name: str) -> None:
    async with running() as (app, pilot):
        assert app.dashboard
        await feed(app, pilot, Link(LinkPhase.LIVE))
        pane = app.dashboard.query_one(f"#{name}", StripView)
        pane.blur()
        await pilot.pause()
        before = rules_in(pane)
        pane.focus()
        pane.add_class("-typing", "-empty")
        await pilot.pause()
        app.update_styles(pane)  # With all that is in it.
        assert rules_in(pane) == before


@pytest.mark.parametrize("name", PANES)
async def test_a_pane_looks_at_once_as_it_does_with_or_without_the_focus(name: str) -> None:
    async with running() as (app, pilot):
        assert app.dashboard
        await feed(app, pilot, Link(LinkPhase.LIVE))
        pane = app.dashboard.query_one(f"#{name}", StripView)
        pane.focus()
        await pilot.pause()
        with_focus = pane.styles.border_top[1]
        pane.blur()
        await pilot.pause()
        without = pane.styles.border_top[1]
        assert with_focus != without
        pane.add_class("-typing")
        assert pane.styles.border_top[1] == (without if name == "workspace" else with_focus)
