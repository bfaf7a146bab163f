"""Which rows the tree has: organizations, their workspaces, their projects, and the containers seen there. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from hexatui.protocol.names import LogSource, Resource
from hexatui.state.of_each import OfEach
from hexatui.state.trouble import Trouble, fullest, troubles

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet, Project, Workspace

TreeKey = Resource | LogSource
"""What a row stands for; a `LogSource` without namespace and container is a pod that only an alert named."""

WorkspaceOrder = Callable[["Fleet"], "Sequence[Workspace]"]
"""All workspaces of a fleet, in an order."""

FEW_WORKSPACES = 4
"""So many workspaces show their projects from the start; more of them would push one another off the screen."""

LOAD_STEP = 5.0
"""Percent within which two workspaces count as equally full."""

_DIGITS = re.compile("([0-9]+)")


class TreeRow(NamedTuple):
    """A row's place in the tree."""

    key: TreeKey
    depth: int
    parent: TreeKey | None = None
    foldable: bool = False
    unfolded: bool = False
    pinned: bool = False


@lru_cache(maxsize=65_536)
def natural(name: str) -> tuple[Any, ...]:
    """A sort key that reads numbers as numbers: "node 2" before "node 10"."""
    parts = _DIGITS.split(name.casefold())
    return tuple(int(part) if index % 2 else part for index, part in enumerate(parts))


_NAMED: WeakKeyDictionary[Fleet, tuple[int, list[Workspace]]] = WeakKeyDictionary()
"""The workspaces of a fleet by name, as of a revision of its structure: sorting 10,000 takes longer than all else."""


def by_name(fleet: Fleet) -> Sequence[Workspace]:
    """In the order of their names."""
    revision, workspaces = _NAMED.get(fleet, (-1, []))
    if revision != fleet.structure_revision:
        workspaces = sorted(fleet.workspaces.values(), key=lambda workspace: (natural(workspace.name), workspace.id))
        _NAMED[fleet] = fleet.structure_revision, workspaces
    return workspaces


def by_trouble(fleet: Fleet) -> Sequence[Workspace]:
    """Those in the worst trouble first."""
    known = troubles(fleet)
    return sorted(by_name(fleet), key=lambda workspace: known[workspace.id], reverse=True)


def by_load(fleet: Fleet) -> Sequence[Workspace]:
    """The fullest first, in whole steps of five percent, so that rows don't change places all the time."""
    known = _load_steps(fleet)
    return sorted(by_name(fleet), key=lambda workspace: known[workspace.id], reverse=True)


ORDERS: dict[str, WorkspaceOrder] = {"name": by_name, "trouble": by_trouble, "load": by_load}
"""The orders that a person can choose, by what they are called."""

_load_steps = OfEach(lambda workspace: fullest(workspace) // LOAD_STEP)

_texts = OfEach(
    lambda workspace: "\n".join(
        (workspace.name, workspace.id, workspace.status.value if workspace.status else "")
    ).casefold()
)
"""Where a filter looks for its words, of each workspace."""


class Matching:
    """Which rows a filter leaves: those of which every word is said, and what they belong to.

    A word is looked for in the name, id and status; "!" stands for any trouble at all.
    """

    def __init__(self, typed: str, fleet: Fleet) -> None:
        self._words = typed.casefold().split()
        self._texts = _texts(fleet) if self._words else {}
        self._troubles = troubles(fleet) if "!" in self._words else {}
        self._organizations = {id: one.name.casefold() for id, one in fleet.organizations.items()}

    def __bool__(self) -> bool:
        return bool(self._words)

    def workspace(self, workspace: Workspace) -> bool:
        """Whether the workspace itself is meant, and so all that it has."""
        text = self._texts[workspace.id]
        # A loop, not `all`: of 10,000 workspaces each letter that is typed asks this.
        for word in self._words:
            is_said = (
                word in text
                or word in self._organizations.get(workspace.organization_id or "", "")
                or (word == "!" and self._troubles[workspace.id] > Trouble.NOTICE)
            )
            if not is_said:
                return False
        return True

    def project(self, project: Project) -> bool:
        """Whether a project is meant."""
        return self._says(f"{project.name}\n{project.id}\n{project.namespace}")

    def container(self, source: LogSource) -> bool:
        """Whether a container is meant."""
        return self._says("/".join(source[1:]))

    def _says(self, text: str) -> bool:
        text = text.casefold()
        return all(word in text for word in self._words)


def starts_unfolded(key: TreeKey, fleet: Fleet) -> bool:
    """Whether a row's children are shown until the person folds it: an organization's; a workspace's among few."""
    if not isinstance(key, Resource):
        return False
    return key.kind == "organization" or (key.kind == "workspace" and len(fleet.workspaces) <= FEW_WORKSPACES)


def tree_rows(
    fleet: Fleet,
    turned: Container[TreeKey] = (),
    order: WorkspaceOrder = by_name,
    typed: str = "",
    pinned: Container[str] = (),
) -> list[TreeRow]:
    """All rows that are unfolded, from the top; what belongs to nothing known stands at the top level.

    Args:
        fleet: what is known.
        turned: the rows that the person folded or unfolded against `starts_unfolded`.
        order: how workspaces are sorted.
        typed: the words of a filter; what matches is shown with all that it belongs to, unfolded as far as needed.
        pinned: the ids of the workspaces that are to be live whatever else is looked at.
    """
    return _Rows(fleet, turned, order, Matching(typed, fleet), pinned).all()


@lru_cache(maxsize=65_536)
def _leaf(workspace_id: str, depth: int, parent: TreeKey | None, pinned: bool) -> TreeRow:
    """The row of a workspace that has nothing; kept, since nearly all of a large fleet are such."""
    return TreeRow(Resource("workspace", workspace_id), depth, parent, pinned=pinned)


class _Rows:
    """One building of the rows."""

    def __init__(
        self,
        fleet: Fleet,
        turned: Container[TreeKey],
        order: WorkspaceOrder,
        matching: Matching,
        pinned: Container[str],
    ) -> None:
        self._fleet = fleet
        self._turned = turned
        self._pinned = pinned
        self._matching = matching
        self._rows: list[TreeRow] = []
        self._workspaces: defaultdict[str | None, list[Workspace]] = defaultdict(list)
        for workspace in order(fleet):
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
            self._leave_out_childless(key)
        self._add_workspaces(self._workspaces.get(None, ()), 0, None)
        for project in self._sorted_projects(None, whole=False):
            self._add(Resource("project", project.id), 0, None, False)
        return self._rows

    def _add(self, key: TreeKey, depth: int, parent: TreeKey | None, foldable: bool, *, narrowed: bool = False) -> bool:
        starts = narrowed or starts_unfolded(key, self._fleet)
        unfolded = foldable and starts != (key in self._turned)
        pinned = isinstance(key, Resource) and key.kind == "workspace" and key.id in self._pinned
        self._rows.append(TreeRow(key, depth, parent, foldable, unfolded, pinned))
        return unfolded

    def _leave_out_childless(self, key: TreeKey) -> None:
        """Take back a row that is only there for what belongs to it, when the filter left nothing of that."""
        if self._matching and self._rows[-1].key == key and self._rows[-1].unfolded:
            self._rows.pop()

    def _add_workspaces(self, workspaces: Iterable[Workspace], depth: int, parent: TreeKey | None) -> None:
        is_narrowed, rows, projects, pinned = bool(self._matching), self._rows, self._projects, self._pinned
        for workspace in workspaces:
            whole = not is_narrowed or self._matching.workspace(workspace)
            if not workspace.containers and workspace.id not in projects:
                if whole:
                    rows.append(_leaf(workspace.id, depth, parent, workspace.id in pinned))
                continue
            key = Resource("workspace", workspace.id)
            if self._add(key, depth, parent, True, narrowed=not whole):
                self._add_projects(workspace, depth + 1, key, whole)
            if not whole:
                self._leave_out_childless(key)

    def _add_projects(self, workspace: Workspace, depth: int, parent: TreeKey, whole: bool) -> None:
        containers: dict[str, list[LogSource]] = {}
        for container in workspace.containers:
            source = LogSource(workspace.id, *container)
            if whole or self._matching.container(source):
                containers.setdefault(container.namespace, []).append(source)
        known = {project.namespace for project in self._projects.get(workspace.id, ())}
        for project in self._sorted_projects(workspace.id, whole or containers.keys()):
            key = Resource("project", project.id)
            of_project = containers.get(project.namespace, [])
            if self._add(key, depth, parent, bool(of_project), narrowed=not whole):
                self._add_containers(of_project, depth + 1, key)
        for namespace, sources in containers.items():
            if namespace not in known:
                self._add_containers(sources, depth, parent)

    def _add_containers(self, sources: list[LogSource], depth: int, parent: TreeKey) -> None:
        for source in sorted(sources):
            self._add(source, depth, parent, False)

    def _sorted_projects(self, workspace_id: str | None, whole: bool | Container[str]) -> list[Project]:
        """A workspace's projects that the filter leaves: all, those meant, and those of namespaces with a match."""
        projects = self._projects.get(workspace_id, [])
        if self._matching and whole is not True:
            namespaces: Container[str] = () if whole is False else whole
            projects = [
                project for project in projects if project.namespace in namespaces or self._matching.project(project)
            ]
        return sorted(projects, key=lambda project: (natural(project.name), project.id)) if projects[1:] else projects
