from __future__ import annotations

from collections.abc import Callable

import pytest

from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import Resource
from hexatui.state.fleet import Fleet
from hexatui.state.intake import Seen
from hexatui.state.places import MAX_MEMBERS, Quota

Tell = Callable[..., None]


def last(fleet: Fleet) -> str:
    return fleet.timeline.latest(1)[0].text


def test_places_say_what_things_are_called_and_where_they_belong(fleet: Fleet) -> None:
    org, ws, proj = Resource("organization", "org-1"), Resource("workspace", "ws-1"), Resource("project", "proj-1")
    fleet.apply(Place(proj, "Front", ws, "frontend"), 1.0)
    fleet.apply(Place(ws, "Development", org), 1.0)
    fleet.apply(Place(org, "My Organization"), 1.0)
    assert fleet.organizations["org-1"].name == "My Organization"
    assert (fleet.workspaces["ws-1"].name, fleet.workspaces["ws-1"].organization_id) == ("Development", "org-1")
    project = fleet.projects["proj-1"]
    assert (project.name, project.namespace, project.workspace_id) == ("Front", "frontend", "ws-1")
    assert fleet.structure_revision == fleet.revision


def test_a_place_that_says_less_takes_nothing_back(fleet: Fleet) -> None:
    ws = Resource("workspace", "ws-1")
    fleet.apply(Place(ws, "Development", Resource("organization", "org-1")), 1.0)
    fleet.apply(Place(ws), 1.0)
    assert (fleet.workspaces["ws-1"].name, fleet.workspaces["ws-1"].organization_id) == ("Development", "org-1")


def test_a_place_of_an_unknown_kind_is_nothing(fleet: Fleet) -> None:
    fleet.apply(Place(Resource("cluster", "c")), 1.0)
    assert [*fleet.organizations, *fleet.workspaces, *fleet.projects] == []


def test_a_project_comes_with_its_workspace(fleet: Fleet, tell: Tell) -> None:
    tell("project.created", project={"id": "p", "name": "New", "workspace_id": "ws-1", "created_by": "boss"})
    assert fleet.projects["p"].workspace_id == "ws-1"
    assert "ws-1" in fleet.workspaces
    assert last(fleet) == "project New of ws-1 was created by boss"


def test_a_deleted_project_stays_marked_until_it_is_created_again(fleet: Fleet, tell: Tell) -> None:
    tell("project.created", project={"id": "p", "name": "New", "workspace_id": "ws-1"})
    before = fleet.structure_revision
    tell("project.deleted", project_id="p")
    assert fleet.projects["p"].deleted
    assert fleet.projects["p"].name == "New"
    assert fleet.structure_revision > before
    tell("project.created", project={"id": "p"})
    assert not fleet.projects["p"].deleted


def test_a_quota_is_kept_with_its_project(fleet: Fleet, tell: Tell) -> None:
    tell(
        "project.resource_quota_exceeded",
        105.0,
        project_id="p",
        namespace="frontend",
        resource="memory",
        requested="5Gi",
        limit="4Gi",
        current_usage="3.8Gi",
    )
    assert fleet.projects["p"].quota == Quota("memory", "5Gi", "4Gi", "3.8Gi", 105.0)
    assert fleet.projects["p"].namespace == "frontend"
    assert last(fleet) == "memory quota exceeded in frontend: 5Gi requested, 3.8Gi of 4Gi in use"


def test_a_quota_is_told_with_the_workspace_of_its_project(fleet: Fleet, tell: Tell) -> None:
    tell("project.created", project={"id": "p", "name": "Frontend", "workspace_id": "ws-1"})
    tell("project.resource_quota_exceeded", project_id="p", namespace="front", resource="memory")
    assert last(fleet).startswith("memory quota exceeded in front of ws-1: ")


def test_members_come_and_go(fleet: Fleet, tell: Tell) -> None:
    member = {"user_id": "u", "email": "new@example.com", "role": "admin", "added_by": "boss"}
    tell("organization.member_added", organization_id="org-1", member=member)
    assert fleet.organizations["org-1"].members == {"u": "new@example.com (admin)"}
    assert last(fleet) == "org-1: new@example.com (admin) was added by boss"
    tell("organization.member_removed", organization_id="org-1", user_id="u")
    assert fleet.organizations["org-1"].members == {}
    assert last(fleet) == "org-1: new@example.com (admin) was removed"


def test_members_are_bounded(fleet: Fleet, tell: Tell) -> None:
    for number in range(MAX_MEMBERS + 3):
        tell("organization.member_added", organization_id="org-1", member={"user_id": f"u{number}"})
    assert len(fleet.organizations["org-1"].members) == MAX_MEMBERS


def test_a_quota_counts_as_exceeded_for_a_quarter_of_an_hour(fleet: Fleet, tell: Tell) -> None:
    tell("project.resource_quota_exceeded", 105.0, project_id="p")
    quota = fleet.projects["p"].quota
    assert quota is not None
    assert quota.is_recent(105.0)
    assert quota.is_recent(1004.0)
    assert not quota.is_recent(1005.0)


def test_a_project_that_was_updated_takes_what_was_told(fleet: Fleet, tell: Tell) -> None:
    tell("project.created", project={"id": "p", "name": "Old", "namespace": "old", "workspace_id": "ws-1"})
    tell("project.updated", project={"id": "p", "name": "New"})
    project = fleet.projects["p"]
    assert (project.name, project.namespace, project.workspace_id) == ("New", "old", "ws-1")
    assert last(fleet) == "project New of ws-1 was updated"


def test_a_change_of_plan_is_kept_and_told(fleet: Fleet, tell: Tell) -> None:
    billing = {"previous_plan": "standard", "new_plan": "pro", "effective_date": "2024-01-20T10:00:00Z"}
    tell("organization.billing_updated", 105.0, organization_id="org-1", billing=billing)
    assert fleet.organizations["org-1"].plan == Seen("pro", 105.0)
    assert last(fleet) == "org-1: plan standard → pro on 2024-01-20"


@pytest.mark.parametrize("kind", ["organization", "workspace", "project"])
def test_beyond_the_bound_parts_are_counted_and_not_kept(
    fleet: Fleet, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hexatui.state.fleet.MAX_PARTS", 3)
    for number in range(5):
        fleet.apply(Place(Resource(kind, f"id-{number}")), 1.0)
    assert [*fleet.organizations, *fleet.workspaces, *fleet.projects] == ["id-0", "id-1", "id-2"]
    assert fleet.not_kept == 2


def test_an_empty_id_makes_nothing(fleet: Fleet, tell: Tell) -> None:
    tell("workspace.status_changed", workspace_id="", new_status="active")
    tell("project.created", project={"id": ""})
    tell("organization.billing_updated", organization_id="", billing={})
    assert [*fleet.organizations, *fleet.workspaces, *fleet.projects] == []
    assert fleet.not_kept == 0
