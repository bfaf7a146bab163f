from __future__ import annotations

from collections.abc import Callable

import pytest

from hexatui.protocol.lifecycle import Link, LinkPhase
from hexatui.state.fleet import Fleet
from hexatui.state.intake import MAX_COUNT, Seen
from hexatui.state.workspaces import MAX_COMPONENTS, MAX_CONTAINERS, Component, ContainerKey, Nodes, Pods

Tell = Callable[..., None]


def texts(fleet: Fleet, kind: str) -> list[str]:
    return [moment.text for moment in fleet.timeline.moments if moment.kind == kind]


def test_a_status_carries_when_it_came(fleet: Fleet, tell: Tell) -> None:
    tell("workspace.status_changed", 105.0, workspace_id="ws-1", previous_status="provisioning", new_status="active")
    assert fleet.workspaces["ws-1"].status == Seen("active", 105.0)
    assert texts(fleet, "status") == ["ws-1: provisioning → active"]


def test_a_status_answer_fills_in_everything_it_says(fleet: Fleet, tell: Tell) -> None:
    tell(
        "workspace_status",
        105.0,
        workspace_id="ws-1",
        status="active",
        health="healthy",
        nodes={"ready": 3, "total": 3},
        pods={"running": 45, "pending": 2, "failed": 0},
    )
    workspace = fleet.workspaces["ws-1"]
    assert (workspace.status, workspace.health) == (Seen("active", 105.0), Seen("healthy", 105.0))
    assert (workspace.nodes, workspace.pods) == (Seen(Nodes(3, 3), 105.0), Seen(Pods(45, 2, 0), 105.0))
    assert fleet.timeline.latest(1)[0].kind == "live"


def test_what_a_status_answer_leaves_out_keeps_its_age(fleet: Fleet, tell: Tell) -> None:
    tell("workspace_status", 105.0, workspace_id="ws-1", status="active", nodes={"ready": 3, "total": 3})
    tell("workspace_status", 109.0, workspace_id="ws-1", health="healthy")
    workspace = fleet.workspaces["ws-1"]
    assert (workspace.status, workspace.nodes) == (Seen("active", 105.0), Seen(Nodes(3, 3), 105.0))


def test_a_change_that_was_missed_is_told_when_an_answer_shows_it(fleet: Fleet, tell: Tell) -> None:
    tell("workspace_status", workspace_id="ws-1", status="active", health="healthy")
    tell("workspace_status", workspace_id="ws-1", status="failed", health="unhealthy")
    tell("workspace_status", workspace_id="ws-1", status="failed", health="unhealthy")
    assert texts(fleet, "status") == ["ws-1: active → failed"]
    assert texts(fleet, "health") == ["ws-1: healthy → unhealthy"]


def test_a_count_that_was_not_told_is_no_zero(fleet: Fleet, tell: Tell) -> None:
    tell("workspace_status", 105.0, workspace_id="ws-1", nodes={"ready": 3, "total": 3})
    pods = {"running": 45, "pending": "some", "failed": None}
    tell("workspace_status", 109.0, workspace_id="ws-1", nodes={"ready": "?", "total": 3}, pods=pods)
    workspace = fleet.workspaces["ws-1"]
    assert (workspace.nodes, workspace.pods) == (Seen(Nodes(3, 3), 105.0), Seen(Pods(45, None, None), 109.0))


def test_progress_that_was_not_told_leaves_the_last(fleet: Fleet, tell: Tell) -> None:
    for progress in (45, "half", None):
        tell("provisioning.progress", workspace_id="ws-1", progress=progress)
    task = fleet.workspaces["ws-1"].provisioning
    assert task is not None
    assert task.progress == 45.0


@pytest.mark.parametrize(
    ("word", "severity"),
    [("Healthy", "info"), ("up", "info"), ("DOWN", "error"), ("unhealthy", "error"), ("degraded", "warning")],
)
def test_a_health_is_as_loud_as_its_word(fleet: Fleet, tell: Tell, word: str, severity: str) -> None:
    tell("monitoring.health_changed", workspace_id="ws-1", component="etcd", new_status=word)
    assert fleet.timeline.latest(1)[0].severity == severity


def test_absurd_counts_are_bounded(fleet: Fleet, tell: Tell) -> None:
    tell("workspace_status", workspace_id="ws-1", nodes={"ready": -5, "total": 10**300})
    nodes = fleet.workspaces["ws-1"].nodes
    assert nodes is not None
    assert nodes.value == Nodes(0, MAX_COUNT)


def test_the_health_of_components_is_kept_one_by_one(fleet: Fleet, tell: Tell) -> None:
    tell("monitoring.health_changed", 105.0, workspace_id="ws-1", component="etcd", new_status="healthy")
    tell(
        "monitoring.health_changed", 106.0, workspace_id="ws-1", component="etcd", new_status="unhealthy", reason="slow"
    )
    assert fleet.workspaces["ws-1"].components == {"etcd": Component("unhealthy", "slow", 106.0)}
    assert texts(fleet, "health")[-1] == "etcd of ws-1: healthy → unhealthy, slow"
    assert fleet.timeline.latest(1)[0].severity == "error"


def test_the_component_that_was_silent_for_longest_gives_way(fleet: Fleet, tell: Tell) -> None:
    for number in range(MAX_COMPONENTS + 1):
        tell("monitoring.health_changed", 200.0 + number, workspace_id="ws-1", component=f"c{number}", new_status="x")
    components = fleet.workspaces["ws-1"].components
    assert len(components) == MAX_COMPONENTS
    assert "c0" not in components
    assert f"c{MAX_COMPONENTS}" in components


def test_provisioning_is_told_at_its_start_and_its_end(fleet: Fleet, tell: Tell) -> None:
    for at, progress in ((105.0, 10), (106.0, 45)):
        tell("provisioning.progress", at, task_id="t", workspace_id="ws-1", stage="creating", progress=progress)
    task = fleet.workspaces["ws-1"].provisioning
    assert task is not None
    assert (task.stage, task.progress, task.started_at, task.at, task.outcome) == ("creating", 45.0, 105.0, 106.0, None)
    done = {"task_id": "t", "workspace_id": "ws-1", "duration_seconds": 120, "api_endpoint": "https://ws-1.example"}
    for _ in range(2):
        tell("provisioning.completed", 107.0, **done)
    assert (task.outcome, task.duration, task.progress) == ("completed", 120.0, 100.0)
    assert texts(fleet, "provisioning") == [
        "provisioning of ws-1 began",
        "provisioning of ws-1 completed in 120 s: https://ws-1.example",
    ]


def test_a_failed_provisioning_says_why_and_a_retry_is_a_new_start(fleet: Fleet, tell: Tell) -> None:
    tell("provisioning.progress", task_id="t", workspace_id="ws-1", stage="creating")
    tell("provisioning.failed", task_id="t", workspace_id="ws-1", error="no room", can_retry=True)
    task = fleet.workspaces["ws-1"].provisioning
    assert task is not None
    assert (task.outcome, task.error, task.can_retry, task.stage) == ("failed", "no room", True, "creating")
    tell("provisioning.progress", 300.0, task_id="t", workspace_id="ws-1")
    retry = fleet.workspaces["ws-1"].provisioning
    assert retry is not None
    assert (retry.outcome, retry.started_at) == (None, 300.0)
    assert texts(fleet, "provisioning")[1] == "provisioning of ws-1 failed at creating: no room (can be retried)"


@pytest.mark.parametrize(("progress", "shown"), [(-5, 0.0), (101, 100.0), (1e300, 100.0)])
def test_progress_is_a_percentage(fleet: Fleet, tell: Tell, progress: float, shown: float) -> None:
    tell("provisioning.progress", workspace_id="ws-1", progress=progress)
    task = fleet.workspaces["ws-1"].provisioning
    assert task is not None
    assert task.progress == shown


def test_an_alert_is_told_once_and_names_its_pod(fleet: Fleet, tell: Tell) -> None:
    alert = {"id": "a", "severity": "warning", "title": "High Memory Usage", "resource": "pod/api-1"}
    for _ in range(3):
        tell("workspace.alert_triggered", workspace_id="ws-1", timestamp="2024-01-20T10:00:00Z", alert=alert)
    assert texts(fleet, "alert") == ["High Memory Usage in ws-1"]
    assert list(fleet.workspaces["ws-1"].containers) == [ContainerKey("", "api-1", "")]
    (entry,) = fleet.alerts.entries.values()
    assert (entry.count, entry.last_at, entry.platform_since) == (3, 101.0, 1_705_744_800.0)
    assert fleet.alerts.revision <= fleet.revision


def test_a_container_takes_the_place_of_its_pod_alone(fleet: Fleet) -> None:
    workspace = fleet.workspace("ws-1")
    assert workspace is not None
    assert workspace.remember_container("", "api-1", "")
    assert workspace.remember_container("front", "api-1", "api")
    assert not workspace.remember_container("", "api-1", "")
    assert not workspace.remember_container("front", "api-1", "api")
    assert list(workspace.containers) == [ContainerKey("front", "api-1", "api")]


def test_the_containers_seen_first_are_forgotten_beyond_the_bound(fleet: Fleet) -> None:
    workspace = fleet.workspace("ws-1")
    assert workspace is not None
    for number in range(MAX_CONTAINERS + 5):
        workspace.remember_container("n", f"pod-{number}", "c")
    assert len(workspace.containers) == MAX_CONTAINERS
    assert next(iter(workspace.containers)).pod == "pod-5"


def test_server_text_is_made_safe_on_its_way_in(fleet: Fleet, tell: Tell) -> None:
    evil = "\x1b[2J\u202e"
    tell("workspace.status_changed", workspace_id="ws" + evil, new_status=evil, message=evil)
    tell("workspace.alert_triggered", workspace_id="ws" + evil, alert={"id": evil, "title": evil, "value": evil})
    (workspace,) = fleet.workspaces.values()
    (entry,) = fleet.alerts.entries.values()
    told = [moment.text + moment.workspace_id for moment in fleet.timeline.moments]
    for shown in (workspace.id, workspace.name, entry.id, entry.title, str(entry.value), entry.workspace_id, *told):
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    assert entry.workspace_id == workspace.id


def test_a_healthy_answer_ends_the_trouble_that_a_former_connection_told(fleet: Fleet, tell: Tell) -> None:
    tell("monitoring.health_changed", 105.0, workspace_id="ws-1", component="etcd", new_status="degraded")
    tell("workspace_status", 106.0, workspace_id="ws-1", health="healthy")
    assert "etcd" in fleet.workspaces["ws-1"].components
    fleet.apply(Link(LinkPhase.WAITING), 107.0)
    fleet.apply(Link(LinkPhase.LIVE), 108.0)
    tell("workspace_status", 109.0, workspace_id="ws-1", health="healthy")
    assert fleet.workspaces["ws-1"].components == {}
    assert fleet.workspaces["ws-1"].room.components.held == 0
