"""The demo as the gateway sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from support.caller import until
from support.village import told

from hexatui.protocol.events import AlertTriggered, Event, HealthChanged, LogEntryData, StatusChanged
from hexatui.protocol.names import LogSource, Resource
from hexatui.server.sources import Source, SourceError
from hexatui.server.sources.demo import DemoSource
from hexatui.server.sources.demo.fleet import Container
from hexatui.server.sources.demo.logs import DemoLogs, _Line

START = datetime(2024, 1, 20, 10, tzinfo=UTC)


def known(count: int | None) -> int:
    assert count is not None
    return count


API = LogSource("ws-123", "frontend", "api-server-abc123", "api")


class Audience:
    """Takes what is published."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.lines: list[tuple[LogSource, LogEntryData]] = []

    def event(self, event: Event) -> None:
        self.events.append(event)

    def line(self, source: LogSource, entry: LogEntryData) -> None:
        self.lines.append((source, entry))

    def of(self, source: LogSource) -> list[LogEntryData]:
        return [entry for whose, entry in self.lines if whose == source]


def play(source: DemoSource, *stops: float) -> Audience:
    audience = Audience()
    for stop in stops:
        source.play(stop, audience.event, audience.line)
    return audience


def demo(seed: int = 7, speed: float = 1.0, workspaces: int = 12) -> DemoSource:
    return DemoSource(seed, speed, workspaces, started=START)


def test_it_is_a_source() -> None:
    source: Source = demo()
    assert source.containers()


def test_the_names_of_the_reference_exist() -> None:
    places = {place.resource: place for place in demo().places()}
    assert places[Resource("organization", "org-123")].name == "My Organization"
    assert places[Resource("workspace", "ws-123")].name == "Development"
    assert places[Resource("workspace", "ws-123")].parent == Resource("organization", "org-123")
    project = places[Resource("project", "proj-123")]
    assert (project.name, project.namespace, project.parent) == (
        "New Project",
        "new-project",
        Resource("workspace", "ws-123"),
    )
    assert API in demo().containers()


def test_every_parent_is_a_place_itself() -> None:
    places = demo(workspaces=1000).places()
    known = {place.resource for place in places}
    assert len(known) == len(places)
    assert all(place.parent in known for place in places if place.parent)


def test_one_workspace_exists_and_is_not_permitted() -> None:
    source = demo()
    denied = Resource("workspace", "ws-denied")
    assert source.exists(denied)
    assert not source.permitted(denied)
    assert denied not in {place.resource for place in source.places()}


def test_what_is_unknown_does_not_exist() -> None:
    source = demo()
    assert not source.exists(Resource("workspace", "ws-nowhere"))
    assert not source.exists(Resource("organization", "ws-123"))
    assert source.status("ws-nowhere") is None
    assert not source.has_logs(LogSource("ws-123", "frontend", "nothing", "api"))
    assert told(source.history(LogSource("ws-123", "frontend", "nothing", "api"), 10)) == []


def test_what_is_published_does_not_depend_on_the_steps_in_which_it_is_played() -> None:
    one, many = demo(), demo()
    one.has_logs(API)
    many.has_logs(API)
    at_once, bit_by_bit = play(one, 60), play(many, *(step / 7 for step in range(1, 421)))
    assert bit_by_bit.events == at_once.events
    assert bit_by_bit.of(API) == at_once.of(API)


def test_events_are_stamped_with_the_time_at_which_they_happen() -> None:
    times = [event.timestamp for event in play(demo(speed=10), 60).events]
    assert times == sorted(times, key=str)
    assert all(isinstance(time, datetime) and time >= START and (time - START).total_seconds() <= 6 for time in times)


def test_history_continues_into_what_is_published() -> None:
    source = demo()
    play(source, 20)
    before = told(source.history(API, 50))
    streamed = play(source, 40, 60).of(API)
    assert len(before) == 50
    assert len(streamed) > 40
    assert told(source.history(API, 50 + len(streamed))) == before + streamed


def test_history_is_the_same_when_it_is_asked_for_again_long_after() -> None:
    source = demo()
    at_first = told(source.history(API, 30))
    written_since = len(play(source, 600).of(API))
    assert told(source.history(API, 30 + written_since))[:30] == at_first


def test_lines_that_nobody_asked_for_are_not_published() -> None:
    assert play(demo(), 10).lines == []


def test_a_container_has_no_lines_from_before_it_began() -> None:
    source = demo()
    container = source.fleet.containers[API]
    lines = told(source.history(API, 20_000))
    assert len(lines) < 20_000
    assert isinstance(lines[0].timestamp, datetime)
    assert 0 <= (lines[0].timestamp - START).total_seconds() + container.age < 60 * container.gap


def test_however_long_a_history_is_each_step_makes_one_block_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0
    write = DemoLogs._write_block

    def counting(self: DemoLogs, container: Container, number: int) -> Iterator[_Line]:
        nonlocal made
        made += 1
        return write(self, container, number)

    monkeypatch.setattr(DemoLogs, "_write_block", counting)
    source = demo()
    history = source.history(API, 1_000_000)
    assert made == 0
    lines = 0
    for entry in history.entries:
        assert made <= 1
        made, lines = 0, lines + (entry is not None)
    assert lines > 5000


def test_a_history_ends_at_the_time_at_which_it_was_asked_for() -> None:
    source = demo()
    play(source, 20)
    asked, expected = source.history(API, 50), told(source.history(API, 50))
    play(source, 40)
    assert told(asked) == expected


def test_history_of_no_lines_is_empty() -> None:
    assert told(demo().history(API, 0)) == []


def test_the_status_of_a_workspace_follows_its_story() -> None:
    source = demo()
    told = []
    for stop in (0.0, 20, 120, 200):
        play(source, stop)
        status = source.status("ws-edge")
        assert status is not None
        told.append((status.status, status.health))
    assert told == [
        ("provisioning", "unknown"),
        ("failed", "unhealthy"),
        ("provisioning", "unknown"),
        ("active", "healthy"),
    ]


def test_the_status_agrees_at_any_time_with_what_was_told() -> None:
    source = demo(workspaces=40)
    statuses: dict[str, str] = {}
    healths: dict[str, str] = {}
    alerts: dict[str, str] = {}
    seen = set()
    for stop in range(0, 900, 3):
        for event in play(source, stop).events:
            match event:
                case StatusChanged(data=changed):
                    statuses[changed.workspace_id] = changed.new_status
                case HealthChanged(data=health):
                    healths[health.workspace_id] = health.new_status
                case AlertTriggered(data=alerted):
                    alerts[alerted.workspace_id] = alerted.alert.type if alerted.alert.status == "firing" else ""
        for id in source.fleet.workspaces:
            status, health_told, alert = source.status(id), healths.get(id, "healthy"), alerts.get(id, "")
            assert status is not None
            assert status.nodes is not None
            assert status.pods is not None
            assert status.status == statuses.get(id, status.status)
            seen.add((status.status, status.health))
            if status.status == "active":
                assert status.health == health_told
                assert (known(status.pods.failed) > 0) == (alert == "pod_crash_looping")
                lost = alert == "node_not_ready" and health_told != "healthy"
                assert known(status.nodes.ready) < known(status.nodes.total) or not lost
            assert known(status.pods.failed) > 0 or status.status != "failed"
            assert known(status.pods.pending) > 0 or status.status != "provisioning"
    active = {("active", health) for health in ("healthy", "degraded", "unhealthy")}
    assert seen == active | {("failed", "unhealthy"), ("provisioning", "unknown"), ("suspended", "unknown")}


def test_counts_of_pods_and_nodes_are_never_negative() -> None:
    source = demo(workspaces=60)
    for stop in (0, 10, 400):
        play(source, stop)
        for workspace_id in source.fleet.workspaces:
            status = source.status(workspace_id)
            assert status is not None
            assert status.nodes is not None
            assert status.pods is not None
            assert 0 <= known(status.nodes.ready) <= known(status.nodes.total)
            assert min(map(known, (status.pods.running, status.pods.pending, status.pods.failed))) >= 0


def test_troubles_are_in_the_logs_of_the_pod_that_has_them() -> None:
    calm = [entry.level for entry in told(demo().history(API, 200))]
    source = demo()
    source.has_logs(API)
    play(source, 20)
    troubled = [entry.level for entry in play(source, 150).of(API)]
    assert calm.count("error") < 5
    assert troubled.count("error") > 0.2 * len(troubled)


def test_logs_have_many_shapes() -> None:
    source = demo()
    text = "\n".join(entry.message for one in source.containers() for entry in told(source.history(one, 500)))
    for part in ("\x1b[", "[/bold", '{"ts"', "level=info", "HTTP/1.1", "\tat com.", "株式会社", "\t", "\r"):
        assert part in text, part


async def test_running_keeps_to_the_clock() -> None:
    clock = 0.0
    source = DemoSource(started=START, clock=lambda: clock)
    source.has_logs(API)
    audience = Audience()
    task = asyncio.create_task(source.run(audience.event, audience.line))
    await asyncio.sleep(0)
    assert source.reached == 0
    clock = 5.0
    await until(lambda: source.reached == 5)
    expected = demo()
    expected.has_logs(API)
    same = play(expected, 5)
    assert audience.events == same.events
    assert audience.of(API) == same.of(API)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_running_again_goes_on_where_it_was_cut() -> None:
    clock = 0.0
    source = DemoSource(started=START, clock=lambda: clock)
    audience = Audience()

    async def run_to(stop: float) -> None:
        nonlocal clock
        clock = stop
        task = asyncio.create_task(source.run(audience.event, audience.line))
        await until(lambda: source.reached == stop)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    await run_to(4)
    await run_to(9)
    assert audience.events == play(demo(), 9).events


@pytest.mark.parametrize(("speed", "workspaces"), [(0, 12), (-1, 12), (float("nan"), 12), (1, -1)])
def test_absurd_options_are_refused(speed: float, workspaces: int) -> None:
    with pytest.raises(SourceError, match="above 0"):
        DemoSource(speed=speed, workspaces=workspaces)


def test_a_fleet_of_none_is_quiet_but_for_people() -> None:
    kinds = {event.type.partition(".")[0] for event in play(demo(workspaces=0), 200).events}
    assert kinds == {"organization"}
