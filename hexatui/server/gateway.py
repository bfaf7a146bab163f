"""The gateway: a WebSocket server that shows a source to any number of clients. Thin: the rules are in `peer`."""

from __future__ import annotations

import asyncio
import logging
import secrets
import ssl as tls
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from hexatui.protocol.events import Event, LogEntryData
from hexatui.protocol.names import LogSource
from hexatui.protocol.rest import API_PATH
from hexatui.server import tokens
from hexatui.server.answers import Close
from hexatui.server.conversation import Conversation, logger
from hexatui.server.frames import LogFrame, log_frame, message_frame
from hexatui.server.limits import Limits
from hexatui.server.peer import Peer
from hexatui.server.rest import Rest
from hexatui.server.sources import Source
from hexatui.server.topics import topic_of

READ_FACTOR = 16
"""Up to how many times the allowed size a message is read at all, so that MESSAGE_TOO_LARGE can be said."""

_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}

# The library logs frames, and so tokens, when its logger is at DEBUG; and a trace for each port scan at ERROR.
_wire_logger = logging.getLogger("hexatui.server.wire")
_wire_logger.setLevel(logging.CRITICAL)


class Gateway:
    """A source, served. `async with Gateway(source) as gateway:` listens, runs the source, and closes at the end.

    Args:
        source: what exists and what happens.
        host: the address to listen on; loopback unless told otherwise.
        port: 0 takes a free one.
        limits: what one client may ask.
        secret: what tokens are signed with, 32 bytes or more; by default a random one.
        path: where the WebSocket is; below /api/v1 are the REST listings, any other path is answered with 404.
        ssl: a TLS context, for wss.

    Raises:
        OSError: on entering, when the address can't be listened on.
        Exception: on leaving, what ended the source's `run`, if anything did.
    """

    def __init__(
        self,
        source: Source,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: Limits = Limits(),  # noqa: B008 (frozen)
        secret: bytes | None = None,
        path: str = "/ws",
        ssl: tls.SSLContext | None = None,
    ) -> None:
        self._source = source
        self._host = host
        self._port = port
        self._limits = limits
        self._secret = secret if secret is not None else secrets.token_bytes(32)
        self._path = path
        self._tls = ssl
        self._rest = Rest(source, self._verify, limits)
        self._conversations: set[Conversation] = set()
        self._server: Server | None = None
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._converse,
            self._host,
            self._port,
            process_request=self._process_request,
            # Compression would be paid for once a client, and a frame is to be encoded once.
            compression=None,
            # The protocol's own pings keep the connection; these would cut a client that is only stopped for a while.
            ping_interval=None,
            open_timeout=self._limits.auth_timeout,
            close_timeout=self._limits.closing_time,
            max_size=READ_FACTOR * self._limits.max_message_bytes,
            logger=_wire_logger,
            ssl=self._tls,
        )
        self._running = asyncio.create_task(self._source.run(self.publish, self.publish_log))
        self._running.add_done_callback(self._source_ended)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None, "entered before"
        assert self._running is not None, "entered before"
        self._running.cancel()
        self._server.close(code=1001, reason="the gateway is closing")
        await asyncio.wait([self._running], timeout=self._limits.closing_time)
        if not await self._closed_within(self._limits.closing_time):
            # Clients that read nothing take no part in the closing handshake.
            await self.drop_connections()
            await self._closed_within(self._limits.closing_time)
        if error is None and self._running.done() and not self._running.cancelled():
            self._running.result()

    @property
    def url(self) -> str:
        """Where clients connect to: "ws://127.0.0.1:PORT/ws"."""
        assert self._server is not None, "a gateway has an address while it is entered"
        host, port, *_ = self._server.sockets[0].getsockname()
        host = _WILDCARDS.get(host, host)
        return f"{'ws' if self._tls is None else 'wss'}://{f'[{host}]' if ':' in host else host}:{port}{self._path}"

    @property
    def token(self) -> str:
        """A token of the demo user's, fresh at each reading: valid for an hour from now."""
        return self.mint()

    @property
    def client_count(self) -> int:
        """How many clients are connected."""
        return len(self._conversations)

    def mint(self, **claims: Any) -> str:
        """A token that this gateway believes, unless the claims make it unbelievable; see `tokens.mint`."""
        return tokens.mint(self._secret, **claims)

    def publish(self, event: Event) -> None:
        """Send an event to everyone who subscribed to it; returns at once. To be called in the gateway's own loop."""
        topic = topic_of(event)
        if topic is None:
            return
        frame: bytes | None = None
        for conversation in self._conversations:
            if conversation.peer.wants(topic):
                frame = frame or message_frame(event, datetime.now(UTC))
                conversation.hear(frame)

    def publish_log(self, source: LogSource, entry: LogEntryData) -> None:
        """Send a log line to every stream that follows its container, as `publish` does."""
        frame: LogFrame | None = None
        for conversation in self._conversations:
            for stream_id in conversation.peer.streams_of(source):
                frame = frame or log_frame(entry, datetime.now(UTC))
                conversation.hear_log(frame.to(stream_id))

    async def drop_connections(self, code: int | None = None) -> None:
        """End every connection, with a close code, or by default without a word; clients may connect again."""
        dropped = list(self._conversations)
        for conversation in dropped:
            if code is None:
                conversation.cut()
            else:
                conversation.close(Close(code, "dropped"))
        await asyncio.gather(*(conversation.ended.wait() for conversation in dropped))

    async def wait_closed(self) -> None:
        """Until the gateway serves no more: it was left, or its source failed."""
        assert self._server is not None, "a gateway can close while it is entered"
        await self._server.wait_closed()

    async def _converse(self, connection: ServerConnection) -> None:
        peer = Peer(self._source, self._verify, self._limits, asyncio.get_running_loop().time())
        conversation = Conversation(connection, peer, self._limits)
        self._conversations.add(conversation)
        try:
            await conversation.run()
        finally:
            self._conversations.discard(conversation)

    def _verify(self, token: str) -> str:
        return tokens.verify(self._secret, token)

    def _process_request(self, connection: ServerConnection, request: Request) -> Response | None:
        path = request.path.partition("?")[0]
        if path == self._path:
            return None
        if path.startswith(f"{API_PATH}/"):
            return self._list(connection, request)
        return connection.respond(HTTPStatus.NOT_FOUND, f"There is nothing here; the WebSocket is at {self._path}\n")

    def _list(self, connection: ServerConnection, request: Request) -> Response:
        """Answer a REST request; the library closes the connection after it."""
        authorization = request.headers.get_all("Authorization")
        clock = asyncio.get_running_loop().time
        try:
            answer = self._rest.answer(request.method, request.path, authorization, clock(), datetime.now(UTC))
        except Exception:
            logger.exception("the source could not answer a request")
            return connection.respond(HTTPStatus.INTERNAL_SERVER_ERROR, "internal error\n")
        response = connection.respond(answer.status, "")
        response.body = answer.body
        length = str(len(answer.body))
        for name, value in (("Content-Type", "application/json"), ("Content-Length", length), *answer.headers):
            response.headers.pop(name, None)
            response.headers[name] = value
        return response

    def _source_ended(self, running: asyncio.Task[None]) -> None:
        if running.cancelled() or running.exception() is None:
            return
        logger.error("the source failed, so the gateway closes", exc_info=running.exception())
        if self._server is not None:
            self._server.close(code=1011, reason="the source failed")

    async def _closed_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.wait_closed(), seconds)
            return True
        return False
