"""Reading a log in the real program, in a real terminal: what it shows, what it never executes, what it hands out."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.gateway import HEXATUI
from support.terminal import Terminal

pytestmark = pytest.mark.timeout(120)

TRACE = [
    "ERROR order 7 failed",
    "Traceback (most recent call last):",
    '  File "a.py", line 3',
    "ValueError: no \x1b[5m",
]
HOSTILE = (
    "evil \x1b]0;stolen\x07\x1b]52;c;c3RvbGVu\x07\x1b[2J\x1b[31m" + "\x9b5m\u202e \x00\r [bold]x[/etc] 日本 👩\u200d💻"
)
LINES = [
    *(f"request number {number}" for number in range(60)),
    '{"level":"warn","msg":"pool is full","open":48,"of":[50]}',
    *TRACE,
    "x" * 60_000,
    HOSTILE,
]


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Terminal]:
    path = tmp_path / "some.log"
    path.write_bytes("\n".join([*LINES, ""]).encode())
    command = [*HEXATUI, "demo", "--source", "host", "--log", str(path), "--logs", "ws-host/logs/some.log/file"]
    here = tmp_path / "here"
    here.mkdir()
    with Terminal(command, cwd=str(here), environment={"TMUX": "", "STY": ""}) as terminal:
        terminal.wait_for("● live", "evil")
        terminal.press("4")
        terminal.wait_for("Pause")
        yield terminal


def test_hostile_lines_are_shown_and_not_executed(logs: Terminal) -> None:
    logs.press("w")
    logs.wait_for("␛]0;stolen␇␛]52;c;c3RvbGVu␇␛[2J␛[31m")
    logs.press("w", "enter")
    logs.wait_for("Line 67", "␛]0;stolen␇␛]52;c;c3RvbGVu␇␛[2J␛[31m")
    logs.press("p", "G")
    logs.wait_for("Line 66", "x" * 100)
    logs.press("q")
    logs.wait_for("evil")
    for executed in ("\x1b]0;stolen", "\x1b]52;", "\x1b[2J\x1b[31m", "\x9b", "\u202e", "\u200d", "\x00"):
        assert executed.encode() not in logs.output


def test_fields_and_traces_are_shown_as_such(logs: Terminal) -> None:
    logs.wait_for("pool is full  open=48  of=[50]", '│   File "a.py", line 3')
    logs.press("J")
    logs.wait_for('{"level":"warn","msg":"pool is full"')
    logs.press("J", "{")
    logs.wait_for("‖")
    logs.press("enter")
    logs.wait_for("level      error", "Traceback (most recent call last):", "4 lines")
    logs.press("p")
    logs.wait_for('  "msg": "pool is full",')


def test_a_trace_is_copied_to_the_byte(logs: Terminal) -> None:
    logs.press("{")
    logs.wait_for("‖")
    logs.press("c")
    logs.wait_for("4 lines", "handed to the terminal's clipboard")
    [copied] = re.findall(rb"\x1b\]52;c;([^\x07]*)\x07", logs.output)
    assert base64.b64decode(copied) == "\n".join(TRACE).encode()


def test_what_is_held_is_saved_to_the_byte(logs: Terminal, tmp_path: Path) -> None:
    logs.press("s")
    logs.wait_for(f"saved {len(LINES)} lines")
    [path] = (tmp_path / "here").iterdir()
    saved = [line.partition(b" ") for line in path.read_bytes().split(b"\n")[:-1]]
    assert [text for _, _, text in saved] == [line.encode() for line in LINES]
    assert all(re.fullmatch(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", time) for time, _, _ in saved)
