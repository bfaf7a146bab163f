"""What a listing over REST makes known, and what it says is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hexatui.protocol.events import (
    Alert,
    AlertTriggered,
    AlertTriggeredData,
    ProjectData,
    ProjectDeleted,
    ResourceUsage,
)
from hexatui.protocol.events import Project as WireProject
from hexatui.protocol.lifecycle import Link, LinkPhase, Place, Subscribed
from hexatui.protocol.listing import (
    AlertRecord,
    Directory,
    FiringAlerts,
    Listed,
    PastUse,
    WorkspaceHealth,
    WorkspaceUsage,
)
from hexatui.protocol.names import Resource
from hexatui.protocol.replies import NodeCounts, WorkspaceStatus, WorkspaceStatusData
from hexatui.protocol.rest import Check
from hexatui.state.alerts import AlertKey
from hexatui.state.fleet import Fleet

ORGANIZATION = Resource("organization", "org-1")


@pytest.fixture
def fleet() -> Fleet:
    """Live since 100, and nothing known yet."""
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.LIVE), 100.0)
    return fleet


def told(fleet: Fleet, kind: str = "listing") -> list[str]:
    return [moment.text for moment in fleet.timeline.moments if moment.kind == kind]


def list_workspaces(fleet: Fleet, at: float, *ids: str, status: str = "active") -> None:
    for id in ids:
        resource = Resource("workspace", id)
        fleet.apply(Place(resource, id.upper(), ORGANIZATION, status=status, as_of=at - 1), at)
    fleet.apply(Listed("workspace", ORGANIZATION, frozenset(ids)), at)


def test_what_is_listed_has_names_parents_and_a_status_as_old_as_the_question(fleet: Fleet) -> None:
    fleet.apply(Place(ORGANIZATION, "One", as_of=109), 110)
    list_workspaces(fleet, 110, "ws-1")
    workspace = fleet.workspaces["ws-1"]
    assert (workspace.name, workspace.organization_id) == ("WS-1", "org-1")
    assert workspace.status is not None
    assert (workspace.status.value, workspace.status.at) == ("active", 109)


def test_a_listing_is_no_sign_of_life_from_the_websocket(fleet: Fleet) -> None:
    list_workspaces(fleet, 110, "ws-1")
    assert fleet.last_message_at is None


def test_what_is_listed_and_not_watched_is_not_live(fleet: Fleet) -> None:
    fleet.apply(Place(Resource("workspace", "ws-2")), 105)
    fleet.apply(Subscribed(Resource("workspace", "ws-2"), live=True), 105)
    list_workspaces(fleet, 110, "ws-1", "ws-2")
    assert (fleet.workspaces["ws-1"].subscribed, fleet.workspaces["ws-2"].subscribed) == (False, True)


def test_the_first_listing_is_no_news(fleet: Fleet) -> None:
    list_workspaces(fleet, 110, "ws-1", "ws-2")
    assert told(fleet) == []


def test_the_next_listing_tells_what_appeared_and_what_is_gone(fleet: Fleet) -> None:
    fleet.apply(Place(ORGANIZATION, "One", as_of=109), 110)
    list_workspaces(fleet, 110, "ws-1", "ws-2")
    list_workspaces(fleet, 120, "ws-2", "ws-3", "ws-4")
    assert told(fleet) == ["2 workspaces (WS-3, WS-4) appeared in One", "workspace WS-1 is gone from One"]
    assert list(fleet.workspaces) == ["ws-2", "ws-3", "ws-4"]


def test_a_workspace_that_is_gone_takes_its_projects_and_its_alerts_with_it(fleet: Fleet) -> None:
    list_workspaces(fleet, 110, "ws-1")
    fleet.apply(Place(Resource("project", "p-1"), "P", Resource("workspace", "ws-1"), as_of=110), 110)
    fleet.apply(alert("a-1"), 111)
    list_workspaces(fleet, 120)
    assert (fleet.workspaces, fleet.projects, fleet.alerts.open_counts()) == ({}, {}, {})


def test_a_workspace_that_moved_is_not_gone(fleet: Fleet) -> None:
    list_workspaces(fleet, 110, "ws-1")
    other = Resource("organization", "org-2")
    fleet.apply(Place(Resource("workspace", "ws-1"), "", other, as_of=119), 120)
    fleet.apply(Listed("workspace", ORGANIZATION, frozenset()), 120)
    assert list(fleet.workspaces) == ["ws-1"]


def test_a_workspace_that_is_subscribed_to_is_not_gone(fleet: Fleet) -> None:
    list_workspaces(fleet, 110, "ws-1")
    fleet.apply(Subscribed(Resource("workspace", "ws-1"), live=True), 115)
    list_workspaces(fleet, 120)
    assert (list(fleet.workspaces), told(fleet)) == (["ws-1"], [])


def test_what_the_person_named_and_no_listing_knows_stays(fleet: Fleet) -> None:
    fleet.apply(Place(Resource("workspace", "ws-mine")), 105)
    list_workspaces(fleet, 110, "ws-1")
    list_workspaces(fleet, 120, "ws-1")
    assert "ws-mine" in fleet.workspaces


def test_a_project_that_is_gone_stays_marked_and_comes_back_when_it_is_listed_again(fleet: Fleet) -> None:
    workspace = Resource("workspace", "ws-1")
    for at, ids in ((110.0, ["p-1"]), (120.0, []), (130.0, ["p-1"])):
        for id in ids:
            fleet.apply(Place(Resource("project", id), "P", workspace, as_of=at - 1), at)
        fleet.apply(Listed("project", workspace, frozenset(ids)), at)
        assert fleet.projects["p-1"].deleted is (not ids)
    assert told(fleet) == ["project P is gone from ws-1"]


def test_a_listing_that_was_asked_for_before_a_project_was_deleted_does_not_bring_it_back(fleet: Fleet) -> None:
    place = Place(Resource("project", "p-1"), "P", Resource("workspace", "ws-1"), as_of=110)
    fleet.apply(place, 111)
    fleet.apply(ProjectDeleted(data=ProjectData(project=WireProject(id="p-1"))), 112)
    fleet.apply(place, 113)
    assert fleet.projects["p-1"].deleted


def test_a_status_that_came_after_the_question_stands(fleet: Fleet) -> None:
    fleet.apply(WorkspaceStatus(data=WorkspaceStatusData(workspace_id="ws-1", status="suspended")), 109.5)
    list_workspaces(fleet, 110, "ws-1")
    status = fleet.workspaces["ws-1"].status
    assert status is not None
    assert status.value == "suspended"


def test_usage_and_history_fill_the_gauges(fleet: Fleet) -> None:
    usage = {"cpu": ResourceUsage(used="5", limit="10", unit="cores")}
    fleet.apply(WorkspaceUsage("ws-1", usage, as_of=3700), 3701)
    fleet.apply(PastUse("ws-1", tuple((minute * 60.0, 2.0) for minute in range(1, 61)), ()), 3702)
    cpu = fleet.workspaces["ws-1"].gauges.cpu
    assert (cpu.percent, cpu.at) == (50, 3700)
    assert cpu.history.columns(60, now=3659, span=3600)[:59] == [20.0] * 59


def health(status: str, api: str, at: float) -> WorkspaceHealth:
    return WorkspaceHealth("ws-1", status, {"api_server": Check(status=api)}, NodeCounts(ready=2, total=3), at)


def test_health_fills_in_components_and_nodes_without_a_word_the_first_time(fleet: Fleet) -> None:
    fleet.apply(health("degraded", "degraded", 110), 111)
    workspace = fleet.workspaces["ws-1"]
    assert workspace.components["api_server"].status == "degraded"
    assert workspace.nodes is not None
    assert (workspace.nodes.value.ready, workspace.nodes.at) == (2, 110)
    assert told(fleet, "health") == []


def test_a_change_of_health_that_was_missed_is_told(fleet: Fleet) -> None:
    fleet.apply(health("healthy", "healthy", 110), 111)
    fleet.apply(health("healthy", "degraded", 120), 121)
    assert told(fleet, "health") == ["api_server of ws-1: healthy → degraded"]


def alert(id: str, status: str = "firing", title: str = "Hot") -> AlertTriggered:
    said = Alert(id=id, severity="warning", title=title, status=status)
    return AlertTriggered(data=AlertTriggeredData(workspace_id="ws-1", alert=said))


def firing(as_of: float, *ids: str, since: float | None = None) -> FiringAlerts:
    records = (AlertRecord(Alert(id=id, severity="warning", title="Hot"), since, since) for id in ids)
    return FiringAlerts("ws-1", tuple(records), as_of)


def test_alerts_that_fired_before_we_came_are_in_the_book_since_they_began(fleet: Fleet) -> None:
    fleet.apply(firing(110, "a-1", since=40), 111)
    [entry] = fleet.alerts.ordered(111)
    assert (entry.is_open, entry.since, entry.last_at, entry.count) == (True, 40, 110, 1)
    assert told(fleet, "alert") == ["Hot in ws-1"]


@pytest.mark.parametrize("first", [lambda: alert("a-1"), lambda: firing(104, "a-1")])
def test_an_alert_that_fires_already_is_not_counted_anew(fleet: Fleet, first: Callable[[], object]) -> None:
    fleet.apply(first(), 105)  # type: ignore[arg-type]
    for at in (110, 120):
        fleet.apply(firing(at, "a-1", since=40), at + 1)
    [entry] = fleet.alerts.ordered(121)
    assert (entry.count, entry.last_at) == (1, 120)
    assert told(fleet, "alert") == ["Hot in ws-1"]
    assert fleet.alerts.open_counts() == {"warning": 1}


def test_an_alert_that_no_listing_knows_was_resolved_unheard(fleet: Fleet) -> None:
    fleet.apply(alert("a-1"), 105)
    fleet.apply(firing(110), 111)
    [entry] = fleet.alerts.ordered(111)
    assert (entry.status, entry.since) == ("resolved", 110)
    assert fleet.alerts.open_counts() == {}


def test_news_after_the_question_stands(fleet: Fleet) -> None:
    fleet.apply(alert("a-2"), 105)
    fleet.apply(alert("a-2", "resolved"), 110.5)
    fleet.apply(alert("a-1"), 110.5)
    fleet.apply(firing(110, "a-2"), 111)
    assert {entry.id: entry.status for entry in fleet.alerts.ordered(111)} == {"a-1": "firing", "a-2": "resolved"}


def test_each_complaint_is_told_once_and_so_is_that_it_is_over(fleet: Fleet) -> None:
    failed = Directory("failed", "the host is tired", "Names are missing")
    for fact in (Directory("under way"), failed, Directory("under way"), failed):
        fleet.apply(fact, 110)
    assert told(fleet, "request") == ["no listing over REST: the host is tired. Names are missing"]
    fleet.apply(Directory("complete"), 111)
    fleet.apply(Directory("complete"), 112)
    assert told(fleet) == ["what exists can be listed again"]


def test_hostile_names_are_made_safe(fleet: Fleet) -> None:
    fleet.apply(Place(Resource("workspace", "ws\x1b[31m"), "\x1b]0;x\x07", ORGANIZATION, as_of=109), 110)
    fleet.apply(Directory("failed", "\x1b[2J"), 110)
    everything = [*fleet.workspaces, *(one.name for one in fleet.workspaces.values()), *told(fleet, "request")]
    assert all(text.isprintable() for text in everything)


def test_a_listed_alert_knows_what_the_gauges_stood_at_when_it_began(fleet: Fleet) -> None:
    fleet.apply(WorkspaceUsage("ws-1", {"cpu": ResourceUsage(used="2", limit="10", unit="cores")}, 3701), 3701)
    fleet.apply(firing(3701, "a", since=1830.0), 3701)
    fleet.apply(PastUse("ws-1", tuple((minute * 60.0, minute / 10) for minute in range(1, 61)), ()), 3702)
    assert fleet.alerts.entries[AlertKey("ws-1", "a")].figures == {"cpu": 30.0}
