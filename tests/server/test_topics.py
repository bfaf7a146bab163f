"""Which subscription brings which event."""

from __future__ import annotations

from typing import get_args

import pytest

from hexatui.protocol.codec import decode_server
from hexatui.protocol.events import Event, LogEntry, LogEntryData, Ping
from hexatui.protocol.names import DOCUMENTED_EVENTS, Resource
from hexatui.server.topics import Topic, topic_of

DATA = (
    '{"workspace_id": "ws-1", "organization_id": "org-1", "project_id": "proj-1", "project": {"id": "proj-1"},'
    ' "member": {"user_id": "u"}, "billing": {}, "alert": {"id": "a"}, "resources": {}, "metrics": {},'
    ' "new_status": "s", "component": "c"}'
)
"""Enough for every event at once."""


def topic(type: str) -> Topic | None:
    event = decode_server(f'{{"type": "{type}", "data": {DATA}}}')
    assert isinstance(event, get_args(Event)), event
    return topic_of(event)


@pytest.mark.parametrize(
    ("kind", "id", "name"),
    [
        (kind, {"workspace": "ws-1", "organization": "org-1", "project": "proj-1"}[kind], name)
        for kind, names in DOCUMENTED_EVENTS.items()
        for name in names
    ],
)
def test_a_documented_event_belongs_to_its_resource_by_its_name(kind: str, id: str, name: str) -> None:
    assert topic(f"{kind}.{name}") == Topic(Resource(kind, id), name)


@pytest.mark.parametrize(
    "type",
    [
        "provisioning.progress",
        "provisioning.completed",
        "provisioning.failed",
        "monitoring.metrics_update",
        "monitoring.health_changed",
    ],
)
def test_provisioning_and_monitoring_go_to_every_subscriber_of_the_workspace(type: str) -> None:
    assert topic(type) == Topic(Resource("workspace", "ws-1"), None)


def test_no_subscription_brings_pings_or_log_entries() -> None:
    assert topic_of(Ping()) is None
    assert topic_of(LogEntry(data=LogEntryData(stream_id="cmd-1"))) is None
