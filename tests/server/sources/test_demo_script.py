"""The demo's script, an hour of it in moments."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise, takewhile

import pytest

from hexatui.protocol.codec import decode_server, encode
from hexatui.protocol.events import AlertTriggered, Event, ResourceUpdated, StatusChanged
from hexatui.server.sources.demo.fleet import build_fleet
from hexatui.server.sources.demo.incidents import Incidents
from hexatui.server.sources.demo.script import OPENING, Fact, script

START = datetime(2024, 1, 20, 10, tzinfo=UTC)


def facts(until: float, seed: int = 7, workspaces: int = 12, start: datetime = START) -> list[Fact]:
    fleet = build_fleet(seed, workspaces)
    endless = script(fleet, Incidents(fleet), lambda seconds: start + timedelta(seconds=seconds))
    return list(takewhile(lambda fact: fact.time < until, endless))


@pytest.fixture(scope="module")
def hour() -> list[Fact]:
    return facts(3600)


def of_type(found: list[Fact], kind: str) -> list[Event]:
    return [event for _, event in found if event.type == kind]


def alerts(found: list[Fact]) -> list[AlertTriggered]:
    return [event for _, event in found if isinstance(event, AlertTriggered)]


def test_the_same_seed_gives_the_same_facts() -> None:
    assert facts(300) == facts(300)


def test_another_seed_gives_other_facts() -> None:
    assert facts(300) != facts(300, seed=8)


def test_facts_do_not_depend_on_when_the_demo_starts_but_for_the_date_of_a_bill() -> None:
    later = facts(300, start=START + timedelta(days=40))
    assert [fact for fact in later if fact.event.type != "organization.billing_updated"] == [
        fact for fact in facts(300) if fact.event.type != "organization.billing_updated"
    ]


def test_facts_come_in_the_order_of_time_from_the_start_on(hour: list[Fact]) -> None:
    assert hour[0].time >= 0
    assert all(first.time <= second.time for first, second in pairwise(hour))


def test_several_alerts_of_each_severity_fire_within_twelve_seconds() -> None:
    firing: dict[str, set[str]] = defaultdict(set)
    for event in alerts(facts(12)):
        firing[event.data.alert.severity].add(event.data.alert.id)
    assert {severity: len(ids) >= 3 for severity, ids in firing.items()} == {
        "critical": True,
        "warning": True,
        "info": True,
    }


def test_within_half_a_minute_something_of_everything_happens() -> None:
    kinds = {event.type for _, event in facts(30)}
    assert kinds >= {
        "workspace.status_changed",
        "workspace.resource_updated",
        "workspace.alert_triggered",
        "provisioning.progress",
        "provisioning.failed",
        "project.created",
        "project.resource_quota_exceeded",
        "organization.member_added",
        "organization.billing_updated",
        "monitoring.metrics_update",
        "monitoring.health_changed",
    }


def test_within_an_hour_every_event_of_the_reference_happens(hour: list[Fact]) -> None:
    kinds = {event.type for _, event in hour}
    assert kinds >= {"provisioning.completed", "project.updated", "project.deleted", "organization.member_removed"}


def test_a_workspace_fails_with_a_way_to_try_again_and_another_is_being_provisioned() -> None:
    found = facts(30)
    assert [event.model_dump()["data"]["can_retry"] for event in of_type(found, "provisioning.failed")] == [True]
    failed = [event.data.workspace_id for _, event in found if isinstance(event, StatusChanged)]
    assert failed == ["ws-edge"]
    assert "ws-staging" in {
        event.model_dump()["data"]["workspace_id"] for event in of_type(found[-60:], "provisioning.progress")
    }


def test_an_alert_fires_again_under_its_id_with_new_values_and_is_resolved(hour: list[Fact]) -> None:
    told = [event.data.alert for event in alerts(hour) if event.data.alert.id == "alert-123"]
    assert [alert.status for alert in told] == ["firing"] * (len(told) - 1) + ["resolved"]
    assert len({alert.value for alert in told}) > 3
    assert {alert.severity for alert in told} == {"warning", "critical"}


def test_an_alert_is_beyond_its_threshold_while_it_fires_and_not_when_it_is_resolved(hour: list[Fact]) -> None:
    for event in alerts(hour):
        alert = event.data.alert
        assert isinstance(alert.value, int | float)
        assert isinstance(alert.threshold, int | float)
        is_beyond = alert.value <= alert.threshold if alert.type == "certificate_expiring" else (
            alert.value >= alert.threshold
        )  # fmt: skip
        assert is_beyond == (alert.status == "firing"), alert


def test_each_alert_that_fired_is_resolved_in_time(hour: list[Fact]) -> None:
    last = {event.data.alert.id: event.data.alert.status for event in alerts(hour)}
    open_since = [id for id, status in last.items() if status == "firing"]
    assert len(last) > 20
    assert len(open_since) < 9


def test_status_changes_continue_one_another(hour: list[Fact]) -> None:
    status: dict[str, str] = {}
    for _, event in hour:
        if isinstance(event, StatusChanged):
            assert status.get(event.data.workspace_id, event.data.previous_status) == event.data.previous_status
            status[event.data.workspace_id] = event.data.new_status
    assert set(status) == {"ws-staging", "ws-edge"}


def test_usage_is_told_every_two_seconds_and_more_often_at_first_within_its_limits(hour: list[Fact]) -> None:
    times = []
    for time, event in hour:
        if isinstance(event, ResourceUpdated) and event.data.workspace_id == "ws-123":
            times.append(time)
            for usage in event.data.resources.values():
                assert usage.limit is not None
                assert usage.used is not None
                assert 0 < float(usage.used) < float(usage.limit)
                assert usage.percentage == pytest.approx(100 * float(usage.used) / float(usage.limit), abs=0.2)
    opening, later = [time for time in times if time < OPENING], [time for time in times if time >= OPENING]
    assert all(second - first == pytest.approx(0.5) for first, second in pairwise(opening))
    assert all(second - first == pytest.approx(2) for first, second in pairwise(later))
    assert (len(opening), len(later)) == (8, 1798)


def test_a_suspended_workspace_tells_nothing_but_of_its_projects(hour: list[Fact]) -> None:
    told = [event for _, event in hour if event.model_dump()["data"].get("workspace_id") == "ws-archive"]
    assert told == []


def test_a_large_fleet_does_not_tell_all_at_once() -> None:
    # 500 workspaces tell their usage every 2 s and their metrics every 5 s, after the opening: 350 facts a second.
    a_tenth: dict[int, int] = defaultdict(int)
    for fact in (fact for fact in facts(8, workspaces=500) if fact.time >= OPENING):
        a_tenth[int(fact.time * 10)] += 1
    assert max(a_tenth.values()) < 3 * 35


def test_a_large_fleet_is_mostly_well() -> None:
    fleet = build_fleet(7, 2000)
    incidents = Incidents(fleet)
    troubled = [one for one in fleet.workspaces.values() if incidents.of_period(one, 3)]
    assert 10 < len(troubled) < 100


def test_each_fact_is_what_the_wire_can_carry(hour: list[Fact]) -> None:
    samples = {event.type: event for _, event in hour}
    assert len(samples) == 15
    for event in samples.values():
        assert decode_server(encode(event)) == event
