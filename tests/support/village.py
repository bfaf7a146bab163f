"""A small platform to serve, on which nothing happens by itself."""

from __future__ import annotations

import asyncio

from hexatui.protocol.events import LogEntryData, StatusChanged, StatusChangedData
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import LogSource, Resource
from hexatui.protocol.replies import NodeCounts, PodCounts, WorkspaceStatusData
from hexatui.server.sources import History, Publish, PublishLog
from hexatui.server.sources.records import NoRecords

API = LogSource("ws-123", "frontend", "api-server-abc123", "api")
"""The container of the reference's example."""


class Village(NoRecords):
    """A platform on which nothing happens by itself: a test publishes through the gateway."""

    def __init__(self, lines: int = 500) -> None:
        self.resources = {
            Resource("organization", "org-123"),
            Resource("project", "proj-123"),
            *(Resource("workspace", f"ws-{number}") for number in (123, 456)),
        }
        self.lines = [
            LogEntryData(stream_id="", level="info", message=f"line {number}", pod=API.pod, container=API.container)
            for number in range(lines)
        ]

    def places(self) -> list[Place]:
        return [Place(resource) for resource in sorted(self.resources)]

    def permitted(self, resource: Resource) -> bool:
        return not resource.id.endswith("-denied")

    def exists(self, resource: Resource) -> bool:
        return resource in self.resources

    def status(self, workspace_id: str) -> WorkspaceStatusData | None:
        if not self.exists(Resource("workspace", workspace_id)):
            return None
        nodes, pods = NodeCounts(ready=3, total=3), PodCounts(running=45, pending=2, failed=0)
        return WorkspaceStatusData(workspace_id=workspace_id, status="active", health="healthy", nodes=nodes, pods=pods)

    def containers(self) -> list[LogSource]:
        return [API]

    def has_logs(self, source: LogSource) -> bool:
        return source == API

    def history(self, source: LogSource, lines: int) -> History:
        return History(iter(self.lines[-lines:]))

    async def run(self, publish: Publish, publish_log: PublishLog) -> None:
        await asyncio.Event().wait()


def status_changed(message: str = "", workspace_id: str = "ws-123") -> StatusChanged:
    """Something to publish to a workspace's subscribers."""
    return StatusChanged(data=StatusChangedData(workspace_id=workspace_id, new_status="active", message=message))


def told(history: History) -> list[LogEntryData]:
    """The lines of a history, without its pauses."""
    return [entry for entry in history.entries if entry]


def line(message: str) -> LogEntryData:
    """Something to publish to the followers of `API`."""
    return LogEntryData(stream_id="", level="info", message=message, pod=API.pod, container=API.container)
