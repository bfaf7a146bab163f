from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from support.frames import HOSTILE_FRAMES, log_line, put, wire
from support.panes import OnePane, repaints
from textual import events
from textual.pilot import Pilot

from hexatui.frame_ring import FrameRing
from hexatui.ui.widgets.frame_list import FrameList


@asynccontextmanager
async def listing(
    ring: FrameRing, size: tuple[int, int] = (100, 12)
) -> AsyncIterator[tuple[OnePane[FrameList], Pilot[None]]]:
    app = OnePane(FrameList(ring))
    async with app.run_test(size=size) as pilot:
        app.pane.focus()
        app.pane.show(0, 0)
        await pilot.pause()
        yield app, pilot


def messages(first: int, end: int) -> list[str]:
    return [log_line(f"line {number};") for number in range(first, end)]


def shown(app: OnePane[FrameList]) -> list[int]:
    """Which of the `messages` are in view."""
    return [int(number) for line in app.lines for number in re.findall(r"line (\d+);", line)]


async def test_the_newest_frame_is_in_view_as_frames_pass() -> None:
    ring = put(FrameRing(), *messages(0, 30))
    async with listing(ring) as (app, _):
        assert shown(app) == list(range(20, 30))
        put(ring, *messages(30, 300))
        app.pane.show(0, 0)
        assert shown(app) == list(range(290, 300))


async def test_frames_that_pass_between_two_looks_are_not_read() -> None:
    ring = put(FrameRing(), *messages(0, 5000))
    async with listing(ring) as (app, _):
        assert len(app.pane._inspection._facts) < 30


async def test_a_held_view_keeps_what_the_ring_drops() -> None:
    ring = put(FrameRing(max_frames=30), *messages(0, 30))
    async with listing(ring) as (app, pilot):
        app.pane.hold()
        put(ring, *messages(30, 100))
        app.pane.show(0, 0)
        assert shown(app) == list(range(20, 30))
        assert "paused, 70 new" in app.top_border
        await pilot.press("home")
        assert shown(app) == list(range(10))
        app.pane.follow()
        assert shown(app) == list(range(90, 100))


async def test_going_up_holds_the_view_and_end_follows_again() -> None:
    ring = put(FrameRing(), *messages(0, 30))
    async with listing(ring) as (app, pilot):
        await pilot.press("down")
        assert app.pane.following
        await pilot.press("up", "up")
        assert not app.pane.following
        put(ring, *messages(30, 40))
        app.pane.show(0, 0)
        assert app.pane.cursor == 27
        await pilot.press("end")
        assert app.pane.following
        put(ring, *messages(40, 50))
        app.pane.show(0, 0)
        assert app.pane.cursor == 49
        assert shown(app)[-1] == 49


async def test_the_wheel_holds_the_view() -> None:
    ring = put(FrameRing(), *messages(0, 30))
    async with listing(ring) as (app, pilot):
        await pilot._post_mouse_events([events.MouseScrollUp], widget=app.pane)
        assert not app.pane.following
        assert shown(app) == list(range(17, 27))


async def test_a_filter_narrows_as_it_is_typed_and_counts() -> None:
    ring = put(FrameRing(), wire("ping"), "{", *messages(0, 3), wire("workspace.danced"))
    async with listing(ring) as (app, _):
        app.pane.narrow("pi")
        assert [line.split()[2] for line in app.lines if line.strip()] == ["ping"]
        assert "1 of 6 shown" in app.top_border
        app.pane.narrow("malformed unknown")
        assert len([line for line in app.lines if line.strip()]) == 2
        app.pane.narrow("nothing")
        assert "No held frame matches nothing" in app.lines[0]
        app.pane.narrow("")
        assert shown(app) == [0, 1, 2]


async def test_a_filter_follows_and_holds_as_well() -> None:
    ring = put(FrameRing(), wire("ping"), *messages(0, 30))
    async with listing(ring) as (app, _):
        app.pane.narrow("log")
        put(ring, *messages(30, 40), wire("ping"))
        app.pane.show(0, 0)
        assert shown(app)[-1] == 39
        app.pane.hold()
        put(ring, *messages(40, 50))
        app.pane.show(0, 0)
        assert shown(app)[-1] == 39


async def test_the_title_tells_faults_and_what_was_dropped() -> None:
    ring = put(FrameRing(max_frames=10), *messages(0, 30))
    async with listing(ring) as (app, _):
        app.pane.show(2, 1)
        assert "Frames  10 held  2 malformed  1 unknown  20 older ones dropped" in app.top_border


async def test_a_look_without_new_frames_repaints_nothing() -> None:
    ring = put(FrameRing(), *messages(0, 30))
    async with listing(ring) as (app, _):
        with repaints(app.pane) as regions:
            app.pane.show(0, 0)
            assert regions == []
            app.pane.hold()
            put(ring, *messages(30, 31))
            regions.clear()
            app.pane.show(0, 0)
            assert {region.height for region in regions} == {1}


async def test_hostile_frames_keep_every_row_in_its_place() -> None:
    ring = put(FrameRing(), *HOSTILE_FRAMES)
    async with listing(ring, (80, 40)) as (app, _):
        for _ in range(50):
            app.pane.show(0, 0)
        assert app.widths() == {80}
        assert all(line.isprintable() for line in app.lines)
        assert sum("✖ malformed" in line for line in app.lines) >= 10
