"""A workspace: its status, health, provisioning and figures, and the folds that fill it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from hexatui.protocol.times import epoch_seconds
from hexatui.state.conditions import is_failed, is_healthy, is_unhealthy
from hexatui.state.gauges import Gauges
from hexatui.state.intake import Seen, amount, count, name, seen_moved, sentence
from hexatui.state.room import Room

if TYPE_CHECKING:
    from hexatui.protocol import events, replies
    from hexatui.state.alerts import AlertEntry
    from hexatui.state.fleet import Fleet

MAX_COMPONENTS = 64
"""Components of a workspace whose health is kept; of the whole fleet, see `Room`."""

MAX_CONTAINERS = 1_000
"""Containers of a workspace that are remembered; beyond it, or `Room`, those seen first are forgotten."""


class ContainerKey(NamedTuple):
    """A container that was heard of; an alert names only the pod, and leaves the rest empty."""

    namespace: str
    pod: str
    container: str


class Nodes(NamedTuple):
    """Nodes that are ready, of how many."""

    ready: int
    total: int


class Pods(NamedTuple):
    """Pods by state; None where it was not told how many."""

    running: int | None
    pending: int | None
    failed: int | None


class Component(NamedTuple):
    """The health of one part of a workspace, and when it was told."""

    status: str
    reason: str
    at: float


@dataclass(slots=True)
class Provisioning:
    """The latest provisioning task of a workspace. Times are Unix seconds of our own clock."""

    task_id: str
    started_at: float
    """When it was first heard of."""
    at: float
    """When it was last heard of."""
    stage: str = ""
    progress: float = 0.0
    """0 to 100."""
    message: str = ""
    outcome: Literal["completed", "failed"] | None = None
    error: str = ""
    can_retry: bool = False
    duration: float | None = None
    """Seconds, as the platform says."""
    api_endpoint: str = ""

    @property
    def retry(self) -> str:
        """Whether one that failed can be retried, in words."""
        return "can be retried" if self.can_retry else "can't be retried"


@dataclass(slots=True)
class Workspace:
    """A workspace, as far as it was told; each value carries when it came."""

    id: str
    name: str
    """Its id until the name is known."""
    organization_id: str | None = None
    status: Seen[str] | None = None
    health: Seen[str] | None = None
    components: dict[str, Component] = field(default_factory=dict)
    nodes: Seen[Nodes] | None = None
    pods: Seen[Pods] | None = None
    gauges: Gauges = field(default_factory=Gauges)
    provisioning: Provisioning | None = None
    subscribed: bool | None = None
    """None while it was never asked for."""
    refusal: str = ""
    """Why it is not subscribed: the platform's error, or ""."""
    containers: dict[ContainerKey, None] = field(default_factory=dict)
    """Those heard of, in the order in which they were."""
    revision: int = 0
    room: Room = field(default_factory=Room, repr=False, compare=False)
    """What it shares with the other parts of the fleet."""

    def remember_container(self, namespace: str, pod: str, container: str) -> bool:
        """Note a container that was heard of; True when it is news."""
        key = ContainerKey(name(namespace), name(pod), name(container))
        if not key.pod or key in self.containers:
            return False
        alone = ContainerKey("", key.pod, "")
        if key.container and alone in self.containers:
            del self.containers[alone]
        elif not key.container and any(known.pod == key.pod for known in self.containers):
            return False
        elif len(self.containers) >= MAX_CONTAINERS or not self.room.containers.take():
            if not self.containers:
                return False
            del self.containers[next(iter(self.containers))]
        self.containers[key] = None
        return True

    def forget_container(self, namespace: str, pod: str, container: str) -> bool:
        """Let go of a container that there isn't, whoever named it; True when it was known."""
        key = ContainerKey(name(namespace), name(pod), name(container))
        if key not in self.containers:
            return False
        del self.containers[key]
        self.room.containers.give_back()
        return True

    def keep_component(self, component: str, health: Component) -> bool:
        """Note a component's health, as what was told last; False where there is no room for one more."""
        known = self.components.pop(component, None)
        if known is None and not self._has_room_for_component():
            return False
        self.components[component] = health
        return True

    def _has_room_for_component(self) -> bool:
        if len(self.components) < MAX_COMPONENTS and self.room.components.take():
            return True
        if self.components:
            # The one that was silent for longest gives way, so that news is never what is lost.
            del self.components[next(iter(self.components))]
            return True
        return False

    def give_back_room(self) -> None:
        """It is removed: what it held is free for others."""
        for held, allowance in (
            (self.components, self.room.components),
            (self.containers, self.room.containers),
            (self.gauges.other, self.room.gauges),
        ):
            for _ in held:
                allowance.give_back()

    def move(self, by: float) -> None:
        """Move all times by so many seconds: the clock was set."""
        self.status, self.health = seen_moved(self.status, by), seen_moved(self.health, by)
        self.nodes, self.pods = seen_moved(self.nodes, by), seen_moved(self.pods, by)
        for component, health in self.components.items():
            self.components[component] = health._replace(at=health.at + by)
        self.gauges.move(by)
        if task := self.provisioning:
            task.started_at, task.at = task.started_at + by, task.at + by


def status_changed(fleet: Fleet, message: events.StatusChanged, at: float) -> None:
    """`workspace.status_changed`."""
    data = message.data
    workspace = fleet.workspace(data.workspace_id)
    if workspace is None:
        return
    before = name(data.previous_status) or (workspace.status.value if workspace.status else "")
    workspace.status = Seen(name(data.new_status), at)
    fleet.touch(workspace)
    _tell_status(fleet, workspace, before, sentence(data.message), at)


def workspace_status(fleet: Fleet, message: replies.WorkspaceStatus, at: float) -> None:
    """`workspace_status`: fills in what is known; a change that was missed is told (protocol-notes 9)."""
    data = message.data
    workspace = fleet.workspace(data.workspace_id)
    if workspace is None:
        return
    if data.status:
        restate(fleet, workspace, data.status, at, at)
    if data.health:
        known = workspace.health
        workspace.health = Seen(name(data.health), at)
        if known is not None and known.value != workspace.health.value:
            tell_health(fleet, workspace, workspace.name, known.value, workspace.health.value, "", at)
        if is_healthy(workspace.health.value):
            forget_former_trouble(fleet, workspace)
    if data.nodes is not None:
        ready, total = count(data.nodes.ready), count(data.nodes.total)
        if ready is not None and total is not None:
            workspace.nodes = Seen(Nodes(ready, total), at)
    if data.pods is not None:
        pods = Pods(count(data.pods.running), count(data.pods.pending), count(data.pods.failed))
        if pods != (None, None, None):
            workspace.pods = Seen(pods, at)
    fleet.touch(workspace)


def restate(fleet: Fleet, workspace: Workspace, status: str, as_of: float, at: float) -> None:
    """A status that was asked for, as of a time; a change that was missed is told."""
    before = workspace.status
    workspace.status = Seen(name(status), as_of)
    if before is not None and before.value != workspace.status.value:
        _tell_status(fleet, workspace, before.value, "", at)


def forget_former_trouble(fleet: Fleet, workspace: Workspace) -> None:
    """A healthy workspace has no ill component: what was told so before the connection was lost got better unheard."""
    for component, told in list(workspace.components.items()):
        if not is_healthy(told.status) and not fleet.is_current(told.at):
            del workspace.components[component]
            workspace.room.components.give_back()


def resource_updated(fleet: Fleet, message: events.ResourceUpdated, at: float) -> None:
    """`workspace.resource_updated`."""
    if workspace := fleet.workspace(message.data.workspace_id):
        workspace.gauges.update(message.data.resources, at, workspace.room.gauges)
        fleet.touch(workspace)


def metrics_update(fleet: Fleet, message: events.MetricsUpdate, at: float) -> None:
    """`monitoring.metrics_update`."""
    if workspace := fleet.workspace(message.data.workspace_id):
        workspace.gauges.measure(message.data.metrics, at)
        fleet.touch(workspace)


def health_changed(fleet: Fleet, message: events.HealthChanged, at: float) -> None:
    """`monitoring.health_changed`."""
    data = message.data
    workspace = fleet.workspace(data.workspace_id)
    if workspace is None:
        return
    component = name(data.component)
    known = workspace.components.get(component)
    before = name(data.previous_status) or (known.status if known else "")
    health = Component(name(data.new_status), sentence(data.reason), at)
    if not workspace.keep_component(component, health):
        fleet.not_kept += 1
    fleet.touch(workspace)
    tell_health(fleet, workspace, f"{component} of {workspace.name}", before, health.status, health.reason, at)


def alert_triggered(fleet: Fleet, message: events.AlertTriggered, at: float) -> None:
    """`workspace.alert_triggered`: the alert book keeps it, the first firing goes on the timeline."""
    alert = message.data.alert
    workspace = fleet.workspace(message.data.workspace_id)
    workspace_id = workspace.id if workspace else name(message.data.workspace_id)
    entry, change = fleet.alerts.record(workspace_id, alert, epoch_seconds(message.timestamp), at)
    if workspace is not None:
        if note_pod(workspace, alert.resource):
            fleet.restructured(workspace)
        fleet.touch(workspace)
        if change in ("new", "reopened"):
            entry.figures = workspace.gauges.percentages()
    if change in ("new", "reopened"):
        tell_alert(fleet, entry, at)


def tell_alert(fleet: Fleet, entry: AlertEntry, at: float) -> None:
    """Put an alert that fires on the timeline, with where it does."""
    workspace = fleet.workspaces.get(entry.workspace_id)
    where = workspace.name if workspace else entry.workspace_id
    title = entry.title or entry.type or "alert"
    fleet.tell(at, "alert", entry.severity, entry.workspace_id, f"{title} in {where}" if where else title)


def note_pod(workspace: Workspace, resource: str) -> bool:
    """Note the pod that an alert is about, if it is; True when it is news."""
    kind, _, pod = resource.partition("/")
    return kind == "pod" and workspace.remember_container("", pod, "")


def provisioning_progress(fleet: Fleet, message: events.ProvisioningProgress, at: float) -> None:
    """`provisioning.progress`; after an outcome it is a new start."""
    data = message.data

    def fold(task: Provisioning) -> None:
        task.stage, task.message = name(data.stage), sentence(data.message)
        if data.progress is not None:
            task.progress = min(amount(data.progress) or 0.0, 100.0)

    _provision(fleet, data.workspace_id, data.task_id, at, fold, is_end=False)


def provisioning_completed(fleet: Fleet, message: events.ProvisioningCompleted, at: float) -> None:
    """`provisioning.completed`."""
    data = message.data

    def fold(task: Provisioning) -> None:
        task.outcome, task.progress = "completed", 100.0
        task.duration, task.api_endpoint = amount(data.duration_seconds), sentence(data.api_endpoint)

    _provision(fleet, data.workspace_id, data.task_id, at, fold, is_end=True)


def provisioning_failed(fleet: Fleet, message: events.ProvisioningFailed, at: float) -> None:
    """`provisioning.failed`."""
    data = message.data

    def fold(task: Provisioning) -> None:
        task.outcome, task.error, task.can_retry = "failed", sentence(data.error), data.can_retry
        task.stage = name(data.stage) or task.stage

    _provision(fleet, data.workspace_id, data.task_id, at, fold, is_end=True)


def _provision(
    fleet: Fleet, workspace_id: str, task_id: str, at: float, fold: Callable[[Provisioning], None], *, is_end: bool
) -> None:
    workspace = fleet.workspace(workspace_id)
    if workspace is None:
        return
    task, task_id = workspace.provisioning, name(task_id)
    is_new = task is None or task.task_id != task_id or (task.outcome is not None and not is_end)
    if task is None or is_new:
        task = workspace.provisioning = Provisioning(task_id, started_at=at, at=at)
    was_over = task.outcome is not None
    fold(task)
    task.at = at
    fleet.touch(workspace)
    if task.outcome == "failed" and not was_over:
        where = f" at {task.stage}" if task.stage else ""
        why = f": {task.error}" if task.error else ""
        text = f"provisioning of {workspace.name} failed{where}{why} ({task.retry})"
        fleet.tell(at, "provisioning", "error", workspace.id, text)
    elif task.outcome == "completed" and not was_over:
        took = f" in {task.duration:,.0f} s" if task.duration is not None else ""
        endpoint = f": {task.api_endpoint}" if task.api_endpoint else ""
        fleet.tell(
            at, "provisioning", "info", workspace.id, f"provisioning of {workspace.name} completed{took}{endpoint}"
        )
    elif is_new and not is_end:
        fleet.tell(at, "provisioning", "info", workspace.id, f"provisioning of {workspace.name} began")


def _tell_status(fleet: Fleet, workspace: Workspace, before: str, message: str, at: float) -> None:
    after = workspace.status.value if workspace.status else ""
    came_from = f"{before} → " if before else ""
    severity = "error" if is_failed(after) else "info"
    text = f"{workspace.name}: {came_from}{after}" + (f", {message}" if message else "")
    fleet.tell(at, "status", severity, workspace.id, text)


def tell_health(fleet: Fleet, workspace: Workspace, what: str, before: str, after: str, reason: str, at: float) -> None:
    """Put a change of health on the timeline; `what` names what changed."""
    came_from = f"{before} → " if before else ""
    severity = "info" if is_healthy(after) else "error" if is_unhealthy(after) else "warning"
    fleet.tell(at, "health", severity, workspace.id, f"{what}: {came_from}{after}" + (f", {reason}" if reason else ""))
