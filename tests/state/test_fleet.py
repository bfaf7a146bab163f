from __future__ import annotations

import json
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.codec import decode_server
from hexatui.protocol.events import Event
from hexatui.protocol.lifecycle import (
    LifecycleFact,
    Link,
    LinkPhase,
    Place,
    RequestFailed,
    StreamEnded,
    StreamGap,
    StreamOpened,
    StreamResumed,
    StreamWanted,
    Subscribed,
    Throughput,
)
from hexatui.protocol.names import LogSource, Resource
from hexatui.protocol.replies import Reply
from hexatui.state import fleet as fleet_module
from hexatui.state.fleet import Fleet
from hexatui.state.intake import MAX_SENTENCE
from hexatui.state.workspaces import MAX_COMPONENTS, MAX_CONTAINERS
from hexatui.text import safe

MAX_TOLD = 3 * MAX_SENTENCE
"""A sentence of the timeline quotes at most one of the platform's, and a few names."""

ids = st.sampled_from(["ws-1", "ws-2", "org-1", "p-1", "", "\x1b[2J", "x" * 5_000, "\ud800", "🦊"])
words = st.sampled_from(["active", "critical", "resolved", "healthy", "", "pod/api-1", "pod/", "\u202e\n", "y" * 9_000])
stamps = st.sampled_from(
    [
        "2024-01-20T10:00:00Z",
        "2024-01-20T10:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "soon",
        "",
    ]
)
figures: st.SearchStrategy[Any] = st.sampled_from(
    ["3.2", "12Gi", "-1", "1e308", "1e-308", "nonsense", "", 0, -5, 10**300, 1e308, 5e-324, 37.5]
)
counts = st.sampled_from([0, 3, -1, 10**400, 2**64])
flags = st.booleans()


def data(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An object that is whole, or of which any field may be missing."""
    return st.fixed_dictionaries(fields) | st.fixed_dictionaries({}, optional=fields)


usage = data(used=figures, limit=figures, unit=words, percentage=figures)
averages = data(instant=figures, average_5m=figures, average_1h=figures)
project = data(id=ids, name=words, namespace=words, workspace_id=ids, created_by=words)
member = data(user_id=ids, email=words, role=words, added_by=words)
alert = data(
    id=ids,
    type=words,
    severity=words,
    title=words,
    description=words,
    resource=words,
    threshold=figures,
    value=figures,
    status=words,
)

PAYLOADS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "workspace.status_changed": data(workspace_id=ids, previous_status=words, new_status=words, message=words),
    "workspace.resource_updated": data(
        workspace_id=ids, resources=st.dictionaries(st.sampled_from(["cpu", "memory", "gpu", ""]), usage)
    ),
    "workspace.alert_triggered": data(workspace_id=ids, alert=alert),
    "provisioning.progress": data(task_id=ids, workspace_id=ids, stage=words, progress=figures, message=words),
    "provisioning.completed": data(task_id=ids, workspace_id=ids, duration_seconds=figures, api_endpoint=words),
    "provisioning.failed": data(task_id=ids, workspace_id=ids, error=words, stage=words, can_retry=flags),
    "project.created": data(project=project),
    "project.updated": data(project=project),
    "project.deleted": data(project=project),
    "project.resource_quota_exceeded": data(
        project_id=ids, namespace=words, resource=words, requested=words, limit=words, current_usage=words
    ),
    "organization.member_added": data(organization_id=ids, member=member),
    "organization.member_removed": data(organization_id=ids, member=member),
    "organization.billing_updated": data(
        organization_id=ids, billing=data(previous_plan=words, new_plan=words, effective_date=stamps)
    ),
    "monitoring.metrics_update": data(
        workspace_id=ids,
        metrics=data(cpu=averages, memory=averages, network=data(ingress_rate=figures, egress_rate=figures)),
    ),
    "monitoring.health_changed": data(
        workspace_id=ids, component=words, previous_status=words, new_status=words, reason=words
    ),
    "log_entry": data(
        stream_id=st.sampled_from(["s-1", "s-2"]), timestamp=stamps, level=words, message=words, pod=ids, container=ids
    ),
    "ping": data(),
    "workspace_status": data(
        workspace_id=ids,
        status=words,
        health=words,
        nodes=data(ready=counts, total=counts),
        pods=data(running=counts, pending=counts, failed=counts),
    ),
    "auth_result": data(success=flags, error=words),
    "subscribe_result": data(success=flags, subscription_id=ids, error=words),
    "error": data(code=words, message=words),
    "unheard.of": data(anything=words),
}

resources = st.builds(Resource, st.sampled_from(["workspace", "organization", "project", "cluster"]), ids)
sources = st.builds(LogSource, ids, words, ids, words)
times = st.floats(-1e9, 4e9)

facts: st.SearchStrategy[LifecycleFact] = st.one_of(
    st.builds(Link, st.sampled_from(LinkPhase), reason=words),
    st.builds(Subscribed, resources, flags, words),
    st.builds(StreamWanted, sources),
    st.builds(StreamOpened, sources, st.sampled_from(["s-1", "s-2"])),
    st.builds(StreamResumed, sources),
    st.builds(StreamGap, sources, times, times),
    st.builds(StreamEnded, sources, st.sampled_from(["stopped", "complete", "failed"]), words),
    st.builds(RequestFailed, words, words, words),
    st.builds(Throughput, *[st.integers(0, 10**15)] * 5, st.none() | times),
    st.builds(Place, resources, words, st.none() | resources, words),
)


@st.composite
def messages(draw: st.DrawFn) -> Any:
    """A message as decoding gives it, malformed ones included."""
    type = draw(st.sampled_from(sorted(PAYLOADS)))
    payload = draw(PAYLOADS[type])
    envelope = draw(data(id=ids, timestamp=stamps))
    return decode_server(json.dumps({"type": type, "data": payload, "error": payload, **payload, **envelope}))


def test_every_message_and_fact_is_pretended_here() -> None:
    types = {model.model_fields["type"].default for model in get_args(Event | Reply)}
    assert types < set(PAYLOADS)
    assert set(get_args(LifecycleFact)) == set(fleet_module._FACTS)


def check(fleet: Fleet) -> None:
    """What holds at any time."""
    assert "" not in fleet.workspaces
    for workspace in fleet.workspaces.values():
        assert workspace.revision <= fleet.revision
        assert len(workspace.id) <= 256
        assert len(workspace.components) <= MAX_COMPONENTS
        assert len(workspace.containers) <= MAX_CONTAINERS
        for gauge in (workspace.gauges.cpu, workspace.gauges.memory, *workspace.gauges.other.values()):
            for amount in (gauge.used, gauge.limit, gauge.percent, gauge.average_5m, gauge.average_1h):
                assert amount is None or 0 <= amount < float("inf")
            assert gauge.at is not None or gauge.percent is None
    for project in fleet.projects.values():
        assert project.workspace_id is None or project.workspace_id in fleet.workspaces
    assert fleet.structure_revision <= fleet.revision
    assert fleet.alerts.revision <= fleet.revision
    assert sum(fleet.alerts.open_counts().values()) == sum(entry.is_open for entry in fleet.alerts.entries.values())
    assert fleet.timeline.total == len(fleet.timeline.moments) + fleet.timeline.dropped
    told = [text for moment in fleet.timeline.moments for text in (moment.text, moment.workspace_id)]
    told += [text for entry in fleet.alerts.entries.values() for text in (entry.id, entry.title, entry.description)]
    assert all(safe(text) is text and len(text) <= MAX_TOLD for text in told)
    assert fleet.live_since is None or fleet.lost_since is None
    assert (fleet.live_since is not None) == (fleet.link.phase is LinkPhase.LIVE)
    for id, stream in fleet.stream_ids.items():
        assert stream.stream_id == id
        assert fleet.streams[stream.source] is stream
    for stream in fleet.streams.values():
        assert stream.buffer.first == stream.buffer.dropped


@given(st.lists(st.tuples(messages() | facts, times), max_size=30))
def test_anything_in_any_order_leaves_a_fleet_that_holds_together(steps: list[tuple[Any, float]]) -> None:
    fleet = Fleet(log_budget=5_000)
    for message, at in steps:
        before = fleet.revision
        fleet.apply(message, at)
        assert fleet.revision >= before
        check(fleet)


@given(st.lists(st.tuples(messages() | facts, times), max_size=15))
def test_the_same_sequence_gives_the_same_fleet(steps: list[tuple[Any, float]]) -> None:
    one, other = Fleet(), Fleet()
    for message, at in steps:
        one.apply(message, at)
        other.apply(message, at)
    assert one.revision == other.revision
    assert list(one.timeline.moments) == list(other.timeline.moments)
    assert one.alerts.entries == other.alerts.entries
    assert one.organizations == other.organizations
    assert one.projects == other.projects
    assert one.workspaces.keys() == other.workspaces.keys()


def lines(fleet: Fleet) -> dict[LogSource, list[tuple[object, ...]]]:
    return {source: [*stream.buffer.lines(0, stream.buffer.end)] for source, stream in fleet.streams.items()}


STREAMS = [LogSource("ws-1", "ns", pod, "main") for pod in "ab"]
log_steps = st.tuples(
    st.one_of(
        st.sampled_from(["a", "b", "unknown"]).map(
            lambda id: decode_server(f'{{"type":"log_entry","data":{{"stream_id":"{id}","message":"of {id}"}}}}')
        ),
        st.sampled_from(
            [fact for source in STREAMS for fact in (StreamOpened(source, source.pod), StreamEnded(source, "stopped"))]
        ),
        messages(),
    ),
    st.sampled_from([10.0, 10.0, 11.0, 5.0]),
)


@given(st.lists(log_steps, max_size=30))
def test_what_comes_together_is_folded_as_each_alone(steps: list[tuple[Any, float]]) -> None:
    together, alone = Fleet(), Fleet()
    together.apply_all(steps)
    for message, at in steps:
        alone.apply(message, at)
    assert lines(together) == lines(alone)
    assert [(s.phase, s.ended_at) for s in together.streams.values()] == [
        (s.phase, s.ended_at) for s in alone.streams.values()
    ]
    assert list(together.timeline.moments) == list(alone.timeline.moments)
    assert together.last_message_at == alone.last_message_at
    assert together.workspaces.keys() == alone.workspaces.keys()


def test_a_change_moves_the_revision_of_its_part_and_of_no_other() -> None:
    fleet = Fleet()
    for id in ("ws-1", "ws-2"):
        fleet.apply(Place(Resource("workspace", id)), 1.0)
    untouched, structure = fleet.workspaces["ws-2"].revision, fleet.structure_revision
    fleet.apply(
        decode_server('{"type":"workspace.status_changed","data":{"workspace_id":"ws-1","new_status":"x"}}'), 2.0
    )
    assert structure < fleet.workspaces["ws-1"].revision <= fleet.revision
    assert fleet.workspaces["ws-2"].revision == untouched
    assert fleet.structure_revision == structure


def test_the_fleet_never_takes_its_own_lock() -> None:
    fleet = Fleet()
    with fleet.lock:
        fleet.apply(Link(LinkPhase.LIVE), 1.0)
    assert not fleet.lock.locked()
