"""Where a URL leads, and what is not allowed."""

from __future__ import annotations

import pytest

from hexatui.client.options import ConfigurationError, ConnectionOptions, is_loopback, parse_url
from hexatui.client.tokens import TokenSource

TOKEN = TokenSource.from_value("t")


@pytest.mark.parametrize(
    ("url", "host", "port", "loopback"),
    [
        ("wss://api.hexabase.ai/ws", "api.hexabase.ai", 443, False),
        ("ws://api.localhost/ws", "api.localhost", 80, True),
        ("ws://127.0.0.1:8080/ws", "127.0.0.1", 8080, True),
        ("wss://[::1]:8443/ws", "::1", 8443, True),
        ("ws://[::1%lo]/ws", "::1%lo", 80, True),
        ("wss://[fe80::1%eth0]/ws", "fe80::1%eth0", 443, False),
        ("wss://bücher.example./ws", "bücher.example.", 443, False),
        ("ws://api_gateway.svc/ws?a=1", "api_gateway.svc", 80, False),
        ("wss://" + "a" * 63 + ".example/ws", "a" * 63 + ".example", 443, False),
    ],
)
def test_a_url_says_where_it_leads(url: str, host: str, port: int, loopback: bool) -> None:
    endpoint = parse_url(url)
    assert (endpoint.host, endpoint.port, endpoint.loopback) == (host, port, loopback)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.hexabase.ai",
        "https://api.hexabase.ai/ws",
        "ws://",
        "wss://h:port/",
        "wss://a b/ws",
        "wss://[::1/ws",
        "ws://h:0/",
        "wss://api.example/ws#part",
        "wss://api.example/ws#",
        "wss://api..example/ws",
        "wss://.example/ws",
        "wss://./ws",
        "wss://" + "a" * 64 + ".example/ws",
        "wss://" + "ü" * 60 + ".example/ws",
        "ws://127.0.0.1%.evil.example/ws",
        "ws://127.0.0.1%25/ws",
        "ws://evil.example\\.localhost/ws",
        "ws://evil%2elocalhost/ws",
    ],
)
def test_what_is_no_websocket_url_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="URL"):
        parse_url(url)


def test_a_password_in_the_url_is_refused_without_quoting_it() -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_url("wss://me:hunter2@api.hexabase.ai/ws")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "api.localhost", "localhost.", "127.0.0.1", "127.9.9.9", "::1"]
)
def test_these_hosts_are_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["notlocalhost", "localhost.example", "10.0.0.1", "127.0.0.1.example", "0.0.0.0", "::2", "127.0.0.1%.evil.example"],
)
def test_these_hosts_are_not(host: str) -> None:
    assert not is_loopback(host)


class TestTheTokenInTheClear:
    def test_it_is_refused_to_another_machine(self) -> None:
        with pytest.raises(ConfigurationError, match="--allow-insecure"):
            ConnectionOptions("ws://api.hexabase.ai/ws", TOKEN).endpoint()

    def test_it_is_allowed_where_the_person_says_so(self) -> None:
        assert not ConnectionOptions("ws://api.hexabase.ai/ws", TOKEN, allow_insecure=True).endpoint().secure

    def test_it_is_allowed_on_this_machine(self) -> None:
        assert ConnectionOptions("ws://api.localhost/ws", TOKEN).endpoint().loopback
