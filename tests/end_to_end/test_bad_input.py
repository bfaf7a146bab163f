"""Bad input of every kind against the real program: one clear sentence, the right exit code, and never the token.

What the settings and the commands make of single mistakes is tested beside them; here it is what a person sees.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import NamedTuple

import pytest
from support import strangers
from support.gateway import HEXATUI
from support.talking import listen, platform
from support.terminal import Terminal

from hexatui.exit_codes import ExitCode

pytestmark = pytest.mark.timeout(120)

TOKEN = "eyJhbGciOi.a-token-that-nobody-may-see.c2lnbmF0dXJl"

STATUS = ["status", "ws-1"]
LOGS = ["logs", "ws-1", "pod", "-n", "namespace", "-c", "container"]
EVENTS = ["events", "-w", "ws-1"]
RECORD = ["record", "{folder}/recording", "-w", "ws-1"]


class Case(NamedTuple):
    """What is wrong, and what must be said of it."""

    said: str
    options: Sequence[str] = ()
    """`{folder}` stands for the folder with the person's files."""
    file: str | bytes = ""
    """The configuration."""
    variables: Mapping[str, str] = {}
    command: Sequence[str] = STATUS
    code: ExitCode = ExitCode.USAGE
    server: Callable[[], AbstractAsyncContextManager[str]] | None = None
    """What answers; None where nothing may even be tried."""
    after_live: bool = False
    """Whether it is told before that the connection was made."""


def unreachable(
    said: str, server: Callable[[], AbstractAsyncContextManager[str]], command: Sequence[str] = STATUS, file: str = ""
) -> Case:
    variables = {"HEXATUI_HEARTBEAT_TIMEOUT": "1", **({"HEXATUI_TOKEN": ""} if file else {})}
    return Case(said, (), file, variables, command, ExitCode.UNREACHABLE, server)


def refused(said: str, server: Callable[[], AbstractAsyncContextManager[str]], command: Sequence[str] = STATUS) -> Case:
    return Case(said, command=command, code=ExitCode.REFUSED, server=server)


CASES = {
    # The file.
    "a file that is no TOML": Case("is not valid TOML", file='profile = "unfinished'),
    "a file that is no text": Case("UTF-8", file=b"\xff\xfeprofile"),
    "an unknown table": Case('line 1: key "profile"', file="[profile.team]\nurl = 'wss://h/ws'"),
    "an unknown key": Case('did you mean "workspaces"?', file='[profiles.production]\nworkspace = ["ws-1"]'),
    "text for a list": Case("must be a list of ids", file='[profiles.production]\nworkspaces = "ws-1"'),
    "a number for text": Case('line 2: key "url" must be text', file="[profiles.production]\nurl = 5"),
    "no time": Case("must be a number of seconds above 0", file="[profiles.production]\nheartbeat_timeout = -1"),
    "no such events": Case('names "galaxy"', file='[profiles.production]\nevents = { galaxy = ["born"] }'),
    "an unknown profile in the file": Case('no profile "gone"', file='profile = "gone"'),
    "a token in the file": Case('key "token" is unknown', file=f"[profiles.production]\ntoken = '{TOKEN}'"),
    # The options.
    "an empty URL": Case("'--url': it is empty", ["--url", ""]),
    "garbage for a URL": Case("must begin with ws:// or wss://", ["--url", "gar\x1b[2Jbage"]),
    "a URL with a password": Case("must not carry a user name", ["--url", f"wss://me:{TOKEN}@h/ws"]),
    "a port beyond all ports": Case("--url", ["--url", "ws://127.0.0.1:65536/ws"]),
    "a port that is none": Case("port must be from 1", ["--url", "ws://127.0.0.1:0/ws"]),
    "no file of certificates": Case("--ca-file", ["--ca-file", "{folder}/missing"]),
    "an empty name": Case("'--workspace': it is empty", ["-w", " "]),
    "a name that is no text": Case("it is not valid UTF-8", ["-w", "ws-\udcff"]),
    "an argument that is no text": Case("it is not valid UTF-8", command=["status", "ws-\udcff"]),
    "an option without its value": Case("'--profile' requires an argument", ["--profile"]),
    "an empty token file": Case("is empty: put a token there", ["--token-file", "{folder}/empty"]),
    "a directory for a token file": Case("is a folder", ["--token-file", "{folder}/directory"]),
    "a token file that is no text": Case("is not text", ["--token-file", "{folder}/binary"]),
    "more than the token": Case('without "Bearer"', ["--token-file", "{folder}/bearer"]),
    "a recording into a directory": Case("directory", command=["record", "{folder}/directory"]),
    "a recording into nowhere": Case("missing/recording", command=["record", "{folder}/missing/recording"]),
    "a recording over another file": Case("name a new file", command=["record", "{folder}/bearer"]),
    # The environment.
    "no token": Case("there is no token", variables={"HEXATUI_TOKEN": ""}),
    "two tokens": Case("HEXATUI_TOKEN holds white space", variables={"HEXATUI_TOKEN": f"{TOKEN} {TOKEN}"}),
    "another scheme": Case("HEXATUI_URL", variables={"HEXATUI_URL": "https://api.hexabase.ai/ws"}),
    "an unknown profile": Case('no profile "gone"', variables={"HEXATUI_PROFILE": "gone"}),
    "words for seconds": Case("must be a number", variables={"HEXATUI_HEARTBEAT_TIMEOUT": "soon"}),
    # Nobody there, or somebody else.
    "status of nobody": unreachable("refused the connection", strangers.nobody),
    "logs of nobody": unreachable("refused the connection", strangers.nobody, LOGS),
    "events of nobody": unreachable("refused the connection", strangers.nobody, EVENTS),
    "record of nobody": unreachable("refused the connection", strangers.nobody, RECORD),
    # Where no name server is reached, that is what is said of the name.
    "a name that nobody has": unreachable("the name something.invalid ", strangers.no_name),
    "no token command": unreachable(
        "was not found", strangers.nobody, file="[profiles.production]\ntoken_command = 'no-such-program-at-all'"
    ),
    "a token command that fails": unreachable(
        "exit code 1", strangers.nobody, file="[profiles.production]\ntoken_command = 'false'"
    ),
    "a web page": unreachable("not a WebSocket", lambda: strangers.web("200 OK")),
    "a web server without the page": unreachable("HTTP 404", lambda: strangers.web("404 Not Found")),
    "a redirect": unreachable("points elsewhere", lambda: strangers.web("302 Found\r\nLocation: ws://localhost:1/")),
    "a server with troubles": unreachable("HTTP 500", lambda: strangers.web("500 Oh No")),
    "a mail server": unreachable("not a WebSocket", lambda: strangers.saying(b"220 mail.example.com ESMTP\r\n\r\n")),
    "one that hangs up": unreachable("was cut", lambda: strangers.saying(None)),
    "one without TLS": unreachable("does not speak TLS", lambda: strangers.saying(b"HTTP/1.1 400 No\r\n\r\n", "wss")),
    "one that says nothing": unreachable("has said nothing for 1 seconds", lambda: platform(listen)),
    "one that babbles": unreachable("has said nothing for 1 seconds", strangers.babbling),
    "one with frames of its own": unreachable("sent what is not WebSocket", strangers.breaking),
    "one that restarts": unreachable('is restarting (1012): "be␛[2Jright back"', strangers.restarting),
    # Certificates.
    "an unknown issuer": unreachable(
        "unknown issuer. If the issuer is your own, name its certificate with --ca-file",
        lambda: strangers.encrypted("localhost"),
    ),
    "a certificate of another host": Case(
        "is not for localhost",
        ["--ca-file", "{folder}/authority"],
        code=ExitCode.UNREACHABLE,
        server=lambda: strangers.encrypted("elsewhere.example"),
    ),
    "no certificates in the file": Case(
        "(--ca-file) holds no certificates",
        ["--ca-file", "{folder}/bearer"],
        server=lambda: strangers.encrypted("localhost"),
    ),
    # The platform says no.
    "status with a refused token": refused("the token was refused", lambda: strangers.refusing(TOKEN)),
    "logs with a refused token": refused("the token was refused", lambda: strangers.refusing(TOKEN), LOGS),
    "record with a refused token": refused("the token was refused", lambda: strangers.refusing(TOKEN), RECORD),
    "a connection that is refused": refused("does not let us in: HTTP 403", strangers.forbidding),
    "status of an unknown workspace": Case(
        "RESOURCE_NOT_FOUND: not ␛[31mhere",
        code=ExitCode.PLATFORM_ERROR,
        server=strangers.having_nothing,
        after_live=True,
    ),
    "logs of an unknown container": Case(
        "RESOURCE_NOT_FOUND: not ␛[31mhere",
        command=LOGS,
        code=ExitCode.PLATFORM_ERROR,
        server=strangers.having_nothing,
        after_live=True,
    ),
}

Ended = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Ended]:
    """How every case ended; they are run together, some at a time, since each takes a process of its own."""
    return asyncio.run(_all_ended([tmp_path_factory.mktemp("case") for _ in CASES]))


@pytest.mark.parametrize("name", CASES)
def test_a_command_ends_with_one_sentence(name: str, ended: Mapping[str, Ended]) -> None:
    case, done = CASES[name], ended[name]
    *narration, sentence = done.stderr.splitlines()
    assert sentence.startswith("hexatui: ")
    assert case.said in sentence
    assert done.returncode == case.code
    narration = [line for line in narration if "could not be read: " not in line]
    assert len(narration) == case.after_live
    assert all(line.startswith("hexatui: live at ws://") for line in narration)
    assert "Traceback" not in done.stderr
    assert "fault in Hexatui" not in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    assert done.stdout == ""


# The dashboard: the screen is given back, and the sentence stands below what was there before.

DASHBOARD = {
    "a file that is no TOML": Case("is not valid TOML", file='profile = "unfinished'),
    "an unknown profile": Case('no profile "gone"', ["-p", "gone"]),
    "no token": Case("there is no token", variables={"HEXATUI_TOKEN": ""}),
    "no token file": Case("does not exist", ["--token-file", "missing"]),
    "an unencrypted URL": Case("--allow-insecure", ["--url", "ws://api.hexabase.ai/ws"]),
    "an unknown option": Case("No such option", ["--tokne"]),
}


@pytest.mark.parametrize("case", DASHBOARD.values(), ids=DASHBOARD)
def test_a_dashboard_with_wrong_settings_gives_the_screen_back(case: Case, tmp_path: Path) -> None:
    with Terminal([*HEXATUI, *case.options], environment=_environment(case, tmp_path)) as terminal:
        assert terminal.wait_for_end() == ExitCode.USAGE
        assert terminal.is_clean
        output = terminal.output.decode(errors="replace")
    before, _, left = output.rpartition("\x1b[?1049l")
    lines = [line for line in re.sub(r"\x1b[\[\]()][?<>=0-9;]*[A-Za-z]?", "", left).splitlines() if line.strip()]
    assert len(lines) == 1
    assert lines[0].startswith("hexatui: ")
    assert case.said in lines[0]
    assert case.said not in before
    assert "Traceback" not in output
    assert TOKEN not in output


async def test_a_dashboard_whose_token_is_refused_says_so_and_not_the_token(tmp_path: Path) -> None:
    environment = _environment(Case(""), tmp_path)

    def look(url: str) -> bytes:
        with Terminal([*HEXATUI, "--url", url], environment=environment) as terminal:
            terminal.wait_for("the token was refused")
            terminal.press("q")
            assert terminal.wait_for_end() == ExitCode.DONE
            assert terminal.is_clean
            return terminal.output

    async with strangers.refusing(TOKEN) as url:
        assert TOKEN.encode() not in await asyncio.to_thread(look, url)


def _environment(case: Case, folder: Path) -> dict[str, str]:
    """That of a person whose token is in it; the folder gets the configuration, and files that can be no token."""
    (folder / "empty").touch()
    (folder / "directory").mkdir()
    (folder / "binary").write_bytes(b"\xff\xfe\x00")
    (folder / "bearer").write_text(f"Bearer {TOKEN}")
    strangers.authority().cert_pem.write_to_path(str(folder / "authority"))
    (folder / "hexatui").mkdir()
    (folder / "hexatui" / "config.toml").write_bytes(case.file if isinstance(case.file, bytes) else case.file.encode())
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEXATUI_")}
    return {**inherited, "XDG_CONFIG_HOME": str(folder), "HEXATUI_TOKEN": TOKEN, **case.variables}


async def _all_ended(folders: Sequence[Path]) -> dict[str, Ended]:
    several = asyncio.Semaphore(4)

    async def end(case: Case, folder: Path) -> Ended:
        environment = _environment(case, folder)
        arguments = [part.replace("{folder}", str(folder)) for part in (*case.command, *case.options)]
        async with several:
            if case.server is None:
                return await asyncio.to_thread(_run, arguments, environment)
            async with case.server() as url:
                return await asyncio.to_thread(_run, [*arguments, "--no-retry", "--url", url], environment)

    ends = await asyncio.gather(*(end(case, folder) for case, folder in zip(CASES.values(), folders, strict=True)))
    return dict(zip(CASES, ends, strict=True))


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> Ended:
    return subprocess.run(
        [*HEXATUI, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
