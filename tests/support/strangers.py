"""What may answer at a URL instead of a platform that likes us; each gives its URL."""

from __future__ import annotations

import functools
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import trustme
from support.gateway import free_port
from support.talking import listen, platform, say, tcp
from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response


@asynccontextmanager
async def nobody() -> AsyncIterator[str]:
    """A port of this machine where nobody listens."""
    yield f"ws://127.0.0.1:{free_port()}/ws"


@asynccontextmanager
async def no_name() -> AsyncIterator[str]:
    """A name that nobody can have (RFC 6761)."""
    yield "wss://something.invalid/ws"


@asynccontextmanager
async def saying(said: bytes | None, scheme: str = "ws") -> AsyncIterator[str]:
    """Something that says this and hangs up."""
    async with tcp(said) as port:
        yield f"{scheme}://localhost:{port}/ws"


def web(status: str) -> AbstractAsyncContextManager[str]:
    """A web server without WebSockets."""
    return saying(f"HTTP/1.1 {status}\r\nContent-Length: 5\r\n\r\nhello".encode())


def forbidding() -> AbstractAsyncContextManager[str]:
    """A platform that lets nobody in from here."""

    def forbid(connection: ServerConnection, request: Request) -> Response:
        return connection.respond(403, "no\n")

    return platform(listen, process_request=forbid)


@functools.cache
def authority() -> trustme.CA:
    """An issuer of certificates that no machine trusts by itself."""
    return trustme.CA()


def encrypted(host: str) -> AbstractAsyncContextManager[str]:
    """A server at localhost with a certificate of `authority` for a host."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority().issue_cert(host).configure_cert(context)
    return platform(listen, ssl=context)


def babbling() -> AbstractAsyncContextManager[str]:
    """A WebSocket server that speaks of something else."""

    async def babble(socket: ServerConnection) -> None:
        await socket.recv()
        for frame in ("", "null", "[]", '{"type":', '{"type":"auth_result","success":"perhaps"}', b"\xff\x00"):
            await socket.send(frame)
        await listen(socket)

    return platform(babble)


def breaking() -> AbstractAsyncContextManager[str]:
    """A server that forgets the protocol after its handshake."""

    async def break_it(socket: ServerConnection) -> None:
        socket.transport.write(b"\xff\xff\xff\xff")
        await listen(socket)

    return platform(break_it)


def restarting() -> AbstractAsyncContextManager[str]:
    """A platform that goes away, with an escape sequence in its reason."""

    async def restart(socket: ServerConnection) -> None:
        await socket.close(1012, "be\x1b[2Jright back")

    return platform(restart)


def refusing(token: str) -> AbstractAsyncContextManager[str]:
    """A platform that refuses the token, and quotes it."""

    async def refuse(socket: ServerConnection) -> None:
        await socket.recv()
        error = {"code": "INVALID_TOKEN", "message": f"{token} is bad"}
        await say(socket, type="auth_result", success=False, error=error)
        await listen(socket)

    return platform(refuse)


def having_nothing() -> AbstractAsyncContextManager[str]:
    """A platform that knows neither workspace nor container, with an escape sequence in its words."""

    async def have_nothing(socket: ServerConnection) -> None:
        await socket.recv()
        await say(socket, type="auth_result", success=True, user_id="user-1")
        async for frame in socket:
            if found := re.search(r'"id":"((?:status|logs)-\d+)"', str(frame)):
                error = {"code": "RESOURCE_NOT_FOUND", "message": "not \x1b[31mhere"}
                await say(socket, type="error", id=found[1], error=error)

    return platform(have_nothing)
