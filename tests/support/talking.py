"""A client's conversation in the test's own loop, and platforms that behave badly, over real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from support.caller import until
from websockets.asyncio.server import ServerConnection, serve

from hexatui.client.connection import ConnectionOutcome, FrameTap, run_connection
from hexatui.client.options import ConnectionOptions
from hexatui.client.session import Session, Told
from hexatui.client.tokens import TokenSource
from hexatui.protocol.lifecycle import Link, LinkPhase

Fact = TypeVar("Fact")
Script = Callable[[ServerConnection], Awaitable[None]]

TOKEN = "a-token-that-nobody-may-see"


class Talking:
    """What a running conversation told so far, and a handle on it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.facts: list[object] = []
        self.batches: list[int] = []
        self.stop = asyncio.Event()
        self.nudge = asyncio.Event()
        self.outcome: ConnectionOutcome | None = None

    def deliver(self, batch: Sequence[tuple[Told, float]]) -> None:
        self.batches.append(len(batch))
        self.facts += [fact for fact, _ in batch]

    def told(self, kind: type[Fact]) -> list[Fact]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    @property
    def phases(self) -> list[LinkPhase]:
        return [link.phase for link in self.told(Link)]

    def told_link(self) -> Link:
        """The latest state of the connection before the end."""
        return [link for link in self.told(Link) if link.phase is not LinkPhase.CLOSED][-1]

    async def phase(self, phase: LinkPhase, times: int = 1) -> Link:
        """Wait until a phase was reached this often; its latest fact."""
        await until(lambda: self.phases.count(phase) >= times, 10)
        return [link for link in self.told(Link) if link.phase is phase][-1]


@asynccontextmanager
async def talking(
    url: str,
    token: str | TokenSource = TOKEN,
    *,
    on_frame: FrameTap | None = None,
    chance: float = 0.0,
    wait_when_refused: bool = False,
    **options: Any,
) -> AsyncIterator[Talking]:
    """A conversation, with the shortest delays between attempts; ended with the block."""
    source = token if isinstance(token, TokenSource) else TokenSource.from_value(token)
    talk = Talking(Session(ConnectionOptions(url, source, **options), lambda: chance))

    async def run() -> None:
        talk.outcome = await run_connection(
            talk.session, talk.deliver, on_frame, talk.stop, talk.nudge, wait_when_refused=wait_when_refused
        )

    task = asyncio.create_task(run())
    try:
        yield talk
    finally:
        talk.stop.set()
        await asyncio.wait_for(task, 5)


async def failing(url: str, token: str | TokenSource = TOKEN, **options: Any) -> tuple[ConnectionOutcome, Talking]:
    """One attempt without a second, and how it ended."""
    async with talking(url, token, retry=False, **options) as talk:
        await until(lambda: talk.outcome is not None, 15)
    assert talk.outcome is not None
    return talk.outcome, talk


@asynccontextmanager
async def platform(script: Script, **options: Any) -> AsyncIterator[str]:
    """A WebSocket server that plays a script to each client; its URL."""

    async def play(socket: ServerConnection) -> None:
        with suppress(Exception):
            await script(socket)

    async with serve(play, "127.0.0.1", options.pop("port", 0), **options) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"{'wss' if 'ssl' in options else 'ws'}://localhost:{port}/ws"


async def say(socket: ServerConnection, **message: Any) -> None:
    await socket.send(json.dumps(message))


async def admit(socket: ServerConnection) -> None:
    """Read the token, and accept it."""
    await socket.recv()
    await say(socket, type="auth_result", success=True, user_id="user-1")


async def listen(socket: ServerConnection) -> None:
    """Take whatever comes, until the end."""
    async for _ in socket:
        pass


@asynccontextmanager
async def tcp(answer: bytes | None, *, hold: bool = False) -> AsyncIterator[int]:
    """Something on TCP that is no WebSocket: it reads, answers, and closes unless it is to hold; its port."""
    ended = asyncio.Event()

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        if answer is not None:
            writer.write(answer)
            with suppress(ConnectionError):
                await writer.drain()
        if hold:
            await ended.wait()
        writer.close()

    server = await asyncio.start_server(serve_one, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        ended.set()
        server.close()
