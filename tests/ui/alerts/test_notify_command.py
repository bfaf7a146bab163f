from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hexatui.ui.alerts.calling import Call
from hexatui.ui.alerts.notify_command import PATIENCE, NotifyCommand

HOSTILE = "$(touch pwned); `id`"
CALL = Call("1 critical alert", HOSTILE, {"HEXATUI_ALERT_TITLE": HOSTILE})


def tell(command: str, patience: float = PATIENCE) -> str:
    return NotifyCommand(lambda problem: None).run(command, CALL, patience)


def hanging(folder: Path) -> str:
    """A command whose shell waits for ever for a program of its own; it writes that one's id into a file."""
    script = folder / "hang"
    script.write_text('sleep 1000 &\necho $! > "$1.part"\nmv "$1.part" "$1"\nwait')
    return f"/bin/sh {script} {folder / 'id'}"


def is_running(id: int) -> bool:
    stat = Path(f"/proc/{id}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def id_of(folder: Path) -> int:
    until(lambda: (folder / "id").exists())
    return int((folder / "id").read_text())


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_command_finds_the_alert_in_its_environment(tmp_path: Path) -> None:
    script = tmp_path / "told.py"
    script.write_text("import os, sys; open(sys.argv[1], 'w').write(os.environ['HEXATUI_ALERT_TITLE'])")
    assert tell(f"{sys.executable} {script} {tmp_path / 'told'}") == ""
    assert (tmp_path / "told").read_text() == HOSTILE
    assert not (tmp_path / "pwned").exists()


def test_the_command_is_not_handed_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEXATUI_TOKEN", "secret")
    script = tmp_path / "told.py"
    script.write_text("import os, sys; sys.exit('HEXATUI_TOKEN' in os.environ)")
    assert tell(f"{sys.executable} {script}") == ""


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("/nowhere/to/be/found", "the notification command can't be run: No such file or directory"),
        ("'unclosed", "the notification command can't be run: No closing quotation"),
        (" ", "the notification command can't be run: it names no program"),
        ("false", "the notification command failed with exit code 1"),
    ],
)
def test_what_went_wrong_is_a_sentence(command: str, sentence: str) -> None:
    assert tell(command) == sentence


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
def test_one_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    assert tell(hanging(tmp_path), 0.5) == "the notification command was ended: it took longer than 0.5 seconds"
    until(lambda: not (tmp_path / "id").exists() or not is_running(id_of(tmp_path)))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
def test_one_that_hangs_does_not_outlive_the_program_and_is_no_failure_then(tmp_path: Path) -> None:
    problems: list[str] = []
    notify = NotifyCommand(problems.append)
    notify.tell(hanging(tmp_path), CALL)
    id = id_of(tmp_path)
    notify.close()
    until(lambda: not is_running(id))
    assert not problems


def test_what_went_wrong_is_handed_on(tmp_path: Path) -> None:
    problems: list[str] = []
    NotifyCommand(problems.append).tell("false", CALL)
    until(lambda: problems == ["the notification command failed with exit code 1"])
