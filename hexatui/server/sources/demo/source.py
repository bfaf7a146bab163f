"""The demo as a source: plays the script against the clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hexatui.protocol.events import ResourceUsage
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import LogSource, Resource
from hexatui.protocol.replies import NodeCounts, PodCounts, WorkspaceStatusData
from hexatui.protocol.rest import Check
from hexatui.server.sources import History, Publish, PublishLog, SourceError
from hexatui.server.sources.demo.fleet import DENIED_WORKSPACE, build_fleet
from hexatui.server.sources.demo.incidents import Incidents
from hexatui.server.sources.demo.logs import DemoLogs
from hexatui.server.sources.demo.provisioning import status_at
from hexatui.server.sources.demo.records import DemoRecords
from hexatui.server.sources.demo.script import script
from hexatui.server.sources.records import Firing, Use

_SHORTEST_SLEEP = 0.02
_LONGEST_SLEEP = 0.25
"""Seconds between two steps of the play; log lines are told at least this often."""

_LONGEST_STEP = 100.0
"""Seconds of the script of one workspace that are told without letting anything else run; of a hundred, one second."""


class DemoSource:
    """A fleet in which something is always going on.

    The same seed, number of workspaces and start give the same facts and log lines, each at the same time. The script
    begins when the source is made; it has told what happened up to `reached` seconds of it.

    Args:
        seed: Which fleet, and which story.
        speed: Seconds of the script a second; 10 lets an hour pass in six minutes.
        workspaces: How many there are; the first twelve have names and troubles of their own.
        started: What the clock shows at the script's beginning; now, unless told.
        clock: Seconds that never go back.

    Raises:
        SourceError: a speed that isn't above 0, or a negative number of workspaces.
    """

    def __init__(
        self,
        seed: int = 7,
        speed: float = 1.0,
        workspaces: int = 12,
        *,
        started: datetime | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not speed > 0 or workspaces < 0:
            raise SourceError("a demo's speed is above 0, and its number of workspaces 0 or more")
        self.fleet = build_fleet(seed, workspaces)
        self.reached = 0.0
        self._speed = speed
        self._started = started or datetime.now(UTC)
        self._clock = clock
        self._began = clock()
        self._incidents = Incidents(self.fleet)
        self._logs = DemoLogs(self.fleet, self._incidents, self.moment)
        self._script = script(self.fleet, self._incidents, self.moment)
        self._next = next(self._script)
        self._listened: dict[LogSource, None] = {}
        self._known = {place.resource for place in self.places()}
        self._records = DemoRecords(self.fleet, self._incidents)

    def moment(self, seconds: float) -> datetime:
        """What the clock shows at a time of the script."""
        return self._started + timedelta(seconds=seconds / self._speed)

    def places(self) -> list[Place]:
        """All that may be seen, projects that come and go among them, so that they can be subscribed to."""
        places = [Place(Resource("organization", one.id), one.name) for one in self.fleet.organizations]
        for workspace in self.fleet.workspaces.values():
            here = Resource("workspace", workspace.id)
            places.append(Place(here, workspace.name, Resource("organization", workspace.organization_id)))
            for project in workspace.projects:
                places.append(Place(Resource("project", project.id), project.name, here, project.namespace))
        return places

    def permitted(self, resource: Resource) -> bool:
        """All may be seen but the one workspace that shows a refusal."""
        return resource != Resource("workspace", DENIED_WORKSPACE)

    def exists(self, resource: Resource) -> bool:
        """Whether it is one of the places, or the one that may not be seen."""
        return resource in self._known or not self.permitted(resource)

    def status(self, workspace_id: str) -> WorkspaceStatusData | None:
        """A workspace's status at the time that the script has reached."""
        workspace = self.fleet.workspaces.get(workspace_id)
        if workspace is None:
            return None
        status = status_at(self.fleet.seed, workspace, self.reached)
        if status != "active":
            ready = 0 if status == "suspended" else workspace.nodes - 1
            # A workspace that is being set up runs half of its pods; the others wait, or failed with it.
            running = 0 if status == "suspended" else workspace.pods // 2
            others = 0 if status == "suspended" else workspace.pods - running
            failed = others if status == "failed" else 0
            return WorkspaceStatusData(
                workspace_id=workspace_id,
                status=status,
                health="unhealthy" if status == "failed" else "unknown",
                nodes=NodeCounts(ready=ready, total=workspace.nodes),
                pods=PodCounts(running=running, pending=others - failed, failed=failed),
            )
        incident = self._incidents.at(workspace, self.reached)
        lost = pending = failed = 0
        if incident and incident.shows(self.reached):
            kind = incident.kind
            lost, pending, failed = kind.nodes_lost, kind.pods_pending, kind.pods_failed
        health = incident.kind.health if incident and incident.hurts(self.reached) else "healthy"
        return WorkspaceStatusData(
            workspace_id=workspace_id,
            status=status,
            health=health,
            nodes=NodeCounts(ready=workspace.nodes - lost, total=workspace.nodes),
            pods=PodCounts(running=workspace.pods - pending - failed, pending=pending, failed=failed),
        )

    def containers(self) -> list[LogSource]:
        """All containers; each writes a log."""
        return list(self.fleet.containers)

    def has_logs(self, source: LogSource) -> bool:
        """Whether there is such a container; from then on its lines are published."""
        known = source in self.fleet.containers
        if known:
            self._listened[source] = None
        return known

    def history(self, source: LogSource, lines: int) -> History:
        """The last lines up to the time that the script has reached."""
        if not self.has_logs(source):
            return History(iter(()))
        return History(self._logs.last(self.fleet.containers[source], self.reached, lines))

    def children(self, parent: Resource | None) -> list[Place]:
        """What exists below something at the time that the script has reached."""
        return self._records.children(parent)

    def usage(self, workspace_id: str) -> dict[str, ResourceUsage]:
        """What a workspace uses; nothing while it isn't active."""
        return self._records.usage(workspace_id, self.reached)

    def past_use(self, workspace_id: str, seconds: float) -> list[Use]:
        """What it used, the time before the script's beginning included."""
        return self._records.past_use(workspace_id, seconds, self.reached, self._speed, self.moment)

    def components(self, workspace_id: str) -> dict[str, Check]:
        """The control plane of a workspace that is active."""
        return self._records.components(workspace_id, self.reached)

    def firing(self, workspace_id: str) -> list[Firing]:
        """The alert of the present incident, while it fires."""
        return self._records.firing(workspace_id, self.reached, self.moment)

    def play(self, until: float, publish: Publish, publish_log: PublishLog) -> None:
        """Tell everything that happens from `reached` up to `until`, both in seconds of the script."""
        while self._next.time <= until:
            event = self._next.event
            self._records.note(event)
            publish(event.model_copy(update={"timestamp": self.moment(self._next.time)}))
            self._next = next(self._script)
        for source in tuple(self._listened):
            for entry in self._logs.between(self.fleet.containers[source], self.reached, until):
                publish_log(source, entry)
        self.reached = until

    async def run(self, publish: Publish, publish_log: PublishLog) -> None:
        """Play the script at its speed until cancelled; called again, it goes on, and first catches up."""
        step = _LONGEST_STEP / max(100, len(self.fleet.workspaces))
        while True:
            present = (self._clock() - self._began) * self._speed
            while self.reached < present:
                self.play(min(present, self.reached + step), publish, publish_log)
                await asyncio.sleep(0)
            wait = (self._next.time - present) / self._speed
            await asyncio.sleep(min(max(wait, _SHORTEST_SLEEP), _LONGEST_SLEEP))
