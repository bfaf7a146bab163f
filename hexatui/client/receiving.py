"""A WebSocket connection whose messages are taken in batches, and whose plain frames cost little.

The library reads each frame with a generator and hands each message over through a queue: together that takes longer
than decoding the message. Here a short text in one frame, as nearly every message is one, is cut out of
what arrived; any other frame is the library's, from its first byte to its last, and so is every rule of the protocol.
"""

from __future__ import annotations

import asyncio
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.frames import DATA_OPCODES, Frame, Opcode
from websockets.protocol import Event, State

MAX_WAITING = 32
"""Messages that may wait before no more is read from the network; each may be `MAX_MESSAGE_BYTES` long."""

PLAIN_TEXT = 0x81
"""The first byte of a text that is whole in one frame and not compressed."""

OPCODE = 0x0F
OPCODES = frozenset(Opcode)

END_OF_HEAD = b"\r\n\r\n"

TWO_BYTES_OF_LENGTH = 126
"""Stands in place of a length that follows in two bytes; 127 for one of eight, and 128 more for a mask."""

SHORTEST_CUT = 4
"""Bytes of the longest head that is read here; a frame that is shorter as a whole is left to the library."""

LONGEST_CUT = 65_535
"""Bytes of the longest message that is cut here, if that may be so long; of a longer one the library takes care."""


class ReceivingConnection(ClientConnection):
    """A client's connection; `receive` takes the place of `recv` and its like."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._arrived: list[bytes] = []
        self._fragments = bytearray()
        self._waiter: asyncio.Future[None] | None = None
        self._upgrade_end = b""
        self._rest = b""
        """The beginning of a frame of which neither we nor the library took anything."""
        self._longest = min(LONGEST_CUT, self.protocol.max_message_size or LONGEST_CUT)
        self._owed = 0
        """How many of the next bytes belong to a frame that the library has begun to read."""

    async def receive(self) -> list[bytes]:
        """Every message that has arrived, in its order, as bytes; waits for the first. Not to be called twice at once.

        Raises:
            ConnectionClosed: the connection is closed, and all that arrived before was taken.
        """
        while not self._arrived:
            if self.connection_lost_waiter.done():
                await self.recv()  # Raises why.
            self._waiter = self.loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        arrived, self._arrived = self._arrived, []
        self.transport.resume_reading()
        return arrived

    # What the transport calls

    def data_received(self, data: bytes) -> None:
        """Take what came; where too much of it waits, no more is read from the network."""
        self._take(data)
        if self._arrived and self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        if len(self._arrived) > MAX_WAITING:
            self.transport.pause_reading()

    def eof_received(self) -> None:
        """Nothing more comes: the library is told of a frame that ends too early."""
        self._give(self._rest)
        super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits for messages learns that none comes."""
        super().connection_lost(exc)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # What the library calls

    def process_event(self, event: Event) -> None:
        """Keep messages that the library read among those that we read."""
        if not isinstance(event, Frame) or event.opcode not in DATA_OPCODES:
            super().process_event(event)
        elif event.fin and not self._fragments:
            self._arrived.append(bytes(event.data))
        else:
            self._fragments += event.data  # The library bounds them together.
            if event.fin:
                self._arrived.append(bytes(self._fragments))
                self._fragments.clear()

    # Frame by frame

    def _take(self, data: bytes) -> None:
        if self.response is None:
            data = self._after_upgrade(data)
        if self._owed:
            owed, data = data[: self._owed], data[self._owed :]
            self._owed -= len(owed)
            self._give(owed)
        if self._rest:
            data, self._rest = self._rest + data, b""
        position = 0
        while position < len(data):
            if self.protocol.state is not State.OPEN or data[position] & OPCODE not in OPCODES:
                self._give(data[position:])  # Which has no end that we could wait for.
                return
            # Between the fragments of a message a whole one is an error, which the library knows how to end.
            between = self.protocol.current_size is None
            if between and (after := self._cut(data, position)) != position:
                position = after
                continue
            size = _frame_size(data, position)
            left = len(data) - position
            if size is None or (between and left < size <= self._longest and data[position] == PLAIN_TEXT):
                self._rest = data[position:]
                return
            self._owed = max(0, size - left)
            self._give(data[position : position + size])
            position += size

    def _cut(self, data: bytes, position: int) -> int:
        """Take the plain frames that lie whole from here on; where they end. On the way of each message."""
        size, longest, append = len(data), self._longest, self._arrived.append
        while size - position >= SHORTEST_CUT and data[position] == PLAIN_TEXT:
            length, start = data[position + 1], position + 2
            if length == TWO_BYTES_OF_LENGTH:
                length, start = data[start] << 8 | data[start + 1], start + 2
            elif length > TWO_BYTES_OF_LENGTH:
                break
            end = start + length
            if end > size or length > longest:
                break
            append(data[start:end])
            position = end
        return position

    def _give(self, data: bytes) -> None:
        """Let the library read."""
        if data:
            super().data_received(data)

    def _after_upgrade(self, data: bytes) -> bytes:
        """Let the library read the answer to the upgrade; what lies behind it."""
        before = len(self._upgrade_end)
        seen = self._upgrade_end + data
        end = seen.find(END_OF_HEAD)
        if end < 0:
            self._upgrade_end = seen[1 - len(END_OF_HEAD) :]
            self._give(data)
            return b""
        end += len(END_OF_HEAD) - before
        self._give(data[:end])
        return data[end:]


def _frame_size(data: bytes, position: int) -> int | None:
    """The bytes of a frame, its head included; None while too little of the head is there (RFC 6455, 5.2)."""
    if len(data) - position < 2:
        return None
    masked, length = divmod(data[position + 1], 128)
    head = 2
    if length >= TWO_BYTES_OF_LENGTH:
        head += 2 if length == TWO_BYTES_OF_LENGTH else 8
        if len(data) - position < head:
            return None
        length = int.from_bytes(data[position + 2 : position + head], "big")
    return head + 4 * masked + length
