"""Conversations over real sockets that never come about: refused, unreachable, not trusted, or with an old token."""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
import trustme
from support.caller import until
from support.gateway import free_port
from support.talking import TOKEN, admit, failing, listen, platform, say, talking, tcp
from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from hexatui.client import opening, renewing
from hexatui.client.failures import FailureKind
from hexatui.client.tokens import TokenSource
from hexatui.protocol.lifecycle import LinkPhase

pytestmark = pytest.mark.usefixtures("no_proxies")


class TestRefused:
    async def test_the_same_token_is_not_tried_twice(self) -> None:
        attempts: list[str] = []

        async def refuse(socket: ServerConnection) -> None:
            attempts.append(json.loads(await socket.recv())["token"])
            await say(socket, type="auth_result", success=False, error="Invalid token")

        async with platform(refuse) as url, talking(url, wait_when_refused=True) as talk:
            link = await talk.phase(LinkPhase.REFUSED)
            assert attempts == [TOKEN]
            assert link.reason.startswith("the token was refused")
            talk.session.retry_now(time.monotonic())
            talk.nudge.set()
            await until(lambda: len(attempts) == 2)

    async def test_a_command_that_gives_another_token_gets_one_more_try(self, tmp_path: Path) -> None:
        counter = tmp_path / "counter"
        attempts: list[str] = []

        async def refuse(socket: ServerConnection) -> None:
            attempts.append(json.loads(await socket.recv())["token"])
            await say(socket, type="auth_result", success=False, error="Invalid token")

        command = TokenSource.from_command(f"sh -c 'echo x >> {counter}; wc -l < {counter}'")
        async with platform(refuse) as url, talking(url, command) as talk:
            await until(lambda: talk.outcome is not None)
        assert attempts == ["1", "2"]
        assert talk.outcome is not None
        assert talk.outcome.kind is FailureKind.REFUSED

    async def test_a_refused_token_file_is_looked_at_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(renewing, "TOKEN_CHECK_INTERVAL", 0.05)
        file = tmp_path / "token"
        file.write_text("the-old-token")

        async def admit_new(socket: ServerConnection) -> None:
            new = json.loads(await socket.recv())["token"] == "the-new-token"
            await say(socket, type="auth_result", success=new)
            await listen(socket)

        async with (
            platform(admit_new) as url,
            talking(url, TokenSource.from_file(file), wait_when_refused=True) as talk,
        ):
            await talk.phase(LinkPhase.REFUSED)
            file.write_text("the-new-token")
            await talk.phase(LinkPhase.LIVE)

    async def test_a_token_command_is_not_run_in_a_loop(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(renewing, "TOKEN_CHECK_INTERVAL", 0.02)
        counter = tmp_path / "counter"

        async def refuse(socket: ServerConnection) -> None:
            await socket.recv()
            await say(socket, type="auth_result", success=False, error="Invalid token")

        command = TokenSource.from_command(f"sh -c 'echo x >> {counter}; echo {TOKEN}'")
        async with platform(refuse) as url, talking(url, command, wait_when_refused=True) as talk:
            link = await talk.phase(LinkPhase.REFUSED)
            assert link.reason == "the token was refused, and its source still gives the same"
            await asyncio.sleep(0.2)  # Nothing must happen, and nothing tells of that.
            assert counter.read_text() == "x\nx\n"

    async def test_the_refused_connection_is_closed_cleanly(self) -> None:
        codes: list[int | None] = []

        async def refuse(socket: ServerConnection) -> None:
            await socket.recv()
            await say(socket, type="auth_result", success=False)
            await listen(socket)
            codes.append(socket.close_code)

        async with platform(refuse) as url:
            await failing(url)
            await until(lambda: codes == [1000])

    @pytest.mark.parametrize("status", [401, 403])
    async def test_an_upgrade_that_is_not_allowed_counts_as_refused(self, status: int) -> None:
        async with platform(listen, process_request=_answering(status)) as url:
            outcome, _ = await failing(url)
        assert outcome.kind is FailureKind.REFUSED

    async def test_a_refusal_by_close_code_counts_as_refused(self) -> None:
        async def close(socket: ServerConnection) -> None:
            await socket.recv()
            await socket.close(1008, "who are you?")

        async with platform(close) as url:
            outcome, talk = await failing(url)
        assert outcome.kind is FailureKind.REFUSED
        assert talk.told_link().reason == 'the token was refused: "who are you?"'


class TestExpired:
    """The token expires while the connection is live."""

    @staticmethod
    def token(number: int, expires_in: float) -> str:
        claims = {"exp": time.time() + expires_in, "jti": str(number)}
        return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()}.sig"

    @pytest.mark.parametrize(
        ("left", "useless", "share", "end"),
        [(-1, -1, renewing.RENEWAL_SHARE, "has expired"), (200, 100, 1.0, "is about to expire")],
    )
    async def test_a_token_file_that_is_renewed_reconnects_with_the_new_one(
        self, left: int, useless: int, share: float, end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(renewing, "TOKEN_CHECK_INTERVAL", 0.02)
        monkeypatch.setattr(renewing, "RENEWAL_SHARE", share)
        file, tokens = tmp_path / "token", list[str]()
        file.write_text(old := self.token(1, left))
        async with platform(_admitting(tokens)) as url, talking(url, TokenSource.from_file(file)) as talk:
            await talk.phase(LinkPhase.LIVE)
            file.write_text(self.token(2, useless))  # It has expired as well, or lasts no longer: no reason to leave.
            await asyncio.sleep(0.1)
            assert talk.phases[-1] is LinkPhase.LIVE
            file.write_text(new := self.token(3, 3600))
            link = await talk.phase(LinkPhase.WAITING)
            assert link.reason == f"the token {end}, and its source gives a new one"
            await talk.phase(LinkPhase.LIVE, times=2)
        assert tokens == [old, new]

    async def test_one_that_is_refused_is_said_to_have_expired(self) -> None:
        async def refuse(socket: ServerConnection) -> None:
            await socket.recv()
            await say(socket, type="auth_result", success=False, error="Invalid token")

        async with platform(refuse) as url, talking(url, self.token(1, -60), wait_when_refused=True) as talk:
            link = await talk.phase(LinkPhase.REFUSED)
        assert link.reason == "the token has expired, and its source still gives the same"

    async def test_a_token_command_is_run_once_more(self, tmp_path: Path) -> None:
        script, tokens = tmp_path / "tokens", list[str]()
        lines = [self.token(1, 0.5), self.token(2, 3600), self.token(3, 3600)]
        script.write_text("\n".join(lines))
        # It prints the first line that is left.
        command = TokenSource.from_command(f"sh -c 'head -n 1 {script}; sed -i 1d {script}'")
        async with platform(_admitting(tokens)) as url, talking(url, command) as talk:
            link = await talk.phase(LinkPhase.WAITING)
            assert link.reason == "the token has expired, and its source gives a new one"
            await talk.phase(LinkPhase.LIVE, times=2)
        assert tokens == lines[:2]
        assert script.read_text().strip() == lines[2]

    async def test_one_that_stays_as_it_is_ends_nothing(self) -> None:
        token = self.token(1, 0.05)
        async with platform(_admitting([])) as url, talking(url, token) as talk:
            link = await talk.phase(LinkPhase.LIVE)
            assert link.token_expires_at is not None
            await asyncio.sleep(0.2)
            assert talk.phases[-1] is LinkPhase.LIVE


class TestUnreachable:
    async def test_a_port_where_nobody_listens(self) -> None:
        port = free_port()
        outcome, talk = await failing(f"ws://localhost:{port}/ws")
        assert outcome.kind is FailureKind.UNREACHABLE
        assert talk.told_link().reason == f"localhost refused the connection at port {port}"

    async def test_a_name_that_does_not_exist(self) -> None:
        outcome, talk = await failing("wss://no-such-host.invalid/ws")
        assert outcome.kind is FailureKind.UNREACHABLE
        assert "no-such-host.invalid" in talk.told_link().reason

    async def test_a_subdomain_of_localhost_needs_no_dns(self) -> None:
        async with platform(admit) as url, talking(url.replace("localhost", "api.localhost")) as talk:
            await talk.phase(LinkPhase.LIVE)

    @pytest.mark.parametrize(
        ("status", "words"), [(404, "no WebSocket at this path"), (502, "not available"), (500, "HTTP 500")]
    )
    async def test_an_http_error_is_said_in_words(self, status: int, words: str) -> None:
        async with platform(listen, process_request=_answering(status)) as url:
            outcome, talk = await failing(url)
        assert outcome.kind is FailureKind.UNREACHABLE
        assert words in talk.told_link().reason

    @pytest.mark.parametrize("status", [429, 503])
    async def test_retry_after_is_honoured(self, status: int) -> None:
        async with (
            platform(listen, process_request=_answering(status, {"Retry-After": "17"})) as url,
            talking(url) as talk,
        ):
            link = await talk.phase(LinkPhase.WAITING)
            assert link.retry_at is not None
            assert 15 < link.retry_at - time.time() <= 17

    async def test_a_redirect_is_not_followed_with_the_token(self) -> None:
        reached: list[str] = []

        async def elsewhere(socket: ServerConnection) -> None:
            reached.append(str(await socket.recv()))

        async with (
            platform(elsewhere) as other,
            platform(listen, process_request=_answering(307, {"Location": other})) as url,
        ):
            _, talk = await failing(url)
        assert talk.told_link().reason == "localhost points elsewhere: HTTP 307"
        assert reached == []

    async def test_what_is_no_websocket(self) -> None:
        async with tcp(b"220 mail.example.com ESMTP\r\n\r\n") as port:
            _, talk = await failing(f"ws://localhost:{port}/ws")
        assert talk.told_link().reason == "what answers at localhost is not a WebSocket"

    async def test_an_answer_that_never_comes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opening, "CONNECT_TIMEOUT", 0.2)
        async with tcp(None, hold=True) as port:
            _, talk = await failing(f"ws://localhost:{port}/ws")
        assert talk.told_link().reason == "localhost does not answer"

    async def test_a_connection_cut_before_the_answer(self) -> None:
        async with tcp(None) as port:
            _, talk = await failing(f"ws://localhost:{port}/ws")
        assert talk.told_link().reason == "the connection to localhost was cut before it was open"
        assert "wss://" in talk.told_link().advice

    async def test_an_unencrypted_connection_elsewhere_is_not_even_tried(self) -> None:
        outcome, talk = await failing("ws://api.hexabase.ai/ws")
        assert outcome.kind is FailureKind.CONFIGURATION
        assert "--allow-insecure" in talk.told_link().reason

    async def test_a_token_command_is_run_once_however_often_nobody_answers(self, tmp_path: Path) -> None:
        port, counter = free_port(), tmp_path / "counter"
        command = TokenSource.from_command(f"sh -c 'echo x >> {counter}; echo {TOKEN}'")
        async with talking(f"ws://localhost:{port}/ws", command) as talk:
            await talk.phase(LinkPhase.WAITING, times=3)
            async with platform(admit, port=port):
                await talk.phase(LinkPhase.LIVE)
                assert counter.read_text() == "x\n"
                # Another authentication takes another token.
                await talk.phase(LinkPhase.LIVE, times=2)
                assert counter.read_text() == "x\nx\n"

    async def test_a_token_that_expired_while_nobody_answered_is_read_anew(self, tmp_path: Path) -> None:
        port, script = free_port(), tmp_path / "tokens"
        lines = [TestExpired.token(1, 0.1), TestExpired.token(2, 3600)]
        script.write_text("\n".join(lines))
        command = TokenSource.from_command(f"sh -c 'head -n 1 {script}; sed -i 1d {script}'")
        tokens: list[str] = []
        async with talking(f"ws://localhost:{port}/ws", command) as talk:
            await talk.phase(LinkPhase.WAITING, times=3)
            async with platform(_admitting(tokens), port=port):
                await talk.phase(LinkPhase.LIVE)
        assert tokens == lines[1:]

    async def test_a_missing_token_is_said_and_tried_again(self, tmp_path: Path) -> None:
        file = tmp_path / "token"
        async with platform(admit) as url, talking(url, TokenSource.from_file(file)) as talk:
            link = await talk.phase(LinkPhase.WAITING)
            assert link.reason.startswith(f"the token file {file} does not exist")
            file.write_text(TOKEN)
            await talk.phase(LinkPhase.LIVE)


class TestEncryption:
    @pytest.fixture(scope="class")
    def authority(self) -> trustme.CA:
        return trustme.CA()

    @pytest.fixture
    def ca_file(self, authority: trustme.CA, tmp_path: Path) -> Path:
        path = tmp_path / "ca.pem"
        authority.cert_pem.write_to_path(path)
        return path

    async def test_the_named_authority_is_trusted(self, authority: trustme.CA, ca_file: Path) -> None:
        async with platform(admit, ssl=_server_tls(authority)) as url, talking(url, ca_file=ca_file) as talk:
            await talk.phase(LinkPhase.LIVE)

    async def test_an_unknown_issuer_names_the_option(self, authority: trustme.CA) -> None:
        async with platform(admit, ssl=_server_tls(authority)) as url:
            outcome, talk = await failing(url)
        assert outcome.kind is FailureKind.UNREACHABLE
        assert talk.told_link().reason == "the certificate of localhost comes from an unknown issuer"
        assert "--ca-file" in talk.told_link().advice

    async def test_a_certificate_for_another_host(self, authority: trustme.CA, ca_file: Path) -> None:
        async with platform(admit, ssl=_server_tls(authority, "elsewhere.example")) as url:
            _, talk = await failing(url, ca_file=ca_file)
        assert talk.told_link().reason == "the certificate shown is not for localhost"

    async def test_an_expired_certificate(self, authority: trustme.CA, ca_file: Path) -> None:
        tls = _server_tls(authority, expires=datetime.now(UTC) - timedelta(days=1))
        async with platform(admit, ssl=tls) as url:
            _, talk = await failing(url, ca_file=ca_file)
        assert talk.told_link().reason == "the certificate of localhost has expired"

    async def test_no_tls_where_tls_is_expected(self) -> None:
        async with tcp(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
            _, talk = await failing(f"wss://localhost:{port}/ws")
        assert "does not speak TLS" in talk.told_link().reason

    async def test_a_connection_cut_before_it_was_encrypted_asks_whether_tls_is_spoken_there(self) -> None:
        async with tcp(None) as port:
            _, talk = await failing(f"wss://localhost:{port}/ws")
        assert talk.told_link().reason == "the connection to localhost was cut before it was encrypted"
        assert f"port {port} speaks TLS" in talk.told_link().advice

    async def test_a_ca_file_without_certificates(self, tmp_path: Path) -> None:
        path = tmp_path / "ca.pem"
        path.write_text("nothing")
        outcome, talk = await failing("wss://localhost:1/ws", ca_file=path)
        assert outcome.kind is FailureKind.CONFIGURATION
        assert "holds no certificates" in talk.told_link().reason


def _admitting(tokens: list[str]) -> Callable[[ServerConnection], Awaitable[None]]:
    """A platform that takes every token, and keeps them."""

    async def admit_any(socket: ServerConnection) -> None:
        tokens.append(json.loads(await socket.recv())["token"])
        await say(socket, type="auth_result", success=True)
        await listen(socket)

    return admit_any


def _answering(status: int, headers: dict[str, str] | None = None) -> Callable[[ServerConnection, Request], Response]:
    def answer(socket: ServerConnection, request: Request) -> Response:
        response = socket.respond(HTTPStatus(status), "no")
        for name, value in (headers or {}).items():
            response.headers[name] = value
        return response

    return answer


def _server_tls(authority: trustme.CA, host: str = "localhost", expires: datetime | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(host, not_after=expires).configure_cert(context)
    return context
