from __future__ import annotations

from collections.abc import Callable

import pytest

from hexatui.protocol.codec import decode_server
from hexatui.protocol.events import Ping
from hexatui.protocol.lifecycle import Link, LinkPhase, RequestFailed, Subscribed, Throughput
from hexatui.protocol.names import Resource
from hexatui.state.fleet import Fleet
from hexatui.state.intake import MAX_SENTENCE
from hexatui.text import safe

Tell = Callable[..., None]

WORKSPACE = Resource("workspace", "ws-1")


def told(fleet: Fleet) -> list[tuple[str, str]]:
    return [(moment.kind, moment.text) for moment in fleet.timeline.moments]


def test_a_fleet_begins_unconnected() -> None:
    fleet = Fleet()
    assert (fleet.link.phase, fleet.link.reason) == (LinkPhase.CONNECTING, "")
    assert (fleet.live_since, fleet.lost_since, fleet.last_message_at, fleet.throughput) == (None, None, None, None)


def test_failing_to_connect_at_all_is_no_loss() -> None:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.WAITING, reason="refused"), 5.0)
    assert fleet.lost_since is None


def test_each_cause_of_having_no_connection_is_told_once_however_many_attempts_fail_of_it() -> None:
    fleet = Fleet()
    for at, cause in enumerate(["refused", "refused", "HTTP 503", "HTTP 503", "refused"]):
        fleet.apply(Link(LinkPhase.CONNECTING, reason=fleet.link.reason), float(at))
        fleet.apply(Link(LinkPhase.WAITING, reason=cause), at + 0.5)
    assert told(fleet) == [("link", f"no connection: {cause}") for cause in ("refused", "HTTP 503", "refused")]


def test_a_loss_is_told_once_and_the_return_with_both_ends_of_the_gap(fleet: Fleet) -> None:
    fleet.apply(Ping(), 108.0)
    for at in (110.0, 111.0):
        fleet.apply(Link(LinkPhase.WAITING, reason="reset by peer"), at)
    fleet.apply(Link(LinkPhase.CONNECTING), 112.0)
    assert (fleet.live_since, fleet.lost_since) == (None, 110.0)
    fleet.apply(Link(LinkPhase.LIVE), 143.0)
    assert (fleet.live_since, fleet.lost_since) == (143.0, None)
    assert told(fleet) == [("live", "connected"), ("lost", "connection lost: reset by peer"), ("live", "connected")]
    assert [moment.since for moment in fleet.timeline.moments] == [None, None, 108.0]


def test_closing_by_the_person_is_no_error(fleet: Fleet) -> None:
    fleet.apply(Link(LinkPhase.CLOSED), 110.0)
    assert told(fleet)[-1] == ("lost", "connection closed")
    assert fleet.timeline.latest(1)[0].severity == "info"


def test_a_refused_token_is_told() -> None:
    fleet = Fleet()
    for at in (1.0, 2.0):
        fleet.apply(Link(LinkPhase.REFUSED, reason="the token has expired"), at)
    assert told(fleet) == [("link", "the token has expired")]


def test_a_value_is_current_only_if_it_came_since_the_connection_is_live(fleet: Fleet) -> None:
    assert fleet.is_current(100.0)
    assert not fleet.is_current(None)
    fleet.apply(Link(LinkPhase.WAITING), 110.0)
    assert not fleet.is_current(105.0)
    fleet.apply(Link(LinkPhase.LIVE), 120.0)
    assert not fleet.is_current(105.0)
    assert fleet.is_current(121.0)


def test_what_was_said_of_the_link_is_kept_safe(fleet: Fleet) -> None:
    evil = "\x1b[2J\u202e" * 1_000
    fleet.apply(Link(LinkPhase.LIVE, evil, evil, evil, user_id=evil), 101.0)
    link = fleet.link
    for text in (link.url, link.reason, link.advice, link.user_id):
        assert safe(text) is text
        assert 0 < len(text) <= MAX_SENTENCE


def test_a_clock_that_is_set_back_makes_nothing_stale_and_nothing_fresh(fleet: Fleet, tell: Tell) -> None:
    tell("workspace.status_changed", 101.0, workspace_id="old", new_status="active")
    fleet.apply(Link(LinkPhase.WAITING), 10_000.0)
    fleet.apply(Link(LinkPhase.LIVE), 10_010.0)
    tell("workspace.status_changed", 10_020.0, workspace_id="ws-1", new_status="active")
    tell("workspace.alert_triggered", 10_020.0, workspace_id="ws-1", alert={"id": "a"})
    tell("workspace.resource_updated", 10_020.0, workspace_id="ws-1", resources={"cpu": {"used": "1", "limit": "2"}})
    tell("project.resource_quota_exceeded", 10_020.0, project_id="p")
    tell("workspace_status", 50.0, workspace_id="ws-2", status="active")

    def since(id: str) -> float:
        status = fleet.workspaces[id].status
        assert status is not None
        return status.at

    assert fleet.is_current(since("ws-2"))
    assert fleet.is_current(since("ws-1"))
    assert not fleet.is_current(since("old"))
    assert (fleet.live_since, since("ws-2"), since("ws-1")) == (40.0, 50.0, 50.0)
    cpu = fleet.workspaces["ws-1"].gauges.cpu
    assert (cpu.at, cpu.history.columns(2, now=52.0, span=4.0)) == (50.0, [50.0, 50.0])
    quota = fleet.projects["p"].quota
    assert quota is not None
    assert quota.at == 50.0
    (entry,) = fleet.alerts.entries.values()
    assert (entry.first_at, entry.last_at, entry.since) == (50.0, 50.0, 50.0)
    assert [moment.at for moment in fleet.timeline.moments] == sorted(m.at for m in fleet.timeline.moments)
    assert fleet.timeline.latest(1)[0].at == 50.0


def test_a_message_slightly_out_of_order_counts_as_come_with_the_one_before(fleet: Fleet) -> None:
    fleet.apply(Ping(), 105.0)
    fleet.apply(Ping(), 104.5)
    assert (fleet.live_since, fleet.last_message_at) == (100.0, 105.0)


def test_every_message_shows_that_the_platform_was_heard_and_a_fact_does_not(fleet: Fleet) -> None:
    for at, frame in enumerate(('{"type": "ping"}', '{"type": "news"}', "not json"), 1):
        fleet.apply(decode_server(frame), float(at))
        assert fleet.last_message_at == float(at)
    fleet.apply(Link(LinkPhase.WAITING), 99.0)
    assert fleet.last_message_at == 3.0


def test_a_ping_is_no_visible_change(fleet: Fleet) -> None:
    before = fleet.revision
    fleet.apply(Ping(), 105.0)
    assert fleet.revision == before


def test_a_loss_ends_each_line_of_history_and_each_subscription(fleet: Fleet, tell: Tell) -> None:
    fleet.apply(Subscribed(WORKSPACE, live=True), 101.0)
    cpu = {"used": "1", "limit": "2", "unit": "cores"}
    tell("workspace.resource_updated", workspace_id="ws-1", resources={"cpu": cpu})
    fleet.apply(Link(LinkPhase.WAITING), 110.0)
    workspace = fleet.workspaces["ws-1"]
    assert workspace.subscribed is False
    assert workspace.refusal == ""
    assert workspace.revision > 0
    assert workspace.gauges.cpu.used == 1.0
    assert workspace.gauges.cpu.history.columns(1, 111.0, 1.0) == [None]


@pytest.mark.parametrize("kind", ["workspace", "organization", "project"])
def test_a_subscription_is_noted_and_a_refusal_told_once(fleet: Fleet, kind: str) -> None:
    resource = Resource(kind, "id-1")
    fleet.apply(Subscribed(resource, live=True), 101.0)
    part = {"workspace": fleet.workspaces, "organization": fleet.organizations, "project": fleet.projects}[kind]["id-1"]  # type: ignore[index]
    assert (part.subscribed, part.refusal) == (True, "")
    for _ in range(2):
        fleet.apply(Subscribed(resource, live=False, reason="PERMISSION_DENIED: no"), 102.0)
    assert (part.subscribed, part.refusal) == (False, "PERMISSION_DENIED: no")
    assert told(fleet)[1:] == [("request", "id-1 can't be watched: PERMISSION_DENIED: no")]
    fleet.apply(Subscribed(resource, live=True), 103.0)
    assert (part.subscribed, part.refusal) == (True, "")


def test_a_subscription_of_an_unknown_kind_is_nothing(fleet: Fleet) -> None:
    before = fleet.revision
    fleet.apply(Subscribed(Resource("cluster", "c"), live=True), 101.0)
    assert fleet.revision == before


def test_a_failed_request_is_told_with_its_code(fleet: Fleet) -> None:
    fleet.apply(RequestFailed("the status of ws-1", "RESOURCE_NOT_FOUND", "no such workspace"), 101.0)
    fleet.apply(RequestFailed("the status of ws-1", "", "no answer in 10 s"), 102.0)
    assert told(fleet)[1:] == [
        ("request", "the status of ws-1: no such workspace (RESOURCE_NOT_FOUND)"),
        ("request", "the status of ws-1: no answer in 10 s"),
    ]


def test_an_error_of_the_connection_is_told_and_one_of_a_request_left_to_it(fleet: Fleet) -> None:
    fleet.apply(decode_server('{"type": "error", "id": "x", "error": "its own"}'), 101.0)
    fleet.apply(decode_server('{"type": "error", "error": {"code": "WS_RATE_LIMIT_EXCEEDED"}}'), 101.0)
    assert told(fleet)[1:] == [("error", "the platform says RATE_LIMIT_EXCEEDED")]


def throughput(received: int) -> Throughput:
    return Throughput(received, 0, 0, 0, 0, None)


def test_the_message_rate_is_that_between_two_throughputs(fleet: Fleet) -> None:
    fleet.apply(throughput(100), 101.0)
    assert fleet.message_rate == 0.0
    fleet.apply(throughput(600), 103.0)
    assert fleet.message_rate == 250.0
    fleet.apply(throughput(700), 103.0)
    assert fleet.message_rate == 250.0
    fleet.apply(throughput(0), 104.0)
    assert fleet.message_rate == 0.0
    assert fleet.throughput == throughput(0)


def test_a_throughput_that_says_the_same_is_no_visible_change(fleet: Fleet) -> None:
    fleet.apply(throughput(100), 101.0)
    before = fleet.revision
    fleet.apply(throughput(100), 101.0)
    assert fleet.revision == before
