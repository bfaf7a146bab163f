"""The I/O loop: connect, feed the session, send what it says, reconnect. The client's one file with `websockets`.

The reconnect loop is our own. The library's begins its backoff anew at each handshake, and this platform refuses a
token after the handshake.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from websockets import exceptions
from websockets.asyncio.client import ClientConnection, connect
from websockets.proxy import get_proxy
from websockets.uri import parse_uri

import hexatui
from hexatui.client import failures
from hexatui.client.aside import aside
from hexatui.client.failures import Failure, FailureKind
from hexatui.client.options import ConfigurationError, ConnectionOptions, Endpoint
from hexatui.client.session import Session, Told
from hexatui.protocol.codec import decode_server
from hexatui.protocol.lifecycle import LinkPhase
from hexatui.protocol.names import MAX_MESSAGE_BYTES
from hexatui.recording import MASK, masked

CONNECT_TIMEOUT = 10.0
"""Seconds that an attempt may take, from the look-up of the name to the end of the upgrade."""

ADDRESS_TIMEOUT = 4.0
"""Seconds that one address of a name may take, while there are others to try."""

SEND_TIMEOUT = 20.0
"""Seconds that a message may wait for the network to take it."""

PING_INTERVAL = 20.0
"""Seconds between two WebSocket pings of ours: they measure the round trip and keep middleboxes awake."""

GOODBYE_TIMEOUT = 1.0
"""Seconds that the goodbye may take: the last messages, and the closing handshake."""

MAX_QUEUE = 1024
"""Frames that may wait within the library before it stops reading from the network."""

MAX_BATCH = 100
"""Messages handed on together at most; after as many the loop turns to its other work.

Measured with 300,000 log lines: 100 pass a seventh faster than 500, whose messages fall out of the processor's cache.
"""

TOKEN_CHECK_INTERVAL = 5.0
"""Seconds between two looks at a token file whose token was refused."""

SHORTEST_SECRET = 8
"""Tokens of as many characters and more are masked in what the platform says."""

Deliver: TypeAlias = Callable[[Sequence[tuple[Told, float]]], None]
"""Takes what is handed on, with Unix seconds; called in the loop's thread."""

FrameTap: TypeAlias = Callable[[float, Literal["in", "out"], str], None]
"""Takes each raw frame with Unix seconds; the token is masked."""

_SILENT = logging.Logger("hexatui.client", logging.CRITICAL + 1)
"""The library logs frames, tokens among them, and errors to the terminal: it gets a logger that does neither."""


@dataclass(frozen=True, slots=True)
class ConnectionOutcome:
    """How a conversation ended for good."""

    failure: Failure | None = None
    """What it failed of; None where it was stopped as asked."""

    @property
    def kind(self) -> FailureKind | None:
        """What kind of failure it was; None where it was stopped as asked."""
        return self.failure.kind if self.failure else None


async def run_connection(
    session: Session,
    deliver: Deliver,
    on_frame: FrameTap | None = None,
    stop: asyncio.Event | None = None,
    nudge: asyncio.Event | None = None,
    *,
    wait_when_refused: bool = False,
) -> ConnectionOutcome:
    """Keep a session connected until it is stopped, or until there is nothing more to try.

    Args:
        session: the rules; its options say where to connect, and whether to try again after a failure.
        deliver: takes what happened, in batches.
        on_frame: takes the raw frames.
        stop: set it to end the conversation with a goodbye; takes about a second at most.
        nudge: set it after asking something of the session, so that it is said at once.
        wait_when_refused: stay, without trying anything, when the platform refuses us, until `Session.retry_now` or
            a new token; otherwise that ends the conversation.
    """
    return await _Conversation(session, deliver, on_frame, stop, nudge).run(wait_when_refused)


class _Conversation:
    def __init__(
        self,
        session: Session,
        deliver: Deliver,
        on_frame: FrameTap | None,
        stop: asyncio.Event | None,
        nudge: asyncio.Event | None,
    ) -> None:
        self._session = session
        self._options: ConnectionOptions = session.options
        self._deliver = deliver
        self._on_frame = on_frame
        self._stop = stop or asyncio.Event()
        self._wake = nudge or asyncio.Event()
        self._socket: ClientConnection | None = None
        self._token = ""
        self._batch = 0

    async def run(self, wait_when_refused: bool) -> ConnectionOutcome:
        stopping = asyncio.create_task(self._stop.wait())
        stopping.add_done_callback(lambda _: self._wake.set())
        try:
            while await self._until_attempt():
                attempt = asyncio.create_task(self._attempt())
                try:
                    await asyncio.wait({attempt, stopping}, return_when=asyncio.FIRST_COMPLETED)
                    if stopping.done():
                        await self._goodbye()
                        break
                finally:
                    attempt.cancel()
                    await asyncio.wait({attempt})
                failure = attempt.result()
                self._session.lost(failure, time.monotonic(), time.time())
                self._hand_on()
                refused = self._session.phase is LinkPhase.REFUSED
                if not self._options.retry or (refused and not wait_when_refused):
                    return ConnectionOutcome(failure)
        finally:
            stopping.cancel()
        self._session.closed(time.time())
        self._hand_on()
        return ConnectionOutcome()

    async def _until_attempt(self) -> bool:
        """Wait for the time of the next attempt. False when the conversation is stopped instead."""
        session = self._session
        while not self._stop.is_set():
            self._wake.clear()
            self._hand_on()
            due = session.next_attempt
            if due is not None and due <= time.monotonic():
                return True
            checking = due is None and session.awaits_token and self._options.token.watched
            await self._sleep_until(time.monotonic() + TOKEN_CHECK_INTERVAL if checking else due)
            if checking and await self._token_was_replaced():
                session.retry_now(time.monotonic())
        return False

    async def _token_was_replaced(self) -> bool:
        try:
            return self._session.accepts_token(await aside(self._options.token.read))
        except Exception:
            return False  # It is being written, or gone: the next look may find it.

    async def _sleep_until(self, deadline: float | None) -> None:
        """Wait until something happens, or until a time of the monotonic clock."""
        loop = asyncio.get_running_loop()
        if deadline is None or deadline == float("inf"):
            await self._wake.wait()
            return
        # The loop's clock need not be the monotonic one.
        timer = loop.call_later(max(0.0, deadline - time.monotonic()), self._wake.set)
        try:
            await self._wake.wait()
        finally:
            timer.cancel()

    async def _attempt(self) -> Failure:
        """Connect, authenticate and talk, as long as it lasts. Returns why it ended; every exception has its words."""
        endpoint: Endpoint | None = None
        try:
            self._session.connecting(time.time())
            self._hand_on()
            endpoint = self._options.endpoint()
            token = self._token = await aside(self._options.token.read)
            if not self._session.accepts_token(token):
                return failures.token_unchanged()
            self._socket = await _open(endpoint, self._options)
            try:
                return await self._converse(self._socket, token, endpoint)
            finally:
                self._socket.transport.abort()
                self._socket = None
        except Exception as error:
            if endpoint is None:
                endpoint = Endpoint(self._options.url, False, self._options.url, 0, False)
            return self._explained(error, endpoint)

    async def _converse(self, socket: ClientConnection, token: str, endpoint: Endpoint) -> Failure:
        self._session.opened(token, time.monotonic(), time.time())
        tasks = {asyncio.create_task(self._read(socket)), asyncio.create_task(self._pump(socket))}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        self._hand_on()
        errors = (task.exception() for task in done if not task.cancelled())
        if self._session.failure is not None:
            await _close(socket)
            return self._session.failure
        error = next((error for error in errors if error is not None), None)
        return self._explained(error or EOFError(), endpoint)

    async def _read(self, socket: ClientConnection) -> None:
        """Take what comes. While frames are there, `recv` gives them without a pause: they become one batch."""
        session, on_frame = self._session, self._on_frame
        receive, live = session.receive, LinkPhase.LIVE
        now = at = 0.0
        while True:
            frame = await socket.recv(decode=False)
            batch = self._batch
            if batch == 0:
                now, at = time.monotonic(), time.time()
                self._wake.set()
            self._batch = batch + 1
            message = decode_server(frame)
            if session.phase is not live or message.type == "error":
                # Where the platform may quote the token, which must be shown nowhere.
                message = decode_server(self._masked(frame.decode(errors="replace")))
            if on_frame is not None:
                on_frame(at, "in", self._masked(frame.decode(errors="replace")))
            receive(message, now, at, len(frame))
            if batch >= MAX_BATCH:
                self._hand_on()
                await asyncio.sleep(0)

    async def _pump(self, socket: ClientConnection) -> None:
        """Let time pass for the session, send what it says, and hand on what it tells, until it has failed."""
        session = self._session
        pinged = False
        while session.failure is None:
            self._wake.clear()
            now, at = time.monotonic(), time.time()
            session.traffic.round_trip = socket.latency or session.traffic.round_trip
            session.tick(now, at)
            frames = session.outgoing(now)
            self._hand_on()
            for frame in frames:
                await self._send(socket, frame)
            if not pinged and session.phase is LinkPhase.LIVE:
                pinged = True
                await socket.ping()
            if session.failure is None:
                await self._sleep_until(session.next_deadline(now))

    async def _send(self, socket: ClientConnection, frame: str) -> None:
        if self._on_frame is not None:
            self._on_frame(time.time(), "out", masked(frame))
        async with asyncio.timeout(SEND_TIMEOUT):
            await socket.send(frame)

    def _hand_on(self) -> None:
        self._batch = 0
        told = self._session.told()
        if not told:
            return
        try:
            self._deliver(told)
        except BaseException:
            self._session.traffic.dropped += len(told)
            raise

    async def _goodbye(self) -> None:
        """Say what is to be said at the end, and close; an end by force is prepared if that takes too long."""
        if self._socket is None:
            return
        with suppress(Exception):
            async with asyncio.timeout(GOODBYE_TIMEOUT / 2):
                for frame in self._session.farewell(time.monotonic()):
                    await self._send(self._socket, frame)
        await _close(self._socket)

    def _explained(self, error: BaseException, endpoint: Endpoint) -> Failure:
        """Any exception, in plain words."""
        connected = self._session.phase in (LinkPhase.AUTHENTICATING, LinkPhase.LIVE)
        match error:
            case exceptions.ConnectionClosed():
                return self._closed(error, endpoint)
            case exceptions.InvalidStatus():
                after = next(iter(error.response.headers.get_all("Retry-After")), None)
                wait = failures.seconds_to_wait(after, time.time())
                return failures.of_http_status(error.response.status_code, wait, endpoint)
            case exceptions.InvalidProxyStatus():
                return failures.proxy_failed(f"HTTP {error.response.status_code}")
            case exceptions.InvalidProxy() | exceptions.ProxyError():
                return failures.proxy_failed(type(error).__name__)
            case exceptions.InvalidMessage(__cause__=EOFError() | ConnectionError() as cause):
                return failures.of_error(cause, endpoint)
            case exceptions.InvalidHandshake():
                return failures.not_a_websocket(endpoint)
            case exceptions.WebSocketException():
                return failures.protocol_broken(endpoint)
        return failures.of_error(error, endpoint, connected)

    def _masked(self, text: str) -> str:
        # What is shorter is no secret, and replacing it would spoil the words it lies in.
        return text.replace(self._token, MASK) if len(self._token) >= SHORTEST_SECRET else text

    def _closed(self, error: exceptions.ConnectionClosed, endpoint: Endpoint) -> Failure:
        ours_first = error.sent is not None and not error.rcvd_then_sent
        if ours_first and error.sent is not None:
            if error.sent.code == 1009:
                return failures.message_too_large(endpoint)
            if error.sent.code in (1002, 1003, 1007):
                return failures.protocol_broken(endpoint)
        authenticated = self._session.phase is LinkPhase.LIVE
        code, reason = (error.rcvd.code, error.rcvd.reason) if error.rcvd else (None, "")
        return failures.of_close(code, self._masked(reason), endpoint, authenticated)


class _Connect(connect):
    """A connection attempt that follows no redirect: the token would be told to whoever the redirect names."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


async def _open(endpoint: Endpoint, options: ConnectionOptions) -> ClientConnection:
    """A WebSocket to the first address that lets us in.

    Raises:
        ConfigurationError: the certificates named can't be read.
        OSError, websockets.WebSocketException: no address let us in; that of the first one is told.
    """
    proxy = None if endpoint.loopback else get_proxy(parse_uri(endpoint.url))
    tls = _tls(options) if endpoint.secure else None
    async with asyncio.timeout(CONNECT_TIMEOUT):
        if proxy is not None:
            return await _connect(endpoint, tls, proxy=proxy)
        first_error: OSError | None = None
        addresses = list(await _addresses(endpoint))
        for position, address in enumerate(addresses, 1):
            try:
                async with asyncio.timeout(ADDRESS_TIMEOUT if position < len(addresses) else None):
                    return await _connect(endpoint, tls, host=address)
            except ssl.SSLError:
                raise
            except OSError as error:
                first_error = first_error or error
    raise first_error or socket.gaierror(socket.EAI_NONAME, "no address")


async def _addresses(endpoint: Endpoint) -> Iterable[str]:
    """Where to connect to, in order. `localhost` and its subdomains are not asked of DNS."""
    if endpoint.loopback and endpoint.host.rstrip(".").endswith("localhost"):
        return ["127.0.0.1", "::1"]
    found = await aside(lambda: socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM))
    return dict.fromkeys(str(address[0]) for _, _, _, _, address in found)


async def _connect(
    endpoint: Endpoint, tls: ssl.SSLContext | None, *, host: str | None = None, proxy: str | None = None
) -> ClientConnection:
    where: dict[str, Any] = {} if host is None else {"host": host, "port": endpoint.port}
    if tls is not None:
        where["ssl"] = tls
    return await _Connect(
        endpoint.url,
        proxy=proxy,
        user_agent_header=f"hexatui/{hexatui.__version__}",
        compression="deflate",
        max_size=MAX_MESSAGE_BYTES,
        max_queue=MAX_QUEUE,
        open_timeout=CONNECT_TIMEOUT,
        ping_interval=PING_INTERVAL,
        ping_timeout=None,  # The session decides when silence is death.
        close_timeout=GOODBYE_TIMEOUT / 2,
        logger=_SILENT,
        **where,
    )


def _tls(options: ConnectionOptions) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if options.ca_file is not None:
        try:
            context.load_verify_locations(cafile=options.ca_file)
        except OSError as error:  # ssl.SSLError among them: a file without certificates.
            why = "holds no certificates" if isinstance(error, ssl.SSLError) else "can't be read"
            raise ConfigurationError(f"the file {options.ca_file} (--ca-file) {why}") from None
    return context


async def _close(socket: ClientConnection) -> None:
    """Close with 1000, within half of `GOODBYE_TIMEOUT`."""
    with suppress(Exception):
        async with asyncio.timeout(GOODBYE_TIMEOUT / 2):
            await socket.close(1000)
