"""One line in full, opened from the dashboard of the running app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from support.running import feed, running, text
from support.wire import message
from textual.pilot import Pilot

from hexatui.protocol.lifecycle import Link, LinkPhase, Place, StreamOpened
from hexatui.protocol.names import LogSource, Resource
from hexatui.ui.app import HexatuiApp
from hexatui.ui.screens.line_detail import LineDetailScreen
from hexatui.ui.widgets.line_detail import LineDetail

API = LogSource("ws-1", "ns", "api-x", "api")
TRACE = ("java.lang.Oops: no", "\tat Main.main(Main.java:3)", "Caused by: more")


@asynccontextmanager
async def reading(
    *texts: str, size: tuple[int, int] = (120, 30), name: str = "Development", called: str = "Development (ws-1)"
) -> AsyncIterator[tuple[HexatuiApp, Pilot[None]]]:
    """The app with these lines, the last of which is open; of a workspace of this name."""
    async with running(size) as (app, pilot):
        entries = [
            message("log_entry", timestamp="2024-01-20T14:02:09.120Z", stream_id="s", level="error", message=each)
            for each in texts
        ]
        place = Place(Resource("workspace", "ws-1"), name)
        await feed(app, pilot, Link(LinkPhase.LIVE), place, StreamOpened(API, "s"), *entries)
        await pilot.press("4", "enter")
        await shown(app, pilot, f"workspace  {called}")
        yield app, pilot


async def shown(app: HexatuiApp, pilot: Pilot[None], words: str) -> None:
    for _ in range(200):
        if words in text(app):
            return
        await pilot.pause(0.02)
    raise AssertionError(f"{words!r} is not in\n{text(app)}")


async def test_a_workspace_without_a_name_is_told_once() -> None:
    async with reading("one", name="ws-1", called="ws-1") as (app, _):
        assert "ws-1 (ws-1)" not in text(app)


async def test_a_line_opens_with_all_that_is_known_of_it_and_closes_on_itself() -> None:
    async with reading("one", "two", "three") as (app, pilot):
        assert isinstance(app.screen, LineDetailScreen)
        for words in ("Line 3  api-x/api", "2024-01-20 14:02:09.120000 UTC", "level      error", "3, 5 characters"):
            assert words in text(app)
        await pilot.press("p")
        await shown(app, pilot, "Line 2 ")
        await pilot.press("p", "p", "p")
        await shown(app, pilot, "Line 1 ")
        await pilot.press("n")
        await shown(app, pilot, "Line 2 ")
        await pilot.press("escape")
        assert app.dashboard
        assert app.dashboard.is_current
        assert app.dashboard._logs.cursor == 1


async def test_a_trace_opens_whole_from_any_of_its_lines_and_is_passed_as_one() -> None:
    async with reading("before", *TRACE) as (app, pilot):
        await shown(app, pilot, "Line 2 ")
        assert "3 lines" in text(app)
        assert "at Main.main(Main.java:3)" in text(app)
        await pilot.press("p")
        await shown(app, pilot, "Line 1 ")
        await pilot.press("n")
        await shown(app, pilot, "Caused by: more")


async def test_json_is_shown_by_its_fields_and_as_it_came() -> None:
    raw = '{"msg":"hello","n":[1.10]}'
    async with reading(raw) as (app, pilot):
        await shown(app, pilot, '  "msg": "hello",')
        await pilot.press("J")
        await shown(app, pilot, raw)


async def test_a_line_that_fell_out_stays_open() -> None:
    async with reading("first", "second") as (app, pilot):
        assert app.live
        with app.live.fleet.lock:
            app.live.fleet.streams.clear()
        app._frame()
        await pilot.press("p", "n")
        assert "second" in text(app)


async def test_a_megabyte_is_read_from_end_to_end_and_only_what_is_seen_is_drawn() -> None:
    async with reading("日" * 300_000 + "the end") as (app, pilot):
        detail = app.screen.query_one(LineDetail)
        assert len(detail._drawn) < 10
        await pilot.press("G")
        await shown(app, pilot, "the end")
        assert len(detail._drawn) < 20
        await pilot.press("g")
        await shown(app, pilot, "workspace  Development")
        await pilot.press("pagedown", "j", "k", "ctrl+u")
        detail.drag_to(0.5)
        assert {line.strip() for line in text(app).splitlines()[2:-2]} == {f"│ {'日' * 57} ▐ │", f"│ {'日' * 57}   │"}
        detail.drag_to(1.0)
        await shown(app, pilot, "the end")
        await pilot.resize_terminal(50, 20)
        await pilot.pause()
        assert {strip.cell_length for strip in detail._shown} == {detail.content_size.width}


async def test_hostile_text_is_literal() -> None:
    async with reading("[bold]x[/etc] \x1b]0;title\x07\x9b31m\u202eabc\x00", size=(100, 24)) as (app, _):
        assert "[bold]x[/etc] ␛]0;title␇�31m�abc␀" in text(app)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def saved_in(folder: Path) -> set[str]:
    return {path.read_text() for path in folder.iterdir()}


async def test_a_whole_trace_is_copied_raw(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    async with reading("a\x1b", "\tb") as (app, pilot):
        written: list[str] = []
        assert app._driver
        monkeypatch.setattr(app._driver, "write", written.append)
        await pilot.press("c")
        await shown(app, pilot, "2 lines, 5 bytes: handed to the terminal's clipboard")
        assert "\x1b]52;c;YRsKCWI=\x07" in written
        await pilot.press("escape", "c")
        assert written.count("\x1b]52;c;YRsKCWI=\x07") == 2


async def test_what_no_clipboard_takes_goes_to_a_file(folder: Path) -> None:
    async with reading("x" * 80_000) as (app, pilot):
        await pilot.press("c")
        await shown(app, pilot, "too large for a terminal's clipboard: saved 1 line")
        assert saved_in(folder) == {"2024-01-20T14:02:09.120000Z " + "x" * 80_000 + "\n"}


async def test_the_lines_that_are_shown_are_saved(folder: Path) -> None:
    async with reading("a", "b [x]", "a\nc") as (app, pilot):
        await pilot.press("s")
        await shown(app, pilot, "saved 1 line")
        await pilot.press("escape", "s")
        await shown(app, pilot, "saved 3 lines")
        await pilot.press("f", "a", "enter", "s")
        await shown(app, pilot, "saved 2 lines")
        time = "2024-01-20T14:02:09.120000Z "
        assert saved_in(folder) == {f"{time}a\nc\n", f"{time}a\n{time}b [x]\n{time}a\nc\n", f"{time}a\n{time}a\nc\n"}
