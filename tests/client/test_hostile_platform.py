"""The I/O loop against platforms that mean harm: they quote the token, flood, and never read."""

from __future__ import annotations

import asyncio
import json

import pytest
from support.caller import until
from support.talking import TOKEN, admit, failing, listen, platform, say, talking
from websockets import exceptions, frames
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection

from hexatui.client import connection
from hexatui.client.explaining import talking_failure
from hexatui.client.failures import FailureKind
from hexatui.client.masking import TokenMask
from hexatui.client.options import parse_url
from hexatui.protocol.codec import Malformed, Unknown
from hexatui.protocol.events import StatusChanged
from hexatui.protocol.lifecycle import LinkPhase, Subscribed
from hexatui.protocol.names import Resource
from hexatui.protocol.replies import Error
from hexatui.recording import MASK

ESCAPED = f"\\u00{ord(TOKEN[0]):02X}{TOKEN[1:]}"
ANSWER = '{"type":"subscribe_result","id":"%s","success":false,"error":"not with %s"}'
ERROR = '{"type":"error","error":{"code":"X","message":"bad %s"}}'
REFUSAL = '{"type":"auth_result","success":false,"error":"token %s is expired"}'
UNKNOWN = '{"type":"%s"}'
BROKEN = '{"type":"broken %s'
STATUS = '{"type":"workspace.status_changed","data":{"workspace_id":"w","new_status":"%s"}}'


class TestTheToken:
    @pytest.mark.parametrize("spelled", [TOKEN, ESCAPED])
    async def test_it_is_in_nothing_that_is_handed_on_or_tapped_while_live(self, spelled: str) -> None:
        tapped: list[str] = []

        async def echo(socket: ServerConnection) -> None:
            await admit(socket)
            async for frame in socket:
                if (message := json.loads(frame))["type"] == "subscribe":
                    await socket.send(ANSWER % (message["id"], spelled))
                    for quoting in (STATUS, ERROR, UNKNOWN, BROKEN):
                        await socket.send(quoting % spelled)

        def tap(_at: float, _direction: str, frame: bytes) -> None:
            tapped.append(frame.decode())

        async with (
            platform(echo) as url,
            talking(url, on_frame=tap, resources=(Resource("workspace", "w"),)) as talk,
        ):
            await until(lambda: len(talk.told(Malformed)) == 1)
        assert [fact.reason for fact in talk.told(Subscribed)] == [f"not with {MASK}"]
        assert [event.data.new_status for event in talk.told(StatusChanged)] == [MASK]
        assert [error.error.message for error in talk.told(Error)] == [f"bad {MASK}"]
        assert [message.type for message in talk.told(Unknown)] == [MASK]
        assert TOKEN[1:] not in "".join(tapped) + repr(talk.facts)

    async def test_a_refusal_that_quotes_it_is_told_without_it(self) -> None:
        async def refuse(socket: ServerConnection) -> None:
            await socket.recv()
            await socket.send(REFUSAL % ESCAPED)
            await listen(socket)

        async with platform(refuse) as url:
            outcome, talk = await failing(url)
        assert outcome.kind is FailureKind.REFUSED
        assert talk.told_link().reason == f'the token was refused: "token {MASK} is expired"'

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
    async def test_other_encodings_are_not_guessed(self, encoding: str) -> None:
        async def whisper(socket: ServerConnection) -> None:
            await admit(socket)
            await socket.send((STATUS % TOKEN).encode(encoding))
            await listen(socket)

        async with platform(whisper) as url, talking(url) as talk:
            await until(lambda: len(talk.told(Malformed)) == 1)
        assert not talk.told(StatusChanged)


class TestFloods:
    async def test_one_that_never_reads_what_it_makes_us_answer_is_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connection, "UNSENT_CHECK_INTERVAL", 0.05)

        async def flood(socket: ServerConnection) -> None:
            await admit(socket)
            socket.transport.pause_reading()
            while not socket.transport.is_closing():
                socket.transport.write((b"\x89\x7d" + b"p" * 125) * 1000)
                await socket.drain()

        async with platform(flood) as url:
            outcome, talk = await failing(url)
        assert outcome.kind is FailureKind.RETRY
        assert talk.told_link().reason == "localhost sends and sends, and takes nothing of what is sent to it"

    @pytest.mark.parametrize("what", ["send", "ping"])
    async def test_a_network_that_takes_nothing_ends_the_connection(
        self, what: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def never(*_: object) -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(connection, "SEND_TIMEOUT", 0.1)
        monkeypatch.setattr(ClientConnection, what, never)

        async def greet(socket: ServerConnection) -> None:
            await say(socket, type="auth_result", success=True)
            await listen(socket)

        async with platform(greet) as url:
            _, talk = await failing(url)
        assert talk.told_link().reason == "localhost stopped taking what is sent"


class TestTheProtocol:
    async def test_compression_is_offered(self) -> None:
        offers: list[str] = []

        async def note(socket: ServerConnection) -> None:
            assert socket.request is not None
            offers.append(socket.request.headers.get("Sec-WebSocket-Extensions", ""))
            await admit(socket)

        async with platform(note) as url, talking(url) as talk:
            await talk.phase(LinkPhase.LIVE)
        assert offers[0].startswith("permessage-deflate")

    @pytest.mark.parametrize("garbage", [b"\xff\x00", b"\x88\x04\x03\xe8\xff\xfe"], ids=["1002", "1007"])
    async def test_what_is_not_websocket_ends_the_connection(self, garbage: bytes) -> None:
        async def babble(socket: ServerConnection) -> None:
            await admit(socket)
            socket.transport.write(garbage)
            await listen(socket)

        async with platform(babble) as url:
            outcome, talk = await failing(url)
        assert outcome.kind is FailureKind.RETRY
        assert talk.told_link().reason == "localhost sent what is not WebSocket, which ended the connection"

    @pytest.mark.parametrize("code", [1002, 1003, 1007])
    def test_each_code_that_the_library_closes_with_has_its_words(self, code: int) -> None:
        error = exceptions.ConnectionClosedError(None, frames.Close(code, ""), None)
        failure = talking_failure(error, parse_url("wss://api.example/ws"), LinkPhase.LIVE, TokenMask())
        assert "not WebSocket" in failure.reason
