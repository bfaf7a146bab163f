from __future__ import annotations

import time

import pytest
from support.pretended import Pretended
from support.talking import admit, platform, talking
from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from hexatui.client import connection
from hexatui.client.backoff import LONGEST_DELAY
from hexatui.client.sleeping import LEAST_SLEEP, LOOK_EVERY, SleepWatch
from hexatui.protocol.lifecycle import LinkPhase
from hexatui.protocol.names import Resource


def test_a_machine_that_is_awake_has_not_slept() -> None:
    watch = SleepWatch(100.0, 1_000.0)
    assert watch.slept(100.0 + LOOK_EVERY, 1_000.0 + LOOK_EVERY) == 0.0


def test_a_busy_moment_is_no_sleep() -> None:
    watch = SleepWatch(100.0, 1_000.0)
    late = LOOK_EVERY + LEAST_SLEEP / 2
    assert watch.slept(100.0 + late, 1_000.0 + late) == 0.0


@pytest.mark.parametrize("monotonic_goes_on", [False, True])
def test_a_sleep_is_noticed_whether_or_not_the_monotonic_clock_goes_on(monotonic_goes_on: bool) -> None:
    watch = SleepWatch(100.0, 1_000.0)
    now = 100.0 + LOOK_EVERY + (3_600.0 if monotonic_goes_on else 0.0)
    assert watch.slept(now, 1_000.0 + LOOK_EVERY + 3_600.0) == 3_600.0
    assert watch.slept(now + LOOK_EVERY, 1_000.0 + 2 * LOOK_EVERY + 3_600.0) == 0.0


def test_a_clock_that_is_set_back_is_no_sleep() -> None:
    watch = SleepWatch(100.0, 1_000.0)
    assert watch.slept(100.0 + LOOK_EVERY, 400.0) == 0.0


def test_a_wait_for_the_next_attempt_ends_when_the_machine_wakes() -> None:
    talk = Pretended(Resource("workspace", "ws-1"))
    talk.open()
    talk.lose(retry_after=3_600.0)
    talk.session.woke(600.0, talk.now)
    assert talk.session.next_attempt == talk.now


def test_a_connection_that_slept_longer_than_its_heartbeat_allows_is_over() -> None:
    talk = Pretended(Resource("workspace", "ws-1"))
    talk.live()
    talk.session.woke(60.0, talk.now)
    assert talk.session.failure is None
    talk.session.woke(2_400.0, talk.now)
    assert talk.session.failure
    assert talk.session.failure.reason == "this machine was asleep for 40 minutes"


def test_after_a_sleep_the_next_attempt_comes_at_once_however_many_failed_before_it() -> None:
    talk = Pretended(chance=lambda: 1.0)
    for _ in range(6):
        talk.open()
        talk.lose()
    talk.live()
    talk.session.woke(2_400.0, talk.now)
    talk.lose()
    assert talk.session.next_attempt == talk.now
    # The one after that waits as ever.
    talk.open()
    talk.lose()
    assert talk.session.next_attempt == talk.now + LONGEST_DELAY


def test_an_attempt_that_was_under_way_during_a_sleep_is_followed_by_another_at_once() -> None:
    talk = Pretended(chance=lambda: 1.0)
    talk.session.connecting(talk.at)
    talk.session.woke(60.0, talk.now)
    talk.lose()
    assert talk.session.next_attempt == talk.now
    assert talk.link.retry_at == talk.at


async def test_a_laptop_that_wakes_connects_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clocks:
        """The wall clock goes on while the machine sleeps, the monotonic one stands still."""

        monotonic = staticmethod(time.monotonic)
        slept = 0.0

        @classmethod
        def time(cls) -> float:
            return time.time() + cls.slept

    monkeypatch.setattr(connection, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(connection, "time", Clocks)

    def unavailable(socket: ServerConnection, request: Request) -> Response:
        response = socket.respond(503, "not now")
        response.headers["Retry-After"] = "3600"
        return response

    async with platform(admit, process_request=unavailable) as url, talking(url) as talk:
        await talk.phase(LinkPhase.WAITING)
        Clocks.slept = 600.0
        await talk.phase(LinkPhase.CONNECTING, 2)
