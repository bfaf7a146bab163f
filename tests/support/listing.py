"""A platform that lists over REST however a test wants it to, over real sockets."""

from __future__ import annotations

import asyncio
import json
import ssl as tls
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from support.caller import until

from hexatui.client.directory import DirectoryReader
from hexatui.client.options import ConnectionOptions
from hexatui.client.session import Told
from hexatui.client.tokens import TokenSource
from hexatui.protocol.listing import Directory
from hexatui.protocol.names import Resource

Fact = TypeVar("Fact")


@dataclass
class Request:
    """What a client asked."""

    path: str
    head: str


@dataclass
class Lister:
    """A server that answers each request as told, and remembers them."""

    port: int = 0
    requests: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The WebSocket URL of the platform that it would belong to."""
        return f"ws://localhost:{self.port}/ws"


Answering = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


def answer(status: int, body: bytes, *headers: str) -> bytes:
    """A whole answer of HTTP."""
    lines = [f"HTTP/1.1 {status} x", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def listing(*ids: str, pages: int | None = None) -> bytes:
    """A page of a listing."""
    meta = {} if pages is None else {"pagination": {"pages": pages}}
    return answer(200, json.dumps({"data": [{"id": id, "name": id.upper()} for id in ids], "meta": meta}).encode())


def always(*said: bytes) -> Answering:
    """The same to every request."""

    async def say(request: Request, writer: asyncio.StreamWriter) -> None:
        for part in said:
            writer.write(part)
            await writer.drain()

    return say


@asynccontextmanager
async def lister(say: Answering, ssl: tls.SSLContext | None = None) -> AsyncIterator[Lister]:
    """A server on loopback; a connection is closed after an answer."""
    served, tasks = Lister(), set[asyncio.Task[None] | None]()

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        with suppress(Exception):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            request = Request(head.split(" ")[1], head)
            served.requests.append(request)
            await say(request, writer)
        writer.close()

    server = await asyncio.start_server(serve_one, "127.0.0.1", 0, ssl=ssl)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        for task in tasks:
            if task is not None:
                task.cancel()


class Reading:
    """A directory being read, and what it told so far."""

    def __init__(self, wanted: Sequence[Resource] = ()) -> None:
        self.facts: list[object] = []
        self.wanted = tuple(wanted)

    def deliver(self, batch: Sequence[tuple[Told, float]]) -> None:
        self.facts += [fact for fact, _ in batch]

    def told(self, kind: type[Fact]) -> list[Fact]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    async def outcome(self) -> Directory:
        """Wait until the listing is complete or has failed."""
        await until(lambda: any(fact.phase in ("complete", "failed") for fact in self.told(Directory)), 15)
        return self.told(Directory)[-1]


@asynccontextmanager
async def reading(url: str, token: str, wanted: Sequence[Resource] = (), **options: Any) -> AsyncIterator[Reading]:
    """The directory of a platform, read until the end of the block."""
    found = Reading(wanted)
    source = TokenSource.from_value(token)
    reader = DirectoryReader(ConnectionOptions(url, source, **options), found.deliver, lambda: found.wanted)
    task = asyncio.create_task(reader.read(token))
    try:
        yield found
        assert not task.done(), "it must never end by itself"
    finally:
        task.cancel()
        await asyncio.wait([task])
