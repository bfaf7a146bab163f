"""Organizations and projects, and where everything belongs: folds of their events and of `Place` facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hexatui.protocol.lifecycle import Place
from hexatui.state.intake import Seen, name

if TYPE_CHECKING:
    from hexatui.protocol import events
    from hexatui.state.fleet import Fleet

MAX_MEMBERS = 1_000
"""Members of an organization that are kept; beyond it those heard of first are forgotten."""


@dataclass(slots=True)
class Organization:
    """An organization, as far as it was told."""

    id: str
    name: str
    """Its id until the name is known."""
    plan: Seen[str] | None = None
    members: dict[str, str] = field(default_factory=dict)
    """Those whose arrival was heard, by user id: "newuser@example.com (member)". Not all there are."""
    subscribed: bool | None = None
    """None while it was never asked for."""
    refusal: str = ""
    """Why it is not subscribed: the platform's error, or ""."""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Quota:
    """The latest request that went over a project's quota; the amounts as the platform wrote them."""

    resource: str
    requested: str
    limit: str
    current_usage: str
    at: float


@dataclass(slots=True)
class Project:
    """A project, as far as it was told."""

    id: str
    name: str
    """Its id until the name is known."""
    namespace: str = ""
    workspace_id: str | None = None
    created_by: str = ""
    quota: Quota | None = None
    deleted: bool = False
    subscribed: bool | None = None
    """None while it was never asked for."""
    refusal: str = ""
    """Why it is not subscribed: the platform's error, or ""."""
    revision: int = 0


def place(fleet: Fleet, fact: Place, at: float) -> None:
    """Something is known to exist: fill in its name and where it belongs."""
    kind, id = fact.resource
    parent = fact.parent
    if kind == "organization" and (organization := fleet.organization(id)):
        organization.name = name(fact.name) or organization.name
        fleet.restructured(organization)
    elif kind == "workspace" and (workspace := fleet.workspace(id)):
        workspace.name = name(fact.name) or workspace.name
        if parent and parent.kind == "organization" and (organization := fleet.organization(parent.id)):
            workspace.organization_id = organization.id
        fleet.restructured(workspace)
    elif kind == "project" and (project := fleet.project(id)):
        workspace_id = parent.id if parent and parent.kind == "workspace" else ""
        _fill(fleet, project, fact.name, fact.namespace, workspace_id)
        fleet.restructured(project)


def project_changed(fleet: Fleet, message: events.ProjectCreated | events.ProjectUpdated, at: float) -> None:
    """`project.created` and `project.updated`."""
    told = message.data.project
    project = fleet.project(told.id)
    if project is None:
        return
    _fill(fleet, project, told.name, told.namespace, told.workspace_id)
    project.created_by = name(told.created_by) or project.created_by
    project.deleted = False
    fleet.restructured(project)
    what = "created" if message.type == "project.created" else "updated"
    fleet.tell(at, "project", "info", project.workspace_id, f"project {project.name} was {what}")


def project_deleted(fleet: Fleet, message: events.ProjectDeleted, at: float) -> None:
    """`project.deleted`: it stays, marked, so that it can be seen to be gone."""
    told = message.data.project
    project = fleet.project(told.id)
    if project is None:
        return
    _fill(fleet, project, told.name, told.namespace, told.workspace_id)
    project.deleted = True
    fleet.restructured(project)
    fleet.tell(at, "project", "info", project.workspace_id, f"project {project.name} was deleted")


def quota_exceeded(fleet: Fleet, message: events.QuotaExceeded, at: float) -> None:
    """`project.resource_quota_exceeded`."""
    data = message.data
    project = fleet.project(data.project_id)
    if project is None:
        return
    if not project.namespace and data.namespace:
        project.namespace = name(data.namespace)
        fleet.restructured(project)
    quota = Quota(name(data.resource), name(data.requested), name(data.limit), name(data.current_usage), at)
    project.quota = quota
    fleet.touch(project)
    where = project.namespace or project.name
    usage = f"{quota.requested} requested, {quota.current_usage} of {quota.limit} in use"
    text = f"{quota.resource} quota exceeded in {where}: {usage}"
    fleet.tell(at, "quota", "warning", project.workspace_id, text)


def member_added(fleet: Fleet, message: events.MemberAdded, at: float) -> None:
    """`organization.member_added`."""
    member = message.data.member
    organization = fleet.organization(message.data.organization_id)
    if organization is None:
        return
    who = name(member.email) or name(member.user_id)
    role = f" ({name(member.role)})" if member.role else ""
    organization.members[name(member.user_id)] = who + role
    while len(organization.members) > MAX_MEMBERS:
        del organization.members[next(iter(organization.members))]
    fleet.touch(organization)
    by = f" by {name(member.added_by)}" if member.added_by else ""
    fleet.tell(at, "member", "info", None, f"{who}{role} was added to {organization.name}{by}")


def member_removed(fleet: Fleet, message: events.MemberRemoved, at: float) -> None:
    """`organization.member_removed`."""
    member = message.data.member
    organization = fleet.organization(message.data.organization_id)
    if organization is None:
        return
    known = organization.members.pop(name(member.user_id), "")
    fleet.touch(organization)
    who = name(member.email) or known or name(member.user_id)
    fleet.tell(at, "member", "info", None, f"{who} was removed from {organization.name}")


def billing_updated(fleet: Fleet, message: events.BillingUpdated, at: float) -> None:
    """`organization.billing_updated`: the new plan counts as seen now, whatever date it takes effect."""
    billing = message.data.billing
    organization = fleet.organization(message.data.organization_id)
    if organization is None:
        return
    if billing.new_plan:
        organization.plan = Seen(name(billing.new_plan), at)
    fleet.touch(organization)
    before = f" from {name(billing.previous_plan)}" if billing.previous_plan else ""
    after = f" to {name(billing.new_plan)}" if billing.new_plan else ""
    fleet.tell(at, "billing", "info", None, f"the plan of {organization.name} changes{before}{after}")


def _fill(fleet: Fleet, project: Project, title: str, namespace: str, workspace_id: str) -> None:
    """What was told of a project; what was left out stays as it was (protocol-notes 5)."""
    project.name = name(title) or project.name
    project.namespace = name(namespace) or project.namespace
    if workspace := fleet.workspace(workspace_id):
        project.workspace_id = workspace.id
