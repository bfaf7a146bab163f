"""The real program in a real terminal against a real gateway: what a person sees and does."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.gateway import HEXATUI, ServedGateway
from support.terminal import PATIENCE, Terminal

pytestmark = pytest.mark.timeout(120)

WATCHED = ["-o", "org-123", "-w", "ws-123", "-w", "ws-staging", "-P", "proj-123"]
API = "ws-123/frontend/api-server-abc123/api"


@pytest.fixture(scope="module")
def gateway() -> Iterator[ServedGateway]:
    with ServedGateway("--speed", "5") as gateway:
        yield gateway


def changed(gateway: ServedGateway, change: str) -> Terminal:
    """The program after some statements."""
    program = f"import sys; from hexatui.cli import main; {change}; sys.exit(main())"
    return Terminal([HEXATUI[0], "-c", program, *WATCHED], environment=gateway.environment)


def insist(terminal: Terminal, act: Callable[[], None]) -> None:
    """Do something again and again until the program has ended."""
    deadline = time.monotonic() + PATIENCE
    while terminal.process.poll() is None and time.monotonic() < deadline:
        act()
        terminal.read(0.002)


@pytest.fixture
def dashboard(gateway: ServedGateway) -> Iterator[Terminal]:
    with Terminal([*HEXATUI, *WATCHED], environment=gateway.environment) as terminal:
        terminal.wait_for("● live")
        yield terminal


def test_the_first_paint_shows_every_pane(dashboard: Terminal) -> None:
    dashboard.wait_for("Workspaces", "Alerts", "Logs", "hexatui", "Help")


def test_a_gauge_moves_by_itself(dashboard: Terminal) -> None:
    def cpu(text: str) -> str | None:
        found = re.search(r"cpu .*? ([\d.]+ of [\d.]+ cores)", text)
        return found and found.group(1)

    dashboard.wait_until(cpu, "a figure of the cpu")
    first = cpu(dashboard.text)
    dashboard.wait_until(lambda text: cpu(text) not in (None, first), "the cpu's next figure")


def test_an_alert_appears_by_itself(dashboard: Terminal) -> None:
    dashboard.wait_until(
        lambda text: re.search(r"[▲△▪] (critical|warning|info)\b.*ago|Alerts +\d+ open", text), "an alert"
    )


def test_a_log_stream_is_started_and_stopped_by_keys(dashboard: Terminal) -> None:
    dashboard.press("o")
    dashboard.wait_for("Open a log stream")
    dashboard.type(API)
    dashboard.press("enter")
    dashboard.wait_while("Open a log stream")
    dashboard.wait_until(lambda text: re.search(r"\d\d:\d\d:\d\d\.\d{3} ", text), "a log line")
    dashboard.press("x")
    dashboard.wait_for("■")
    dashboard.press("X")
    dashboard.wait_for("No stream is open")


def test_two_streams_are_shown_as_one_each_line_with_its_pod(dashboard: Terminal) -> None:
    for path in (API, API.replace("/api-server-abc123/api", "/api-server-abc123/proxy")):
        dashboard.press("o")
        dashboard.wait_for("Open a log stream")
        dashboard.type(path)
        dashboard.press("enter")
        dashboard.wait_while("Open a log stream")
        dashboard.wait_for(path.rpartition("/")[2] + " ▶")
    dashboard.press("M")
    dashboard.wait_for("3 all ▶")
    dashboard.wait_until(
        lambda text: re.search(r"/api \d\d:\d\d:\d\d", text) and re.search(r"/proxy \d\d:\d\d:\d\d", text), "both"
    )


def test_a_killed_gateway_is_reported_and_found_again_with_everything_fresh(
    gateway: ServedGateway, dashboard: Terminal
) -> None:
    dashboard.wait_for("of 10 cores")
    gateway.end(signal.SIGKILL)
    dashboard.wait_for("connection lost", "figures")
    gateway.start()
    dashboard.wait_for("● live")
    dashboard.wait_until(lambda text: not re.search(r"◌ \d+ \w+ ago", text), "every figure to be fresh")


def test_a_resized_window_gets_a_layout_of_its_own(dashboard: Terminal) -> None:
    dashboard.resize(80, 24)
    dashboard.wait_until(lambda text: "Alerts" not in text and "Workspaces" in text, "one pane at a time")
    dashboard.press("3")
    dashboard.wait_for("Alerts")
    dashboard.resize(120, 40)
    dashboard.wait_for("Workspaces", "Alerts", "Logs")


def test_the_inspector_shows_the_frames_and_never_the_token(gateway: ServedGateway, dashboard: Terminal) -> None:
    dashboard.press("i")
    dashboard.wait_for("Frames", "held", "from the platform")
    dashboard.press("/")
    dashboard.type("out auth")
    dashboard.wait_until(lambda text: re.search(r"\b1 of \d+ shown", text), "the auth frame alone")
    dashboard.wait_for("********")
    dashboard.press("enter")
    dashboard.wait_for("Back")
    dashboard.press("q")
    dashboard.wait_for("Workspaces")
    assert gateway.token.encode() not in dashboard.output


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
def test_quitting_leaves_the_terminal_as_it_was(dashboard: Terminal, key: str) -> None:
    dashboard.press(key)
    assert dashboard.wait_for_end() == 0
    assert dashboard.is_clean


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_the_terminal_as_it_was(dashboard: Terminal, number: signal.Signals) -> None:
    dashboard.process.send_signal(number)
    assert dashboard.wait_for_end() == 0
    assert dashboard.is_clean


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_one_signal_after_another_ends_the_program_as_one_does(dashboard: Terminal, number: signal.Signals) -> None:
    insist(dashboard, lambda: dashboard.process.send_signal(number))
    assert dashboard.wait_for_end() == 0
    assert dashboard.is_clean


def test_a_key_that_is_pressed_again_while_the_program_ends_changes_nothing(dashboard: Terminal) -> None:
    insist(dashboard, lambda: dashboard.press("ctrl+c"))
    assert dashboard.wait_for_end() == 0
    assert dashboard.is_clean
    assert "Traceback" not in dashboard.output.decode(errors="replace")


def test_a_disk_that_hangs_while_the_program_ends_can_be_left_to_itself(gateway: ServedGateway) -> None:
    hanging = "import time; from hexatui.ui.app import HexatuiApp; HexatuiApp.keep_habits = lambda _: time.sleep(600)"
    with changed(gateway, hanging) as terminal:
        terminal.wait_for("● live")
        terminal.press("q")
        insist(terminal, lambda: terminal.press("ctrl+c"))
        assert terminal.wait_for_end() == 0
        assert terminal.is_clean


def test_a_crash_leaves_the_terminal_as_it_was_and_says_one_sentence(gateway: ServedGateway) -> None:
    crashing = "from hexatui.ui.screens.dashboard import Dashboard; Dashboard.action_help = lambda self: 1 / 0"
    with changed(gateway, crashing) as terminal:
        terminal.wait_for("● live")
        terminal.press("?")
        assert terminal.wait_for_end() == 1
        assert terminal.is_clean
        assert "a fault in Hexatui: ZeroDivisionError" in terminal.text
        assert "Traceback" not in terminal.output.decode(errors="replace")


def test_a_flood_hears_of_a_key_before_the_screen_does(gateway: ServedGateway, tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    telling = (
        "import pathlib, threading; from hexatui.ui.live import Live;"
        f"Live.give_way = lambda self: pathlib.Path({str(heard)!r}).write_text(threading.current_thread().name)"
    )
    with changed(gateway, telling) as terminal:
        terminal.wait_for("● live")
        terminal.press("?")
        terminal.wait_for("Keys")
        assert heard.read_text() == "textual-input"


def test_the_token_is_nowhere_on_the_screen(gateway: ServedGateway, dashboard: Terminal) -> None:
    dashboard.wait_for("of 10 cores")
    assert gateway.token.encode() not in dashboard.output
