"""What a person over a slow line feels: how many bytes a key, a page and a quiet moment cost, and that all arrives."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.emulated import Emulated
from support.gateway import HEXATUI, ServedGateway
from support.recording_driver import recorded
from support.terminal import Terminal

from hexatui.ui.terminal.driver import FRAME_START
from hexatui.ui.terminal.screen_diff import ScreenDiff

pytestmark = pytest.mark.timeout(120)

API = "ws-123/frontend/api-server-abc123/api"
WATCHED = ["-o", "org-123", "-w", "ws-123", "--logs", API]
SYNCHRONIZED = "\x1b[?2026;2$y"
"""The terminal's answer that it knows synchronized updates."""

LINE, PAGE = 2_048, 14_336
"""The most bytes that a line and a page may cost."""


@pytest.fixture(scope="module")
def gateway() -> Iterator[ServedGateway]:
    """A platform on which hardly anything happens, with a log of a hundred lines."""
    with ServedGateway("--speed", "0.01") as gateway:
        yield gateway


@pytest.fixture
def dashboard(gateway: ServedGateway) -> Iterator[Terminal]:
    with Terminal([*HEXATUI, *WATCHED], environment=gateway.environment) as terminal:
        terminal.wait_for("● live", "info ")
        terminal.press(SYNCHRONIZED, "4")
        settle(terminal)
        yield terminal


def settle(terminal: Terminal) -> None:
    """Read until nothing comes for a while."""
    deadline = time.monotonic() + 3
    while terminal.read(0.2) and time.monotonic() < deadline:
        pass


def press_alone(terminal: Terminal, key: str) -> None:
    """Press a key, and none for a moment: Escape and a letter at once would be Alt and the letter."""
    terminal.press(key)
    deadline = time.monotonic() + 0.25
    while time.monotonic() < deadline:
        terminal.read(0.05)


def cost_of(terminal: Terminal, key: str) -> int:
    """Bytes that come after a key."""
    before = len(terminal.output)
    terminal.press(key)
    settle(terminal)
    return len(terminal.output) - before


@pytest.mark.parametrize("zoomed", [True, False], ids=["on the whole screen", "among four panes"])
def test_a_line_and_a_page_are_cheap(dashboard: Terminal, zoomed: bool) -> None:
    if zoomed:
        dashboard.press("z")
        dashboard.wait_while("Alerts")
    settle(dashboard)
    dashboard.press("home")
    settle(dashboard)
    for _ in range(40):  # to the lower edge
        dashboard.press("down")
    settle(dashboard)
    lines = [cost_of(dashboard, "down") for _ in range(5)]
    page = cost_of(dashboard, "pagedown")
    assert max(lines) <= LINE
    assert 0 < page <= PAGE


def test_a_quiet_frame_sends_nothing(dashboard: Terminal) -> None:
    dashboard.press("z")
    settle(dashboard)
    before, ticks, start = len(dashboard.output), 0, time.monotonic()
    while time.monotonic() < start + 3:
        ticks += bool(dashboard.read(0.05))
    # The frame clock ticked thirty times; a clock and an age change once a second.
    assert ticks <= 10
    assert len(dashboard.output) - before <= 1_000


def test_a_dialog_does_not_send_the_screen_again_and_again(dashboard: Terminal) -> None:
    dashboard.press("?")
    dashboard.wait_for("Keys")
    settle(dashboard)
    before, start = len(dashboard.output), time.monotonic()
    while time.monotonic() < start + 4.5:
        dashboard.read(0.1)
    assert len(dashboard.output) - before <= 2_000


# What makes the terminal show something else


def held(dashboard: Terminal) -> list[str]:
    """Rows that stay as they are: log lines held still on the whole screen."""
    dashboard.press("z")
    dashboard.wait_while("Alerts")
    dashboard.press("home")
    settle(dashboard)
    return rows(dashboard.text)


def rows(text: str) -> list[str]:
    return text.splitlines()[3:-3]


def scribble(dashboard: Terminal) -> None:
    """Write over the screen, as `wall` and the shell do."""
    dashboard.show(b"\x1b[2J\x1b[7;7Hbroadcast message")


def test_coming_back_from_the_shell_shows_everything(dashboard: Terminal) -> None:
    expected = held(dashboard)
    dashboard.press("ctrl+z")
    deadline = time.monotonic() + 10
    while is_running(dashboard) and time.monotonic() < deadline:
        dashboard.read(0.05)
    assert not is_running(dashboard)
    scribble(dashboard)
    dashboard.process.send_signal(signal.SIGCONT)
    dashboard.wait_until(lambda text: rows(text) == expected, f"everything: {expected}")
    for _ in range(40):
        dashboard.press("down")
    settle(dashboard)
    assert cost_of(dashboard, "down") <= LINE


def is_running(dashboard: Terminal) -> bool:
    return Path(f"/proc/{dashboard.process.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T"


def test_a_key_draws_everything_anew(dashboard: Terminal) -> None:
    expected = held(dashboard)
    scribble(dashboard)
    dashboard.press("ctrl+l")
    dashboard.wait_until(lambda text: rows(text) == expected, f"everything: {expected}")


def test_a_key_draws_a_dialog_anew(dashboard: Terminal) -> None:
    dashboard.press("?")
    dashboard.wait_for("Keys")
    settle(dashboard)
    expected = rows(dashboard.text)
    scribble(dashboard)
    dashboard.press("ctrl+l")
    dashboard.wait_until(lambda text: rows(text)[5:] == expected[5:], f"everything: {expected}")


def test_a_window_that_changed_its_size_shows_everything(dashboard: Terminal) -> None:
    expected = held(dashboard)
    dashboard.resize(60, 20)
    settle(dashboard)
    dashboard.resize(120, 40)
    dashboard.wait_until(lambda text: rows(text) == expected, f"everything: {expected}")


def test_a_window_that_was_small_for_a_moment_shows_everything(dashboard: Terminal) -> None:
    expected = held(dashboard)
    dashboard.resize(60, 20)
    dashboard.resize(120, 40)
    dashboard.wait_until(lambda text: rows(text) == expected, f"everything: {expected}")


# All of it, beside what Textual would have sent


def test_what_is_sent_shows_what_textual_would_have_shown(tmp_path: Path) -> None:
    record = tmp_path / "record"
    environment = {
        "TEXTUAL_DRIVER": "support.recording_driver:RecordingDriver",
        "RECORD": str(record),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH")))),
    }
    with Terminal([*HEXATUI, "demo", "--speed", "5"], environment=environment) as terminal:
        terminal.wait_for("● live", "info ")
        terminal.press(SYNCHRONIZED, "4")
        for key in ("up", "up", "pageup", "up", "down", "z", "pageup", "up", "down", "w", "t", "end", "z", "1", "down"):
            press_alone(terminal, key)
        for key in ("?", "down", "escape", "e", "escape", "i", "escape", "o", "p", "a", "escape", "3", "down", "enter"):
            press_alone(terminal, key)
        for columns, lines in ((80, 24), (200, 60), (120, 40)):
            terminal.resize(columns, lines)
            settle(terminal)
        press_alone(terminal, "escape")
        terminal.press("ctrl+c")
        terminal.wait_for_end()
    plain, reduced, diff = Emulated(120, 40), Emulated(120, 40), ScreenDiff(120, 40)
    size, before, after, is_drawn_for_it = (120, 40), 0, 0, True
    for number, write in enumerate(recorded(record)):
        if size != write[:2]:
            size, is_drawn_for_it = write[:2], False
            plain.screen.resize(size[1], size[0])
            reduced.screen.resize(size[1], size[0])
            diff.forget(*size)
        data = diff.feed(write.data)
        plain.feed(write.data)
        reduced.feed(data)
        before, after = before + len(write.data.encode()), after + len(data.encode())
        # What was drawn for the size before may come still, and looks somehow.
        is_drawn_for_it |= write.data.startswith(FRAME_START) and write.data.count("\n") == write.rows - 1
        if is_drawn_for_it and not diff.is_within_update:
            assert reduced.picture == plain.picture, f"write {number}"
    assert after < before / 3
