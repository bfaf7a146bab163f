"""The examination of real connections, good and bad."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import trustme
from support import strangers
from support.proxy import behind
from support.talking import admit, listen, platform, say, tcp
from support.written import Written
from websockets.asyncio.server import ServerConnection

from hexatui.exit_codes import ExitCode
from hexatui.headless import doctor
from hexatui.headless.diagnosis import STEPS
from hexatui.prepared import Given
from hexatui.server.gateway import Gateway

TOKEN = "eyJhbGciOi.a-token-that-nobody-may-see.c2lnbmF0dXJl"
WAY = ["name", "network", "TLS", "WebSocket"]

Server = Callable[[], AbstractAsyncContextManager[str]]


@pytest.fixture(autouse=True)
def _person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Somebody without a configuration, whose token is in the environment."""
    for name in ("HEXATUI_PROFILE", "HEXATUI_URL", "HEXATUI_HEARTBEAT_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HEXATUI_TOKEN", TOKEN)


async def examined(written: Written, given: Given) -> tuple[int, dict[str, dict[str, str]]]:
    """The exit code, and what was found in each step."""
    code = await asyncio.to_thread(doctor.examine, given, written.descriptor, as_json=True)
    assert TOKEN not in written.content.decode()
    findings = [json.loads(line) for line in written.lines]
    return code, {finding["step"]: finding for finding in findings}


async def test_a_good_connection_is_ok_in_every_step(
    gateway: Gateway, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEXATUI_TOKEN", gateway.token)
    code, found = await examined(written, Given(url=gateway.url, workspaces=("ws-123",), projects=("proj-123",)))
    assert code == ExitCode.DONE
    assert list(found) == list(STEPS)
    assert {step for step, finding in found.items() if finding["verdict"] != "ok"} <= {"terminal"}
    assert found["authentication"]["found"] == "the token was accepted for user-demo"
    assert found["watching"]["found"] == "2 of 2 subscribed to"
    assert f"{gateway.url} (--url)" in found["configuration"]["found"]
    assert gateway.token not in written.content.decode()


async def test_the_lines_for_a_person_say_the_same(
    gateway: Gateway, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEXATUI_TOKEN", gateway.token)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_CTYPE", raising=False)
    await asyncio.to_thread(doctor.examine, Given(url=gateway.url), written.descriptor, as_json=False)
    assert [line[2:9].strip() for line in written.lines][:-1] == ["ok"] * 9 + ["skipped", "ok"]
    assert [line[11:25].strip() for line in written.lines] == list(STEPS)
    assert "\x1b" not in written.content.decode()


async def test_without_a_token_everything_but_the_conversation_is_tried(
    gateway: Gateway, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEXATUI_TOKEN", "")
    code, found = await examined(written, Given(url=gateway.url))
    assert code == ExitCode.USAGE
    assert "--token-file PATH" in found["token"]["found"]
    assert all(found[step]["verdict"] == "ok" for step in WAY)
    assert found["authentication"]["found"] == "not tried, since token failed"


async def test_a_wrong_configuration_leaves_only_the_terminal_to_try(written: Written) -> None:
    code, found = await examined(written, Given(profile="gone"))
    assert code == ExitCode.USAGE
    assert found["configuration"]["verdict"] == "failed"
    assert all(found[step]["verdict"] == "skipped" for step in STEPS[1:-1])
    assert found["terminal"]["verdict"] != "skipped"


@pytest.mark.parametrize(
    ("server", "step", "said", "code"),
    [
        (strangers.no_name, "name", "the name something.invalid", ExitCode.UNREACHABLE),
        (strangers.nobody, "network", "refused the connection", ExitCode.UNREACHABLE),
        (lambda: strangers.saying(b"HTTP/1.1 400 No\r\n\r\n", "wss"), "TLS", "speak TLS", ExitCode.UNREACHABLE),
        (lambda: strangers.encrypted("localhost"), "TLS", "unknown issuer", ExitCode.UNREACHABLE),
        (lambda: strangers.web("404 Not Found"), "WebSocket", "HTTP 404", ExitCode.UNREACHABLE),
        (lambda: strangers.web("429 Slow\r\nRetry-After: 90"), "WebSocket", "wait 1 minute", ExitCode.UNREACHABLE),
        (lambda: strangers.saying(b"220 mail ESMTP\r\n\r\n"), "WebSocket", "not a WebSocket", ExitCode.UNREACHABLE),
        (strangers.forbidding, "WebSocket", "HTTP 403", ExitCode.REFUSED),
        (lambda: strangers.refusing(TOKEN), "authentication", "the token was refused", ExitCode.REFUSED),
        (strangers.restarting, "authentication", "is restarting (1012)", ExitCode.UNREACHABLE),
        (lambda: platform(admit), "round trip", "closed the connection", ExitCode.UNREACHABLE),
    ],
)
async def test_each_way_to_fail_is_found_in_its_step(
    server: Server, step: str, said: str, code: ExitCode, written: Written
) -> None:
    async with server() as url:
        ended, found = await examined(written, Given(url=url))
    assert found[step]["verdict"] == "failed", found
    assert said in found[step]["found"]
    assert ended == code
    assert [finding["step"] for finding in found.values() if finding["verdict"] == "failed"] == [step]
    later = [*WAY, "authentication", "round trip", "watching"]
    assert all(found[after]["verdict"] == "skipped" for after in later[later.index(step) + 1 :])


async def test_a_platform_that_does_not_answer_to_the_token(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hexatui.client.session.AUTH_TIMEOUT", 0.3)
    async with platform(listen) as url:
        code, found = await examined(written, Given(url=url))
    assert found["authentication"]["found"] == "localhost did not answer to the token within 0.3 seconds"
    assert code == ExitCode.UNREACHABLE


async def test_a_host_that_takes_the_connection_and_says_nothing(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hexatui.client.opening.CONNECT_TIMEOUT", 0.3)
    async with tcp(None, hold=True) as port:
        code, found = await examined(written, Given(url=f"ws://localhost:{port}/ws"))
    assert found["WebSocket"]["found"] == "localhost does not answer"
    assert code == ExitCode.UNREACHABLE


async def test_a_proxy_that_refuses_is_found_in_the_network(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    async with tcp(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n") as port:
        behind(monkeypatch, f"http://me:hunter2@127.0.0.1:{port}")
        code, found = await examined(written, Given(url="wss://platform.example/ws"))
    assert found["name"]["found"] == f"platform.example is looked up by the proxy 127.0.0.1:{port}"
    assert found["network"]["found"] == f"the proxy 127.0.0.1:{port} did not connect us: HTTP 407"
    assert code == ExitCode.UNREACHABLE
    assert "hunter2" not in written.content.decode()


async def test_the_issuer_and_the_file_of_certificates_are_named(written: Written, tmp_path: Path) -> None:
    authority = trustme.CA(organization_name="Village of Trust")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    async with platform(listen, ssl=context) as url:
        _, found = await examined(written, Given(url=url, ca_file=tmp_path / "ca.pem", token_file=tmp_path / "none"))
    assert found["TLS"]["found"].startswith("certificate issued by Village of Trust")
    assert found["TLS"]["found"].endswith(f"--ca-file {tmp_path / 'ca.pem'}")
    assert found["token"]["found"].startswith(f"the token file {tmp_path / 'none'} does not exist")


async def test_a_workspace_that_may_not_be_watched_has_the_exit_code_of_the_platforms_errors(
    gateway: Gateway, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEXATUI_TOKEN", gateway.token)
    code, found = await examined(written, Given(url=gateway.url, workspaces=("ws-123", "ws-denied")))
    assert code == ExitCode.PLATFORM_ERROR
    assert "workspace ws-denied: PERMISSION_DENIED" in found["watching"]["found"]
    assert found["watching"]["advice"]


async def test_a_platform_that_finds_us_too_fast_is_warned_of(written: Written) -> None:
    async def hold_back(socket: ServerConnection) -> None:
        await admit(socket)
        too_fast, asked = {"code": "RATE_LIMIT_EXCEEDED", "message": "slowly"}, 0
        async for frame in socket:
            message = json.loads(frame)
            if message["type"] == "subscribe":
                asked += 1
                if asked == 1:
                    await say(socket, type="error", id=message["id"], error=too_fast)
                else:
                    await say(socket, type="subscribe_result", id=message["id"], success=True, subscription_id="s")

    async with platform(hold_back) as url:
        code, found = await examined(written, Given(url=url, projects=("proj-123",)))
    assert found["watching"]["verdict"] == "warning"
    assert "1 of 1 subscribed to; the platform finds us too fast" in found["watching"]["found"]
    assert found["watching"]["advice"]
    assert code == ExitCode.DONE


async def test_a_token_command_is_run_once(written: Written, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HEXATUI_TOKEN", "")
    folder, counter = tmp_path / "hexatui", tmp_path / "counter"
    folder.mkdir()
    command = f"sh -c 'echo x >> {counter}; echo {TOKEN}'"
    (folder / "config.toml").write_text(f'[profiles.production]\ntoken_command = "{command}"')
    async with strangers.refusing(TOKEN) as url:
        code, found = await examined(written, Given(url=url))
    assert code == ExitCode.REFUSED
    assert "from the token command" in found["token"]["found"]
    assert counter.read_text() == "x\n"


async def admit_and_listen(socket: ServerConnection) -> None:
    await admit(socket)
    await listen(socket)


async def test_a_platform_without_rest_is_warned_of_and_fails_nothing(written: Written) -> None:
    async with platform(admit_and_listen) as url:
        code, found = await examined(written, Given(url=url))
    assert code == ExitCode.DONE
    assert (found["authentication"]["verdict"], found["REST"]["verdict"]) == ("ok", "warning")
    assert "has no such listing" in found["REST"]["found"]
    assert "everything else works" in found["REST"]["advice"]


async def test_rest_that_is_switched_off_is_not_tried(
    gateway: Gateway, written: Written, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HEXATUI_TOKEN", gateway.token)
    config = tmp_path / "hexatui" / "config.toml"
    config.parent.mkdir()
    config.write_text(f'[profiles.quiet]\nurl = "{gateway.url}"\nrest = false\n')
    code, found = await examined(written, Given(profile="quiet"))
    assert code == ExitCode.DONE
    assert found["REST"] == {
        "step": "REST",
        "verdict": "skipped",
        "found": "switched off in the profile (rest = false)",
        "advice": "",
    }
