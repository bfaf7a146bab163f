"""Whatever the network does: afterwards the state is the platform's, and what is missing of a log is said to be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from support.caller import until
from support.fault_proxy import Fault, FaultProxy
from support.village import API, Village

from hexatui.client import backoff, opening
from hexatui.client.connection import run_connection
from hexatui.client.options import ConnectionOptions
from hexatui.client.session import Session, Told
from hexatui.client.tokens import TokenSource
from hexatui.protocol.events import LogEntryData, StatusChanged, StatusChangedData
from hexatui.protocol.lifecycle import LinkPhase
from hexatui.protocol.names import Resource
from hexatui.protocol.replies import WorkspaceStatusData
from hexatui.server.gateway import Gateway
from hexatui.server.limits import Limits
from hexatui.state.fleet import Fleet

WATCHED = tuple(Resource("workspace", id) for id in ("ws-123", "ws-456"))
LIMITS = Limits(ping_interval=0.1, closing_time=0.2)
STATUSES = ("active", "suspended", "provisioning")


class Town(Village):
    """A village in which something happens: lines are written, and a status changes."""

    def __init__(self, lines: int) -> None:
        super().__init__(lines=0)
        self.changes = 0
        self.gateway: Gateway | None = None
        for _ in range(lines):
            self.write()

    @property
    def status_now(self) -> str:
        return STATUSES[self.changes % len(STATUSES)]

    def status(self, workspace_id: str) -> WorkspaceStatusData | None:
        status = super().status(workspace_id)
        return status and status.model_copy(update={"status": self.status_now})

    def write(self) -> None:
        entry = LogEntryData(
            stream_id="",
            timestamp=datetime.now(UTC),
            level="info",
            message=f"line {len(self.lines)}",
            pod=API.pod,
            container=API.container,
        )
        self.lines.append(entry)
        if self.gateway is not None:
            self.gateway.publish_log(API, entry)

    def change(self) -> None:
        self.changes += 1
        if self.gateway is not None:
            for resource in WATCHED:
                data = StatusChangedData(workspace_id=resource.id, new_status=self.status_now)
                self.gateway.publish(StatusChanged(data=data))


class Scene:
    """A platform, a network that may fail, and a client whose state is looked at."""

    def __init__(self, town: Town, proxy: FaultProxy, session: Session, fleet: Fleet) -> None:
        self.town, self.proxy, self.session, self.fleet = town, proxy, session, fleet

    @property
    def live(self) -> bool:
        return self.fleet.link.phase is LinkPhase.LIVE

    @property
    def shown(self) -> list[str | None]:
        """The log as a person sees it; None is a gap."""
        stream = self.fleet.streams.get(API)
        if stream is None:
            return []
        lines = stream.buffer.lines(0, stream.buffer.end)
        return [None if line.gap else line.text for line in lines]

    @property
    def equal(self) -> bool:
        """Whether the state is the platform's."""
        workspaces = [self.fleet.workspaces.get(resource.id) for resource in WATCHED]
        return self.live and all(
            workspace is not None
            and workspace.subscribed is True
            and workspace.status is not None
            and workspace.status.value == self.town.status_now
            and self.fleet.is_current(workspace.status.at)
            for workspace in workspaces
        )

    @property
    def caught_up(self) -> bool:
        return self.shown[-1:] == [self.town.lines[-1].message]

    async def come_right(self, timeout: float = 10) -> None:
        """Wait until state and platform are equal, and new lines flow; and nothing of the log is lost or repeated."""
        await until(lambda: self.equal, timeout)
        await until(lambda: bool(self.fleet.stream_ids), timeout)
        self.town.write()
        await until(lambda: self.caught_up, timeout)
        assert_true(self.shown, [line.message for line in self.town.lines])

    async def lose(self) -> None:
        """Wait until the client has seen that the connection is gone."""
        await until(lambda: not self.live)


def assert_true(shown: Sequence[str | None], written: Sequence[str]) -> None:
    """What is shown is what was written: no line is missing or comes twice, but at a gap."""
    numbers = {line: number for number, line in enumerate(written)}
    expected: int | None = None
    latest = -1
    for line in shown:
        if line is None:
            expected = None
            continue
        number = numbers[line]
        assert number > latest, f"{line} came again"
        assert expected is None or number == expected, f"{line} where {written[expected]} was due"
        latest, expected = number, number + 1


@asynccontextmanager
async def scene(*faults: Fault, lines: int = 30, heartbeat_timeout: float = 5.0) -> AsyncIterator[Scene]:
    """A client on a network that does these things to its connections, one after another."""
    town, fleet = Town(lines), Fleet()

    def deliver(batch: Sequence[tuple[Told, float]]) -> None:
        for message, at in batch:
            fleet.apply(message, at)

    async with Gateway(town, limits=LIMITS) as gateway, FaultProxy(gateway.url) as proxy:
        town.gateway = gateway
        proxy.inflict(*faults)
        token = TokenSource.from_value(gateway.token)
        options = ConnectionOptions(proxy.url, token, WATCHED, heartbeat_timeout=heartbeat_timeout)
        session, stop = Session(options, lambda: 0.0), asyncio.Event()
        session.open_stream(API, tail_lines=20)
        running = asyncio.create_task(run_connection(session, deliver, stop=stop))
        try:
            yield Scene(town, proxy, session, fleet)
        finally:
            stop.set()
            await asyncio.wait_for(running, 5)


@pytest.fixture(autouse=True)
def _no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backoff, "SHORTEST_DELAY", 0.01)
    monkeypatch.setattr(opening, "CONNECT_TIMEOUT", 0.5)


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
async def test_a_session_may_be_cut_after_any_byte(reset: bool) -> None:
    # From within the upgrade, through the token, the subscriptions and the history, to a stream that flows.
    places = [*range(1, 1_000, 97), *range(1_000, 9_000, 331)]
    async with scene(*(Fault(cut_after=place, reset=reset) for place in places)) as here:
        while here.proxy.accepted <= len(places):
            before = here.proxy.accepted
            async with asyncio.timeout(10):
                while here.proxy.accepted == before:
                    here.town.write()
                    await asyncio.sleep(0.002)
            here.town.change()
        await here.come_right()
        # Where it was cut before the first line, that is the gap at the beginning.
        assert None not in here.shown[1:]


async def test_a_connection_that_dies_as_soon_as_it_is_live_comes_right_once_it_holds() -> None:
    async with scene() as here:
        for _ in range(8):
            await until(lambda: here.live)
            here.town.write()
            here.town.change()
            here.proxy.cut()
            await here.lose()
        await here.come_right()
        # Where it was cut before the first line, that is the gap at the beginning.
        assert None not in here.shown[1:]


async def test_more_lines_than_the_history_holds_are_told_as_a_gap() -> None:
    async with scene() as here:
        await here.come_right()
        here.proxy.cut()
        for _ in range(700):
            here.town.write()
        await here.lose()
        await here.come_right()
        assert here.shown.count(None) == 1


async def test_a_stall_delays_and_loses_nothing() -> None:
    async with scene() as here:
        await here.come_right()
        here.proxy.stall()
        for _ in range(50):
            here.town.write()
        here.town.change()
        here.proxy.stall(False)
        await here.come_right()
        assert here.proxy.accepted == 1
        assert None not in here.shown


@pytest.mark.parametrize("place", [100, 700, 3_000])
async def test_a_peer_that_vanished_is_noticed_by_its_silence(place: int) -> None:
    async with scene(Fault(stall_after=place), heartbeat_timeout=0.5) as here:
        await until(lambda: here.proxy.accepted == 1)
        here.town.change()
        await here.come_right(15)
        assert here.proxy.accepted == 2
        assert None not in here.shown


async def test_a_slow_network_shows_everything_once() -> None:
    async with scene(lines=12) as here:
        await here.come_right()
        here.proxy.inflict(Fault(bytes_per_second=1_000))
        here.proxy.cut()
        await here.lose()
        here.town.write()
        await here.come_right(20)
        assert None not in here.shown


@pytest.mark.parametrize("place", range(700, 5_700, 370))
async def test_garbled_bytes_end_in_a_gap_or_a_reconnect(place: int) -> None:
    async with scene(Fault(garble=frozenset({place}))) as here:
        await until(lambda: here.fleet.link.phase is not LinkPhase.CONNECTING)
        here.town.write()
        await until(lambda: here.live)
        here.town.write()
        here.proxy.cut()
        await here.come_right()
