"""What happens in the demo: one endless sequence of facts and when, which nothing but the fleet determines."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain, count
from typing import NamedTuple

from hexatui.protocol.events import (
    Alert,
    AlertTriggered,
    AlertTriggeredData,
    Averages,
    Event,
    HealthChanged,
    HealthChangedData,
    Metrics,
    MetricsUpdate,
    MetricsUpdateData,
    NetworkRates,
    ResourceUpdated,
    ResourceUpdatedData,
    ResourceUsage,
)
from hexatui.server.sources.demo.chance import fraction
from hexatui.server.sources.demo.fleet import DemoFleet, Life, Workspace
from hexatui.server.sources.demo.incidents import PERIOD, Incident, Incidents
from hexatui.server.sources.demo.load import load_at
from hexatui.server.sources.demo.people import organization_story, project_story
from hexatui.server.sources.demo.provisioning import attempts, status_at, story
from hexatui.server.sources.rates import byte_rate

USAGE_EVERY = 2.0
METRICS_EVERY = 5.0
ALERT_EVERY = 15.0
"""Seconds between two tellings of a workspace's usage, of its metrics, and of an alert that still fires."""

OPENING = 4.0
"""Seconds at the beginning in which usage is told more often."""


Happenings = Iterator[tuple[float, Event | None]]
"""What happens when, in the order of time; None is a moment until which nothing was worked out."""


class Fact(NamedTuple):
    """An event without a timestamp, and the seconds since the demo's start at which it happens."""

    time: float
    event: Event


def script(fleet: DemoFleet, incidents: Incidents, moment: Callable[[float], datetime]) -> Iterator[Fact]:
    """All facts in the order of time, without end. `moment` says what a clock shows at a time of the script."""
    stories = [_workspace_story(fleet.seed, workspace, incidents) for workspace in fleet.workspaces.values()]
    stories += [organization_story(fleet.seed, organization, moment) for organization in fleet.organizations]
    stories += [project_story(fleet.seed, workspace) for workspace in fleet.workspaces.values()]
    ordered = heapq.merge(*(_numbered(index, facts) for index, facts in enumerate(stories)))
    return (Fact(time, event) for time, _, _, event in ordered if event is not None)


def _numbered(index: int, facts: Happenings) -> Iterator[tuple[float, int, int, Event | None]]:
    """Facts with a tie-break, so that a merge never compares two events."""
    return ((time, index, number, event) for number, (time, event) in enumerate(facts))


def _workspace_story(seed: int, workspace: Workspace, incidents: Incidents) -> Happenings:
    if workspace.life is Life.SUSPENDED:
        return iter(())
    happenings = (
        _provisioning(seed, workspace) if workspace.life is Life.PROVISIONED else _troubles(workspace, incidents)
    )
    facts = (
        _numbered(0, happenings),
        _numbered(1, _usage(seed, workspace, incidents)),
        _numbered(2, _metrics(seed, workspace, incidents)),
    )
    return ((time, event) for time, _, _, event in heapq.merge(*facts))


def _provisioning(seed: int, workspace: Workspace) -> Happenings:
    for cycle in count():
        for attempt in attempts(seed, workspace, cycle):
            yield from story(workspace, attempt)


def _troubles(workspace: Workspace, incidents: Incidents) -> Happenings:
    for period in count():
        # In a large fleet the next incident of a workspace may be hundreds of periods away.
        yield period * PERIOD, None
        incident = incidents.of_period(workspace, period)
        if incident:
            yield from incident_story(incident)


def incident_story(incident: Incident) -> Iterator[tuple[float, Event]]:
    """What is told of one incident: its alert, again and again with new values, the health, and that it is over."""
    kind, begins, ramp = incident.kind, incident.begins, incident.ramp
    yield incident.fires_from, _alert(incident, incident.fires_from, "firing")
    if kind.component:
        yield incident.hurts_from, _health(incident, "healthy", kind.health, kind.reason)
    height = begins + ramp + 0.5
    for step in range(math.ceil((incident.ends - incident.fall - height) / ALERT_EVERY)):
        yield height + step * ALERT_EVERY, _alert(incident, height + step * ALERT_EVERY, "firing")
    yield incident.resolved, _alert(incident, incident.resolved, "resolved")
    if kind.component:
        yield incident.ends, _health(incident, kind.health, "healthy", "All checks pass again")


def _alert(incident: Incident, time: float, status: str) -> AlertTriggered:
    alert = alert_at(incident, time, status)
    return AlertTriggered(data=AlertTriggeredData(workspace_id=incident.workspace.id, alert=alert))


def alert_at(incident: Incident, time: float, status: str) -> Alert:
    """An incident's alert, as it stands at a time."""
    kind = incident.kind
    return Alert(
        id=incident.alert_id,
        type=kind.type,
        severity=incident.severity(time),
        title=kind.title,
        description=kind.description,
        resource=incident.resource,
        threshold=kind.threshold,
        value=incident.value(time),
        status=status,
    )


def _health(incident: Incident, previous: str, new: str, reason: str) -> HealthChanged:
    return HealthChanged(
        data=HealthChangedData(
            workspace_id=incident.workspace.id,
            component=incident.kind.component,
            previous_status=previous,
            new_status=new,
            reason=reason,
        )
    )


def _ticks(workspace: Workspace, every: float) -> Iterator[float]:
    """Times `every` seconds apart, beginning at a moment of the workspace's own so that no two come in a burst."""
    offset = fraction(workspace.key, int(every)) * every
    return (offset + number * every for number in count())


def _usage_times(workspace: Workspace) -> Iterator[float]:
    """When a workspace's usage is told: often in the first seconds, so that who connects just then has figures."""
    often = OPENING / 8
    opening = (often * (number + fraction(workspace.key, 8)) for number in range(8))
    return chain(opening, (time for time in _ticks(workspace, USAGE_EVERY) if time >= OPENING))


def _usage(seed: int, workspace: Workspace, incidents: Incidents) -> Iterator[tuple[float, Event]]:
    for time in _usage_times(workspace):
        if status_at(seed, workspace, time) != "active":
            continue
        resources = usage_at(workspace, incidents, time)
        yield time, ResourceUpdated(data=ResourceUpdatedData(workspace_id=workspace.id, resources=resources))


def usage_at(workspace: Workspace, incidents: Incidents, time: float) -> dict[str, ResourceUsage]:
    """What a workspace uses at a time."""
    load = load_at(workspace, incidents.at(workspace, time), time)
    return {
        "cpu": ResourceUsage(
            used=f"{load.cpu:.2f}",
            limit=str(workspace.cores),
            unit="cores",
            percentage=round(100 * load.cpu / workspace.cores, 1),
        ),
        "memory": ResourceUsage(
            used=f"{load.memory:.0f}",
            limit=str(workspace.memory_mi),
            unit="Mi",
            percentage=round(100 * load.memory / workspace.memory_mi, 1),
        ),
    }


def _metrics(seed: int, workspace: Workspace, incidents: Incidents) -> Happenings:
    # What the averages begin with is worked out when the first is due: of a large fleet all would take seconds.
    yield next(_ticks(workspace, METRICS_EVERY)), None
    cpu, memory = _Average(), _Average()
    # The averages begin with the hour before the demo.
    for before in range(12, 0, -1):
        load = load_at(workspace, None, -300.0 * before)
        cpu.add(load.cpu, 300)
        memory.add(load.memory, 300)
    for time in _ticks(workspace, METRICS_EVERY):
        if status_at(seed, workspace, time) != "active":
            continue
        load = load_at(workspace, incidents.at(workspace, time), time)
        cpu.add(load.cpu, METRICS_EVERY)
        memory.add(load.memory, METRICS_EVERY)
        metrics = Metrics(
            cpu=cpu.told(2),
            memory=memory.told(0),
            network=NetworkRates(ingress_rate=byte_rate(load.ingress), egress_rate=byte_rate(load.egress)),
        )
        yield time, MetricsUpdate(data=MetricsUpdateData(workspace_id=workspace.id, metrics=metrics))


class _Average:
    """A value, and its averages over five minutes and an hour that forget exponentially."""

    def __init__(self) -> None:
        self.instant: float | None = None
        self.of_5m = self.of_1h = 0.0

    def add(self, value: float, seconds: float) -> None:
        if self.instant is None:
            self.of_5m = self.of_1h = value
        self.instant = value
        self.of_5m += (value - self.of_5m) * (1 - math.exp(-seconds / 300))
        self.of_1h += (value - self.of_1h) * (1 - math.exp(-seconds / 3600))

    def told(self, digits: int) -> Averages:
        return Averages(
            instant=round(self.instant or 0.0, digits),
            average_5m=round(self.of_5m, digits),
            average_1h=round(self.of_1h, digits),
        )
