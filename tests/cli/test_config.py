"""`hexatui config`: what is in force, and where it comes from."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from hexatui.cli import main
from hexatui.config_file import config_path
from hexatui.ui.actions import ACTIONS
from hexatui.ui.habits import Habits, habits_path, write_habits

TOKEN = "header.payload.signature"

FILE = """
theme = "high-contrast"
[profiles."my team"]
url = "wss://team/ws"
token_command = "echo 5ecret"
events = { workspace = ["metrics_update"] }
[notifications]
every = 20
[keys]
"logs.search" = "ctrl+f"
"dashboard.zoom" = ""
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEXATUI_TOKEN", "HEXATUI_URL", "HEXATUI_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def configure(text: str) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(text, encoding="utf-8")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["config", *arguments]) == 0
    return capsys.readouterr().out


def origins(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
    """Where each value comes from, by table and key."""
    said = [json.loads(line) for line in printed(capsys, "--json", *arguments).splitlines()]
    return {".".join(filter(None, (each["table"], each["key"]))): each["origin"] for each in said}


def test_every_value_names_the_option_the_variable_or_the_line_that_it_comes_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(FILE)
    monkeypatch.setenv("HEXATUI_TOKEN", TOKEN)
    monkeypatch.setenv("HEXATUI_LOG_MEMORY", "8MiB")
    write_habits(habits_path(), "wss://team/ws", Habits(wrap=True), None)
    found = origins(capsys, "-p", "my team", "-w", "ws-1")
    path = config_path()
    assert found["profile"] == "-p"
    assert found["theme"] == f"{path}, line 2"
    assert found['profiles."my team".url'] == f"{path}, line 4"
    assert found['profiles."my team".token_command'] == f"{path}, line 5"
    assert found['profiles."my team".events'] == f"{path}, line 6"
    assert found['profiles."my team".workspaces'] == "-w"
    assert found['profiles."my team".rest'] == "the default"
    assert found['profiles."my team".token'] == "HEXATUI_TOKEN"
    assert found["notifications.every"] == f"{path}, line 8"
    assert found["notifications.bell"] == "the default"
    assert found["limits.log_memory"] == "HEXATUI_LOG_MEMORY"
    assert found["layout.wrap"] == "as you left it"
    assert found["layout.timestamps"] == "the default"
    assert found["keys.logs.search"] == f"{path}, line 10"
    assert found["keys.logs.filter"] == "the default"


def test_what_is_printed_is_a_file_that_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    configure(FILE)
    first = printed(capsys, "-p", "my team", "-w", "ws-1")
    content = tomllib.loads(first)
    assert content["profiles"]["my team"]["workspaces"] == ["ws-1"]
    assert content["keys"] == {
        **{action.id: action.keys for action in ACTIONS},
        "logs.search": "ctrl+f",
        "dashboard.zoom": "",
    }
    configure(first)
    assert tomllib.loads(printed(capsys)) == content


def test_neither_a_token_nor_the_command_for_one_is_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(FILE)
    monkeypatch.setenv("HEXATUI_TOKEN", TOKEN)
    for arguments in ((), ("-p", "my team"), ("--json", "-p", "my team")):
        output = printed(capsys, *arguments)
        assert TOKEN not in output
        assert "5ecret" not in output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[keys]\n'logs.serach' = 'x'", 'line 2: key "logs.serach" is no action: did you mean "logs.search"?'),
        ("theme = 'dark'", 'line 1: key "theme" must be one of'),
        ("profile = 'gone'", 'line 1: key "profile": there is no profile "gone"'),
        ("[", "is not valid TOML"),
    ],
)
def test_a_file_that_is_wrong_is_one_sentence(text: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure(text)
    assert main(["config"]) == 2
    output, error = capsys.readouterr()
    assert not output
    assert said in error
    assert error.count("\n") == 1


def test_a_mistake_about_keys_is_told_by_the_doctor_too(capfd: pytest.CaptureFixture[str]) -> None:
    configure("[keys]\n'logs.serach' = 'x'")
    assert main(["doctor"]) == 2
    assert 'did you mean "logs.search"?' in capfd.readouterr().out


def test_without_a_file_everything_is_as_built_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(origins(capsys).values()) == {"the default", "built in", "nowhere"}


def test_no_network_and_no_client_are_needed() -> None:
    code = (
        "import sys; from hexatui.cli import main; main(['config']);"
        "assert not {'websockets', 'httpx', 'psutil', 're2'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=50, check=False).returncode == 0
