"""Which rows the tree has: organizations, their workspaces, their projects, and the containers seen there. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from hexatui.protocol.names import LogSource, Resource

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet, Project, Workspace

TreeKey = Resource | LogSource
"""What a row stands for; a `LogSource` without namespace and container is a pod that only an alert named."""

WorkspaceOrder = Callable[["Workspace"], Any]
"""The sort key of workspaces among their siblings."""

FEW_WORKSPACES = 4
"""So many workspaces show their projects from the start; more of them would push one another off the screen."""

_DIGITS = re.compile("([0-9]+)")


class TreeRow(NamedTuple):
    """A row's place in the tree."""

    key: TreeKey
    depth: int
    parent: TreeKey | None = None
    foldable: bool = False
    unfolded: bool = False


@lru_cache(maxsize=65_536)
def natural(name: str) -> tuple[Any, ...]:
    """A sort key that reads numbers as numbers: "node 2" before "node 10"."""
    parts = _DIGITS.split(name.casefold())
    return tuple(int(part) if index % 2 else part for index, part in enumerate(parts))


def by_name(workspace: Workspace) -> Any:
    """Workspaces in the order of their names."""
    return natural(workspace.name), workspace.id


def starts_unfolded(key: TreeKey, fleet: Fleet) -> bool:
    """Whether a row's children are shown until the person folds it: an organization's; a workspace's among few."""
    if not isinstance(key, Resource):
        return False
    return key.kind == "organization" or (key.kind == "workspace" and len(fleet.workspaces) <= FEW_WORKSPACES)


def tree_rows(fleet: Fleet, turned: Container[TreeKey] = (), order: WorkspaceOrder = by_name) -> list[TreeRow]:
    """All rows that are unfolded, from the top; what belongs to nothing known stands at the top level.

    Args:
        fleet: what is known.
        turned: the rows that the person folded or unfolded against `starts_unfolded`.
        order: how workspaces are sorted.
    """
    return _Rows(fleet, turned, order).all()


class _Rows:
    """One building of the rows."""

    def __init__(self, fleet: Fleet, turned: Container[TreeKey], order: WorkspaceOrder) -> None:
        self._fleet = fleet
        self._turned = turned
        self._rows: list[TreeRow] = []
        self._workspaces: defaultdict[str | None, list[Workspace]] = defaultdict(list)
        for workspace in sorted(fleet.workspaces.values(), key=order):
            known = workspace.organization_id in fleet.organizations
            self._workspaces[workspace.organization_id if known else None].append(workspace)
        self._projects: defaultdict[str | None, list[Project]] = defaultdict(list)
        for project in fleet.projects.values():
            self._projects[project.workspace_id if project.workspace_id in fleet.workspaces else None].append(project)

    def all(self) -> list[TreeRow]:
        organizations = self._fleet.organizations.values()
        for organization in sorted(organizations, key=lambda organization: natural(organization.name)):
            key = Resource("organization", organization.id)
            children = self._workspaces.get(organization.id, ())
            if self._add(key, 0, None, bool(children)):
                self._add_workspaces(children, 1, key)
        self._add_workspaces(self._workspaces.get(None, ()), 0, None)
        for project in self._sorted_projects(None):
            self._add(Resource("project", project.id), 0, None, False)
        return self._rows

    def _add(self, key: TreeKey, depth: int, parent: TreeKey | None, foldable: bool) -> bool:
        unfolded = foldable and starts_unfolded(key, self._fleet) != (key in self._turned)
        self._rows.append(TreeRow(key, depth, parent, foldable, unfolded))
        return unfolded

    def _add_workspaces(self, workspaces: Iterable[Workspace], depth: int, parent: TreeKey | None) -> None:
        for workspace in workspaces:
            key = Resource("workspace", workspace.id)
            children = workspace.id in self._projects or bool(workspace.containers)
            if self._add(key, depth, parent, children):
                self._add_projects(workspace, depth + 1, key)

    def _add_projects(self, workspace: Workspace, depth: int, parent: TreeKey) -> None:
        containers: dict[str, list[LogSource]] = {}
        for container in workspace.containers:
            containers.setdefault(container.namespace, []).append(LogSource(workspace.id, *container))
        for project in self._sorted_projects(workspace.id):
            key = Resource("project", project.id)
            of_project = containers.pop(project.namespace, [])
            if self._add(key, depth, parent, bool(of_project)):
                self._add_containers(of_project, depth + 1, key)
        for sources in containers.values():
            self._add_containers(sources, depth, parent)

    def _add_containers(self, sources: list[LogSource], depth: int, parent: TreeKey) -> None:
        for source in sorted(sources):
            self._add(source, depth, parent, False)

    def _sorted_projects(self, workspace_id: str | None) -> list[Project]:
        projects = self._projects.get(workspace_id, [])
        return sorted(projects, key=lambda project: (natural(project.name), project.id)) if projects[1:] else projects
