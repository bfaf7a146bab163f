"""The client as the rest sees it: a thread that is never waited for, and never dies in silence."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import TypeVar

import pytest
from support.caller import until
from support.gateway import free_port
from support.village import API, Village

from hexatui.client.failures import Failure
from hexatui.client.options import ConnectionOptions
from hexatui.client.session import Session, Told
from hexatui.client.tokens import TokenSource
from hexatui.client.worker import Client
from hexatui.protocol.events import LogEntry
from hexatui.protocol.lifecycle import Link, LinkPhase, StreamEnded, StreamWanted, Subscribed
from hexatui.protocol.names import Resource
from hexatui.protocol.replies import WorkspaceStatus
from hexatui.server.gateway import Gateway

Fact = TypeVar("Fact")
WORKSPACE = Resource("workspace", "ws-123")


class Listener:
    """Keeps what a client hands on."""

    def __init__(self) -> None:
        self.facts: list[object] = []
        self.threads: set[str] = set()

    def deliver(self, batch: Sequence[tuple[Told, float]]) -> None:
        self.threads.add(threading.current_thread().name)
        self.facts += [fact for fact, _ in batch]

    def told(self, kind: type[Fact]) -> list[Fact]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    @property
    def phase(self) -> LinkPhase | None:
        links = self.told(Link)
        return links[-1].phase if links else None


def options(url: str, token: str = "some-token") -> ConnectionOptions:
    return ConnectionOptions(url, TokenSource.from_value(token))


async def test_what_was_asked_before_the_start_counts() -> None:
    listener = Listener()
    async with Gateway(Village()) as gateway:
        client = Client(options(gateway.url, gateway.token), listener.deliver)
        client.watch([WORKSPACE])
        client.open_stream(API, 5)
        client.request_status("ws-456")
        client.start()
        await until(lambda: len(listener.told(LogEntry)) == 5)
        await until(lambda: listener.told(Subscribed) == [Subscribed(WORKSPACE, live=True)])
        await until(lambda: len(listener.told(WorkspaceStatus)) == 2)
        await asyncio.to_thread(client.stop)
    assert listener.phase is LinkPhase.CLOSED
    assert listener.threads == {"hexatui-client"}


async def test_requests_from_another_thread_are_answered_at_once() -> None:
    listener = Listener()
    async with Gateway(Village()) as gateway:
        client = Client(options(gateway.url, gateway.token), listener.deliver)
        client.start()
        await until(lambda: listener.phase is LinkPhase.LIVE)
        started = time.monotonic()
        client.request_status("ws-123")
        await until(lambda: len(listener.told(WorkspaceStatus)) == 1)
        assert time.monotonic() - started < 0.5
        client.open_stream(API, 1)
        await until(lambda: len(listener.told(LogEntry)) == 1)
        client.stop_stream(API)
        await until(lambda: listener.told(StreamEnded) == [StreamEnded(API, "stopped")])
        await asyncio.to_thread(client.stop)


async def test_retry_now_does_not_wait_for_the_backoff() -> None:
    listener = Listener()
    port = free_port()
    client = Client(options(f"ws://127.0.0.1:{port}/ws"), listener.deliver)
    client.start()
    for attempt in range(1, 6):
        await until(lambda number=attempt: _waiting(listener, number))  # type: ignore[misc]
        client.retry_now()
    client.stop()


def _waiting(listener: Listener, failed: int) -> bool:
    return any(link.phase is LinkPhase.WAITING and link.attempt >= failed for link in listener.told(Link))


@pytest.mark.parametrize("times", [1, 3])
def test_stopping_is_bounded_and_may_be_said_twice(times: int) -> None:
    client = Client(options(f"ws://127.0.0.1:{free_port()}/ws"), lambda _: None)
    client.start()
    started = time.monotonic()
    for _ in range(times):
        client.stop()
    assert time.monotonic() - started < 2
    assert "hexatui-client" not in {thread.name for thread in threading.enumerate()}


def test_one_that_was_never_started_can_be_stopped() -> None:
    client = Client(options("ws://127.0.0.1:1/ws"), lambda _: None)
    client.watch([WORKSPACE])
    client.stop()


async def test_a_fault_of_ours_becomes_a_fact_and_the_client_goes_on(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    listener = Listener()
    lost = Session.connecting
    faults = iter([RuntimeError("the secret"), ValueError("the secret")])

    def fail_twice(session: Session, at: float) -> None:
        if error := next(faults, None):
            raise error
        lost(session, at)

    monkeypatch.setattr(Session, "connecting", fail_twice)
    async with Gateway(Village()) as gateway:
        client = Client(options(gateway.url, gateway.token), listener.deliver)
        client.start()
        await until(lambda: listener.phase is LinkPhase.LIVE, 10)
        await asyncio.to_thread(client.stop)
    reasons = [link.reason for link in listener.told(Link) if link.phase is LinkPhase.WAITING]
    assert len(reasons) == 2
    assert "RuntimeError" in reasons[0]
    assert "the secret" not in "".join(reasons)
    assert capfd.readouterr() == ("", "")


async def test_a_listener_that_fails_does_not_end_the_thread(capfd: pytest.CaptureFixture[str]) -> None:
    listener = Listener()
    failures = iter([True, True, False])

    def deliver(batch: Sequence[tuple[Told, float]]) -> None:
        if next(failures, False):
            raise RuntimeError("not now")
        listener.deliver(batch)

    async with Gateway(Village()) as gateway:
        client = Client(options(gateway.url, gateway.token), deliver)
        client.watch([WORKSPACE])
        client.start()
        await until(lambda: listener.phase is LinkPhase.LIVE, 10)
        await until(lambda: len(listener.told(Subscribed)) == 1)
        await asyncio.to_thread(client.stop)
    assert capfd.readouterr() == ("", "")


def test_importing_it_brings_nothing_heavy() -> None:
    code = (
        "import sys, hexatui.client.worker;"
        "print([name for name in ('pydantic', 'websockets', 'jwt', 'psutil', 'textual') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == "[]"


class TestFaults:
    """What is left after a fault, by which nothing that a person asked for may be lost."""

    def test_no_more_is_waited_than_was_told(self) -> None:
        listener = Listener()
        client = _faulty(listener)
        session = client._session
        assert session is not None
        for _ in range(10):
            session.lost(Failure("gone"), time.monotonic(), time.time())
        client._survive(RuntimeError(), 1, 0.5)
        assert session.next_attempt is not None
        assert session.next_attempt <= time.monotonic()
        (link,) = listener.told(Link)
        assert link.retry_at == pytest.approx(time.time() + 0.5, abs=0.4)

    def test_what_was_not_handed_on_yet_is_handed_on(self) -> None:
        listener = Listener()
        client = _faulty(listener)
        client.open_stream(API)
        client.stop_stream(API)
        assert client._session is not None
        while client._requests:
            client._requests.popleft()(client._session)
        client._survive(RuntimeError(), 1, 0.5)
        assert [type(fact) for fact in listener.facts] == [StreamWanted, StreamEnded, Link]

    async def test_what_a_listener_could_not_take_of_a_wish_is_told_again(self) -> None:
        listener = Listener()
        faults = iter([RuntimeError("not now")])

        def deliver(batch: Sequence[tuple[Told, float]]) -> None:
            if any(isinstance(fact, StreamEnded) for fact, _ in batch) and (error := next(faults, None)):
                raise error
            listener.deliver(batch)

        async with Gateway(Village()) as gateway:
            client = Client(options(gateway.url, gateway.token), deliver)
            client.open_stream(API)
            client.start()
            await until(lambda: len(listener.told(LogEntry)) > 0)
            client.stop_stream(API)
            await until(lambda: listener.told(StreamEnded) == [StreamEnded(API, "stopped")], 10)
            await asyncio.to_thread(client.stop)

    async def test_what_a_listener_could_not_take_of_a_refusal_is_told_again(self) -> None:
        listener = Listener()
        faults = iter([RuntimeError("not now")])

        def deliver(batch: Sequence[tuple[Told, float]]) -> None:
            if any(isinstance(fact, StreamEnded) for fact, _ in batch) and (error := next(faults, None)):
                raise error
            listener.deliver(batch)

        async with Gateway(Village()) as gateway:
            client = Client(options(gateway.url, gateway.token), deliver)
            client.open_stream(API._replace(pod="nobody"))
            client.start()
            await until(lambda: [fact.outcome for fact in listener.told(StreamEnded)] == ["failed"], 10)
            await asyncio.to_thread(client.stop)

    async def test_each_loop_is_closed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        loops: list[asyncio.AbstractEventLoop] = []
        make, faults = asyncio.new_event_loop, iter([RuntimeError("not now")])

        def make_and_keep() -> asyncio.AbstractEventLoop:
            loops.append(make())
            return loops[-1]

        def deliver(_: Sequence[tuple[Told, float]]) -> None:
            if error := next(faults, None):
                raise error

        monkeypatch.setattr(asyncio, "new_event_loop", make_and_keep)
        client = Client(options(f"ws://127.0.0.1:{free_port()}/ws"), deliver)
        client.open_stream(API)  # It is told as soon as the thread begins, before any conversation.
        client.start()
        await until(lambda: len(loops) == 2, 10)
        await asyncio.to_thread(client.stop)
        assert [loop.is_closed() for loop in loops] == [True, True]


def _faulty(listener: Listener) -> Client:
    """A client that was not started, with the session that it would have after a fault."""
    client = Client(options("ws://127.0.0.1:1/ws"), listener.deliver)
    client._session = Session(client._options)
    return client
