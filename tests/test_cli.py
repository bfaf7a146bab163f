from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from support.gateway import HEXATUI, ServedGateway, free_port
from support.village import API

from hexatui import __version__
from hexatui.cli import hexatui
from hexatui.cli.serve import MOST_NAMED, connecting_command
from hexatui.server.sources.demo import DemoSource
from hexatui.server.sources.host import HostSource

LOGS = ["logs", API.workspace_id, API.pod, "-n", API.namespace, "-c", API.container]
STATUS = ["status", "ws-123"]


@pytest.fixture(scope="module")
def gateway() -> Iterator[ServedGateway]:
    with ServedGateway("--speed", "5") as gateway:
        yield gateway


@pytest.fixture
def environment(tmp_path: Path, gateway: ServedGateway) -> dict[str, str]:
    """That of a person whose token is in the environment, and who has no configuration file."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEXATUI_")}
    return {**inherited, "XDG_CONFIG_HOME": str(tmp_path), **gateway.environment}


def run(arguments: Sequence[str], environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*HEXATUI, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def started(arguments: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*HEXATUI, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


# What costs nothing.


def test_the_version_is_told() -> None:
    done = run(["--version"])
    assert (done.returncode, done.stdout) == (0, f"hexatui {__version__}\n")


@pytest.mark.parametrize(
    "command", [[], ["demo"], ["serve"], ["events"], ["logs"], ["status"], ["record"], ["replay"], ["doctor"]]
)
def test_every_command_has_its_help(command: list[str]) -> None:
    done = run([*command, "--help"])
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: hexatui")


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from hexatui.cli import main; main(['--help']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=50, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "click" in loaded
    assert not loaded & {"textual", "rich", "pydantic", "pydantic_settings", "websockets", "psutil", "jwt", "asyncio"}


# Mistakes: exit code 2, and one sentence.


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serv"], "No such command"),
        (["--token", "x"], "No such option"),
        (["logs", "ws-123"], "Missing argument"),
        (["logs", "ws-123", "pod"], "--namespace"),
        ([*LOGS, "--tail", "-1"], "--tail"),
        (["--logs", "ws-123/pod"], "WORKSPACE/NAMESPACE/POD/CONTAINER"),
        (["--logs", "w/n/p/c", "events"], "belongs to the dashboard"),
        (["serve", "--log", "/var/log/x"], "--source host"),
        (["serve", "--source", "host", "--seed", "1"], "--source demo"),
        (["serve", "--source", "host", "--log", "/missing/x.log"], "/missing/x.log"),
        (["serve", "--port", "70000"], "--port"),
        ([*STATUS, "--profile", "nowhere"], 'no profile "nowhere"'),
        ([*STATUS, "--url", "http://x"], "--url"),
        ([*STATUS, "--url", "ws://example.com/ws"], "--allow-insecure"),
        ([*STATUS, "--token-file", "/missing/token"], "/missing/token"),
    ],
)
def test_a_mistake_is_one_sentence(arguments: list[str], said: str, environment: dict[str, str]) -> None:
    done = run(arguments, environment)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.startswith("hexatui: ")
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


@pytest.mark.parametrize("command", [[], ["demo"]])
def test_without_a_terminal_the_dashboard_names_the_plain_commands(
    command: list[str], environment: dict[str, str]
) -> None:
    done = run(command, environment)
    assert done.returncode == 2
    assert all(name in done.stderr for name in ("terminal", "hexatui events", "hexatui logs", "hexatui status"))
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("token", "code"), [({}, 0), ({"HEXATUI_TOKEN": "not-believed"}, 3), ({"HEXATUI_TOKEN": ""}, 2)]
)
def test_the_doctor_tells_on_standard_output_alone(
    token: dict[str, str], code: int, environment: dict[str, str]
) -> None:
    done = run(["doctor", "-w", "ws-123"], {**environment, **token})
    assert done.returncode == code
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 12
    assert {line.split()[1] for line in done.stdout.splitlines()} <= {"ok", "warning", "failed", "skipped"}


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(["serve", "--port", str(port)])
    assert done.returncode == 2
    assert f"port {port} is in use" in done.stderr
    assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)


# How the commands end.


def test_a_status_is_printed_and_the_rest_goes_to_standard_error(environment: dict[str, str]) -> None:
    done = run([*STATUS, "--json"], environment)
    assert done.returncode == 0
    assert json.loads(done.stdout)["status"] == "active"
    assert "live at" in done.stderr


def test_connection_options_may_stand_before_the_command(environment: dict[str, str]) -> None:
    done = run(["--url", "ws://127.0.0.1:1/ws", *STATUS, "--no-retry"], environment)
    assert done.returncode == 4


@pytest.mark.parametrize("command", ["serve", "demo"])
@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--url", "ws://127.0.0.1:1/ws"], "--url"),
        (["-w", "ws-1"], "--workspace"),
        (["--allow-insecure"], "--allow-insecure"),
        (["-p", "staging"], "--profile"),
    ],
)
def test_what_connects_to_no_platform_takes_no_connection_options(
    command: str, options: list[str], named: str, environment: dict[str, str]
) -> None:
    done = run([*options, command], environment)
    assert done.returncode == 2
    assert f'"{named}" is about a connection, and "{command}" has its own' in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_home_folder_of_nobody_has_the_exit_code_2(environment: dict[str, str]) -> None:
    done = run([*STATUS, "--token-file", "~nosuch/x"], environment)
    assert done.returncode == 2
    assert "~nosuch" in done.stderr


def test_the_history_of_a_log_is_printed(environment: dict[str, str]) -> None:
    done = run([*LOGS, "--tail", "5"], environment)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 5


def test_what_the_platform_refuses_has_the_exit_code_5(environment: dict[str, str]) -> None:
    done = run(["status", "ws-denied"], environment)
    assert done.returncode == 5
    assert "PERMISSION_DENIED" in done.stderr


@pytest.mark.parametrize("retry", [[], ["--no-retry"]])
def test_a_refused_token_has_the_exit_code_3(retry: list[str], environment: dict[str, str]) -> None:
    done = run([*STATUS, *retry], {**environment, "HEXATUI_TOKEN": "not-believed-here"})
    assert done.returncode == 3
    assert "not-believed-here" not in done.stdout + done.stderr


def test_nobody_there_has_the_exit_code_4(environment: dict[str, str]) -> None:
    done = run([*STATUS, "--no-retry"], {**environment, "HEXATUI_URL": f"ws://127.0.0.1:{free_port()}/ws"})
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_being_interrupted_is_no_failure(number: signal.Signals, environment: dict[str, str]) -> None:
    with started(["events", "-w", "ws-123"], environment) as process:
        assert json.loads(first_line(process))["type"] == "auth_result"
        process.send_signal(number)
        _, told = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in told


def test_a_closed_pipe_ends_it_quietly(environment: dict[str, str]) -> None:
    with started([*LOGS, "--follow"], environment) as process:
        first_line(process)
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert all("live at" in line for line in process.stderr)


def test_without_no_retry_it_tries_again_by_itself(environment: dict[str, str]) -> None:
    with started(STATUS, {**environment, "HEXATUI_URL": f"ws://127.0.0.1:{free_port()}/ws"}) as process:
        assert process.stderr is not None
        assert "attempt 2 in" in process.stderr.readline()
        assert "attempt 3 in" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_fault_is_one_sentence_unless_details_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys, hexatui.cli as cli; cli._invoked = lambda arguments: 1 / 0; sys.exit(cli.main([]))"
    command = [sys.executable, "-c", code]
    short = subprocess.run(command, capture_output=True, text=True, timeout=50, check=False)
    assert short.returncode == 1
    assert "ZeroDivisionError" in short.stderr
    assert "HEXATUI_DEBUG=1" in short.stderr
    assert len(short.stderr.splitlines()) == 1
    monkeypatch.setenv("HEXATUI_DEBUG", "1")
    long = subprocess.run(command, capture_output=True, text=True, timeout=50, check=False)
    assert "Traceback" in long.stderr


# The gateway.


def test_the_gateway_says_where_it_is_and_ends_cleanly() -> None:
    with started(["serve"], dict(os.environ)) as process:
        assert first_line(process).startswith("url: ws://127.0.0.1:")
        assert first_line(process).startswith("token: ey")
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=20) == ("", "")
    assert process.returncode == 0


def parsed(command: str) -> tuple[str, dict[str, Any]]:
    """The token of a command that connects, and its options as the program understands them."""
    first, name, *arguments = shlex.split(command)
    assert name == "hexatui"
    return first.removeprefix("HEXATUI_TOKEN="), hexatui.make_context("hexatui", arguments).params


def test_the_command_for_connecting_watches_what_is_served() -> None:
    url = "ws://[::1]:7777/ws"
    token, options = parsed(connecting_command(url, "a.b.c", DemoSource(workspaces=12).places()))
    assert (token, options["url"]) == ("a.b.c", url)
    assert options["organizations"][0] == "org-123"
    assert len(options["workspaces"]) == 12
    assert options["workspaces"][0] == "ws-123"
    _, options = parsed(connecting_command(url, "a.b.c", HostSource().places()))
    assert (options["organizations"], options["workspaces"]) == (("org-host",), ("ws-host",))


def test_the_command_for_connecting_is_bounded() -> None:
    _, options = parsed(connecting_command("ws://127.0.0.1:1/ws", "t", DemoSource(workspaces=2000).places()))
    assert len(options["organizations"]) + len(options["workspaces"]) == MOST_NAMED


@pytest.mark.parametrize("choice", [[], ["--source", "host"]], ids=["demo", "host"])
def test_the_command_that_a_person_is_shown_connects(choice: list[str], environment: dict[str, str]) -> None:
    ours, theirs = os.openpty()
    command = [*HEXATUI, "serve", *choice]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while b"Connect with: " not in shown or not shown.endswith(b"\n"):
            shown += os.read(ours, 4096)
        first, _, *arguments = shlex.split(shown.decode().partition("Connect with: ")[2])
        own = {name: value for name, value in environment.items() if not name.startswith("HEXATUI_")}
        token = first.removeprefix("HEXATUI_TOKEN=")
        workspace = arguments[arguments.index("-w") + 1]
        done = run([*arguments, "status", workspace, "--no-retry"], {**own, "HEXATUI_TOKEN": token})
        process.send_signal(signal.SIGINT)
    os.close(ours)
    assert done.returncode == 0, done.stderr


def test_the_gateway_ends_with_the_one_who_holds_its_standard_input() -> None:
    command = [*HEXATUI, "serve", "--while-stdin-open"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        first_line(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


def test_listening_beyond_this_machine_is_warned_of() -> None:
    with started(["serve", "--host", "0.0.0.0"], dict(os.environ)) as process:
        first_line(process)
        assert process.stderr is not None
        assert "unencrypted" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def test_a_recording_is_made_until_it_is_interrupted(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "recording"
    with started(["record", str(path), "-w", "ws-123"], environment) as process:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not (path.exists() and "workspace_status" in path.read_text()):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    text = path.read_text()
    assert "workspace_status" in text
    assert environment["HEXATUI_TOKEN"] not in text
