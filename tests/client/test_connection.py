"""The I/O loop over real sockets: a conversation, its losses and its end."""

from __future__ import annotations

import itertools
import json
import time

import pytest
from support.caller import until
from support.gateway import free_port
from support.talking import TOKEN, admit, failing, listen, platform, say, talking, tcp
from support.village import API, Village
from websockets.asyncio.server import ServerConnection

from hexatui.client import connection, session
from hexatui.client.failures import FailureKind
from hexatui.protocol.codec import Malformed
from hexatui.protocol.events import LogEntry, LogEntryData, StatusChanged, StatusChangedData
from hexatui.protocol.lifecycle import LinkPhase, StreamGap, StreamOpened, StreamResumed, Subscribed, Throughput
from hexatui.protocol.names import MAX_MESSAGE_BYTES, Resource
from hexatui.protocol.replies import WorkspaceStatus
from hexatui.server.gateway import Gateway

WORKSPACE = Resource("workspace", "ws-123")
PROJECT = Resource("project", "proj-123")
SECRET = b"x" * 32

pytestmark = pytest.mark.usefixtures("no_proxies")


class TestWithTheGateway:
    async def test_it_authenticates_subscribes_and_asks_for_statuses(self) -> None:
        async with (
            Gateway(Village()) as gateway,
            talking(gateway.url, gateway.token, resources=(WORKSPACE, PROJECT)) as talk,
        ):
            await until(lambda: len(talk.told(Subscribed)) == 2 and len(talk.told(WorkspaceStatus)) == 1)
            assert all(fact.live for fact in talk.told(Subscribed))
            assert talk.phases == [LinkPhase.CONNECTING, LinkPhase.AUTHENTICATING, LinkPhase.LIVE]
            gateway.publish(StatusChanged(data=StatusChangedData(workspace_id="ws-123", new_status="suspended")))
            await until(lambda: len(talk.told(StatusChanged)) == 1)

    async def test_after_a_restart_on_the_same_port_everything_is_live_again(self) -> None:
        port = free_port()
        async with Gateway(Village(), port=port, secret=SECRET) as gateway:
            url, token = gateway.url, gateway.token
            conversation = talking(url, token, resources=(WORKSPACE, PROJECT))
            talk = await conversation.__aenter__()
            await until(lambda: len(talk.told(Subscribed)) == 2)
        await talk.phase(LinkPhase.WAITING)
        async with Gateway(Village(), port=port, secret=SECRET):
            await talk.phase(LinkPhase.LIVE, times=2)
            await until(lambda: len(talk.told(Subscribed)) == 4 and len(talk.told(WorkspaceStatus)) == 2)
            await conversation.__aexit__(None, None, None)

    async def test_a_log_stream_resumes_without_loss_or_repeats(self) -> None:
        village = Village(lines=50)
        async with Gateway(village) as gateway, talking(gateway.url, gateway.token) as talk:
            talk.session.open_stream(API, tail_lines=20)
            talk.nudge.set()
            await until(lambda: len(talk.told(LogEntry)) == 20)
            await gateway.drop_connections()
            village.lines += [_line(number) for number in range(50, 55)]
            await talk.phase(LinkPhase.LIVE, times=2)
            await until(lambda: len(talk.told(StreamResumed)) == 1)
            gateway.publish_log(API, _line(55))
            await until(lambda: len(talk.told(LogEntry)) == 26)
            assert [entry.data.message for entry in talk.told(LogEntry)] == [f"line {n}" for n in range(30, 56)]
            assert not talk.told(StreamGap)
            assert len({opened.stream_id for opened in talk.told(StreamOpened)}) == 2

    async def test_lines_that_the_history_no_longer_holds_are_told_as_a_gap(self) -> None:
        village = Village(lines=50)
        async with Gateway(village) as gateway, talking(gateway.url, gateway.token) as talk:
            talk.session.open_stream(API, tail_lines=20)
            talk.nudge.set()
            await until(lambda: len(talk.told(LogEntry)) == 20)
            await gateway.drop_connections()
            village.lines = [_line(number) for number in range(1000, 2000)]
            await until(lambda: len(talk.told(StreamGap)) == 1)

    async def test_the_round_trip_is_measured_early(self) -> None:
        async with (
            Gateway(Village()) as gateway,
            talking(gateway.url, gateway.token, resources=(WORKSPACE,)) as talk,
        ):
            await until(lambda: any(fact.round_trip for fact in talk.told(Throughput)))

    async def test_the_round_trip_is_told_when_nothing_else_happens(self) -> None:
        async with Gateway(Village()) as gateway, talking(gateway.url, gateway.token) as talk:
            await until(lambda: any(fact.round_trip for fact in talk.told(Throughput)), 3)

    async def test_a_refused_token_ends_it_as_refused(self) -> None:
        async with Gateway(Village()) as gateway:
            outcome, talk = await failing(gateway.url, "not-a-token-at-all")
        assert outcome.kind is FailureKind.REFUSED
        assert "the token was refused" in talk.told_link().reason


class TestLost:
    async def test_a_close_says_its_code_and_reason(self) -> None:
        async def close(socket: ServerConnection) -> None:
            await admit(socket)
            await socket.close(1013, "too busy")

        async with platform(close) as url:
            outcome, talk = await failing(url)
        assert outcome.kind is FailureKind.RETRY
        assert talk.told_link().reason == 'localhost asks us to come back later (1013): "too busy"'

    async def test_a_token_that_is_not_answered_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(session, "AUTH_TIMEOUT", 0.2)
        async with platform(listen) as url:
            outcome, talk = await failing(url)
        assert outcome.kind is FailureKind.RETRY
        assert talk.told_link().reason == "localhost did not answer to the token within 0.2 seconds"

    async def test_a_message_of_ours_that_is_too_large_says_so(self) -> None:
        async with platform(admit, max_size=150) as url:
            _, talk = await failing(url, token=TOKEN * 10)
        assert talk.told_link().reason.startswith("localhost found a message of ours too large (1009)")

    async def test_silence_ends_the_connection(self) -> None:
        async def fall_silent(socket: ServerConnection) -> None:
            await admit(socket)
            await listen(socket)

        async with platform(fall_silent) as url:
            _, talk = await failing(url, heartbeat_timeout=0.3)
        assert talk.told_link().reason == "localhost has said nothing for 0.3 seconds"

    async def test_too_large_a_message_ends_the_connection_and_says_so(self) -> None:
        async def shout(socket: ServerConnection) -> None:
            await admit(socket)
            await socket.send("x" * (MAX_MESSAGE_BYTES + 1))
            await listen(socket)

        async with platform(shout) as url:
            _, talk = await failing(url)
        assert "1,048,576 bytes" in talk.told_link().reason

    async def test_a_compressed_bomb_is_held_to_the_same_limit(self) -> None:
        async def bomb(socket: ServerConnection) -> None:
            await admit(socket)
            await socket.send("0" * 50_000_000)
            await listen(socket)

        async with platform(bomb, compression="deflate") as url:
            _, talk = await failing(url)
        assert "1,048,576 bytes" in talk.told_link().reason

    async def test_the_tap_is_given_even_what_is_no_text(self) -> None:
        raw = b'{"type":"log_entry","data":{"message":"\xff\xfe"}}'
        frames: list[bytes] = []

        async def babble(socket: ServerConnection) -> None:
            await admit(socket)
            await socket.send(raw)
            await listen(socket)

        async with platform(babble) as url, talking(url, on_frame=lambda _at, _way, frame: frames.append(frame)):
            await until(lambda: raw in frames)

    async def test_garbage_is_counted_and_ends_nothing(self) -> None:
        async def babble(socket: ServerConnection) -> None:
            await admit(socket)
            for frame in ("", "{", "[]", "null", '{"type": 7}', "[" * 5000, b"\xff\xfe", '{"type":"log_entry"}'):
                await socket.send(frame)
            await say(socket, type="ping")
            await listen(socket)

        async with platform(babble) as url, talking(url) as talk:
            await until(lambda: len(talk.told(Malformed)) == 8)
            assert talk.phases[-1] is LinkPhase.LIVE

    async def test_a_platform_that_drops_everyone_is_not_stormed(self) -> None:
        attempts: list[float] = []

        async def drop(socket: ServerConnection) -> None:
            attempts.append(time.monotonic())
            await admit(socket)
            socket.transport.abort()

        async with platform(drop) as url, talking(url, chance=0.5) as talk:
            await until(lambda: talk.phases.count(LinkPhase.LIVE) >= 3, 20)
        gaps = [later - earlier for earlier, later in itertools.pairwise(attempts)]
        assert gaps[1] > gaps[0] > 0.4


class TestTheWire:
    async def test_a_flood_is_handed_on_whole_in_bounded_batches(self) -> None:
        async def flood(socket: ServerConnection) -> None:
            await admit(socket)
            for number in range(5_000):
                await say(
                    socket, type="workspace.status_changed", data={"workspace_id": "w", "new_status": f"{number}"}
                )
            await listen(socket)

        async with platform(flood, compression=None) as url, talking(url) as talk:
            await until(lambda: len(talk.told(StatusChanged)) == 5_000, 20)
            assert [event.data.new_status for event in talk.told(StatusChanged)] == [str(n) for n in range(5_000)]
            assert max(talk.batches) <= connection.MAX_BATCH + 50

    async def test_the_token_is_in_no_frame_that_is_kept_and_no_word_of_ours(self) -> None:
        frames: list[bytes] = []

        async def echo(socket: ServerConnection) -> None:
            await socket.recv()
            await say(socket, type="auth_result", success=False, error=f"Invalid token {TOKEN}")
            await socket.close(1008, f"bad {TOKEN}")

        async with platform(echo) as url:
            outcome, talk = await failing(url, on_frame=lambda _at, _direction, frame: frames.append(frame))
        assert len(frames) == 2
        assert TOKEN not in repr(frames) + repr(talk.facts) + repr(outcome)

    async def test_frames_are_told_with_their_direction(self) -> None:
        frames: list[tuple[str, str]] = []

        def keep(_at: float, direction: str, frame: bytes) -> None:
            frames.append((direction, json.loads(frame)["type"]))

        async with platform(admit) as url, talking(url, on_frame=keep) as talk:
            await talk.phase(LinkPhase.LIVE)
        assert frames[:2] == [("out", "auth"), ("in", "auth_result")]


class TestStopping:
    async def test_the_goodbye_is_said_and_the_close_is_clean(self) -> None:
        said: list[str] = []
        codes: list[int | None] = []

        async def note(socket: ServerConnection) -> None:
            await admit(socket)
            async for frame in socket:
                message = json.loads(frame)
                said.append(message["type"])
                if message["type"] == "subscribe":
                    await say(socket, type="subscribe_result", id=message["id"], success=True, subscription_id="s-1")
            codes.append(socket.close_code)

        async with platform(note) as url:
            async with talking(url, resources=(WORKSPACE,)) as talk:
                talk.session.open_stream(API)
                await until(lambda: len(talk.told(Subscribed)) == 1)
            assert talk.phases[-1] is LinkPhase.CLOSED
            await until(lambda: codes == [1000])
        assert said[-2:] == ["stop_stream", "unsubscribe"]

    async def test_a_platform_that_does_not_answer_the_goodbye_is_left_within_a_second(self) -> None:
        async with tcp(None, hold=True) as port, talking(f"ws://localhost:{port}/ws") as talk:
            await talk.phase(LinkPhase.CONNECTING)
            started = time.monotonic()
            talk.stop.set()
            await until(lambda: talk.outcome is not None)
            assert time.monotonic() - started < 1.5

    async def test_it_ends_while_it_waits_for_the_next_attempt(self) -> None:
        async with talking(f"ws://localhost:{free_port()}/ws", chance=1.0) as talk:
            await talk.phase(LinkPhase.WAITING)
        assert talk.outcome is not None
        assert talk.outcome.failure is None


def _line(number: int) -> LogEntryData:
    return LogEntryData(stream_id="", level="info", message=f"line {number}", pod=API.pod, container=API.container)
