"""This machine as a source: an organization with one workspace, whose pods are log files."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path

from hexatui.protocol.events import ResourceUsage
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import LogSource, Resource
from hexatui.protocol.replies import NodeCounts, PodCounts, WorkspaceStatusData
from hexatui.protocol.rest import Check
from hexatui.server.sources import History, Publish, PublishLog
from hexatui.server.sources.host import log_files
from hexatui.server.sources.host.alarms import Thresholds
from hexatui.server.sources.host.log_file import LogFile
from hexatui.server.sources.host.machine import Machine, host_name
from hexatui.server.sources.host.watch import HostWatch
from hexatui.server.sources.records import Firing, Use

ORGANIZATION = "org-host"
WORKSPACE = "ws-host"
"""The ids of the one organization and the one workspace."""

MEASURE_EVERY = 2.0
TAIL_EVERY = 0.25
FIND_EVERY = 3.0
"""Seconds between two measurements, two looks at the followed files, and two searches for new files."""


class HostSource:
    """This machine, observed.

    Args:
        logs: Log files, by path or glob (`*`, `**`); each becomes the pod `logs/<file name>`, container `file`.
        thresholds: Above which values alerts are raised.

    Raises:
        SourceError: a path that is no glob doesn't exist or can't be read.
    """

    def __init__(self, logs: Sequence[str] = (), thresholds: Thresholds = Thresholds()) -> None:  # noqa: B008 - frozen
        self._patterns = tuple(os.path.expanduser(pattern) for pattern in logs)
        for pattern in self._patterns:
            log_files.check(pattern)
        self._name = host_name()
        self._machine = Machine()
        self._watch = HostWatch(WORKSPACE, self._name, thresholds)
        self._sources: dict[Path, LogSource] = {}
        self._paths: dict[LogSource, Path] = {}
        self._followed: dict[LogSource, LogFile] = {}
        self._take_in(log_files.find(self._patterns))

    def places(self) -> list[Place]:
        """The organization and its workspace, which has this machine's name."""
        organization = Resource("organization", ORGANIZATION)
        return [
            Place(organization, "This machine"),
            Place(Resource("workspace", WORKSPACE), self._name, organization),
        ]

    def permitted(self, resource: Resource) -> bool:
        """All may be seen."""
        return True

    def exists(self, resource: Resource) -> bool:
        """Whether it is the organization or the workspace."""
        return any(place.resource == resource for place in self.places())

    def status(self, workspace_id: str) -> WorkspaceStatusData | None:
        """This machine's status: pods are log files, those that can't be read have failed."""
        if workspace_id != WORKSPACE:
            return None
        failed = len(self._watch.unreadable)
        return WorkspaceStatusData(
            workspace_id=WORKSPACE,
            status="active",
            health=self._watch.health,
            nodes=NodeCounts(ready=1, total=1),
            pods=PodCounts(running=len(self._paths) - failed, pending=0, failed=failed),
        )

    def containers(self) -> list[LogSource]:
        """All log files that were found so far."""
        return list(self._paths)

    def has_logs(self, source: LogSource) -> bool:
        """Whether it is a log file; from then on it is followed."""
        if source not in self._paths:
            return False
        if source not in self._followed:
            self._followed[source] = LogFile(source, self._paths[source])
        return True

    def history(self, source: LogSource, lines: int) -> History:
        """The last lines of a file, up to the last that was published."""
        return self._followed[source].history(lines) if self.has_logs(source) else History(iter(()))

    def children(self, parent: Resource | None) -> list[Place]:
        """What belongs to something, or to nothing."""
        return [place for place in self.places() if place.parent == parent]

    def usage(self, workspace_id: str) -> dict[str, ResourceUsage]:
        """What was measured last; nothing before the first look."""
        return dict(self._watch.usage)

    def past_use(self, workspace_id: str, seconds: float) -> list[Use]:
        """What was measured since this began, the last hour at most."""
        return self._watch.past_use(seconds, time.time())

    def components(self, workspace_id: str) -> dict[str, Check]:
        """The health of what could fail on this machine."""
        return dict(self._watch.components)

    def firing(self, workspace_id: str) -> list[Firing]:
        """The alerts that fire."""
        return self._watch.firing

    async def run(self, publish: Publish, publish_log: PublishLog) -> None:
        """Measure, follow and search until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._measure(publish))
            tasks.create_task(self._follow(publish_log))
            tasks.create_task(self._search())

    async def _measure(self, publish: Publish) -> None:
        # A moment first: processor and network are measured over the time since the last look.
        await asyncio.sleep(MEASURE_EVERY / 4)
        while True:
            measures = await asyncio.to_thread(self._machine.look)
            unreadable = await asyncio.to_thread(self._unreadable)
            for event in self._watch.observe(measures, unreadable, time.time()):
                publish(event)
            await asyncio.sleep(MEASURE_EVERY)

    async def _follow(self, publish_log: PublishLog) -> None:
        while True:
            is_behind = False
            for source, file in list(self._followed.items()):
                entries = file.poll()
                for entry in entries:
                    publish_log(source, entry)
                if entries:
                    await asyncio.sleep(0)
                is_behind |= file.tail.behind
            await asyncio.sleep(0 if is_behind else TAIL_EVERY)

    async def _search(self) -> None:
        while self._patterns:
            await asyncio.sleep(FIND_EVERY)
            self._take_in(await asyncio.to_thread(log_files.find, self._patterns))

    def _take_in(self, paths: Sequence[Path]) -> None:
        """Give names to files that weren't known; forget those that are gone and that nobody follows."""
        for path in self._sources.keys() - set(paths):
            if self._sources[path] not in self._followed:
                del self._paths[self._sources.pop(path)]
        for path in paths:
            if path not in self._sources and len(self._paths) < log_files.MAX_FILES:
                source = log_files.name(WORKSPACE, path, set(self._paths))
                self._sources[path] = source
                self._paths[source] = path

    def _unreadable(self) -> dict[str, str]:
        """Why log files can't be read, by their path."""
        return {str(path): reason for path in list(self._sources) if (reason := log_files.unreadable(path))}
