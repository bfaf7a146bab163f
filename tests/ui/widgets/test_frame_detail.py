from __future__ import annotations

import json

import pytest
from support.frames import HOSTILE_FRAMES, frame, log_line
from support.panes import OnePane

from hexatui.ui.inspection import facts_of
from hexatui.ui.widgets.frame_detail import FrameDetail


async def test_a_frame_is_read_from_its_beginning_to_its_end() -> None:
    app = OnePane(FrameDetail())
    async with app.run_test(size=(60, 12)) as pilot:
        app.pane.focus()
        held = frame(json.dumps(list(range(50))), number=3)
        app.pane.show(held, facts_of(held))
        assert "#3 from the platform" in app.top_border
        assert app.lines[0].startswith("✖ malformed")
        assert app.lines[1:3] == ["[", "  0,"]
        await pilot.press("G")
        assert app.lines[-1] == "]"
        await pilot.press("g", "j")
        assert app.lines[0] == "["
        another = frame(log_line("x"), number=4)
        app.pane.show(another, facts_of(another))
        assert app.lines[0] == "{"


async def test_without_a_frame_it_names_none() -> None:
    app = OnePane(FrameDetail())
    async with app.run_test(size=(60, 12)):
        app.pane.show(frame(log_line("x"), number=3), None)
        app.pane.show(None, None)
        assert "No frame" in app.top_border
        assert not any(app.lines)


async def test_it_wraps_anew_when_the_window_changes() -> None:
    app = OnePane(FrameDetail())
    async with app.run_test(size=(60, 12)) as pilot:
        app.pane.show(frame(log_line("x" * 60)), None)
        rows = len([line for line in app.lines if line])
        await pilot.resize_terminal(30, 12)
        await pilot.pause()
        assert len([line for line in app.lines if line]) > rows
        assert app.widths() == {30}


@pytest.mark.parametrize("text", HOSTILE_FRAMES, ids=range(len(HOSTILE_FRAMES)))
async def test_hostile_frames_are_shown_literally_within_the_pane(text: str) -> None:
    app = OnePane(FrameDetail())
    async with app.run_test(size=(40, 10)) as pilot:
        held = frame(text)
        app.pane.show(held, facts_of(held))
        await pilot.press("tab", "G")
        assert app.widths() == {40}
        assert all(line.isprintable() for line in app.lines)
