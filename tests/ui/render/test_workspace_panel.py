from __future__ import annotations

from typing import Any

import pytest
from support.wire import message, usage

from hexatui.protocol.codec import ServerMessage
from hexatui.protocol.lifecycle import Link, LinkPhase, Place, Subscribed
from hexatui.protocol.names import Resource
from hexatui.state.fleet import Fleet
from hexatui.ui.canvas import Line, width_of
from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.render.workspace_panel import panel_lines, panel_title

NOW = 1_705_744_800.0
STALE = DEFAULT_LOOK.palette.stale


def live_fleet() -> Fleet:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.LIVE), NOW - 60)
    fleet.apply(usage("ws-123"), NOW - 2)
    return fleet


def panel(fleet: Fleet, now: float = NOW, width: int = 100) -> list[Line]:
    return panel_lines(fleet, fleet.workspaces["ws-123"], now, width, DEFAULT_LOOK)


def text(lines: list[Line]) -> str:
    return "\n".join("".join(segment.text for segment in line) for line in lines)


def test_a_gauge_shows_percentage_share_and_age() -> None:
    shown = text(panel(live_fleet()))
    assert "32 %" in shown
    assert "3.2 of 10 cores" in shown
    assert "12 of 32 Gi" in shown
    assert "2 s ago" in shown


def test_status_nodes_and_pods_are_said_in_words() -> None:
    fleet = live_fleet()
    status: dict[str, Any] = {"nodes": {"ready": 2, "total": 3}, "pods": {"running": 45, "pending": 2, "failed": 1}}
    fleet.apply(message("workspace_status", workspace_id="ws-123", status="active", health="healthy", **status), NOW)
    assert "active · healthy · 2/3 nodes · 45 pods · 2 pending · 1 failed" in text(panel(fleet))


def test_high_usage_has_a_shape_as_well_as_a_colour() -> None:
    fleet = live_fleet()
    fleet.apply(usage("ws-123", cpu=8.5, memory=31_000), NOW)
    assert "85 % △" in text(panel(fleet))
    assert "95 % ▲" in text(panel(fleet))


def test_figures_look_stale_from_the_moment_the_connection_is_lost() -> None:
    fleet = live_fleet()
    assert STALE not in [segment.style for segment in panel(fleet)[1]]
    fleet.apply(Link(LinkPhase.WAITING, reason="cut"), NOW)
    assert STALE in [segment.style for segment in panel(fleet)[1]]
    assert "◌ 2 m ago" in text(panel(fleet, NOW + 120))


def test_after_a_reconnect_a_figure_is_stale_until_its_own_fresh_value_comes() -> None:
    fleet = live_fleet()
    fleet.apply(Link(LinkPhase.WAITING), NOW)
    fleet.apply(Link(LinkPhase.LIVE), NOW + 5)
    assert "◌" in text(panel(fleet, NOW + 6))
    fleet.apply(usage("ws-123"), NOW + 6)
    assert "◌" not in text(panel(fleet, NOW + 6))


def test_averages_tell_where_the_cpu_is_going() -> None:
    fleet = live_fleet()
    cpu = {"instant": 2.5, "average_5m": 2.3, "average_1h": 2.1}
    network = {"ingress_rate": "1.2MB/s", "egress_rate": "0.8MB/s"}
    fleet.apply(
        message("monitoring.metrics_update", workspace_id="ws-123", metrics={"cpu": cpu, "network": network}), NOW
    )
    shown = text(panel(fleet))
    assert "cpu 1 h 2.1 ↗ 5 m 2.3 ↗ 2.5 cores" in shown
    assert "in 1.2 MB/s · out 800 kB/s" in shown


def test_an_unhealthy_component_is_named_with_its_reason() -> None:
    fleet = live_fleet()
    change: dict[str, Any] = {
        "component": "api_server",
        "new_status": "unhealthy",
        "reason": "no answer to health checks",
    }
    fleet.apply(message("monitoring.health_changed", workspace_id="ws-123", **change), NOW)
    shown = text(panel(fleet))
    assert "api ✖ unhealthy" in shown
    assert "no answer to health checks" in shown


def test_a_status_from_before_a_component_fell_ill_says_nothing_of_health() -> None:
    fleet = live_fleet()
    status = message("workspace_status", workspace_id="ws-123", status="active", health="healthy")
    ill = {"workspace_id": "ws-123", "component": "api", "previous_status": "healthy", "new_status": "degraded"}
    fleet.apply(status, NOW - 2)
    assert "active · healthy" in text(panel(fleet))
    fleet.apply(message("monitoring.health_changed", **ill), NOW - 1)
    assert "healthy" not in text(panel(fleet)[:1])
    fleet.apply(status, NOW)
    assert "active · healthy" in text(panel(fleet))


def test_a_provisioning_shows_its_stage_and_progress() -> None:
    fleet = live_fleet()
    task: dict[str, Any] = {
        "task_id": "task-123",
        "stage": "creating_vcluster",
        "progress": 45,
        "message": "Creating vCluster instance...",
    }
    fleet.apply(message("provisioning.progress", workspace_id="ws-123", **task), NOW - 30)
    assert "45 %  for 30 s  creating_vcluster  Creating vCluster instance..." in text(panel(fleet))
    assert text(panel(fleet, width=60)).endswith("45 %  for 30 s  creating_vcluster  C…")


def test_how_long_a_provisioning_takes_is_not_counted_while_nobody_knows_whether_it_goes_on() -> None:
    fleet = live_fleet()
    for at in (NOW, NOW + 30):
        fleet.apply(message("provisioning.progress", workspace_id="ws-123", task_id="t", progress=45), at)
    fleet.apply(Link(LinkPhase.WAITING), NOW + 61)
    assert "for 30 s" in text(panel(fleet, NOW + 600))


def test_a_failed_provisioning_says_where_why_and_whether_it_can_be_retried() -> None:
    fleet = live_fleet()
    task: dict[str, Any] = {"error": "Failed to allocate resources", "stage": "resource_allocation", "can_retry": True}
    fleet.apply(message("provisioning.failed", workspace_id="ws-123", **task), NOW)
    assert "resource_allocation failed, can be retried: Failed to allocate resources" in text(panel(fleet))
    assert text(panel(fleet, width=60)).endswith("resource_allocation failed, can be retried: Failed…")


def test_a_workspace_without_figures_says_so() -> None:
    fleet = Fleet()
    fleet.apply(Place(Resource("workspace", "ws-123"), "Development"), NOW)
    assert "no figures yet" in text(panel(fleet))
    assert panel_title(fleet.workspaces["ws-123"]) == "Development  ws-123"


def test_where_room_is_short_a_status_leaves_out_what_is_well() -> None:
    fleet = live_fleet()
    status: dict[str, Any] = {"nodes": {"ready": 3, "total": 3}, "pods": {"running": 45, "pending": 2, "failed": 1}}
    fleet.apply(message("workspace_status", workspace_id="ws-123", status="active", health="healthy", **status), NOW)
    assert "active · healthy · 2 pending · 1 failed" in text(panel(fleet, width=56)[:1])


@pytest.mark.parametrize("width", [56, 76, 80, 100, 156])
def test_gauges_keep_within_the_pane(width: int) -> None:
    fleet = live_fleet()
    for line in panel(fleet, width=width)[:3]:
        assert width_of(line) <= width


@pytest.mark.parametrize("width", [76, 82, 100, 120, 160])
@pytest.mark.parametrize(("silence", "words"), [(5, "5 s"), (700, "11 m"), (3700, "1 h 01 m"), (36_000, "10 h")])
def test_a_figure_never_loses_its_age(width: int, silence: float, words: str) -> None:
    fleet = live_fleet()
    assert f"{words} ago" in text(panel(fleet, NOW - 2 + silence, width)[1:2])


def test_a_figure_that_is_overdue_looks_stale_though_the_connection_is_live() -> None:
    fleet = live_fleet()
    line = panel(fleet, NOW + 200)[1]
    assert "◌ 3 m ago" in text([line])
    assert "▃" not in text(panel(fleet, NOW + 4000)[1:2])
    assert STALE in [segment.style for segment in line]


def test_a_workspace_that_may_not_be_watched_has_no_live_figures() -> None:
    fleet = live_fleet()
    fleet.apply(Subscribed(Resource("workspace", "ws-123"), live=False, reason="PERMISSION_DENIED"), NOW)
    assert STALE in [segment.style for segment in panel(fleet)[1]]
    assert "PERMISSION_DENIED" in text(panel(fleet))


def test_a_component_s_health_of_a_former_connection_shows_its_age() -> None:
    fleet = live_fleet()
    fleet.apply(
        message("monitoring.health_changed", workspace_id="ws-123", component="etcd", new_status="degraded"), NOW
    )
    assert "ago" not in text(panel(fleet)[4:5])
    fleet.apply(Link(LinkPhase.WAITING), NOW + 1)
    fleet.apply(Link(LinkPhase.LIVE), NOW + 2)
    assert "◌ 1 m ago" in text(panel(fleet, NOW + 60)[4:5])


def test_network_rates_show_their_age_from_the_moment_the_connection_is_lost() -> None:
    fleet = live_fleet()
    cpu = {"instant": 2.5, "average_5m": 2.3, "average_1h": 2.1}
    network = {"ingress_rate": "1.2MB/s", "egress_rate": "0.8MB/s"}
    metrics = message("monitoring.metrics_update", workspace_id="ws-123", metrics={"cpu": cpu, "network": network})
    fleet.apply(metrics, NOW)
    assert "ago" not in text(panel(fleet)[3:4])
    fleet.apply(Link(LinkPhase.WAITING), NOW)
    for width in (48, 60, 100):
        row = panel(fleet, NOW + 300, width)[3]
        assert text([row]).endswith("◌ 5 m ago")
        assert width_of(row) <= width
    fleet.apply(Link(LinkPhase.LIVE), NOW + 301)
    assert "◌ 5 m ago" in text(panel(fleet, NOW + 302)[3:4])
    fleet.apply(metrics, NOW + 303)
    assert "ago" not in text(panel(fleet, NOW + 303)[3:4])
    assert "◌ 3 m ago" in text(panel(fleet, NOW + 500)[3:4])


def test_a_fresh_status_does_not_make_counts_of_a_former_connection_look_live() -> None:
    fleet = live_fleet()
    counts: dict[str, Any] = {"nodes": {"ready": 3, "total": 3}, "pods": {"running": 45}}
    fleet.apply(message("workspace_status", workspace_id="ws-123", status="active", **counts), NOW)
    fleet.apply(Link(LinkPhase.WAITING), NOW + 1)
    fleet.apply(Link(LinkPhase.LIVE), NOW + 300)
    fleet.apply(message("workspace.status_changed", workspace_id="ws-123", new_status="suspended"), NOW + 301)
    assert text(panel(fleet, NOW + 302)[:1]).endswith("◌ 5 m ago")
    fleet.apply(message("workspace_status", workspace_id="ws-123", status="suspended", **counts), NOW + 303)
    assert text(panel(fleet, NOW + 303)[:1]).endswith(" 0 s ago")


@pytest.mark.parametrize("event", ["provisioning.progress", "provisioning.failed"])
def test_a_provisioning_shows_its_age_once_nobody_knows_whether_it_goes_on(event: str) -> None:
    fleet = live_fleet()
    task: dict[str, Any] = {"task_id": "t", "stage": "creating_vcluster", "progress": 45, "message": "Creating it"}
    fleet.apply(message(event, workspace_id="ws-123", error="none left", **task), NOW)
    assert "ago" not in text(panel(fleet)[5:])
    fleet.apply(Link(LinkPhase.WAITING), NOW + 1)
    row = panel(fleet, NOW + 300)[5]
    assert text([row]).endswith("◌ 5 m ago")
    assert width_of(row) == 100


def resources(**percentages: float) -> ServerMessage:
    told = {name: {"used": "45", "limit": "100", "unit": "Gi", "percentage": of} for name, of in percentages.items()}
    return message("workspace.resource_updated", workspace_id="ws-123", resources=told)


def test_storage_and_whatever_else_is_told_stands_below_with_its_age() -> None:
    fleet = live_fleet()
    fleet.apply(resources(storage=45.2, pods=95), NOW)
    last = text(panel(fleet, NOW + 3)).splitlines()[-1]
    assert last.startswith("also     storage 45 % · pods 95 % ▲  ")
    assert last.endswith("  3 s ago")
    fleet.apply(Link(LinkPhase.WAITING), NOW + 60)
    assert text(panel(fleet, NOW + 300)).splitlines()[-1].endswith("◌ 5 m ago")


def test_beside_a_note_only_what_is_tight_is_told() -> None:
    fleet = live_fleet()
    fleet.apply(resources(storage=85, pods=15), NOW)
    why = {"component": "etcd", "new_status": "degraded", "reason": "fsync takes long"}
    fleet.apply(message("monitoring.health_changed", workspace_id="ws-123", **why), NOW)
    last = text(panel(fleet)).splitlines()[-1]
    assert "fsync takes long" in last
    assert "storage 85 % △" in last
    assert "pods" not in last


def test_where_a_workspace_was_made_its_endpoint_is_told() -> None:
    fleet = live_fleet()
    fleet.apply(message("provisioning.completed", workspace_id="ws-123", api_endpoint="https://ws-1.example"), NOW)
    assert "endpoint https://ws-1.example" in text(panel(fleet))
