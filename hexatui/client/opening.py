"""Opening a WebSocket, step by step: the name, the proxy, TCP, TLS, the upgrade; and what was seen on the way."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from websockets import exceptions
from websockets.asyncio.client import ClientConnection, connect
from websockets.datastructures import Headers
from websockets.proxy import get_proxy
from websockets.uri import parse_uri

import hexatui
from hexatui.client import failures
from hexatui.client.aside import aside
from hexatui.client.failures import Failure
from hexatui.client.options import ConfigurationError, ConnectionOptions, Endpoint
from hexatui.client.receiving import ReceivingConnection
from hexatui.protocol.names import MAX_MESSAGE_BYTES

CONNECT_TIMEOUT = 10.0
"""Seconds that an attempt may take, from the look-up of the name to the end of the upgrade."""

ADDRESS_TIMEOUT = 4.0
"""Seconds that one address of a name may take, while there are others to try."""

PING_INTERVAL = 20.0
"""Seconds between two WebSocket pings of ours: they measure the round trip and keep middleboxes awake."""

CLOSE_TIMEOUT = 0.5
"""Seconds that the closing handshake may take."""

_SILENT = logging.Logger("hexatui.client", logging.CRITICAL + 1)
"""The library logs frames, tokens among them, and errors to the terminal: it gets a logger that does neither."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a host showed, once it was found to be trustworthy."""

    issuer: str
    expires_at: float
    """Unix seconds."""


@dataclass(slots=True)
class Progress:
    """How far an attempt came, and what it saw."""

    proxy: str = ""
    """`HOST:PORT` of the proxy that the environment names for this host, or ""."""
    addresses: tuple[str, ...] = ()
    """What the name means; empty behind a proxy, which looks it up itself."""
    reached: bool = False
    """Whether there was a TCP connection, through the proxy if there is one."""
    secured: bool = False
    """Whether there was a trusted TLS connection upon it."""
    certificate: Certificate | None = None
    host_time: float | None = None
    """Unix seconds of the host's clock, where it tells them (`Date`); whole seconds."""
    own_time: float = 0.0
    """Unix seconds of our clock when it told them."""


async def open_socket(endpoint: Endpoint, options: ConnectionOptions, progress: Progress) -> ReceivingConnection:
    """A WebSocket to the first address that lets us in.

    Args:
        progress: is told how far it came; after an exception too.

    Raises:
        Exception: no address let us in; that of the first one is told. `opening_failure` has the words.
    """
    tls = tls_context(options) if endpoint.secure else None
    proxy = proxy_for(endpoint)
    async with asyncio.timeout(CONNECT_TIMEOUT):
        if proxy is not None:
            progress.proxy = host_and_port(proxy)
            return await _connect(endpoint, tls, progress, proxy=proxy)
        first_error: OSError | None = None
        addresses = progress.addresses = tuple(await addresses_of(endpoint))
        for position, address in enumerate(addresses, 1):
            try:
                async with asyncio.timeout(ADDRESS_TIMEOUT if position < len(addresses) else None):
                    return await _connect(endpoint, tls, progress, host=address)
            except ssl.SSLError:
                raise
            except OSError as error:
                first_error = first_error or error
    raise first_error or socket.gaierror(socket.EAI_NONAME, "no address")


def opening_failure(error: BaseException, endpoint: Endpoint, progress: Progress) -> Failure:
    """Any exception of `open_socket`, in plain words."""
    match error:
        case exceptions.InvalidStatus():
            after = next(iter(error.response.headers.get_all("Retry-After")), None)
            wait = failures.seconds_to_wait(after, time.time())
            return failures.of_http_status(error.response.status_code, wait, endpoint)
        case exceptions.InvalidProxyStatus():
            return failures.proxy_failed(f"HTTP {error.response.status_code}", progress.proxy)
        case exceptions.InvalidProxyMessage(__cause__=EOFError()):
            return failures.proxy_failed("it hung up", progress.proxy)
        case exceptions.InvalidProxyMessage():
            return failures.proxy_failed("it does not speak HTTP", progress.proxy)
        case exceptions.InvalidProxy():
            return failures.proxy_failed("its address can't be used", progress.proxy)
        case exceptions.ProxyError():
            return failures.proxy_failed(type(error).__name__, progress.proxy)
        case ImportError() if progress.proxy:
            return failures.proxy_failed("for SOCKS the package python-socks is needed", progress.proxy)
        case OSError() if progress.proxy and not progress.reached:
            host, _, port = progress.proxy.rpartition(":")
            why = failures.of_error(error, Endpoint("", False, host, int(port), False)).reason
            return failures.proxy_failed(why, progress.proxy)
        case exceptions.InvalidMessage(__cause__=EOFError() | ConnectionError()):
            return failures.cut_while_opening(endpoint, progress.secured)
        case ConnectionResetError() | ConnectionAbortedError() | BrokenPipeError() | ssl.SSLEOFError():
            return failures.cut_while_opening(endpoint, progress.secured)
        case exceptions.InvalidHandshake():
            return failures.not_a_websocket(endpoint)
        case exceptions.WebSocketException():
            return failures.protocol_broken(endpoint)
    return failures.of_error(error, endpoint)


async def close_socket(socket: ClientConnection) -> None:
    """Close with 1000, within `CLOSE_TIMEOUT`."""
    with suppress(Exception):
        async with asyncio.timeout(CLOSE_TIMEOUT):
            await socket.close(1000)


def proxy_for(endpoint: Endpoint) -> str | None:
    """The URL of the proxy that the environment names for this endpoint; what stays on this machine needs none."""
    return None if endpoint.loopback else get_proxy(parse_uri(endpoint.url))


async def addresses_of(endpoint: Endpoint) -> Iterable[str]:
    """Where to connect to, in order. `localhost` and its subdomains are not asked of DNS."""
    if endpoint.loopback and endpoint.host.rstrip(".").endswith("localhost"):
        return ["127.0.0.1", "::1"]
    found = await aside(lambda: socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM))
    return dict.fromkeys(str(address[0]) for _, _, _, _, address in found)


class _Connect(connect):
    """A connection attempt that follows no redirect: the token would be told to whoever the redirect names."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


def _telling(progress: Progress) -> type[ReceivingConnection]:
    """A kind of connection that tells how far it is."""

    class Telling(ReceivingConnection):
        # It is made when TCP is there, the proxy's tunnel included, and told when TLS is there too.
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            progress.reached = True

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            if (tls := transport.get_extra_info("ssl_object")) is not None:
                progress.secured, progress.certificate = True, _certificate(tls.getpeercert())

    return Telling


async def _connect(
    endpoint: Endpoint,
    tls: ssl.SSLContext | None,
    progress: Progress,
    *,
    host: str | None = None,
    proxy: str | None = None,
) -> ReceivingConnection:
    where: dict[str, Any] = {} if host is None else {"host": host, "port": endpoint.port}
    if tls is not None:
        where["ssl"] = tls
    try:
        connection = await _Connect(
            endpoint.url,
            proxy=proxy,
            create_connection=_telling(progress),
            user_agent_header=f"hexatui/{hexatui.__version__}",
            compression="deflate",
            max_size=MAX_MESSAGE_BYTES,
            open_timeout=CONNECT_TIMEOUT,
            ping_interval=PING_INTERVAL,
            ping_timeout=None,  # The session decides when silence is death.
            close_timeout=CLOSE_TIMEOUT,
            logger=_SILENT,
            **where,
        )
    except exceptions.InvalidStatus as error:
        _note_time(error.response.headers, progress)
        raise
    assert isinstance(connection, ReceivingConnection)
    if connection.response is not None:
        _note_time(connection.response.headers, progress)
    return connection


def _note_time(headers: Headers, progress: Progress) -> None:
    date = next(iter(headers.get_all("Date")), None)
    progress.host_time, progress.own_time = failures.http_date(date), time.time()


def tls_context(options: ConnectionOptions) -> ssl.SSLContext:
    """Whom these options trust.

    Raises:
        ConfigurationError: the file of further certificates holds none, or can't be read.
    """
    context = ssl.create_default_context()
    if options.ca_file is not None:
        try:
            context.load_verify_locations(cafile=options.ca_file)
        except OSError as error:  # ssl.SSLError among them: a file without certificates.
            why = "holds no certificates" if isinstance(error, ssl.SSLError) else "can't be read"
            raise ConfigurationError(f"the file {options.ca_file} (--ca-file) {why}") from None
    return context


def _certificate(shown: Any) -> Certificate | None:
    """What of a certificate, as `getpeercert` gives it, a person wants to know."""
    if not shown:
        return None
    names = {key: value for part in shown.get("issuer", ()) for key, value in part}
    known = dict.fromkeys(filter(None, (names.get("organizationName"), names.get("commonName"))))
    return Certificate(", ".join(known) or "nobody", float(ssl.cert_time_to_seconds(shown["notAfter"])))


def host_and_port(proxy: str) -> str:
    """`HOST:PORT` of a proxy's URL, without the password in it; "" where it can't be read."""
    try:
        parts = urlsplit(proxy)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return ""
    return f"{parts.hostname}:{port}" if parts.hostname else ""
