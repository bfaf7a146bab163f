"""Which subscription an event belongs to (protocol-notes 1)."""

from __future__ import annotations

from typing import NamedTuple

from hexatui.protocol.events import (
    BillingUpdated,
    Event,
    LogEntry,
    MemberAdded,
    MemberRemoved,
    Ping,
    ProjectCreated,
    ProjectDeleted,
    ProjectUpdated,
    QuotaExceeded,
)
from hexatui.protocol.names import Resource


class Topic(NamedTuple):
    """What an event is about."""

    resource: Resource
    name: str | None
    """The event's name as `subscribe` gives it ("status_changed"); None goes to every subscriber of the resource."""


def topic_of(event: Event) -> Topic | None:
    """The topic of an event; None for `log_entry` and `ping`, which no subscription brings."""
    family, _, name = event.type.partition(".")
    match event:
        case LogEntry() | Ping():
            return None
        case ProjectCreated() | ProjectUpdated() | ProjectDeleted():
            return Topic(Resource(family, event.data.project.id), name)
        case QuotaExceeded():
            return Topic(Resource(family, event.data.project_id), name)
        case MemberAdded() | MemberRemoved() | BillingUpdated():
            return Topic(Resource(family, event.data.organization_id), name)
        case _:
            # No printed `subscribe` names provisioning.* or monitoring.*, so the workspace's subscribers get them.
            return Topic(Resource("workspace", event.data.workspace_id), name if family == "workspace" else None)
