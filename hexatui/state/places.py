"""Organizations and projects, and where everything belongs: folds of their events and of `Place` facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import Resource
from hexatui.protocol.times import epoch_seconds
from hexatui.state.intake import Seen, name, seen_moved
from hexatui.state.room import Room
from hexatui.state.workspaces import restate

if TYPE_CHECKING:
    from hexatui.protocol import events
    from hexatui.state.fleet import Fleet

MAX_MEMBERS = 1_000
"""Members of an organization that are kept; beyond it, or `Room`, those heard of first are forgotten."""

QUOTA_RECENT = 900.0
"""Seconds for which a project counts as over its quota: the platform tells when it was, never when it is no more."""


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
    room: Room = field(default_factory=Room, repr=False, compare=False)
    """What it shares with the other parts of the fleet."""

    def move(self, by: float) -> None:
        """Move all times by so many seconds: the clock was set."""
        self.plan = seen_moved(self.plan, by)

    def give_back_room(self) -> None:
        """It is removed: what it held is free for others."""
        for _ in self.members:
            self.room.members.give_back()


@dataclass(frozen=True, slots=True)
class Quota:
    """The latest request that went over a project's quota; the amounts as the platform wrote them."""

    resource: str
    requested: str
    limit: str
    current_usage: str
    at: float

    def is_recent(self, now: float) -> bool:
        """Whether it was told so lately (`now` in Unix seconds) that it may still hold."""
        return now - self.at < QUOTA_RECENT


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
    deleted_at: float = 0.0
    """When it was told to be deleted, in Unix seconds; a listing that was asked for before doesn't bring it back."""
    subscribed: bool | None = None
    """None while it was never asked for."""
    refusal: str = ""
    """Why it is not subscribed: the platform's error, or ""."""
    revision: int = 0
    room: Room = field(default_factory=Room, repr=False, compare=False)
    """What it shares with the other parts of the fleet."""

    def move(self, by: float) -> None:
        """Move all times by so many seconds: the clock was set."""
        self.quota = self.quota and replace(self.quota, at=self.quota.at + by)
        self.deleted_at += by


def place(fleet: Fleet, fact: Place, at: float) -> None:
    """Something is known to exist: fill in its name and where it belongs."""
    kind, id = fact.resource
    parent = fact.parent
    as_of = at if fact.as_of is None else min(fact.as_of, at)
    is_new = fact.as_of is not None and name(id) not in fleet.parts(kind)
    if kind == "organization" and (organization := fleet.organization(id, is_ours=True)):
        organization.name = name(fact.name) or organization.name
        fleet.restructured(organization)
    elif kind == "workspace" and (workspace := fleet.workspace(id, is_ours=True)):
        workspace.name = name(fact.name) or workspace.name
        if parent and parent.kind == "organization":
            organization = fleet.organization(parent.id, is_ours=True)
            workspace.organization_id = organization.id if organization else workspace.organization_id
        if fact.status and (workspace.status is None or workspace.status.at < as_of):
            restate(fleet, workspace, fact.status, as_of, at)
        fleet.restructured(workspace)
    elif kind == "project" and (project := fleet.project(id, is_ours=True)):
        workspace_id = parent.id if parent and parent.kind == "workspace" else ""
        fleet.workspace(workspace_id, is_ours=True)
        _fill(fleet, project, fact.name, fact.namespace, workspace_id)
        project.deleted = project.deleted and as_of <= project.deleted_at
        fleet.restructured(project)
    if is_new and name(id) in fleet.parts(kind):
        fleet.listings.unheard_of.add(Resource(kind, name(id)))


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
    is_new = message.type == "project.created"
    what = f"created{f' by {project.created_by}' if project.created_by else ''}" if is_new else "updated"
    fleet.tell(
        at, "project", "info", project.workspace_id, f"project {_placed(fleet, project, project.name)} was {what}"
    )


def project_deleted(fleet: Fleet, message: events.ProjectDeleted, at: float) -> None:
    """`project.deleted`: it stays, marked, so that it can be seen to be gone."""
    told = message.data.project
    project = fleet.project(told.id)
    if project is None:
        return
    _fill(fleet, project, told.name, told.namespace, told.workspace_id)
    project.deleted, project.deleted_at = True, at
    fleet.restructured(project)
    fleet.tell(
        at, "project", "info", project.workspace_id, f"project {_placed(fleet, project, project.name)} was deleted"
    )


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
    usage = f"{quota.requested} requested, {quota.current_usage} of {quota.limit} in use"
    where = _placed(fleet, project, project.namespace or project.name)
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
    user_id, members = name(member.user_id), organization.members
    is_full = len(members) >= MAX_MEMBERS
    if user_id in members or (not is_full and organization.room.members.take()):
        members[user_id] = who + role
    elif members:
        del members[next(iter(members))]
        members[user_id] = who + role
    else:
        fleet.not_kept += 1
    fleet.touch(organization)
    by = f" by {name(member.added_by)}" if member.added_by else ""
    fleet.tell(at, "member", "info", None, f"{organization.name}: {who}{role} was added{by}")


def member_removed(fleet: Fleet, message: events.MemberRemoved, at: float) -> None:
    """`organization.member_removed`."""
    member = message.data.member
    organization = fleet.organization(message.data.organization_id)
    if organization is None:
        return
    known = organization.members.pop(name(member.user_id), "")
    if known:
        organization.room.members.give_back()
    fleet.touch(organization)
    who = name(member.email) or known or name(member.user_id)
    fleet.tell(at, "member", "info", None, f"{organization.name}: {who} was removed")


def billing_updated(fleet: Fleet, message: events.BillingUpdated, at: float) -> None:
    """`organization.billing_updated`: the new plan counts as seen now, whatever date it takes effect."""
    billing = message.data.billing
    organization = fleet.organization(message.data.organization_id)
    if organization is None:
        return
    if billing.new_plan:
        organization.plan = Seen(name(billing.new_plan), at)
    fleet.touch(organization)
    before = f" {name(billing.previous_plan)} →" if billing.previous_plan else ""
    after = f" {name(billing.new_plan)}" if billing.new_plan else ""
    when = f" on {on}" if (on := _date(billing.effective_date)) else ""
    fleet.tell(at, "billing", "info", None, f"{organization.name}: plan{before}{after}{when}")


def _placed(fleet: Fleet, project: Project, title: str) -> str:
    """ "Frontend of Development", where it is known of which workspace."""
    workspace = fleet.workspaces.get(project.workspace_id or "")
    return f"{title} of {workspace.name}" if workspace else title


def _date(timestamp: datetime | str | None) -> str:
    at = epoch_seconds(timestamp)
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}" if at is not None else name(str(timestamp or ""))


def _fill(fleet: Fleet, project: Project, title: str, namespace: str, workspace_id: str) -> None:
    """What was told of a project; what was left out stays as it was (protocol-notes 5)."""
    project.name = name(title) or project.name
    project.namespace = name(namespace) or project.namespace
    if workspace := fleet.workspace(workspace_id):
        project.workspace_id = workspace.id
