"""The way to a WebSocket through proxies and certificates, over real sockets; and what was seen on it."""

from __future__ import annotations

import logging
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from support.gateway import free_port
from support.proxy import behind, tunnelling
from support.talking import admit, failing, listen, platform, talking, tcp

from hexatui.client import failures
from hexatui.client.failures import FailureKind
from hexatui.client.opening import Progress, close_socket, open_socket
from hexatui.client.options import ConnectionOptions
from hexatui.client.tokens import TokenSource
from hexatui.protocol.lifecycle import LinkPhase

FAR = "wss://platform.example/ws"
"""A host that only a proxy could lead to."""


class TestProxies:
    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "HTTP 403"),
            (b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "HTTP 407"),
            (b"220 mail.example ESMTP\r\n", "it does not speak HTTP"),
            (None, "it hung up"),
        ],
    )
    async def test_one_that_refuses_is_named_with_its_answer(
        self, answer: bytes | None, why: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with tcp(answer) as port:
            behind(monkeypatch, f"http://127.0.0.1:{port}")
            outcome, talk = await failing(FAR)
        assert outcome.kind is FailureKind.UNREACHABLE
        assert talk.told_link().reason == f"the proxy 127.0.0.1:{port} did not connect us: {why}"
        assert "HTTPS_PROXY" in talk.told_link().advice

    async def test_one_that_is_not_there_is_not_taken_for_the_host(self, monkeypatch: pytest.MonkeyPatch) -> None:
        port = free_port()
        behind(monkeypatch, f"http://127.0.0.1:{port}")
        _, talk = await failing(FAR)
        assert talk.told_link().reason == (
            f"the proxy 127.0.0.1:{port} did not connect us: 127.0.0.1 refused the connection at port {port}"
        )

    @pytest.mark.parametrize(
        ("url", "why"),
        [
            ("socks5h://me:hunter2@127.0.0.1:1", "for SOCKS the package python-socks is needed"),
            ("gopher://me:hunter2@127.0.0.1:1", "its address can't be used"),
        ],
    )
    async def test_one_that_we_can_not_use_says_so_without_its_password(
        self, url: str, why: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        behind(monkeypatch, url)
        _, talk = await failing(FAR)
        assert talk.told_link().reason == f"the proxy 127.0.0.1:1 did not connect us: {why}"

    async def test_the_tunnel_is_used_and_ends_at_the_host(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        authority, asked = trustme.CA(), list[str]()
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        tls = _tls(authority, "platform.example")
        async with platform(admit, ssl=tls) as url, tunnelling(_port(url), asked) as proxy:
            behind(monkeypatch, proxy)
            async with talking(FAR, ca_file=tmp_path / "ca.pem") as talk:
                await talk.phase(LinkPhase.LIVE)
        assert asked == ["CONNECT platform.example:443 HTTP/1.1"]

    async def test_a_host_behind_the_tunnel_fails_in_its_own_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        tls = _tls(trustme.CA(), "platform.example")
        async with platform(admit, ssl=tls) as url, tunnelling(_port(url), []) as proxy:
            behind(monkeypatch, proxy)
            _, talk = await failing(FAR)
        assert talk.told_link().reason == "the certificate of platform.example comes from an unknown issuer"

    async def test_this_machine_is_not_asked_for_through_a_proxy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        behind(monkeypatch, f"http://127.0.0.1:{free_port()}")
        async with platform(admit) as url, talking(url) as talk:
            await talk.phase(LinkPhase.LIVE)


class TestWhatIsSeen:
    async def test_the_address_the_issuer_and_the_time_of_the_host(self, tmp_path: Path) -> None:
        authority = trustme.CA(organization_name="Village of Trust")
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        end = (datetime.now(UTC) + timedelta(days=3)).replace(microsecond=0)
        async with platform(listen, ssl=_tls(authority, "localhost", end)) as url:
            options = ConnectionOptions(url, TokenSource.from_value("unused"), ca_file=tmp_path / "ca.pem")
            socket = await open_socket(options.endpoint(), options, progress := Progress())
            await close_socket(socket)
        assert progress.addresses == ("127.0.0.1", "::1")
        assert progress.certificate is not None
        assert "Village of Trust" in progress.certificate.issuer
        assert progress.certificate.expires_at == end.timestamp()
        assert progress.host_time == pytest.approx(time.time(), abs=5)

    async def test_how_far_an_attempt_came_that_failed(self) -> None:
        async with platform(listen, ssl=_tls(trustme.CA(), "localhost")) as url:
            options = ConnectionOptions(url, TokenSource.from_value("unused"))
            progress = Progress()
            with pytest.raises(ssl.SSLCertVerificationError):
                await open_socket(options.endpoint(), options, progress)
        assert (progress.reached, progress.secured) == (True, False)

    async def test_nothing_is_logged(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG, "websockets"):
            async with platform(admit, logger=logging.Logger("silent")) as url, talking(url) as talk:
                await talk.phase(LinkPhase.LIVE)
        assert caplog.records == []


async def test_a_certificate_of_the_future_blames_the_clock(tmp_path: Path) -> None:
    """OpenSSL says so by a number, which is what there is to test without moving the machine's clock."""
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code = 9
    endpoint = ConnectionOptions(FAR, TokenSource.from_value("unused")).endpoint()
    failure = failures.of_error(error, endpoint)
    assert failure.reason == "the certificate of platform.example is not valid yet"
    assert failure.advice == "Check this machine's clock"


def _port(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])


def _tls(authority: trustme.CA, host: str, expires: datetime | None = None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host, not_after=expires).configure_cert(context)
    return context
