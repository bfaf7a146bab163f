"""Reconnecting over and over costs nothing that stays, and of many clients few at a time."""

from __future__ import annotations

import asyncio
import gc
import random
from collections import Counter
from collections.abc import Sequence

import psutil
import pytest
from support.caller import until
from support.village import API, Village

from hexatui.client import backoff
from hexatui.client.attempts import Attempts
from hexatui.client.backoff import FIRST_DELAY, SHORTEST_DELAY
from hexatui.client.connection import run_connection
from hexatui.client.failures import Failure
from hexatui.client.options import ConnectionOptions
from hexatui.client.session import Session, Told
from hexatui.client.tokens import TokenSource
from hexatui.protocol.lifecycle import Link, LinkPhase
from hexatui.protocol.names import Resource
from hexatui.server.gateway import Gateway
from hexatui.server.limits import Limits

CLIENTS = 1_000
RECONNECTS = 1_000
WARM_UP = 200
"""Reconnects after which everything that is made once is there."""


@pytest.mark.timeout(90)
async def test_memory_and_open_files_stay_flat_over_a_thousand_reconnects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backoff, "SHORTEST_DELAY", 0.0)
    lives, stop = 0, asyncio.Event()

    def deliver(batch: Sequence[tuple[Told, float]]) -> None:
        nonlocal lives
        lives += sum(isinstance(fact, Link) and fact.phase is LinkPhase.LIVE for fact, _ in batch)

    async def reconnect(times: int) -> None:
        end = lives + times
        while lives < end:
            lived = lives
            await gateway.drop_connections()
            async with asyncio.timeout(10):
                while lives == lived:  # noqa: ASYNC110 (no event tells of it)
                    await asyncio.sleep(0.001)

    process = psutil.Process()
    async with Gateway(Village(lines=20), limits=Limits(closing_time=0.2)) as gateway:
        options = ConnectionOptions(
            gateway.url, TokenSource.from_value(gateway.token), (Resource("workspace", "ws-123"),)
        )
        session = Session(options, lambda: 0.0)
        session.open_stream(API)
        running = asyncio.create_task(run_connection(session, deliver, stop=stop))
        await until(lambda: lives > 0)
        await reconnect(WARM_UP)
        files, threads, objects, memory = (
            process.num_fds(),
            process.num_threads(),
            _objects(),
            process.memory_info().rss,
        )
        await reconnect(RECONNECTS - WARM_UP)
        # The socket that just ended may wait for its turn to be closed.
        assert abs(process.num_fds() - files) <= 4
        assert process.num_threads() - threads <= 2
        assert _objects() - objects < RECONNECTS - WARM_UP, "something is kept of each connection"
        assert process.memory_info().rss - memory < 16 * 1024 * 1024
        stop.set()
        await asyncio.wait_for(running, 5)


def _objects() -> int:
    gc.collect()
    return len(gc.get_objects())


def test_a_thousand_clients_of_a_gateway_that_restarts_do_not_come_back_in_one_wave() -> None:
    first = _attempts_within(restart_takes=0.0)
    width = (FIRST_DELAY - SHORTEST_DELAY) / 10
    slices = Counter(int((at - SHORTEST_DELAY) / width) for at in first)
    assert len(slices) == 10
    assert max(slices.values()) < 1.5 * CLIENTS / 10


def test_the_longer_a_restart_takes_the_wider_they_spread() -> None:
    after = [at - 20.0 for at in _attempts_within(restart_takes=20.0)]
    most_in_a_second = max(Counter(int(at) for at in after).values())
    assert most_in_a_second < CLIENTS / 5
    assert max(after) < 31


def _attempts_within(restart_takes: float) -> list[float]:
    """When each of many clients, that were all lost at 0, first finds the gateway again."""
    found = []
    for number in range(CLIENTS):
        attempts = Attempts(random.Random(number).random)
        now = 0.0
        attempts.failed(Failure("the gateway is going away"), now, held_for=3600.0)
        while attempts.next is not None and attempts.next < restart_takes:
            now = attempts.next
            attempts.began()
            attempts.failed(Failure("refused"), now, held_for=0.0)
        assert attempts.next is not None
        found.append(attempts.next)
    assert all(at <= FIRST_DELAY for at in found) or restart_takes > 0
    return found
