"""`hexatui completion`, and what a shell is offered."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.gateway import HEXATUI

from hexatui.cli import main
from hexatui.protocol.names import LogSource
from hexatui.ui.logs.opened_before import Opened, remember


@pytest.fixture
def person(tmp_path: Path) -> dict[str, str]:
    """The environment of a person who has a profile, and opened a log before."""
    (tmp_path / "hexatui").mkdir()
    (tmp_path / "hexatui" / "config.toml").write_text('[profiles.team]\nurl = "wss://team/ws"')
    opened = Opened("team", LogSource("ws-7", "frontend", "api-1", "main"))
    remember(tmp_path / "hexatui" / "opened-logs.json", opened)
    return {"XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}


def offered(words: str, person: Mapping[str, str]) -> list[str]:
    """What bash is offered for the last word, which the line ends with."""
    asked = {"_HEXATUI_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = subprocess.run(
        HEXATUI, env={**os.environ, **person, **asked}, capture_output=True, text=True, timeout=50, check=True
    )
    assert not done.stderr
    return [line.removeprefix("plain,") for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("hexatui co", ["completion", "config"]),
        ("hexatui -p ", ["production", "staging", "local", "team"]),
        ("hexatui config -p t", ["team"]),
        ("hexatui --logs ws", ["ws-7/frontend/api-1/main"]),
        ("hexatui -w ", ["ws-7"]),
        ("hexatui status ", ["ws-7"]),
        ("hexatui logs ws-7 ", ["api-1"]),
        ("hexatui logs ws-7 api-1 -n ", ["frontend"]),
        ("hexatui logs ws-7 api-1 -n frontend -c ", ["main"]),
        ("hexatui logs ws-7 api-1 --fo", ["--follow"]),
        ("hexatui completion f", ["fish"]),
    ],
)
def test_a_shell_is_offered_what_fits(words: str, expected: list[str], person: dict[str, str]) -> None:
    assert offered(words, person) == expected


def test_a_file_that_is_wrong_disturbs_no_shell(person: dict[str, str]) -> None:
    (Path(person["XDG_CONFIG_HOME"]) / "hexatui" / "config.toml").write_text("[")
    assert offered("hexatui -p ", person) == ["production", "staging", "local"]


def test_nothing_heavy_is_loaded_for_it() -> None:
    code = (
        "import os, sys; from hexatui.cli import main;"
        "os.environ.update(_HEXATUI_COMPLETE='bash_complete', COMP_WORDS='hexatui -p ', COMP_CWORD='2'); main([]);"
        "assert not {'pydantic', 'textual', 'rich', 'websockets', 'asyncio'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=50, check=False).returncode == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_takes_its_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert f"_HEXATUI_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        assert subprocess.run([shell, "-n"], input=script, text=True, timeout=50, check=False).returncode == 0


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
def test_zsh_takes_its_script_also_where_nothing_has_set_up_its_completion(tmp_path: Path) -> None:
    code = f'eval "$({shlex.join(HEXATUI)} completion zsh)"; print $_comps[hexatui]'
    command = ["zsh", "-f", "-c", code]
    done = subprocess.run(
        command, env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, text=True, timeout=50, check=False
    )
    assert (done.stdout, done.stderr) == ("_hexatui_completion\n", "")


def test_another_shell_is_told_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "tcsh"]) == 2
    assert "'bash', 'zsh', 'fish'" in capsys.readouterr().err
