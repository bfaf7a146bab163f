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


def looks_in(pane: Widget) -> Mapping[DOMNode, object]:
    """How everything in a pane looks, by its own rules and by what it inherits."""
    return {node: (dict(node.styles.base.get_rules()), node.visual_style) for node in pane.query(Widget)}


async def test_nothing_in_a_pane_looks_different_for_the_panes_own_state() -> None:
    async with running() as (app, pilot):
        assert app.dashboard
        await feed(app, pilot, Link(LinkPhase.LIVE))
        panes = [pane for pane in app.dashboard.query(StripView) if pane.children]
        assert {pane.id for pane in panes} == {"workspaces", "alerts", "logs"}
        for pane in panes:
            pane.focus()
            pane.add_class("-typing")
            await pilot.pause()
            by_itself = looks_in(pane)
            app.update_styles(pane)  # As Textual does it, with all that is in it.
            assert looks_in(pane) == by_itself


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
        if name != "workspace":  # Nothing is typed there.
            pane.add_class("-typing")
            assert pane.styles.border_top[1] == with_focus
