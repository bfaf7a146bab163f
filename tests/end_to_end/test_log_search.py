"""Searching and filtering logs in the real program, in a real terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.gateway import HEXATUI
from support.terminal import Terminal

pytestmark = pytest.mark.timeout(120)

LINES = [f"{'Timeout' if number % 10 == 0 else 'request'} number {number}" for number in range(90)]
HOSTILE = ["a" * 30_000 + "!"] * 10


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("logs") / "some.log"
    path.write_text("\n".join([*LINES[:50], *HOSTILE, *LINES[50:]]) + "\n")
    return path


@pytest.fixture
def logs(logged: Path) -> Iterator[Terminal]:
    command = [*HEXATUI, "demo", "--source", "host", "--log", str(logged), "--logs", "ws-host/logs/some.log/file"]
    with Terminal(command) as terminal:
        terminal.wait_for("● live", "number 89")
        terminal.press("4")
        terminal.wait_for("Pause")
        yield terminal


def cells_under(terminal: Terminal, word: str) -> list[str]:
    """The backgrounds of where a word stands on the screen."""
    found = []
    for y, line in enumerate(terminal.screen.display):
        found += [terminal.screen.buffer[y][match.start()].bg for match in re.finditer(re.escape(word), line)]
    return found


def test_a_search_counts_marks_and_goes_from_one_to_the_next(logs: Terminal) -> None:
    logs.press("/timeout")  # in one go, as a paste or a slow link brings it
    logs.wait_for("/timeout 9 of 9")
    assert "ff8f5e" in cells_under(logs, "Timeout")
    logs.press("\r", "N", "N")
    logs.wait_for("/timeout 7 of 9", "Timeout number 60")
    logs.press("n")
    logs.wait_for("/timeout 8 of 9")
    logs.press("escape")
    logs.wait_while("/timeout")


def test_steps_come_as_far_as_they_would_one_by_one_however_fast_they_are_typed(logs: Terminal) -> None:
    logs.press("/timeout\rNNNn")
    logs.wait_for("/timeout 7 of 9", "Timeout number 60")
    logs.press("escape")
    logs.wait_while("/timeout")


def test_a_filter_hides_the_rest_and_tells_how_much_is_left(logs: Terminal) -> None:
    logs.press("ftimeout\rj")
    logs.wait_for("timeout: 9 of 100 lines", "Timeout number 80")
    assert "request number" not in logs.text
    logs.press("escape")
    logs.wait_for("request number 89")


def test_a_bad_expression_is_told_and_one_that_is_hard_is_done_at_once(logs: Terminal) -> None:
    logs.press("/")
    logs.press("\x12")  # Ctrl+R
    logs.wait_for("regex")
    logs.type("(a+")
    logs.wait_for("is not closed")
    logs.press(")+x\x7f$")  # the x is taken back
    logs.wait_for("(a+)+$", "not found", patience=5)
    logs.press("escape")
    logs.wait_while("Ctrl+R")
