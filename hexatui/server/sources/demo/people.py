"""What people do in the demo: they join, leave, change plans, make projects and ask for more than a quota allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from random import Random

from hexatui.protocol.events import (
    Billing,
    BillingUpdated,
    BillingUpdatedData,
    Event,
    Member,
    MemberAdded,
    MemberData,
    MemberRemoved,
    ProjectCreated,
    ProjectData,
    ProjectDeleted,
    ProjectUpdated,
    QuotaExceeded,
    QuotaExceededData,
)
from hexatui.protocol.events import Project as WireProject
from hexatui.server.sources.demo.chance import dice
from hexatui.server.sources.demo.fleet import Organization, Project, Workspace

_PLANS = ("standard", "pro", "enterprise")
_NAMES = ("newuser", "amara", "chen", "dilnoza", "emeka", "freya", "giulia", "haruto", "ines", "jonas", "kavya", "luca")
_ROLES = ("member", "member", "member", "viewer", "admin")
_QUOTAS = (
    ("memory", "5Gi", "4Gi", "3.8Gi"),
    ("cpu", "2500m", "2", "1750m"),
    ("requests.storage", "200Gi", "500Gi", "420Gi"),
    ("pods", "12", "40", "36"),
    ("memory", "1536Mi", "8Gi", "7.1Gi"),
)
"""Breaches: resource, requested, limit, current usage."""


def organization_story(
    seed: int, organization: Organization, moment: Callable[[float], datetime]
) -> Iterator[tuple[float, Event]]:
    """Members who come and go, and now and then another plan, without end."""
    random = dice(seed, f"people/{organization.id}")
    is_first = organization.id == "org-123"
    members: list[Member] = []
    plan = organization.plan
    time = 6.0 if is_first else random.uniform(10, 60)
    for number in count():
        if number % 6 == 1:
            new = _PLANS[(_PLANS.index(plan) + 1) % len(_PLANS)]
            billing = Billing(previous_plan=plan, new_plan=new, effective_date=moment(time))
            yield time, BillingUpdated(data=BillingUpdatedData(organization_id=organization.id, billing=billing))
            plan = new
        elif len(members) > 4 or (members and random.random() < 0.4):
            member = members.pop(0)
            yield time, MemberRemoved(data=MemberData(organization_id=organization.id, member=member))
        else:
            members.append(_member(random, number if is_first else number + len(organization.id)))
            yield time, MemberAdded(data=MemberData(organization_id=organization.id, member=members[-1]))
        time += 9.0 if is_first and number == 0 else random.uniform(30, 150)


def _member(random: Random, number: int) -> Member:
    name = _NAMES[number % len(_NAMES)]
    return Member(
        user_id=f"user-{456 + number}",
        email=f"{name}@example.com" if number < len(_NAMES) else f"{name}{number}@example.com",
        role="member" if number == 0 else random.choice(_ROLES),
        added_by="user-123",
    )


def project_story(seed: int, workspace: Workspace) -> Iterator[tuple[float, Event]]:
    """A workspace's projects: breaches of quotas, changes, and one that is made and deleted, without end."""
    random = dice(seed, f"projects/{workspace.id}")
    passing = next((project for project in workspace.projects if project.comes_and_goes), None)
    if passing:
        yield 4.0, ProjectCreated(data=_project(workspace, passing))
        yield 11.0, _quota(passing, _QUOTAS[0])
    exists = True
    time = random.uniform(60, 400)
    while True:
        if passing and not exists:
            yield time, ProjectCreated(data=_project(workspace, passing))
            exists = True
        elif passing and random.random() < 0.25:
            yield time, ProjectDeleted(data=_project(workspace, passing))
            exists = False
        else:
            project = random.choice([project for project in workspace.projects if not project.comes_and_goes])
            if random.random() < 0.6:
                yield time, _quota(project, random.choice(_QUOTAS))
            else:
                yield time, ProjectUpdated(data=_project(workspace, project))
        time += random.uniform(60, 600)


def _project(workspace: Workspace, project: Project) -> ProjectData:
    return ProjectData(
        project=WireProject(
            id=project.id,
            name=project.name,
            namespace=project.namespace,
            workspace_id=workspace.id,
            created_by="user-123",
        )
    )


def _quota(project: Project, breach: tuple[str, str, str, str]) -> QuotaExceeded:
    resource, requested, limit, usage = breach
    return QuotaExceeded(
        data=QuotaExceededData(
            project_id=project.id,
            namespace=project.namespace,
            resource=resource,
            requested=requested,
            limit=limit,
            current_usage=usage,
        )
    )
