"""The gateway's beginning and end: its address, its tokens, its last words, and what fails."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from support.caller import Caller, calling
from support.village import API, Village, status_changed
from websockets.asyncio.client import connect

from hexatui.protocol.events import LogEntryData
from hexatui.server.gateway import Gateway
from hexatui.server.limits import Limits
from hexatui.server.sources import History, Publish, PublishLog


class TestLastWords:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(closing_time=30)

    async def test_what_was_published_before_a_close_is_still_delivered(self, gateway: Gateway, caller: Caller) -> None:
        await caller.subscribe("workspace", "ws-123", "status_changed")
        # More than the socket's buffers hold, so that it waits in the gateway.
        for number in range(400):
            gateway.publish(status_changed(f"{number} " + "x" * 50_000))
        dropping = asyncio.create_task(gateway.drop_connections(1012))
        heard = [(await caller.hear())["data"]["message"].partition(" ")[0] for _ in range(400)]
        assert heard == [str(number) for number in range(400)]
        assert await caller.close_code() == 1012
        await dropping

    async def test_no_history_holds_them_up(self) -> None:
        async with Gateway(Village(100_000)) as gateway, calling(gateway, gateway.token) as caller:
            await caller.say({"type": "stream_logs", "id": "s", "data": {**API._asdict(), "tail_lines": 100_000}})
            await caller.say("x" * 1_100_000)
            heard = await caller.hear()
            while heard["type"] == "log_entry":
                heard = await caller.hear()
            assert heard["error"]["code"] == "MESSAGE_TOO_LARGE"
            assert await caller.close_code() == 1009


class TestEnd:
    async def test_clients_are_told_that_the_gateway_goes_away(self, village: Village) -> None:
        async with Gateway(village) as gateway:
            connection = await connect(gateway.url)
        assert await Caller(connection).close_code() == 1001

    async def test_a_stuck_client_does_not_hold_it_up(self, village: Village) -> None:
        async with Gateway(village, limits=Limits(closing_time=0.2)) as gateway:
            connection = await connect(gateway.url, compression=None)
            stuck = Caller(connection)
            await stuck.authenticate(gateway.token)
            await stuck.subscribe("workspace", "ws-123", "status_changed")
            connection.transport.pause_reading()
            for _ in range(300):
                gateway.publish(status_changed("x" * 50_000))
                await asyncio.sleep(0)
            began = time.monotonic()
        assert time.monotonic() - began < 2
        assert gateway.client_count == 0
        connection.transport.abort()

    async def test_its_port_is_free_afterwards(self, village: Village) -> None:
        async with Gateway(village) as first:
            port = urlsplit(first.url).port
        assert port is not None
        async with Gateway(village, port=port) as second:
            assert urlsplit(second.url).port == port

    async def test_a_port_in_use_is_an_os_error(self, gateway: Gateway, village: Village) -> None:
        port = urlsplit(gateway.url).port
        assert port is not None
        with pytest.raises(OSError, match="address already in use"):
            await Gateway(village, port=port).__aenter__()

    async def test_connections_can_be_dropped_without_a_word_or_with_a_code(self, gateway: Gateway) -> None:
        for code, seen in ((None, 1006), (1012, 1012)):
            async with calling(gateway, gateway.token) as caller:
                await gateway.drop_connections(code)
                assert await caller.close_code() == seen

    async def test_a_source_that_fails_ends_it_loudly(self, caplog: pytest.LogCaptureFixture) -> None:
        fail = asyncio.Event()

        class Failing(Village):
            async def run(self, publish: Publish, publish_log: PublishLog) -> None:
                await fail.wait()
                raise RuntimeError("no more facts")

        async def see_it_fail() -> None:
            async with Gateway(Failing()) as gateway, calling(gateway, gateway.token) as caller:
                fail.set()
                assert await caller.close_code() == 1011
                await asyncio.wait_for(gateway.wait_closed(), 5)

        with pytest.raises(RuntimeError, match="no more facts"):
            await see_it_fail()
        assert "the source failed" in caplog.text

    @pytest.mark.parametrize("error", [RuntimeError, TimeoutError])
    @pytest.mark.parametrize("late", [False, True], ids=["when it is asked", "while it is told"])
    async def test_a_source_that_fails_one_client_keeps_the_others(
        self, error: type[Exception], late: bool, caplog: pytest.LogCaptureFixture
    ) -> None:
        class Forgetful(Village):
            def history(self, source: object, lines: int) -> History:
                if not late:
                    raise error("the file is gone")
                return History(self.failing())

            def failing(self) -> Iterator[LogEntryData]:
                raise error("the file is gone")
                yield

        async with Gateway(Forgetful()) as gateway, calling(gateway, gateway.token) as first:
            async with calling(gateway, gateway.token) as second:
                await second.say({"type": "stream_logs", "id": "s", "data": API._asdict()})
                assert await second.close_code() == 1011
            await first.subscribe("workspace", "ws-123")


class TestAddress:
    async def test_it_listens_on_loopback_unless_told_otherwise(self, gateway: Gateway) -> None:
        assert gateway.url.startswith("ws://127.0.0.1:")

    async def test_a_wildcard_is_shown_as_an_address_to_connect_to(self, village: Village) -> None:
        async with Gateway(village, host="0.0.0.0") as gateway:
            assert gateway.url.startswith("ws://127.0.0.1:")

    @pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
    async def test_an_ipv6_address_is_bracketed(self, village: Village) -> None:
        try:
            async with Gateway(village, host="::1") as gateway, calling(gateway, gateway.token):
                assert gateway.url.startswith("ws://[::1]:")
        except OSError:
            pytest.skip("no IPv6 loopback here")


class TestSecrets:
    async def test_no_log_at_any_level_holds_a_token(self, village: Village, caplog: pytest.LogCaptureFixture) -> None:
        for name in ("hexatui", "websockets.server", "asyncio"):
            caplog.set_level(logging.DEBUG, logger=name)
        async with Gateway(village) as gateway:
            token = gateway.token
            async with calling(gateway) as caller:
                await caller.authenticate(token)
                await caller.authenticate(token + "x")
        gateway_records = [record for record in caplog.records if not record.name.startswith("websockets.client")]
        assert not any(token[:10] in record.getMessage() for record in gateway_records)
        assert token not in repr(vars(gateway))

    async def test_a_token_of_another_gateway_is_refused(self, gateway: Gateway, stranger: Caller) -> None:
        async with Gateway(Village()) as other:
            assert (await stranger.authenticate(other.token))["success"] is False

    async def test_a_given_secret_makes_tokens_that_outlive_the_gateway(self, village: Village) -> None:
        secret = b"thirty-two bytes of a given secret"
        async with Gateway(village, secret=secret) as first:
            token = first.mint(sub="user-9")
        async with Gateway(village, secret=secret) as second, calling(second) as caller:
            assert (await caller.authenticate(token))["user_id"] == "user-9"
