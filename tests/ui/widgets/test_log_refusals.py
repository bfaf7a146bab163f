"""What the log pane says of keys that can do nothing now."""

from __future__ import annotations

import pytest
from support.log_panes import API, NOW, PaneApp, live_fleet, log, settled, until
from support.panes import show
from support.wire import message

from hexatui.protocol.lifecycle import StreamGap
from hexatui.ui.logs import taken_lines


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What went to the terminal's clipboard."""
    texts: list[bytes] = []

    def copy_out(app: object, content: bytes, what: str) -> bool:
        texts.append(content)
        return True

    monkeypatch.setattr(taken_lines, "copy_out", copy_out)
    return texts


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        (["n"], "nothing is looked for"),
        (["B"], "no gaps"),
        (["apostrophe"], "no marks"),
        (["right_square_bracket"], "no other stream"),
        (["M"], "no other stream"),
        (["p"], "no pod was named"),
        (["w", "right"], "lines are wrapped"),
    ],
)
async def test_a_key_that_can_do_nothing_says_why_until_something_else_is_done(keys: list[str], why: str) -> None:
    app, fleet = PaneApp(), live_fleet()
    fleet.apply(message("log_entry", stream_id="s1", message="of no pod"), NOW)
    async with app.run_test(size=(90, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press(*keys)
        await until(pilot, lambda: why in app.top_border, why)
        await pilot.press("up")
        assert why not in app.top_border


async def test_nothing_is_copied_that_a_filter_hides(copied: list[bytes]) -> None:
    app, fleet = PaneApp(), live_fleet("one", "two", "three")
    async with app.run_test(size=(90, 12)) as pilot:
        show(app.pane, fleet, NOW)
        for typed in ("one", "x"):
            await pilot.press("f", *typed, "enter")
            await settled(app, pilot)
            await pilot.press("c")
        assert "no line to copy" in app.top_border
        assert copied == [b"one"]


async def test_of_a_gap_and_of_dropped_lines_nothing_is_copied(copied: list[bytes]) -> None:
    app, fleet = PaneApp(), live_fleet(*("x" * 1_000 for _ in range(1_000)), log_budget=100_000)
    assert fleet.streams[API].buffer.dropped
    fleet.apply(StreamGap(API, NOW, NOW, "connection lost"), NOW)
    async with app.run_test(size=(90, 7)) as pilot:
        show(app.pane, fleet, NOW)
        for key in ("end", "home"):
            await pilot.press(key, "c")
            assert "no line to copy" in app.top_border
        assert copied == []


async def test_no_file_is_written_without_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    saved: list[object] = []
    monkeypatch.setattr(taken_lines, "write_out", lambda app, write: saved.append(write))
    app, fleet = PaneApp(), live_fleet()
    async with app.run_test(size=(90, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("s")
        assert "no line to save" in app.top_border
        log(fleet, "one")
        show(app.pane, fleet, NOW)
        await pilot.press("f", "x", "enter")
        await settled(app, pilot)
        await pilot.press("s")
        assert "no line to save" in app.top_border
        assert not saved
        await pilot.press("escape", "s")
        assert saved
