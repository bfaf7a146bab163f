"""Terminals that can do less: what the program sends to each, and that it can be used there."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator, Mapping

import psutil
import pytest
from support.gateway import HEXATUI, ServedGateway
from support.terminal import Terminal

pytestmark = pytest.mark.timeout(120)

WATCHED = ["-o", "org-123", "-w", "ws-123", "--logs", "ws-123/frontend/api-server-abc123/api"]


@pytest.fixture(scope="module")
def gateway() -> Iterator[ServedGateway]:
    with ServedGateway("--speed", "5") as gateway:
        yield gateway


def colours(output: bytes) -> set[str]:
    """The kinds of colours that were asked for: "16", "256", "truecolor"."""
    found = set()
    for sequence in re.findall(rb"\x1b\[([0-9;]*)m", output):
        numbers = [int(number or 0) for number in sequence.split(b";")]
        while numbers:
            number = numbers.pop(0)
            if number in (38, 48):
                kind = numbers.pop(0)
                found.add({2: "truecolor", 5: "256"}[kind])
                del numbers[: 3 if kind == 2 else 1]
            elif 30 <= number <= 37 or 40 <= number <= 47 or 90 <= number <= 107:
                found.add("16")
    return found


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        pytest.param({}, {"truecolor"}, id="truecolor"),
        pytest.param({"TERM": "linux", "COLORTERM": ""}, {"16"}, id="linux"),
        pytest.param({"TERM": "screen", "COLORTERM": ""}, {"16"}, id="screen"),
        pytest.param({"TERM": "xterm-256color", "COLORTERM": ""}, {"256"}, id="256"),
        pytest.param({"TERM": "tmux-256color", "COLORTERM": ""}, {"256"}, id="tmux"),
        pytest.param({"NO_COLOR": "1"}, set(), id="none"),
        pytest.param({"NO_COLOR": "1", "TERM": "linux", "COLORTERM": ""}, set(), id="linux without colours"),
    ],
)
def test_no_more_colours_are_sent_than_there_are(
    environment: Mapping[str, str], expected: set[str], gateway: ServedGateway
) -> None:
    with Terminal([*HEXATUI, *WATCHED], environment={**gateway.environment, **environment}) as terminal:
        terminal.wait_for("● live", "of 10 cores")
        # What was painted first is in the terminal's own colours.
        before = len(terminal.output)
        terminal.press("4", "up")
        terminal.press("0")
        terminal.wait_for("Overview", "What happened")
        terminal.press("q")
        terminal.wait_for("Workspaces")
        sent = colours(terminal.output[before:])
        assert sent <= expected | {"16"} if "truecolor" in expected else sent == expected
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        assert terminal.is_clean


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"LANG": "C", "LC_ALL": "", "LC_CTYPE": ""}, {"LANG": "POSIX"}])
def test_a_plain_locale_is_sent_ascii_alone(locale: Mapping[str, str], gateway: ServedGateway) -> None:
    with Terminal([*HEXATUI, *WATCHED], environment={**gateway.environment, **locale}) as terminal:
        terminal.wait_for("* live", "of 10 cores", "info ")
        terminal.press("4", "up", "/")
        terminal.type("a")
        terminal.press("enter", "0")
        terminal.wait_for("Overview")
        terminal.press("q")
        terminal.wait_for("Workspaces")
        terminal.press("ctrl+c")
        assert terminal.wait_for_end() == 0
        assert terminal.output.isascii()


@pytest.mark.parametrize("environment", [{}, {"TERM": "linux", "COLORTERM": ""}, {"NO_COLOR": "1", "TERM": "screen"}])
def test_no_picture_stays_where_there_is_no_second_screen(
    environment: Mapping[str, str], gateway: ServedGateway
) -> None:
    # Neither has this emulator.
    with Terminal([*HEXATUI, *WATCHED], environment={**gateway.environment, **environment}) as terminal:
        terminal.wait_for("● live", "of 10 cores")
        terminal.press("ctrl+z")
        process = psutil.Process(terminal.process.pid)
        terminal.wait_until(lambda text: process.status() == psutil.STATUS_STOPPED, "the shell")
        assert not terminal.text.strip()
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait_for("Workspaces", "● live")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        assert not terminal.text.strip()
        assert (terminal.screen.cursor.x, terminal.screen.cursor.y) == (0, 0)
