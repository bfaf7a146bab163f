"""The token is in no output, recording, traceback or list of processes, whatever the command is and goes wrong."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from support import strangers
from support.gateway import HEXATUI, ServedGateway
from support.terminal import Terminal
from support.village import API

from hexatui.recording import MASK

STATUS = ["status", "ws-123"]
WATCHED = ["-w", "ws-123", "-w", "ws-denied"]
ENDING = [
    ["doctor", *WATCHED],
    ["doctor", "--json", *WATCHED],
    STATUS,
    ["status", "ws-denied", "--json"],
    ["logs", API.workspace_id, API.pod, "-n", API.namespace, "-c", API.container],
]
"""Commands that come to an end."""

LASTING = [["events", *WATCHED], ["record", "{folder}/recording", *WATCHED]]
"""Commands that a signal ends."""


@pytest.fixture(scope="module")
def gateway() -> Iterator[ServedGateway]:
    with ServedGateway("--speed", "5") as gateway:
        yield gateway


@pytest.fixture(params=["file", "environment", "command"])
def environment(request: pytest.FixtureRequest, gateway: ServedGateway, tmp_path: Path) -> dict[str, str]:
    """That of a person who gives the token in one of the ways there are, and wants to see every fault."""
    path = tmp_path / "token"
    path.write_text(gateway.token)
    given = {"file": f'token_file = "{path}"', "environment": "", "command": f'token_command = "cat {path}"'}
    (tmp_path / "hexatui").mkdir()
    (tmp_path / "hexatui" / "config.toml").write_text(f"[profiles.production]\n{given[request.param]}\n")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEXATUI_")}
    token = {"HEXATUI_TOKEN": gateway.token} if request.param == "environment" else {}
    person = {"XDG_CONFIG_HOME": str(tmp_path), "HEXATUI_URL": gateway.url, "HEXATUI_DEBUG": "1"}
    return {**inherited, **person, **token}


def test_no_command_shows_it(environment: dict[str, str], gateway: ServedGateway, tmp_path: Path) -> None:
    running = [_started([part.replace("{folder}", str(tmp_path)) for part in line], environment) for line in LASTING]
    ending = [_started(line, environment) for line in ENDING]
    written = "".join(part for process in ending for part in process.communicate(timeout=50))
    deadline = time.monotonic() + 20
    recording = tmp_path / "recording"
    while time.monotonic() < deadline and not (recording.exists() and "subscribe_result" in recording.read_text()):
        time.sleep(0.02)
    for process in running:
        written += Path(f"/proc/{process.pid}/cmdline").read_text()
        process.send_signal(signal.SIGINT)
        written += "".join(process.communicate(timeout=20))
    assert MASK in recording.read_text()
    assert "the token was accepted" in written
    assert "PERMISSION_DENIED" in written
    for part in gateway.token.split(".")[1:]:
        assert part not in written + recording.read_text()


async def test_neither_does_one_whose_platform_quotes_it(gateway: ServedGateway, tmp_path: Path) -> None:
    variables = {"HEXATUI_TOKEN": gateway.token, "XDG_CONFIG_HOME": str(tmp_path), "HEXATUI_DEBUG": "1"}
    lines = [*ENDING, *([part.replace("{folder}", str(tmp_path)) for part in line] for line in LASTING)]
    async with strangers.refusing(gateway.token) as url:
        environment = {**os.environ, **variables, "HEXATUI_URL": url}
        ended = await asyncio.gather(
            *(asyncio.to_thread(_run, [*line, "--no-retry"], environment) for line in lines), _dashboard(environment)
        )
    assert all("the token was refused" in written for written in ended)
    for part in gateway.token.split(".")[1:]:
        assert part not in "".join(ended) + (tmp_path / "recording").read_text()


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("status", "hexatui.client.session.Session.opened = lambda self, token, now, at: {}[token]"),
        ("status", "hexatui.client.tokens.checked = lambda content, origin: {}[content]"),
        ("doctor", "hexatui.client.tokens.claims = lambda token: {}[token]"),
        ("doctor", "hexatui.headless.diagnosis.claims = lambda token: {}[token]"),
    ],
)
def test_a_fault_of_ours_may_hold_it_and_its_traceback_does_not(
    command: str, fault: str, gateway: ServedGateway, tmp_path: Path
) -> None:
    path = tmp_path / "token"
    path.write_text(gateway.token)
    code = (
        "import sys, hexatui.cli, hexatui.client.session, hexatui.headless.diagnosis\n"
        f"{fault}\nsys.exit(hexatui.cli.main(sys.argv[1:]))"
    )
    arguments = [
        *(STATUS if command == "status" else [command]),
        "--no-retry",
        "--url",
        gateway.url,
        "--token-file",
        str(path),
    ]
    environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "HEXATUI_DEBUG": "1"}
    done = _ended([sys.executable, "-c", code, *arguments], environment)
    assert "KeyError" in done
    for part in gateway.token.split(".")[1:]:
        assert part not in done


async def _dashboard(environment: Mapping[str, str]) -> str:
    """What the dashboard writes to its terminal."""

    def look() -> str:
        with Terminal(HEXATUI, environment=environment) as terminal:
            terminal.wait_for("the token was refused")
            terminal.press("q")
            terminal.wait_for_end()
            return terminal.output.decode(errors="replace")

    return await asyncio.to_thread(look)


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    return _ended([*HEXATUI, *arguments], environment)


def _ended(command: Sequence[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    return done.stdout + done.stderr


def _started(arguments: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*HEXATUI, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
