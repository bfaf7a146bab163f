"""The layouts: which panes stand where on screens of every size, and that a new size breaks nothing."""

from __future__ import annotations

import time

import pytest
from support.running import feed, running, text
from support.wire import alert, message, usage
from textual.pilot import Pilot

from hexatui.protocol.lifecycle import Link, LinkPhase, Place, StreamOpened
from hexatui.protocol.names import LogSource, Resource
from hexatui.ui.app import HexatuiApp

PATIENCE = 10.0
API = LogSource("ws-1", "frontend", "api-server-abc123", "api")
SIZES = [
    (200, 60),
    (190, 40),
    (160, 56),
    (159, 50),
    (120, 40),
    (100, 28),
    (100, 27),
    (99, 40),
    (80, 24),
    (61, 17),
    (60, 16),
]


async def begin(app: HexatuiApp, pilot: Pilot[None], workspaces: int = 2) -> None:
    """Workspaces with figures, a log of fifty long lines."""
    ids = [f"ws-{number}" for number in range(1, workspaces + 1)]
    await feed(app, pilot, *(Place(Resource("workspace", id), id.upper()) for id in ids), Link(LinkPhase.LIVE))
    await feed(app, pilot, *(usage(id, cpu=number + 1.0) for number, id in enumerate(ids)), StreamOpened(API, "log-1"))
    await flood(app, pilot, 50)


async def flood(app: HexatuiApp, pilot: Pilot[None], lines: int) -> None:
    words = [f"line {number} and what it says: " + "words " * 40 for number in range(lines)]
    await feed(app, pilot, *(message("log_entry", stream_id="log-1", message=each) for each in words))


async def see(app: HexatuiApp, pilot: Pilot[None], *words: str) -> None:
    """Wait until all the words stand on the screen: gauges are drawn once a second."""
    deadline = time.monotonic() + PATIENCE
    while not all(word in text(app) for word in words):
        assert time.monotonic() < deadline, f"{words} in\n{text(app)}"
        await pilot.pause(0.05)
        await feed(app, pilot)


async def test_a_wide_screen_has_the_gauges_of_the_workspace_with_the_worst_alert_beside_the_chosen_one() -> None:
    async with running((200, 60)) as (app, pilot):
        await begin(app, pilot, 3)
        assert "─ WS-2 " not in text(app)
        await feed(
            app, pilot, alert("ws-3", "a", "warning"), alert("ws-2", "b", "critical"), alert("ws-1", "c", "critical")
        )
        await see(app, pilot, "─ WS-2 ", "2 of 10 cores")
        top = text(app).splitlines()[1]
        assert top.index("─ WS-1 ") < top.index("─ WS-2 ")


async def test_while_nothing_burns_it_is_the_workspace_that_was_chosen_before() -> None:
    async with running((200, 60)) as (app, pilot):
        await begin(app, pilot)
        await pilot.press("1", "home")
        await feed(app, pilot)
        await pilot.press("j", "j", "j", "j")
        await see(app, pilot, "─ WS-1 ", "─ WS-2 ")
        top = text(app).splitlines()[1]
        assert top.index("─ WS-2 ") < top.index("─ WS-1 ")


async def test_a_wide_screen_shows_the_chosen_line_in_full_beside_the_log() -> None:
    async with running((200, 60)) as (app, pilot):
        await begin(app, pilot)
        assert "─ Line " not in text(app)
        await pilot.press("4", "up")
        await pilot.pause(0.1)
        assert "─ Line 49 " in text(app)
        assert text(app).count("line 48 and what it says") == 2
        await pilot.press("end")
        await pilot.pause(0.1)
        assert "─ Line " not in text(app)


async def test_a_narrower_one_does_not() -> None:
    async with running((159, 50)) as (app, pilot):
        await begin(app, pilot)
        await pilot.press("4", "up")
        await pilot.pause(0.1)
        assert "─ Line " not in text(app)


@pytest.mark.parametrize("size", [(200, 60), (120, 56)])
async def test_a_tall_screen_has_charts(size: tuple[int, int]) -> None:
    async with running(size) as (app, pilot):
        await begin(app, pilot)
        await see(app, pilot, "1 h 00 m ago", "now 10.0 %")


async def test_descriptions_of_alerts_are_whole_on_a_wide_screen() -> None:
    async with running((200, 60)) as (app, pilot):
        words = "A newer image with security fixes is available"
        await feed(app, pilot, Link(LinkPhase.LIVE), alert("ws-1", "a", title="Image Outdated", description=words))
        assert words in text(app)


@pytest.mark.parametrize("size", SIZES)
async def test_gauges_end_with_whole_words(size: tuple[int, int]) -> None:
    async with running(size) as (app, pilot):
        await begin(app, pilot)
        states = {"api_server": "degraded", "etcd": "healthy", "scheduler": "healthy", "controller_manager": "healthy"}
        changes = [
            message("monitoring.health_changed", workspace_id="ws-1", component=name, new_status=status)
            for name, status in states.items()
        ]
        await feed(app, pilot, *changes)
        await pilot.press("2")
        await see(app, pilot, "cpu ", "api ✖ degraded")
        for row in text(app).splitlines():
            for cell in row.split("│"):
                if cell.strip().startswith("health "):
                    assert cell.rstrip().endswith(("✔", "reported")), row
                assert not cell.rstrip().endswith("·"), row


async def test_a_new_size_breaks_nothing_in_a_flood_and_under_a_dialog() -> None:
    async with running((200, 60)) as (app, pilot):
        await begin(app, pilot)
        await pilot.press("4", "up")
        for dialog in ("", "question_mark", "o", "colon"):
            if dialog:
                await pilot.press(dialog)
            for width, height in [*SIZES, (20, 5), (1, 1), (200, 60)]:
                await pilot.resize_terminal(width, height)
                await flood(app, pilot, 20)
                strips = app.screen._compositor.render_strips()
                assert {strip.cell_length for strip in strips} == {width}
            if dialog:
                await pilot.press("escape")
        assert app.failure is None
        assert "─ Line " in text(app)
