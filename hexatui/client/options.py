"""What a connection needs to know, as plain values. Light: the screen has these before its first paint."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from hexatui.client.tokens import TokenSource
from hexatui.protocol.names import DOCUMENTED_EVENTS, Resource

HEARTBEAT_TIMEOUT = 75.0
"""Seconds without any message after which a connection counts as dead (protocol-notes 12)."""


_LABEL = re.compile(r"[A-Za-z0-9_-]{1,63}")
"""A part of a host's name; the underscore is no letter of DNS, but names within clusters hold some."""


class ConfigurationError(ValueError):
    """The options can't lead to a connection; the text is one plain sentence that says what to change."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a URL leads."""

    url: str
    secure: bool
    """Whether the connection is encrypted (`wss`)."""
    host: str
    """In lower case, without the brackets of an IPv6 address."""
    port: int
    loopback: bool
    """Whether it stays on this machine."""


@dataclass(frozen=True, slots=True)
class ConnectionOptions:
    """One connection: where to, as whom, and what to watch.

    Args:
        url: `ws://` or `wss://`, as in "WebSocket URL" of the reference.
        token: where the JWT comes from; read afresh for each authentication.
        resources: what is watched from the start, the most wanted first.
        events: event names to subscribe to, by kind of resource.
        allow_insecure: whether the token may go unencrypted to another machine.
        ca_file: PEM certificates trusted besides the system's.
        heartbeat_timeout: seconds of silence after which the connection counts as dead.
        retry: False ends the conversation at its first failure.
        rest: whether what exists is listed over REST too.
    """

    url: str
    token: TokenSource
    resources: tuple[Resource, ...] = ()
    events: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(DOCUMENTED_EVENTS))
    allow_insecure: bool = False
    ca_file: Path | None = None
    heartbeat_timeout: float = HEARTBEAT_TIMEOUT
    retry: bool = True
    rest: bool = True

    def endpoint(self) -> Endpoint:
        """Where these options lead.

        Raises:
            ConfigurationError: the URL is none, or would send the token unencrypted to another machine.
        """
        endpoint = parse_url(self.url)
        if not (endpoint.secure or endpoint.loopback or self.allow_insecure):
            raise ConfigurationError(
                f"ws:// would send the token unencrypted to {endpoint.host}: use wss://, or --allow-insecure"
            )
        return endpoint


def parse_url(url: str) -> Endpoint:
    """The parts of a WebSocket URL.

    Raises:
        ConfigurationError: it is no `ws://` or `wss://` URL with a host that there can be, or it carries what it must
            not: a user name, or a fragment.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ConfigurationError("the URL can't be read: it must look like wss://api.hexabase.ai/ws") from None
    if parts.scheme not in ("ws", "wss") or not host or not url.isprintable() or " " in url:
        raise ConfigurationError("the URL must begin with ws:// or wss:// and name a host")
    if port == 0:
        raise ConfigurationError("the URL's port must be from 1 to 65535")
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError("the URL must not carry a user name or password: the token has its own options")
    if "#" in url:
        raise ConfigurationError("the URL must not hold a #: leave out what begins there")
    if not _can_be_host(host):
        raise ConfigurationError(
            "the URL's host can't be one: between its dots belong 1 to 63 letters, digits or hyphens each"
        )
    secure = parts.scheme == "wss"
    return Endpoint(url, secure, host, port or (443 if secure else 80), is_loopback(host))


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine without asking DNS; `*.localhost` is."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(_without_zone(name)).is_loopback
    except ValueError:
        return False


def _can_be_host(host: str) -> bool:
    """Whether it is an IPv6 address, or made of labels that DNS could carry."""
    if ":" in host:
        try:
            return ipaddress.ip_address(_without_zone(host)).version == 6
        except ValueError:
            return False
    try:
        # What is not ASCII must be so after its translation; the codec is slow to load.
        name = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return False
    return all(_LABEL.fullmatch(label) for label in name.removesuffix(".").split("."))


def _without_zone(address: str) -> str:
    """An IPv6 address without its zone ("%eth0"); of anything else, a % is a part like others."""
    return address.partition("%")[0] if ":" in address else address
