from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosedError
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, PerMessageDeflate
from websockets.frames import Frame, Opcode
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

from hexatui.client.receiving import MAX_WAITING, ReceivingConnection

URI = parse_uri("ws://localhost/")


class Wire(asyncio.Transport):
    """The transport's side of a connection whose bytes a test gives."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.is_paused = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def write_eof(self) -> None: ...

    def can_write_eof(self) -> bool:
        return True

    def abort(self) -> None: ...

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None: ...

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False


class Upgraded:
    """A connection, and what the platform says to its upgrade."""

    def __init__(self, max_size: int = 100_000) -> None:
        protocol = ClientProtocol(URI, max_size=max_size, extensions=[ClientPerMessageDeflateFactory()])
        self.connection = ReceivingConnection(protocol, ping_interval=None)
        self.wire = Wire()
        self.connection.connection_made(self.wire)
        protocol.send_request(protocol.connect())
        platform = ServerProtocol()
        (request,) = protocol.data_to_send()
        platform.receive_data(request)
        (event,) = platform.events_received()
        answer = platform.accept(event)  # type: ignore[arg-type]
        answer.headers["Sec-WebSocket-Extensions"] = "permessage-deflate"
        platform.send_response(answer)
        self.answer = b"".join(platform.data_to_send())

    def feed(self, data: bytes, cuts: Sequence[int] = ()) -> None:
        """Let bytes arrive, in pieces."""
        places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
        for start, end in pairwise(places):
            self.connection.data_received(data[start:end])


def frame(data: bytes, opcode: Opcode = Opcode.TEXT, fin: bool = True) -> bytes:
    return bytes(Frame(opcode, data, fin).serialize(mask=False))


def compressed(data: bytes) -> bytes:
    deflate = PerMessageDeflate(True, True, 15, 15)
    return bytes(Frame(Opcode.TEXT, data).serialize(mask=False, extensions=[deflate]))


SIZES = st.sampled_from([0, 1, 2, 5, 125, 126, 127, 300, 65_535, 65_536, 70_000])
CONTENT = SIZES.map(lambda size: (b"0123456789" * (size // 10 + 1))[:size])
MESSAGES = st.lists(
    st.tuples(CONTENT, st.sampled_from(["plain", "binary", "fragments", "compressed", "after a ping"])), max_size=12
)


def on_the_wire(content: bytes, how: str) -> bytes:
    half = len(content) // 2
    match how:
        case "binary":
            return frame(content, Opcode.BINARY)
        case "fragments":
            parts = [frame(content[:half], fin=False), frame(b"", Opcode.PING), frame(content[half:], Opcode.CONT)]
            return b"".join(parts)
        case "compressed":
            return compressed(content)
        case "after a ping":
            return frame(b"are you there", Opcode.PING) + frame(content)
    return frame(content)


async def taken(connection: ReceivingConnection, count: int) -> list[bytes]:
    """So many messages."""
    found: list[bytes] = []
    while len(found) < count:
        found += await asyncio.wait_for(connection.receive(), 5)
    return found


@given(MESSAGES, st.lists(st.integers(0, 200_000), max_size=8), st.booleans())
@example([(b"x" * 300, "plain")], [150, 151, 152, 153], True)
@settings(deadline=None)
def test_every_message_comes_in_its_order_however_it_is_framed_and_cut(
    messages: list[tuple[bytes, str]], cuts: list[int], bytewise_head: bool
) -> None:
    async def receive() -> list[bytes]:
        upgraded = Upgraded()
        said = upgraded.answer + b"".join(on_the_wire(*message) for message in messages)
        head = range(len(upgraded.answer) + 12) if bytewise_head else ()
        upgraded.feed(said, [*cuts, *head])
        return await taken(upgraded.connection, len(messages))

    assert asyncio.run(receive()) == [content for content, _ in messages]


async def test_a_message_among_the_fragments_of_another_ends_the_connection() -> None:
    upgraded = Upgraded()
    upgraded.feed(upgraded.answer + frame(b"half", fin=False) + frame(b"whole") + frame(b"late"))
    assert upgraded.connection.protocol.close_sent is not None
    assert upgraded.connection.protocol.close_sent.code == 1002


@pytest.mark.parametrize("length", [100_001, 2**62])
async def test_a_message_that_is_too_large_ends_the_connection_before_it_has_come(length: int) -> None:
    upgraded = Upgraded()
    upgraded.feed(upgraded.answer + frame(b"before") + b"\x81\x7f" + length.to_bytes(8, "big") + b"x")
    assert upgraded.connection.protocol.close_sent is not None
    assert upgraded.connection.protocol.close_sent.code == 1009
    assert await taken(upgraded.connection, 1) == [b"before"]


async def test_fragments_that_are_too_large_together_end_the_connection() -> None:
    upgraded = Upgraded(max_size=1_000)
    upgraded.feed(upgraded.answer + frame(b"x" * 600, fin=False) + frame(b"x" * 600, Opcode.CONT))
    assert upgraded.connection.protocol.close_sent is not None
    assert upgraded.connection.protocol.close_sent.code == 1009


async def test_a_plain_message_larger_than_allowed_ends_the_connection() -> None:
    upgraded = Upgraded(max_size=1_000)
    upgraded.feed(upgraded.answer + frame(b"x" * 1_000) + frame(b"x" * 1_001))
    assert await taken(upgraded.connection, 1) == [b"x" * 1_000]
    assert upgraded.connection.protocol.close_sent is not None
    assert upgraded.connection.protocol.close_sent.code == 1009


async def test_a_masked_message_ends_the_connection() -> None:
    upgraded = Upgraded()
    upgraded.feed(upgraded.answer + bytes(Frame(Opcode.TEXT, b"masked").serialize(mask=True)))
    assert upgraded.connection.protocol.close_sent is not None
    assert upgraded.connection.protocol.close_sent.code == 1002


@pytest.mark.parametrize("head", [b"\xff\xff", b"\x83\x05", b"\xff\xff\xff\xff"])
async def test_what_begins_no_frame_ends_the_connection_without_waiting_for_more(head: bytes) -> None:
    upgraded = Upgraded()
    upgraded.feed(upgraded.answer + frame(b"before") + head)
    assert await taken(upgraded.connection, 1) == [b"before"]
    assert upgraded.connection.protocol.close_sent is not None
    assert upgraded.connection.protocol.close_sent.code == 1002


async def test_what_arrived_before_the_end_is_taken_first() -> None:
    upgraded = Upgraded()
    upgraded.feed(upgraded.answer + frame(b"last words") + frame(b"cut off in the middle")[:9])
    upgraded.connection.eof_received()
    upgraded.connection.connection_lost(None)
    assert await upgraded.connection.receive() == [b"last words"]
    with pytest.raises(ConnectionClosedError):
        await upgraded.connection.receive()


async def test_whoever_waits_learns_of_the_end() -> None:
    upgraded = Upgraded()
    upgraded.feed(upgraded.answer)
    waiting = asyncio.create_task(upgraded.connection.receive())
    await asyncio.sleep(0)
    upgraded.connection.connection_lost(None)
    with pytest.raises(ConnectionClosedError):
        await waiting


async def test_too_much_that_waits_stops_the_reading_until_it_is_taken() -> None:
    upgraded = Upgraded()
    upgraded.feed(upgraded.answer + frame(b"message") * MAX_WAITING)
    assert not upgraded.wire.is_paused
    upgraded.feed(frame(b"one more"))
    assert upgraded.wire.is_paused
    await upgraded.connection.receive()
    assert not upgraded.wire.is_paused
