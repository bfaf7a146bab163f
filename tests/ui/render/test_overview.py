from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from support.wire import alert, message, usage

from hexatui.protocol.lifecycle import Link, LinkPhase, Place, Subscribed
from hexatui.protocol.names import Resource
from hexatui.state.fleet import Fleet
from hexatui.ui.canvas import span, width_of
from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.render.overview import overview_lines
from hexatui.ui.render.survey import survey

NOW = 1_705_744_800.0


def live_fleet(*names: str) -> Fleet:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.LIVE), NOW)
    for name in names:
        resource = Resource("workspace", name.lower())
        fleet.apply(Place(resource, name), NOW)
        fleet.apply(Subscribed(resource, True), NOW)
    return fleet


def tell(fleet: Fleet, type: str, **data: Any) -> None:
    fleet.apply(message(type, **data), NOW)


def text(lines: Sequence[Sequence[Segment]]) -> str:
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)


def drawn(fleet: Fleet, now: float = NOW, width: int = 120, rows: int = 40) -> str:
    return text(overview_lines(fleet, now, width, DEFAULT_LOOK, rows))


def test_workspaces_are_counted_by_status_and_health() -> None:
    fleet = live_fleet("A", "B", "C", "D")
    for id, status in (("a", "active"), ("b", "failed"), ("c", "provisioning")):
        tell(fleet, "workspace.status_changed", workspace_id=id, new_status=status)
    lines = drawn(fleet).splitlines()
    assert lines[0] == "workspaces    4  4 live  1 failed · 1 under way · 1 active · 1 not told"
    assert lines[1] == "health        4 not told"
    assert lines[2] == "alerts        none received"


def test_words_that_nobody_foresaw_are_counted_as_what_they_are() -> None:
    fleet = live_fleet("A", "B", "C")
    for id, status in (("a", "active"), ("b", "Hibernating"), ("c", "hibernating")):
        tell(fleet, "workspace.status_changed", workspace_id=id, new_status=status)
        tell(fleet, "workspace_status", workspace_id=id, status=status, health="unknown" if id == "a" else "degraded")
    lines = drawn(fleet).splitlines()
    assert lines[0].endswith("2 hibernating · 1 active")
    assert lines[1] == "health        2 degraded · 1 unknown"


def test_open_alerts_are_counted_by_severity() -> None:
    fleet = live_fleet("A")
    fleet.apply(alert("a", "1", "critical"), NOW)
    fleet.apply(alert("a", "2", "warning"), NOW)
    assert "alerts        ▲ 1 critical · △ 1 warning" in drawn(fleet)


def test_the_fullest_are_named_by_cpu_and_by_memory() -> None:
    fleet = live_fleet("A", "B", "C")
    fleet.apply(usage("a", cpu=9.5, memory=0.1 * 32768), NOW)
    fleet.apply(usage("b", cpu=3.0, memory=0.9 * 32768), NOW)
    found = survey(fleet, NOW)
    assert [workspace.id for workspace in found.hottest["cpu"]][:2] == ["a", "b"]
    assert [workspace.id for workspace in found.hottest["memory"]][:2] == ["b", "a"]
    row = next(line for line in drawn(fleet).splitlines() if line.startswith("fullest"))
    assert row.index("cpu ") < row.index("A ") < row.index("95 % ▲") < row.index("memory ") < row.index("90 % ▲")


@pytest.mark.parametrize("width", [50, 76, 116, 196])
def test_the_fullest_have_room_however_narrow_it_is(width: int) -> None:
    fleet = live_fleet("Payments")
    fleet.apply(usage("payments", cpu=9.5, memory=0.9 * 32768), NOW)
    shown = drawn(fleet, width=width)
    assert shown.count("Payments") == 2
    assert "95 %" in shown
    assert "90 %" in shown


def test_a_failed_provisioning_says_where_why_and_whether_it_can_be_tried_again() -> None:
    fleet = live_fleet("A", "B")
    tell(
        fleet, "provisioning.progress", workspace_id="b", task_id="t", stage="nodes", progress=45, message="two of four"
    )
    tell(
        fleet,
        "provisioning.failed",
        workspace_id="a",
        task_id="t",
        error="quota",
        stage="network",
        can_retry=True,
    )
    lines = drawn(fleet, NOW + 60).splitlines()
    failed = next(index for index, line in enumerate(lines) if line.startswith("provisioning"))
    assert lines[failed].endswith("✖ network failed, can be retried  quota  1 m ago")
    assert lines[failed + 1].endswith("45 %  for 1 m  nodes  two of four")


def test_where_it_is_narrow_why_a_provisioning_failed_stands_below() -> None:
    fleet = live_fleet("A")
    why = "Failed to allocate resources"
    tell(fleet, "provisioning.failed", workspace_id="a", error=why, stage="resource_allocation", can_retry=False)
    shown = drawn(fleet, width=76)
    assert "resource_allocation failed, can't be retried\n" in shown
    assert shown.endswith(f"{why}  0 s ago")


def test_how_long_a_provisioning_takes_is_not_counted_while_nobody_knows_whether_it_goes_on() -> None:
    fleet = live_fleet("A")
    for at in (NOW, NOW + 30):
        fleet.apply(message("provisioning.progress", workspace_id="a", task_id="t", progress=45), at)
    assert "for 1 m" in drawn(fleet, NOW + 60)
    fleet.apply(Link(LinkPhase.WAITING), NOW + 61)
    assert "for 30 s" in drawn(fleet, NOW + 600)


def ail(fleet: Fleet, workspace: str, component: str, status: str, reason: str = "") -> None:
    told = {"workspace_id": workspace, "component": component, "new_status": status, "reason": reason}
    tell(fleet, "monitoring.health_changed", **told)


def test_each_component_is_counted_and_the_ill_are_named_the_worst_first() -> None:
    fleet = live_fleet("A", "B", "C")
    ail(fleet, "a", "api_server", "degraded", "slow")
    ail(fleet, "b", "api_server", "unhealthy", "silent")
    ail(fleet, "c", "api_server", "healthy")
    ail(fleet, "a", "etcd", "degraded", "fsync takes long")
    lines = drawn(fleet).splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith("components"))
    assert lines[first] == "components    api 1✔ 2✖ · etcd 0✔ 1✖"
    assert lines[first + 1].split() == ["✖", "api", "B", "unhealthy", "·", "A", "degraded"]
    assert lines[first + 2].split() == ["✖", "etcd", "A", "degraded", "fsync", "takes", "long"]


def test_where_rows_are_few_each_section_says_how_many_more_there_are() -> None:
    fleet = live_fleet(*"ABCDEF")
    for id in "abcdef":
        fleet.apply(usage(id, cpu=ord(id) / 100), NOW)
        ail(fleet, id, id, "degraded")
        tell(fleet, "provisioning.failed", workspace_id=id, error="quota", stage="network")
        tell(fleet, "project.resource_quota_exceeded", project_id=id, resource="memory")
        tell(fleet, "organization.billing_updated", organization_id=id, billing={"new_plan": "pro"})
    assert drawn(fleet).count(" more") == 4
    few = drawn(fleet, width=76, rows=13).splitlines()
    assert len(few) == 13
    assert [line[:14].strip() for line in few if line[:14].strip()][3:] == [
        "components", "5 more", "fullest", "provisioning", "5 more", "over quota", "5 more", "people, plans", "5 more",
    ]  # fmt: skip


def test_who_joined_and_what_is_billed_is_told_the_newest_first() -> None:
    fleet = live_fleet()
    member = {"user_id": "u", "email": "new@example.com", "role": "member"}
    tell(fleet, "organization.member_added", organization_id="org", member=member)
    assert "people, plans" in drawn(fleet)
    assert "org: new@example.com (member) was added" in drawn(fleet)


def test_no_more_is_drawn_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    fleet = live_fleet(*(f"W{n}" for n in range(1_000)))
    for n in range(1_000):
        tell(fleet, "provisioning.failed", workspace_id=f"w{n}", error="no address", stage="network", can_retry=True)
        ail(fleet, f"w{n}", f"disk-{n}", "down")
    spans = list[str]()

    def counted(text: str, *style: Style) -> Segment:
        spans.append(text)
        return span(text, *style)

    monkeypatch.setattr("hexatui.ui.render.overview.span", counted)
    assert "995 more" in drawn(fleet)
    assert len(spans) < 500


def test_an_empty_fleet_has_an_overview_too() -> None:
    assert drawn(Fleet()).splitlines()[0].startswith("workspaces    0")


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@given(st.lists(st.tuples(st.text(max_size=40), st.floats(0, 10)), max_size=12))
def test_no_line_is_wider_than_there_is_room(width: int, workspaces: list[tuple[str, float]]) -> None:
    fleet = live_fleet()
    for index, (name, cpu) in enumerate(workspaces):
        fleet.apply(Place(Resource("workspace", f"ws-{index}"), name), NOW)
        fleet.apply(usage(f"ws-{index}", cpu=cpu), NOW)
        fleet.apply(alert(f"ws-{index}", "a", "critical"), NOW)
        tell(fleet, "provisioning.progress", workspace_id=f"ws-{index}", task_id="t", stage=name, progress=cpu * 10)
    assert all(width_of(line) <= width for line in overview_lines(fleet, NOW, width, DEFAULT_LOOK))
