"""The I/O loop: connect, feed the session, send what it says, reconnect.

The reconnect loop is our own. The library's begins its backoff anew at each handshake, and this platform refuses a
token after the handshake.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeAlias

from hexatui.client import failures, renewing
from hexatui.client.aside import aside
from hexatui.client.explaining import talking_failure
from hexatui.client.failures import Failure, FailureKind
from hexatui.client.masking import TokenMask
from hexatui.client.opening import CLOSE_TIMEOUT, Progress, close_socket, open_socket, opening_failure
from hexatui.client.options import ConnectionOptions, Endpoint
from hexatui.client.receiving import ReceivingConnection
from hexatui.client.renewing import TokenReader, has_expired
from hexatui.client.session import Session, Told
from hexatui.client.sleeping import LOOK_EVERY, SleepWatch
from hexatui.client.tokens import expiry
from hexatui.protocol.codec import decode_server
from hexatui.protocol.lifecycle import LinkPhase
from hexatui.recording import masked

SEND_TIMEOUT = 20.0
"""Seconds that a message may wait for the network to take it."""

MAX_BATCH = 100
"""Messages handed on together at most; after as many the loop turns to its other work.

Measured with 300,000 log lines: 100 pass a seventh faster than 500, whose messages fall out of the processor's cache.
"""

MAX_UNSENT = 1_048_576
"""Bytes that may wait for the network; who makes us answer and never reads would let them grow without end."""

UNSENT_CHECK_INTERVAL = 1.0
"""Seconds between two looks at how much waits."""

Deliver: TypeAlias = Callable[[Sequence[tuple[Told, float]]], None]
"""Takes what is handed on, with Unix seconds; called in the loop's thread."""

FrameTap: TypeAlias = Callable[[float, Literal["in", "out"], bytes], None]
"""Takes each raw frame with Unix seconds; the token is masked, and what is no UTF-8 is as it came."""


WhenLive: TypeAlias = Callable[[str], Awaitable[None]]
"""What is done beside each conversation once it is live, with its token; cancelled with it, and never to end first."""


@dataclass(frozen=True, slots=True)
class ConnectionOutcome:
    """How a conversation ended for good."""

    failure: Failure | None = None
    """What it failed of; None where it was stopped as asked."""

    @property
    def kind(self) -> FailureKind | None:
        """What kind of failure it was; None where it was stopped as asked."""
        return self.failure.kind if self.failure else None


async def run_connection(
    session: Session,
    deliver: Deliver,
    on_frame: FrameTap | None = None,
    stop: asyncio.Event | None = None,
    nudge: asyncio.Event | None = None,
    *,
    wait_when_refused: bool = False,
    when_live: WhenLive | None = None,
) -> ConnectionOutcome:
    """Keep a session connected until it is stopped, or until there is nothing more to try.

    Args:
        session: the rules; its options say where to connect, and whether to try again after a failure.
        deliver: takes what happened, in batches.
        on_frame: takes the raw frames.
        stop: set it to end the conversation with a goodbye; takes about a second at most.
        nudge: set it after asking something of the session, so that it is said at once.
        wait_when_refused: stay, without trying anything, when the platform refuses us, until `Session.retry_now` or
            a new token; otherwise that ends the conversation.
        when_live: what is done beside each conversation once it is live.
    """
    return await _Conversation(session, deliver, on_frame, stop, nudge, when_live).run(wait_when_refused)


class _Conversation:
    def __init__(
        self,
        session: Session,
        deliver: Deliver,
        on_frame: FrameTap | None,
        stop: asyncio.Event | None,
        nudge: asyncio.Event | None,
        when_live: WhenLive | None,
    ) -> None:
        self._session = session
        self._when_live = when_live
        self._live = asyncio.Event()
        self._options: ConnectionOptions = session.options
        self._deliver = deliver
        self._on_frame = on_frame
        self._stop = stop or asyncio.Event()
        self._wake = nudge or asyncio.Event()
        self._socket: ReceivingConnection | None = None
        self._mask = TokenMask()
        self._tokens = TokenReader(self._options.token)

    async def run(self, wait_when_refused: bool) -> ConnectionOutcome:
        stopping = asyncio.create_task(self._stop.wait())
        stopping.add_done_callback(lambda _: self._wake.set())
        watching = asyncio.create_task(self._watch_for_sleep())
        try:
            while await self._until_attempt():
                attempt = asyncio.create_task(self._attempt())
                try:
                    await asyncio.wait({attempt, stopping}, return_when=asyncio.FIRST_COMPLETED)
                    if stopping.done():
                        await self._goodbye()
                        break
                finally:
                    attempt.cancel()
                    await asyncio.wait({attempt})
                failure = attempt.result()
                self._session.lost(failure, time.monotonic(), time.time())
                self._hand_on()
                refused = self._session.phase is LinkPhase.REFUSED
                if not self._options.retry or (refused and not wait_when_refused):
                    return ConnectionOutcome(failure)
        finally:
            stopping.cancel()
            watching.cancel()
        self._session.closed(time.time())
        self._hand_on()
        return ConnectionOutcome()

    async def _watch_for_sleep(self) -> None:
        """Tell the session when this machine was asleep."""
        watch = SleepWatch(time.monotonic(), time.time())
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if slept := watch.slept(time.monotonic(), time.time()):
                self._session.woke(slept, time.monotonic())
                self._wake.set()

    async def _until_attempt(self) -> bool:
        """Wait for the time of the next attempt. False when the conversation is stopped instead."""
        session = self._session
        while not self._stop.is_set():
            self._wake.clear()
            self._hand_on()
            due = session.next_attempt
            if due is not None and due <= time.monotonic():
                return True
            checking = due is None and session.awaits_token and self._options.token.watched
            await self._sleep_until(time.monotonic() + renewing.TOKEN_CHECK_INTERVAL if checking else due)
            if checking and await self._token_was_replaced():
                session.retry_now(time.monotonic())
        return False

    async def _token_was_replaced(self) -> bool:
        try:
            return self._session.accepts_token(await aside(self._options.token.read))
        except Exception:
            return False  # It is being written, or gone: the next look may find it.

    async def _sleep_until(self, deadline: float | None) -> None:
        """Wait until something happens, or until a time of the monotonic clock."""
        loop = asyncio.get_running_loop()
        if deadline is None or deadline == float("inf"):
            await self._wake.wait()
            return
        # The loop's clock need not be the monotonic one.
        timer = loop.call_later(max(0.0, deadline - time.monotonic()), self._wake.set)
        try:
            await self._wake.wait()
        finally:
            timer.cancel()

    async def _attempt(self) -> Failure:
        """Connect, authenticate and talk, as long as it lasts. Returns why it ended; every exception has its words."""
        endpoint: Endpoint | None = None
        try:
            self._session.connecting(time.time())
            self._hand_on()
            endpoint = self._options.endpoint()
            token = await self._tokens.read()
            self._mask = TokenMask(token)
            if not self._session.accepts_token(token):
                return failures.token_unchanged(expired=has_expired(token))
            progress = Progress()
            try:
                self._socket = await open_socket(endpoint, self._options, progress)
            except Exception as error:
                self._tokens.unsaid(token)
                return opening_failure(error, endpoint, progress)
            try:
                return await self._converse(self._socket, token, endpoint)
            finally:
                self._socket.transport.abort()
                self._socket = None
        except Exception as error:
            if endpoint is None:
                endpoint = Endpoint(self._options.url, False, self._options.url, 0, False)
            return talking_failure(error, endpoint, self._session.phase, self._mask)

    async def _converse(self, socket: ReceivingConnection, token: str, endpoint: Endpoint) -> Failure:
        self._session.opened(token, time.monotonic(), time.time())
        self._live.clear()
        work = [self._read(socket), self._pump(socket), self._until_nothing_is_taken(socket, endpoint)]
        expires_at = expiry(token)
        if expires_at is not None and self._options.retry and self._options.token.renewable:
            work.append(self._until_renewed(token, expires_at))
        if self._when_live is not None:
            work.append(self._beside(self._when_live, token))
        tasks = {asyncio.create_task(part) for part in work}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        self._hand_on()
        errors = (task.exception() for task in done if not task.cancelled())
        if self._session.failure is not None:
            await close_socket(socket)
            return self._session.failure
        error = next((error for error in errors if error is not None), None)
        return talking_failure(error or EOFError(), endpoint, self._session.phase, self._mask)

    async def _read(self, socket: ReceivingConnection) -> None:
        """Take what comes, in batches."""
        session, on_frame, mask = self._session, self._on_frame, self._mask
        while True:
            arrived = await socket.receive()
            for start in range(0, len(arrived), MAX_BATCH):
                batch = arrived[start : start + MAX_BATCH]
                now, at, size = time.monotonic(), time.time(), sum(map(len, batch))
                # The platform may quote the token, which must be shown nowhere.
                batch = mask.frames(batch)
                if on_frame is not None:
                    for frame in batch:
                        on_frame(at, "in", frame)
                session.receive_all([decode_server(frame) for frame in batch], now, at, size)
                self._hand_on()
                await asyncio.sleep(0)
            self._wake.set()

    async def _pump(self, socket: ReceivingConnection) -> None:
        """Let time pass for the session, send what it says, and hand on what it tells, until it has failed."""
        session = self._session
        pinged = False
        while session.failure is None:
            self._wake.clear()
            now, at = time.monotonic(), time.time()
            session.traffic.round_trip = socket.latency or session.traffic.round_trip
            session.tick(now, at)
            frames = session.outgoing(now)
            self._hand_on()
            for frame in frames:
                await self._send(socket, frame)
            if not pinged and session.phase is LinkPhase.LIVE:
                pinged = True
                self._live.set()
                async with asyncio.timeout(SEND_TIMEOUT):
                    pong = asyncio.ensure_future(await socket.ping())
                pong.add_done_callback(lambda _: self._wake.set())
            if session.failure is None:
                await self._sleep_until(session.next_deadline(now))

    async def _beside(self, when_live: WhenLive, token: str) -> None:
        await self._live.wait()
        await when_live(token)

    async def _until_nothing_is_taken(self, socket: ReceivingConnection, endpoint: Endpoint) -> None:
        """End the connection once too much waits to be sent; the library's own pongs wait for nobody's leave."""
        while socket.transport.get_write_buffer_size() <= MAX_UNSENT:  # noqa: ASYNC110 (no event tells of it)
            await asyncio.sleep(UNSENT_CHECK_INTERVAL)
        self._session.failure = self._session.failure or failures.nothing_taken(endpoint.host)

    async def _until_renewed(self, token: str, expires_at: float) -> None:
        """End the connection once there is a token that lasts longer: the platform knows the old one."""
        renewed = await self._tokens.renewed(token, expires_at)
        self._session.failure = self._session.failure or renewed

    async def _send(self, socket: ReceivingConnection, frame: str) -> None:
        if self._on_frame is not None:
            self._on_frame(time.time(), "out", masked(frame).encode())
        async with asyncio.timeout(SEND_TIMEOUT):
            await socket.send(frame)

    def _hand_on(self) -> None:
        told = self._session.told()
        if not told:
            return
        try:
            self._deliver(told)
        except BaseException:
            self._session.not_taken(told)
            raise

    async def _goodbye(self) -> None:
        """Say what is to be said at the end, and close; an end by force is prepared if that takes too long."""
        if self._socket is None:
            return
        with suppress(Exception):
            async with asyncio.timeout(CLOSE_TIMEOUT):
                for frame in self._session.farewell(time.monotonic()):
                    await self._send(self._socket, frame)
        await close_socket(self._socket)
