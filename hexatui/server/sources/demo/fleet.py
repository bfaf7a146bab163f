"""What exists in the demo: organizations, workspaces, projects and containers. Fixed by the seed and the size."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import NamedTuple

from hexatui.protocol.names import LogSource
from hexatui.server.sources.demo.chance import dice

DENIED_WORKSPACE = "ws-denied"
"""Exists, and may not be seen: so that a refusal can be shown."""


class Organization(NamedTuple):
    """An organization and the plan it begins with."""

    id: str
    name: str
    plan: str


class Project(NamedTuple):
    """A project of a workspace."""

    id: str
    name: str
    namespace: str
    comes_and_goes: bool = False
    """Whether the script deletes and creates it again."""


class Container(NamedTuple):
    """A container that writes a log."""

    source: LogSource
    style: str
    """A key of `log_styles.STYLES`."""
    gap: float
    """Seconds between two lines, on average."""
    age: float
    """Seconds before the demo's start at which it wrote its first line."""


class Life(Enum):
    """How a workspace fares in general."""

    STEADY = "active"
    PROVISIONED = "provisioned now and then"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, eq=False)
class Workspace:
    """A workspace; `cpu` and `memory` are the usual shares in use, 0 to 1."""

    id: str
    name: str
    organization_id: str
    life: Life
    cores: int
    memory_mi: int
    cpu: float
    memory: float
    nodes: int
    pods: int
    projects: tuple[Project, ...]
    containers: tuple[Container, ...]
    key: int
    """What its noise is drawn from."""

    @property
    def slug(self) -> str:
        """The id without its prefix, to name what belongs to the workspace."""
        return self.id.removeprefix("ws-")


@dataclass(frozen=True)
class DemoFleet:
    """All that exists."""

    seed: int
    organizations: tuple[Organization, ...]
    workspaces: dict[str, Workspace]
    containers: dict[LogSource, Container]


ORGANIZATIONS = (
    Organization("org-123", "My Organization", "standard"),
    Organization("org-northwind", "Northwind Retail", "pro"),
    Organization("org-labs", "Research Labs", "standard"),
)

_NAMED = (
    ("ws-123", "Development", 0, Life.STEADY),
    ("ws-staging", "Staging", 0, Life.PROVISIONED),
    ("ws-payments", "Payments", 1, Life.STEADY),
    ("ws-edge", "Edge", 0, Life.PROVISIONED),
    ("ws-search", "Search", 1, Life.STEADY),
    ("ws-batch", "Batch", 2, Life.STEADY),
    ("ws-archive", "Archive", 0, Life.SUSPENDED),
    ("ws-mobile", "Mobile", 1, Life.STEADY),
    ("ws-identity", "Identity", 0, Life.STEADY),
    ("ws-analytics", "Analytics", 2, Life.STEADY),
    ("ws-media", "Media", 1, Life.STEADY),
    ("ws-sandbox", "Sandbox", 2, Life.STEADY),
)

_TEAMS = (
    "Checkout", "Catalog", "Pricing", "Inventory", "Shipping", "Orders", "Invoices", "Loyalty", "Reviews", "Carts",
    "Gateway", "Messaging", "Reports", "Forecast", "Imaging", "Maps", "Chat", "Video", "Ledger", "Fraud",
    "Profiles", "Sessions", "Consent", "Audit", "Backup", "Metrics", "Tracing", "Registry", "Builds", "Training",
)  # fmt: skip
_REGIONS = ("EU", "US", "AP", "SA", "AF", "ME")

_SERVICES = {
    "frontend": (("web", "nginx", "nginx"), ("storefront", "app", "json")),
    "backend": (("orders", "app", "java"), ("inventory", "app", "logfmt"), ("worker", "worker", "plain")),
    "data": (("postgres", "postgres", "plain"), ("redis", "redis", "plain"), ("etl", "job", "json")),
    "platform": (("ingress", "nginx", "nginx"), ("auth", "app", "logfmt"), ("scheduler", "app", "java")),
}
"""Services by namespace: (deployment, container, style of its log)."""


def build_fleet(seed: int, workspaces: int) -> DemoFleet:
    """The named workspaces first, then as many generated ones as it takes."""
    built = [_workspace(seed, index) for index in range(workspaces)]
    containers = {container.source: container for workspace in built for container in workspace.containers}
    return DemoFleet(seed, ORGANIZATIONS, {workspace.id: workspace for workspace in built}, containers)


def _identity(index: int) -> tuple[str, str, int, Life]:
    if index < len(_NAMED):
        return _NAMED[index]
    number, team = divmod(index - len(_NAMED), len(_TEAMS))
    number, region = divmod(number, len(_REGIONS))
    name = f"{_TEAMS[team]} {_REGIONS[region]} {number + 1}"
    life = Life.PROVISIONED if index % 50 == 27 else Life.SUSPENDED if index % 60 == 44 else Life.STEADY
    return f"ws-{name.lower().replace(' ', '-')}", name, index % len(ORGANIZATIONS), life


def _workspace(seed: int, index: int) -> Workspace:
    id, name, organization, life = _identity(index)
    random = dice(seed, id)
    nodes = random.choice((3, 3, 5, 8, 12))
    projects = _projects(id, random)
    return Workspace(
        id=id,
        name=name,
        organization_id=ORGANIZATIONS[organization].id,
        life=life,
        cores=10 if id == "ws-123" else nodes * 4,
        memory_mi=32768 if id == "ws-123" else nodes * 16384,
        cpu=random.uniform(0.2, 0.5),
        memory=random.uniform(0.35, 0.6),
        nodes=3 if id == "ws-123" else nodes,
        pods=45 if id == "ws-123" else nodes * random.randint(6, 14),
        projects=projects,
        containers=tuple(_containers(id, projects, random)),
        key=random.getrandbits(64),
    )


def _projects(workspace_id: str, random: Random) -> tuple[Project, ...]:
    if workspace_id == "ws-123":
        return (
            Project("proj-123", "New Project", "new-project", comes_and_goes=True),
            Project("proj-frontend", "Frontend", "frontend"),
            Project("proj-backend", "Backend", "backend"),
        )
    namespaces = random.sample(sorted(_SERVICES), k=2)
    slug = workspace_id.removeprefix("ws-")
    return tuple(Project(f"proj-{slug}-{name}", name.capitalize(), name) for name in namespaces)


def _containers(workspace_id: str, projects: tuple[Project, ...], random: Random) -> list[Container]:
    def container(namespace: str, pod: str, name: str, style: str, gap: float) -> Container:
        return Container(LogSource(workspace_id, namespace, pod, name), style, gap, random.uniform(1800, 14400))

    found = []
    if workspace_id == "ws-123":
        found += [
            container("frontend", "api-server-abc123", "api", "plain", 0.5),
            container("frontend", "api-server-abc123", "proxy", "nginx", 0.9),
            container("new-project", "hello-6b8f9d7c4-2mxkz", "hello", "odd", 1.5),
        ]
    for project in projects:
        for deployment, name, style in _SERVICES.get(project.namespace, ()):
            pod = f"{deployment}-{_letters(random, 9)}-{_letters(random, 5)}"
            found.append(container(project.namespace, pod, name, style, random.uniform(0.35, 1.9)))
    return found


def _letters(random: Random, count: int) -> str:
    """What Kubernetes ends a pod's name with: letters and digits that spell no word."""
    return "".join(random.choices("bcdfghjklmnpqrstvwxz2456789", k=count))
