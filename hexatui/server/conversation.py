"""One client's connection: the shell around its peer that reads, writes, waits and closes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from hexatui.server.answers import Answer, Close, LogTail
from hexatui.server.backlog import Backlog
from hexatui.server.frames import message_frame, tail_frames
from hexatui.server.limits import Limits
from hexatui.server.peer import Peer

logger = logging.getLogger("hexatui.server")


class Conversation:
    """A connected client, from the opening handshake until the connection has ended."""

    def __init__(self, connection: ServerConnection, peer: Peer, limits: Limits) -> None:
        self.peer = peer
        """What this client said so far, and what it is to hear."""
        self.ended = asyncio.Event()
        """Set when the connection has ended."""
        self._connection = connection
        self._closing_time = limits.closing_time
        self._backlog = Backlog(limits.backlog_bytes, lambda: self.close(Close(1013, "reads too slowly")))
        self._writing: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Read and write until the connection has ended, whoever ends it."""
        self._writing = asyncio.create_task(self._write())
        try:
            await self._read()
        finally:
            if self._closing is not None:
                await self._closing
            self._writing.cancel()
            self.ended.set()

    def hear(self, frame: bytes) -> None:
        """Send an encoded event, as soon as the client takes it; returns at once."""
        self._backlog.put(frame)

    def hear_log(self, frame: bytes) -> None:
        """Send an encoded log line, after those before it; returns at once."""
        self._backlog.put_log(frame)

    def close(self, close: Close) -> None:
        """Send what waits, then close; a client that doesn't take it in time is cut off. Returns at once."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(close))

    def cut(self) -> None:
        """End the connection without a word, as a broken network would."""
        self._connection.transport.abort()

    async def _read(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            try:
                frame = await self._heard()
            except ConnectionClosed:
                return
            answers: list[Answer] = []
            try:
                if frame is not None:
                    answers += self.peer.receive(frame, clock())
            except Exception:
                answers.append(_failed())
            answers += self.peer.tick(clock())
            self._say(answers)
            # Frames that came together are read without waiting; others get their turn between them.
            await asyncio.sleep(0)

    async def _heard(self) -> str | bytes | None:
        """The next frame, or None when something is due before. Raises ConnectionClosed."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self.peer.deadline):
                await self._backlog.room_for_history()
                return await self._connection.recv()
        return None

    async def _write(self) -> None:
        try:
            async for frame in self._backlog.frames():
                await self._connection.send(frame, text=True)
        except ConnectionClosed:
            pass
        except Exception:  # A history is made by the source while it is sent.
            self.close(_failed())
        finally:
            # Who waits to be listened to would not learn that the connection has ended.
            self._backlog.end()

    def _say(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            at = datetime.now(UTC)
            match answer:
                case Close():
                    self.close(answer)
                case LogTail():
                    self._backlog.put_history(tail_frames(answer, at), answer.history.size)
                case _:
                    self._backlog.put(message_frame(answer, at))

    async def _close(self, close: Close) -> None:
        self._backlog.end()
        try:
            # `close` alone would wait without end for a client that reads nothing.
            async with asyncio.timeout(self._closing_time):
                if self._writing is not None:
                    await asyncio.wait([self._writing])
                await self._connection.close(close.code, close.reason)
        except TimeoutError:
            self.cut()


def _failed() -> Close:
    """What a client hears of an exception that is being handled; the log hears all of it."""
    logger.exception("the source could not answer a client")
    return Close(1011, "internal error")
