"""Provisioning in the demo: when a workspace is set up anew, how far it is, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hexatui.protocol.events import (
    Event,
    ProvisioningCompleted,
    ProvisioningCompletedData,
    ProvisioningFailed,
    ProvisioningFailedData,
    ProvisioningProgress,
    ProvisioningProgressData,
    StatusChanged,
    StatusChangedData,
)
from hexatui.server.sources.demo.chance import dice
from hexatui.server.sources.demo.fleet import Life, Workspace

CYCLE = 420.0
"""Seconds; what begins in one cycle ends in it, and ends well, after a second try if it must."""

STEP = 2.4
"""Seconds between two reports of progress."""

_STAGES = (
    (0, "resource_allocation", "Allocating nodes and storage..."),
    (20, "creating_vcluster", "Creating vCluster instance..."),
    (50, "configuring_network", "Configuring network policies and ingress..."),
    (70, "installing_addons", "Installing monitoring and log collection..."),
    (90, "health_check", "Waiting for all components to be healthy..."),
)
_FAILURES = {
    "resource_allocation": "Failed to allocate resources",
    "creating_vcluster": "vCluster did not become ready within 5 minutes",
    "configuring_network": "No free address in the pod network",
    "installing_addons": "Image pull failed: registry answered 503",
    "health_check": "etcd has no leader",
}


class Attempt(NamedTuple):
    """One try at provisioning; times are seconds since the demo's start."""

    task_id: str
    begins: float
    ends: float
    reached: int
    """The percentage at its end: 100, or where it failed."""
    before: str
    """The workspace's status before."""

    @property
    def fails(self) -> bool:
        """Whether it ends in failure."""
        return self.reached < 100


def attempts(seed: int, workspace: Workspace, cycle: int) -> tuple[Attempt, ...]:
    """The attempts of one cycle: one that succeeds, or one that fails and one more, or none."""
    if workspace.life is not Life.PROVISIONED or cycle < 0:
        return ()
    random = dice(seed, f"provisioning/{workspace.id}", cycle)
    task = f"task-{workspace.slug}-{cycle}"
    base = cycle * CYCLE
    if cycle == 0 and workspace.id == "ws-staging":
        return (Attempt("task-123", base - 20, base + 62, 100, "active"),)
    if cycle == 0 and workspace.id == "ws-edge":
        first = Attempt(f"{task}-1", base - 14, base + 8, 38, "active")
        return (first, Attempt(f"{task}-2", base + 95, base + 170, 100, "failed"))
    begins = base + random.uniform(10, 120)
    middle = begins + random.uniform(30, 70)
    if random.random() < 0.6:
        return (Attempt(f"{task}-1", begins, middle + 20, 100, "active"),)
    again = middle + random.uniform(30, 80)
    first = Attempt(f"{task}-1", begins, middle, random.choice((12, 38, 61, 84, 95)), "active")
    return (first, Attempt(f"{task}-2", again, again + random.uniform(50, 90), 100, "failed"))


def status_at(seed: int, workspace: Workspace, time: float) -> str:
    """The workspace's status: active, provisioning, failed or suspended."""
    if workspace.life is Life.SUSPENDED:
        return "suspended"
    status = "active"
    for attempt in attempts(seed, workspace, int(time // CYCLE)):
        if time >= attempt.begins:
            ended = "failed" if attempt.fails else "active"
            status = ended if time >= attempt.ends else "provisioning"
    return status


def story(workspace: Workspace, attempt: Attempt) -> Iterator[tuple[float, Event]]:
    """All that is told of one attempt, in the order of time. What began before the demo's start is told from 0 on."""
    id = workspace.id
    if attempt.begins >= 0:
        again = "Provisioning is tried again" if attempt.before == "failed" else "The workspace is set up anew"
        yield attempt.begins, _status(id, attempt.before, "provisioning", again)
    length = attempt.ends - attempt.begins
    for step in range(int(length / STEP) + 1):
        time = attempt.begins + step * STEP
        progress = int(attempt.reached * step * STEP / length)
        _, stage, message = _stage(progress)
        data = ProvisioningProgressData(
            task_id=attempt.task_id, workspace_id=id, stage=stage, progress=progress, message=message
        )
        if 0 <= time < attempt.ends:
            yield time, ProvisioningProgress(data=data)
    yield attempt.ends, _outcome(workspace, attempt)
    if attempt.fails:
        yield attempt.ends, _status(id, "provisioning", "failed", "Workspace provisioning failed")
    else:
        yield attempt.ends, _status(id, "provisioning", "active", "Workspace provisioning completed successfully")


def _outcome(workspace: Workspace, attempt: Attempt) -> Event:
    if attempt.fails:
        stage = _stage(attempt.reached)[1]
        return ProvisioningFailed(
            data=ProvisioningFailedData(
                task_id=attempt.task_id,
                workspace_id=workspace.id,
                error=_FAILURES[stage],
                stage=stage,
                can_retry=True,
            )
        )
    return ProvisioningCompleted(
        data=ProvisioningCompletedData(
            task_id=attempt.task_id,
            workspace_id=workspace.id,
            duration_seconds=round(attempt.ends - attempt.begins),
            api_endpoint=f"https://{workspace.id}.api.hexabase.ai",
        )
    )


def _stage(progress: float) -> tuple[int, str, str]:
    return next(stage for stage in reversed(_STAGES) if progress >= stage[0])


def _status(workspace_id: str, previous: str, new: str, message: str) -> StatusChanged:
    return StatusChanged(
        data=StatusChangedData(workspace_id=workspace_id, previous_status=previous, new_status=new, message=message)
    )
