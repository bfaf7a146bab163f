from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hexatui.ui.calling import Call
from hexatui.ui.notify_command import tell

HOSTILE = "$(touch pwned); `id`"
CALL = Call("1 critical alert", HOSTILE, {"HEXATUI_ALERT_TITLE": HOSTILE})


def test_the_command_finds_the_alert_in_its_environment(tmp_path: Path) -> None:
    script = tmp_path / "told.py"
    script.write_text("import os, sys; open(sys.argv[1], 'w').write(os.environ['HEXATUI_ALERT_TITLE'])")
    assert tell(f"{sys.executable} {script} {tmp_path / 'told'}", CALL) == ""
    assert (tmp_path / "told").read_text() == HOSTILE
    assert not (tmp_path / "pwned").exists()


def test_the_command_is_not_handed_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEXATUI_TOKEN", "secret")
    script = tmp_path / "told.py"
    script.write_text("import os, sys; sys.exit('HEXATUI_TOKEN' in os.environ)")
    assert tell(f"{sys.executable} {script}", CALL) == ""


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("/nowhere/to/be/found", "the notification command can't be run: No such file or directory"),
        ("'unclosed", "the notification command can't be run: No closing quotation"),
        ("false", "the notification command failed with exit code 1"),
    ],
)
def test_what_went_wrong_is_a_sentence(command: str, sentence: str) -> None:
    assert tell(command, CALL) == sentence
