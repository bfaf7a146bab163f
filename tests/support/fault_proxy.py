"""A TCP proxy that does to a connection what networks do: cut, reset, stall, slow down, garble, vanish."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one connection. Bytes are counted from its beginning, both ways together."""

    cut_after: int | None = None
    """Bytes after which it ends."""
    reset: bool = False
    """Whether it ends with RST instead of FIN."""
    stall_after: int | None = None
    """Bytes after which nothing passes any more while both ends stay open: a peer that vanished."""
    bytes_per_second: int | None = None
    garble: frozenset[int] = frozenset()
    """Which bytes of the server's arrive as none of ASCII, counted from its first: nobody could know of another."""


NONE = Fault()


class FaultProxy:
    """Forwards connections to a server; `faults` are done to the connections to come, one each, and then none.

    Args:
        url: the server's WebSocket URL.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        self._target = (parts.hostname, parts.port)
        self._path = parts.path
        self._faults: Iterator[Fault] = iter(())
        self._server: asyncio.Server | None = None
        self._connections: set[_Connection] = set()
        self.accepted = 0
        """Connections so far."""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        while self._connections:  # noqa: ASYNC110 (they were cancelled)
            await asyncio.sleep(0)

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}{self._path}"

    @property
    def open_connections(self) -> int:
        return len(self._connections)

    def inflict(self, *faults: Fault) -> None:
        """Do these to the connections to come."""
        self._faults = iter(faults)

    def cut(self, reset: bool = False) -> None:
        """End the present connections."""
        for connection in list(self._connections):
            connection.end(reset)

    def stall(self, stalled: bool = True) -> None:
        """Let nothing pass on the present connections, or again everything, what waited included."""
        for connection in self._connections:
            connection.stall(stalled)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        try:
            server = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        connection = _Connection(next(self._faults, NONE), (reader, writer), server)
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)


Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Connection:
    def __init__(self, fault: Fault, client: Ends, server: Ends) -> None:
        self._fault = fault
        self._client, self._server = client, server
        self._passed = self._said = 0
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._ways: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        self._ways = ways = [
            asyncio.create_task(self._forward(self._client[0], self._server[1], False)),
            asyncio.create_task(self._forward(self._server[0], self._client[1], True)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.end(self._fault.reset)
            await asyncio.wait(ways)

    def stall(self, stalled: bool) -> None:
        if stalled:
            self._flowing.clear()
        else:
            self._flowing.set()

    def end(self, reset: bool = False) -> None:
        for _, writer in (self._client, self._server):
            if reset:
                _reset_when_closed(writer)
                writer.transport.abort()
            else:
                writer.close()
        for way in self._ways:
            way.cancel()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, from_server: bool) -> None:
        fault = self._fault
        slow = fault.bytes_per_second
        with suppress(ConnectionError):
            while data := await reader.read(65_536 if slow is None else max(1, slow // 20)):
                await self._flowing.wait()
                if from_server:
                    data = self._garbled(data)
                if fault.cut_after is not None and self._passed + len(data) >= fault.cut_after:
                    writer.write(data[: fault.cut_after - self._passed])
                    await writer.drain()
                    return
                if fault.stall_after is not None and self._passed + len(data) >= fault.stall_after:
                    writer.write(data[: fault.stall_after - self._passed])
                    self._flowing.clear()
                    await self._flowing.wait()
                self._passed += len(data)
                writer.write(data)
                await writer.drain()
                if slow is not None:
                    await asyncio.sleep(len(data) / slow)

    def _garbled(self, data: bytes) -> bytes:
        start, self._said = self._said, self._said + len(data)
        hit = [place - start for place in self._fault.garble if start <= place < self._said]
        if not hit:
            return data
        changed = bytearray(data)
        for place in hit:
            changed[place] ^= 0x80
        return bytes(changed)


def _reset_when_closed(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        connection: socket.socket = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
