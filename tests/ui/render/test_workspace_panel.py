from __future__ import annotations

from typing import Any

import pytest
from support.wire import message, usage

from hexatui.protocol.lifecycle import Link, LinkPhase, Place
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
    assert "5 m 2.3 · 1 h 2.1 cores ↗" in shown
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


def test_a_provisioning_shows_its_stage_and_progress() -> None:
    fleet = live_fleet()
    task: dict[str, Any] = {
        "task_id": "task-123",
        "stage": "creating_vcluster",
        "progress": 45,
        "message": "Creating vCluster instance...",
    }
    fleet.apply(message("provisioning.progress", workspace_id="ws-123", **task), NOW - 30)
    shown = text(panel(fleet))
    assert "45 %  creating_vcluster" in shown
    assert "for 30 s" in shown


def test_a_failed_provisioning_says_where_why_and_whether_it_can_be_retried() -> None:
    fleet = live_fleet()
    task: dict[str, Any] = {"error": "Failed to allocate resources", "stage": "resource_allocation", "can_retry": True}
    fleet.apply(message("provisioning.failed", workspace_id="ws-123", **task), NOW)
    assert "failed at resource_allocation: Failed to allocate resources (can be retried)" in text(panel(fleet))


def test_a_workspace_without_figures_says_so() -> None:
    fleet = Fleet()
    fleet.apply(Place(Resource("workspace", "ws-123"), "Development"), NOW)
    assert "no figures yet" in text(panel(fleet))
    assert panel_title(fleet.workspaces["ws-123"]) == "Development  ws-123"


@pytest.mark.parametrize("width", [56, 76, 80, 100, 156])
def test_gauges_keep_within_the_pane(width: int) -> None:
    fleet = live_fleet()
    for line in panel(fleet, width=width)[:3]:
        assert width_of(line) <= width
