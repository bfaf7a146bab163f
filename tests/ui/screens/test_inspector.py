from __future__ import annotations

import time
from pathlib import Path

import pytest
from support.frames import HOSTILE_FRAMES, log_line, put, wire
from support.running import running, text
from textual.pilot import Pilot
from textual.widgets import Input

from hexatui.frame_ring import FrameRing
from hexatui.protocol.lifecycle import Link, LinkPhase, Throughput
from hexatui.recording import read
from hexatui.ui import new_file
from hexatui.ui.app import HexatuiApp
from hexatui.ui.screens.dashboard import Dashboard
from hexatui.ui.screens.inspector import InspectorScreen


async def inspect(app: HexatuiApp, pilot: Pilot[None], *frames: str) -> FrameRing:
    """Let frames pass and open the inspector."""
    assert app.live
    put(app.live.frames, *frames)
    await pilot.press("i")
    await pilot.pause()
    return app.live.frames


def frame_clock(app: HexatuiApp) -> None:
    """What it does several times a second."""
    app._frame()


async def until_shown(app: HexatuiApp, pilot: Pilot[None], words: str) -> None:
    deadline = time.monotonic() + 10
    while words not in text(app):
        assert time.monotonic() < deadline, f"{words!r} never came:\n{text(app)}"
        await pilot.pause(0.02)


async def test_frames_are_listed_and_the_newest_is_shown_in_full() -> None:
    async with running() as (app, pilot):
        await inspect(app, pilot, wire("ping"), log_line("here [/] it is"))
        assert isinstance(app.screen, InspectorScreen)
        assert "log_entry" in text(app)
        assert '"message": "here [/] it is",' in text(app)


async def test_the_frame_clock_brings_new_frames_without_waiting_for_the_next_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running() as (app, pilot):
        ring = await inspect(app, pilot, wire("ping"))
        monkeypatch.setattr(time, "time", lambda: 1_705_744_929.0)
        frame_clock(app)
        put(ring, wire("pong"), direction="out")
        await until_shown(app, pilot, "pong")


async def test_the_dashboard_rests_under_it_and_is_up_to_date_after_it() -> None:
    async with running() as (app, pilot):
        assert app.live
        await inspect(app, pilot, wire("ping"))
        app.live.deliver([(Link(LinkPhase.LIVE, user_id="you-there"), time.time())])
        await until_shown(app, pilot, "you-there")
        await pilot.press("escape")
        assert isinstance(app.screen, Dashboard)
        await until_shown(app, pilot, "you-there")


async def test_faults_stand_out_with_their_reason_and_are_counted() -> None:
    async with running() as (app, pilot):
        assert app.live
        app.live.deliver([(Throughput(9, 1, 1, 0, 900, None), time.time())])
        await inspect(app, pilot, wire("workspace.danced"), wire("log_entry", data=5))
        assert "✖ malformed: log_entry: data" in text(app)
        assert "△ workspace.danced" in text(app)
        assert "1 malformed  1 unknown" in text(app)


async def test_typing_narrows_and_escape_shows_everything_again() -> None:
    async with running() as (app, pilot):
        await inspect(app, pilot, wire("ping"), log_line("x"))
        await pilot.press("slash", *"ping")
        await pilot.pause()
        assert "1 of 2 shown" in text(app)
        assert "log_entry" not in text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.query_one("#frames").has_focus
        assert "1 of 2 shown" in text(app)
        await pilot.press("f", "escape")
        await pilot.pause()
        assert "2 held" in text(app)
        assert not app.screen.query_one("#filter", Input).display
        assert isinstance(app.screen, InspectorScreen)


async def test_space_holds_the_view_and_never_the_intake() -> None:
    async with running() as (app, pilot):
        ring = await inspect(app, pilot, wire("ping"))
        await pilot.press("space")
        put(ring, wire("pong"), direction="out")
        await until_shown(app, pilot, "paused, 1 new")
        assert "pong" not in text(app)
        await pilot.press("space")
        await pilot.pause()
        assert "pong" in text(app)


async def test_the_frame_under_the_cursor_is_read_line_by_line() -> None:
    async with running() as (app, pilot):
        await inspect(app, pilot, log_line("first"), log_line("second"))
        await pilot.press("up")
        await pilot.pause()
        assert '"message": "first",' in text(app)
        await pilot.press("enter")
        assert app.screen.query_one("#frame").has_focus
        await pilot.press("tab")
        assert app.screen.query_one("#frames").has_focus


@pytest.mark.parametrize("size", [(80, 24), (200, 60), (20, 8)])
async def test_it_fits_any_screen(size: tuple[int, int]) -> None:
    async with running(size) as (app, pilot):
        await inspect(app, pilot, *HOSTILE_FRAMES, wire("ping"))
        lines = text(app).split("\n")
        assert len(lines) == size[1]
        if size[0] >= 80:
            assert "ping" in text(app)
            assert f"#{len(HOSTILE_FRAMES)} from the platform" in text(app)


async def test_hostile_frames_neither_stall_nor_steer() -> None:
    async with running() as (app, pilot):
        await inspect(app, pilot, *HOSTILE_FRAMES)
        await pilot.press("home")
        for _ in HOSTILE_FRAMES:
            started = time.monotonic()
            await pilot.press("down")
            assert time.monotonic() - started < 5
            assert "\x1b" not in text(app)
        assert "more characters; c copies" in text(app) or "✖" in text(app)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files go."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def only_file(folder: Path) -> Path:
    [path] = folder.iterdir()
    return path


async def test_what_is_listed_is_saved_as_a_recording(folder: Path) -> None:
    async with running() as (app, pilot):
        await inspect(app, pilot, wire("ping"), log_line("x"), log_line("y"))
        await pilot.press("slash", *"log", "enter", "s")
        await until_shown(app, pilot, "saved as a recording")
        path = only_file(folder)
        with path.open() as file:
            assert [frame.text for frame in read(file)[1]] == [log_line("x"), log_line("y")]


async def test_a_disk_that_takes_nothing_is_said(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "file").touch()
    monkeypatch.setattr("hexatui.ui.screens.inspector.folders", lambda: [folder / "file"])
    async with running() as (app, pilot):
        await inspect(app, pilot, wire("ping"))
        await pilot.press("w")
        await until_shown(app, pilot, "could not be saved")


async def test_a_frame_is_copied_through_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    async with running() as (app, pilot):
        await inspect(app, pilot, "a [/frame] \x1b")
        written: list[str] = []
        assert app._driver
        monkeypatch.setattr(app._driver, "write", written.append)
        await pilot.press("c")
        assert "\x1b]52;c;YSBbL2ZyYW1lXSAb\x07" in written
        await until_shown(app, pilot, "frame #0, 12 bytes: handed to the terminal's clipboard")


async def test_a_frame_that_no_clipboard_takes_goes_to_a_file(folder: Path) -> None:
    async with running() as (app, pilot):
        await inspect(app, pilot, log_line("x" * 80_000))
        await pilot.press("c")
        await until_shown(app, pilot, "too large for a terminal's clipboard")
        path = only_file(folder)
        assert path.read_text() == log_line("x" * 80_000)


async def test_the_palette_offers_what_the_screen_can_do() -> None:
    async with running() as (app, pilot):
        assert "Watch the frames" in " ".join(command.title for command in app.get_system_commands(app.screen))
        await inspect(app, pilot, wire("ping"))
        titles = " ".join(command.title for command in app.get_system_commands(app.screen))
        assert "Write the frames that are listed" in titles
        assert "Watch the frames" not in titles
        for command in app.get_system_commands(app.screen):
            if "Hold the frames" in command.title:
                await command.callback()
        await until_shown(app, pilot, "paused")


def test_files_go_to_the_current_folder_first(folder: Path) -> None:
    assert new_file.folders()[0] == folder
