"""The gateway over real sockets: who hears what, slow readers, HTTP and time."""

from __future__ import annotations

import asyncio
import json
import time
from urllib.parse import urlsplit

import pytest
from support.caller import Caller, calling, until
from support.village import API, Village, line, status_changed
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from hexatui.protocol.events import (
    HealthChanged,
    HealthChangedData,
    ProvisioningProgress,
    ProvisioningProgressData,
    StatusChanged,
)
from hexatui.protocol.names import LogSource
from hexatui.server.gateway import Gateway
from hexatui.server.limits import Limits
from hexatui.server.sources import History


class TestEvents:
    async def test_an_event_reaches_its_subscribers_alone(self, gateway: Gateway, caller: Caller) -> None:
        await caller.subscribe("workspace", "ws-123", "status_changed")
        async with calling(gateway, gateway.token) as other:
            await other.subscribe("workspace", "ws-456", "status_changed")
            gateway.publish(status_changed("for one"))
            gateway.publish(status_changed("for the other", "ws-456"))
            assert (await caller.hear())["data"]["message"] == "for one"
            assert (await other.hear())["data"]["message"] == "for the other"

    async def test_a_workspace_brings_its_provisioning_and_monitoring(self, gateway: Gateway, caller: Caller) -> None:
        await caller.subscribe("workspace", "ws-123", "alert_triggered")
        gateway.publish(status_changed())
        gateway.publish(ProvisioningProgress(data=ProvisioningProgressData(workspace_id="ws-123", progress=45)))
        gateway.publish(
            HealthChanged(data=HealthChangedData(workspace_id="ws-123", component="etcd", new_status="unhealthy"))
        )
        heard = [(await caller.hear())["type"] for _ in range(2)]
        assert heard == ["provisioning.progress", "monitoring.health_changed"]

    async def test_an_unsubscribed_event_comes_no_more(self, gateway: Gateway, caller: Caller) -> None:
        subscription = await caller.subscribe("workspace", "ws-123", "status_changed")
        await caller.say({"type": "unsubscribe", "id": "u-1", "data": {"subscription_id": subscription}})
        await caller.ask({"type": "get_workspace_status", "id": "q-1", "data": {"workspace_id": "ws-123"}})
        gateway.publish(status_changed())
        answer = await caller.ask({"type": "get_workspace_status", "id": "q-2", "data": {"workspace_id": "ws-123"}})
        assert answer["id"] == "q-2"

    async def test_an_event_is_encoded_once_for_all_and_for_nobody_not_at_all(self, gateway: Gateway) -> None:
        encoded = 0

        class Counting(StatusChanged):
            def model_dump_json(self, *arguments: object, **options: object) -> str:
                nonlocal encoded
                encoded += 1
                return super().model_dump_json(exclude_none=True)

        event = Counting(data=status_changed().data)
        gateway.publish(event)
        assert encoded == 0
        async with (
            calling(gateway, gateway.token) as first,
            calling(gateway, gateway.token) as second,
            calling(gateway, gateway.token) as third,
        ):
            callers = (first, second, third)
            for caller in callers:
                await caller.subscribe("workspace", "ws-123", "status_changed")
            gateway.publish(event)
            assert [(await caller.hear())["type"] for caller in callers] == ["workspace.status_changed"] * 3
        assert encoded == 1


class TestLogs:
    async def test_the_tail_comes_first_and_what_is_published_follows_it(
        self, gateway: Gateway, caller: Caller
    ) -> None:
        await caller.say({"type": "stream_logs", "id": "cmd-124", "data": {**API._asdict(), "tail_lines": 2}})
        first = await caller.hear()
        gateway.publish_log(API, line("live"))
        heard = [first, *[await caller.hear() for _ in range(2)]]
        assert [entry["data"]["message"] for entry in heard] == ["line 498", "line 499", "live"]
        assert {(entry["type"], entry["data"]["stream_id"]) for entry in heard} == {("log_entry", "cmd-124")}

    async def test_each_stream_gets_the_line_under_its_own_id(self, gateway: Gateway, caller: Caller) -> None:
        for id in ("a", "b"):
            await caller.say({"type": "stream_logs", "id": id, "data": {**API._asdict(), "tail_lines": 1}})
            await caller.hear()
        gateway.publish_log(API, line("live"))
        assert [(await caller.hear())["data"]["stream_id"] for _ in range(2)] == ["a", "b"]

    async def test_a_stopped_stream_and_one_without_follow_get_no_more(self, gateway: Gateway, caller: Caller) -> None:
        data = {**API._asdict(), "tail_lines": 1}
        await caller.say({"type": "stream_logs", "id": "stopped", "data": data})
        await caller.say({"type": "stream_logs", "id": "short", "data": {**data, "follow": False}})
        await caller.say({"type": "stop_stream", "id": "s", "data": {"stream_id": "stopped"}})
        heard = [(await caller.hear())["data"]["stream_id"] for _ in range(2)]
        assert heard == ["stopped", "short"]
        status = {"type": "get_workspace_status", "id": "q", "data": {"workspace_id": "ws-123"}}
        await caller.ask(status)
        gateway.publish_log(API, line("too late"))
        assert (await caller.ask(status))["type"] == "workspace_status"


class TestManyClients:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(backlog_bytes=2_000_000, closing_time=0.2)

    async def test_a_client_that_reads_nothing_is_dropped_and_delays_nobody(
        self, gateway: Gateway, caller: Caller
    ) -> None:
        await caller.subscribe("workspace", "ws-123", "status_changed")
        async with connect(gateway.url, max_queue=1, compression=None) as connection:
            stuck = Caller(connection)
            await stuck.authenticate(gateway.token)
            await stuck.subscribe("workspace", "ws-123", "status_changed")
            connection.transport.pause_reading()
            slowest = 0.0
            for number in range(400):
                began = time.perf_counter()
                gateway.publish(status_changed(f"{number} " + "x" * 50_000))
                assert (await caller.hear())["data"]["message"].startswith(f"{number} ")
                slowest = max(slowest, time.perf_counter() - began)
            assert slowest < 1
            await until(lambda: gateway.client_count == 1)
            connection.transport.abort()

    async def test_who_takes_no_history_is_not_listened_to_when_it_asks_for_more(self) -> None:
        asked = 0

        class Wordy(Village):
            def history(self, source: LogSource, lines: int) -> History:
                nonlocal asked
                asked += 1
                return History(iter([line("x" * 900_000)] * 60), 60 * 900_000)

        async with (
            Gateway(Wordy(), limits=Limits(closing_time=0.2)) as gateway,
            connect(gateway.url, max_queue=1, compression=None) as connection,
        ):
            greedy = Caller(connection)
            await greedy.authenticate(gateway.token)
            connection.transport.pause_reading()
            for number in range(40):
                await greedy.say({"type": "stream_logs", "id": f"s-{number}", "data": API._asdict()})
            await until(lambda: asked == 1)
            async with calling(gateway, gateway.token) as other:
                await other.subscribe("workspace", "ws-123", "status_changed")
            assert asked == 1
            connection.transport.abort()
            await until(lambda: gateway.client_count == 0)

    async def test_a_slow_client_that_still_reads_is_told_why(self, gateway: Gateway, caller: Caller) -> None:
        await caller.subscribe("workspace", "ws-123", "status_changed")
        for _ in range(60):
            gateway.publish(status_changed("x" * 50_000))
        assert await caller.close_code() == 1013

    async def test_a_client_that_breaks_the_rules_costs_the_others_nothing(
        self, gateway: Gateway, caller: Caller
    ) -> None:
        await caller.subscribe("workspace", "ws-123", "status_changed")
        async with calling(gateway, gateway.token) as rude:
            for number in range(300):
                await rude.say("broken" if number % 2 else b"\x00")
            assert await rude.code("x" * 1_100_000) in ("INVALID_MESSAGE_FORMAT", "RATE_LIMIT_EXCEEDED")
            assert await rude.close_code() == 1009
        gateway.publish(status_changed("still here"))
        assert (await caller.hear())["data"]["message"] == "still here"


class TestTime:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(ping_interval=0.05, idle_timeout=0.4, auth_timeout=0.2)

    async def test_pings_come_and_silence_ends_the_connection(self, caller: Caller) -> None:
        assert (await caller.hear())["type"] == "ping"
        assert await caller.close_code() == 1001

    async def test_who_does_not_authenticate_is_closed(self, stranger: Caller) -> None:
        heard = await stranger.hear()
        while heard["type"] == "ping":
            heard = await stranger.hear()
        assert heard["error"]["code"] == "AUTH_REQUIRED"
        assert await stranger.close_code() == 1008

    async def test_who_connects_without_a_word_is_closed(self, gateway: Gateway) -> None:
        address = urlsplit(gateway.url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


class TestHttp:
    @pytest.mark.parametrize(
        ("path", "status", "words"), [("/", 404, "WebSocket is at /ws"), ("/ws", 426, "WebSocket client")]
    )
    async def test_a_plain_request_is_told_where_to_go(
        self, gateway: Gateway, path: str, status: int, words: str
    ) -> None:
        address = urlsplit(gateway.url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = (await asyncio.wait_for(reader.read(), 5)).decode()
        assert answer.startswith(f"HTTP/1.1 {status} ")
        assert words in answer
        writer.close()

    async def test_a_websocket_elsewhere_is_refused(self, gateway: Gateway) -> None:
        with pytest.raises(InvalidStatus, match="404"):
            await connect(gateway.url + "/elsewhere")

    async def test_a_query_is_ignored(self, gateway: Gateway) -> None:
        async with connect(gateway.url + "?v=1") as connection:
            assert (await Caller(connection).authenticate(gateway.token))["success"] is True


async def test_a_frame_in_pieces_is_one_message(caller: Caller) -> None:
    whole = json.dumps({"type": "get_workspace_status", "id": "q", "data": {"workspace_id": "ws-123"}})
    await caller.connection.send([whole[:10], whole[10:30], whole[30:]])
    assert (await caller.hear())["type"] == "workspace_status"
