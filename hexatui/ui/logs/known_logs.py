"""Which logs may be opened, as far as is known: of containers heard of, and of those opened before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hexatui.protocol.names import LogSource, Resource
from hexatui.ui.logs.known_containers import Suggestion, path_of, suggestions
from hexatui.ui.logs.likely_containers import Guess, Likely, likely_containers
from hexatui.ui.logs.opened_before import OpenedBefore

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.ui.live import Live


class KnownLogs:
    """The containers whose logs may be opened.

    Args:
        live: what is known of the fleet.
    """

    def __init__(self, live: Live) -> None:
        self.near: str | None = None
        """The workspace that is looked at: what was seen in it comes first."""
        self._live = live
        self._opened = OpenedBefore()
        self._remembered: set[LogSource] = set()
        self._refused: set[LogSource] = set()

    def look(self, fleet: Fleet) -> None:
        """Remember what gives lines, for later runs, and what was refused; state is held."""
        self._remembered &= fleet.streams.keys()
        for source, stream in fleet.streams.items():
            if stream.phase == "live" and source not in self._remembered:
                self._remembered.add(source)
                if self._live.playback is None:
                    self._opened.add(self._live.profile, source)
                self._refused.discard(source)
            elif stream.phase == "failed" and not len(stream.buffer):
                self._refused.add(source)

    def suggestions(self, guesses: Iterable[Guess]) -> list[Suggestion]:
        """All that can be suggested to a person, guesses first."""
        with self._live.fleet.lock:
            seen, opened = self._seen(self._live.fleet), self._opened_before()
        return suggestions(seen, opened, guesses)

    def whole(self) -> list[LogSource]:
        """All containers of which nothing is unknown: those heard of, and those opened before; state is held."""
        return [source for source in (*self._seen(self._live.fleet), *self._opened_before()) if all(source)]

    def _opened_before(self) -> list[LogSource]:
        """What was opened before, as far as it may still be there; state is held."""
        return [source for source in self._opened.sources(self._live.profile) if self._may_be(source)]

    def likely(self, pod: LogSource) -> Likely:
        """The containers that a pod may have."""
        with self._live.fleet.lock:
            known = self.whole()
            projects = [*self._live.fleet.projects.values()]
        here = (one for one in projects if one.workspace_id == pod.workspace_id and not one.deleted)
        return likely_containers(pod, known, [one.namespace for one in here if one.namespace])

    def path_of(self, resource: Resource) -> str:
        """As much of a container's path as a resource gives."""
        if resource.kind == "workspace":
            return path_of(LogSource(resource.id, "", "", ""))
        project = self._live.fleet.projects.get(resource.id) if resource.kind == "project" else None
        return path_of(LogSource(project.workspace_id or "", project.namespace, "", "")) if project else ""

    def _seen(self, fleet: Fleet) -> list[LogSource]:
        """What was heard of, the workspace that is looked at first; unknown parts are ""."""
        workspaces = sorted(fleet.workspaces.values(), key=lambda workspace: workspace.id != self.near)
        namespaces = [
            LogSource(project.workspace_id, project.namespace, "", "")
            for project in fleet.projects.values()
            if project.workspace_id and project.namespace and not project.deleted
        ]
        containers = [LogSource(workspace.id, *known) for workspace in workspaces for known in workspace.containers]
        containers += self._live.containers
        seen = [
            *containers,
            *sorted(namespaces, key=lambda source: source.workspace_id != self.near),
            *(LogSource(workspace.id, "", "", "") for workspace in workspaces),
        ]
        return [source for source in seen if self._may_be(source)]

    def _may_be(self, source: LogSource) -> bool:
        """Whether a container, or what is known of one, may still be there, as far as can be told; state is held."""
        fleet, listed = self._live.fleet, self._live.containers
        workspace, state = fleet.workspaces.get(source.workspace_id), fleet.listings.state
        if workspace is None:
            return not (listed or (state and state.phase == "complete" and not state.reason))
        if all(source) and source not in listed and any(one.workspace_id == workspace.id for one in listed):
            return False
        return source not in self._refused and not workspace.refusal
