"""What the demo lists over REST: what exists at a time, how it is, and how it was. Times are seconds of the script."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from hexatui.protocol.events import Event, ProjectCreated, ProjectDeleted, ResourceUsage
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import Resource
from hexatui.protocol.rest import Check
from hexatui.server.sources.demo.fleet import DemoFleet, Workspace
from hexatui.server.sources.demo.incidents import Incidents
from hexatui.server.sources.demo.load import load_at
from hexatui.server.sources.demo.provisioning import status_at
from hexatui.server.sources.demo.script import alert_at, usage_at
from hexatui.server.sources.records import Firing, Use

STORAGE_GI = 200
MAX_PODS = 110
"""Limits of each workspace, which only the listings tell."""

SAMPLES = 120
"""Moments of a history, whatever its length."""

_WELL = {
    "api_server": "API server is responsive",
    "etcd": "etcd cluster is healthy",
    "scheduler": "Scheduler is working",
    "controller_manager": "Controller manager is running",
}
"""What is said of each component that is healthy."""


class DemoRecords:
    """The records of a fleet."""

    def __init__(self, fleet: DemoFleet, incidents: Incidents) -> None:
        self._fleet = fleet
        self._incidents = incidents
        self._organizations = [Place(Resource("organization", one.id), one.name) for one in fleet.organizations]
        self._workspaces: defaultdict[str, list[Place]] = defaultdict(list)
        for workspace in fleet.workspaces.values():
            organization = Resource("organization", workspace.organization_id)
            place = Place(Resource("workspace", workspace.id), workspace.name, organization)
            self._workspaces[workspace.organization_id].append(place)
        self._deleted: set[str] = set()

    def note(self, event: Event) -> None:
        """An event happened, which may change what exists."""
        match event:
            case ProjectCreated():
                self._deleted.discard(event.data.project.id)
            case ProjectDeleted():
                self._deleted.add(event.data.project.id)

    def children(self, parent: Resource | None) -> list[Place]:
        """What exists below something."""
        if parent is None:
            return self._organizations
        if parent.kind == "organization":
            return self._workspaces.get(parent.id, [])
        workspace = self._fleet.workspaces.get(parent.id)
        return [
            Place(Resource("project", project.id), project.name, parent, project.namespace)
            for project in (workspace.projects if workspace else ())
            if project.id not in self._deleted
        ]

    def usage(self, workspace_id: str, time: float) -> dict[str, ResourceUsage]:
        """What a workspace uses; nothing while it isn't active."""
        workspace = self._active(workspace_id, time)
        if workspace is None:
            return {}
        stored = STORAGE_GI // 5 + workspace.key % (STORAGE_GI // 2)
        return {
            **usage_at(workspace, self._incidents, time),
            "storage": _share(stored, STORAGE_GI, "Gi"),
            "pods": _share(workspace.pods, MAX_PODS),
        }

    def past_use(
        self, workspace_id: str, seconds: float, time: float, speed: float, moment: Callable[[float], datetime]
    ) -> list[Use]:
        """What it used in the last `seconds` of the clock, with a gap where it wasn't active."""
        uses = []
        for step in range(SAMPLES, -1, -1):
            then = time - step * seconds * speed / SAMPLES
            if workspace := self._active(workspace_id, then):
                load = load_at(workspace, self._incidents.at(workspace, then), then)
                uses.append(Use(moment(then), round(load.cpu, 2), round(load.memory)))
        return uses

    def components(self, workspace_id: str, time: float) -> dict[str, Check]:
        """The control plane of a workspace that is active."""
        workspace = self._active(workspace_id, time)
        if workspace is None:
            return {}
        checks = {name: Check(status="healthy", message=message) for name, message in _WELL.items()}
        incident = self._incidents.at(workspace, time)
        if incident and incident.hurts(time):
            checks[incident.kind.component] = Check(status=incident.kind.health, message=incident.kind.reason)
        return checks

    def firing(self, workspace_id: str, time: float, moment: Callable[[float], datetime]) -> list[Firing]:
        """The alert of the present incident, while it fires."""
        workspace = self._fleet.workspaces.get(workspace_id)
        incident = self._incidents.at(workspace, time) if workspace else None
        if incident is None or not incident.fires_from <= time < incident.resolved:
            return []
        return [Firing(alert_at(incident, time, "firing"), moment(incident.fires_from))]

    def _active(self, workspace_id: str, time: float) -> Workspace | None:
        workspace = self._fleet.workspaces.get(workspace_id)
        return workspace if workspace and status_at(self._fleet.seed, workspace, time) == "active" else None


def _share(used: int, limit: int, unit: str = "") -> ResourceUsage:
    return ResourceUsage(used=str(used), limit=str(limit), unit=unit, percentage=round(100 * used / limit, 1))
