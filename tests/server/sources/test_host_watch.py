"""What is told of a machine's measures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hexatui.protocol.codec import decode_server, encode
from hexatui.protocol.events import Event
from hexatui.server.sources.host.alarms import Thresholds
from hexatui.server.sources.host.machine import Measures, Rates
from hexatui.server.sources.host.watch import HostWatch

START = 1_705_744_800.0


def calm(**changes: Any) -> Measures:
    usual: dict[str, Any] = {
        "cpu_percent": 25.0,
        "cores": 8,
        "memory_used_mi": 4096,
        "memory_total_mi": 16384,
        "memory_percent": 25.0,
        "network": Rates(1_240_000, 800),
        "load": 1.0,
        "disks": {"/": 40.0},
    }
    return Measures(**{**usual, **changes})


def watch() -> HostWatch:
    return HostWatch("ws-host", "box", Thresholds())


def data(events: list[Event], kind: str) -> list[dict[str, Any]]:
    return [event.model_dump(exclude_none=True)["data"] for event in events if event.type == kind]


def test_usage_is_told_in_cores_and_mi() -> None:
    (told,) = data(watch().observe(calm(), {}, START), "workspace.resource_updated")
    assert told["resources"] == {
        "cpu": {"used": "2.00", "limit": "8", "unit": "cores", "percentage": 25.0},
        "memory": {"used": "4096", "limit": "16384", "unit": "Mi", "percentage": 25.0},
    }


def test_rates_are_told_with_their_units() -> None:
    (told,) = data(watch().observe(calm(), {}, START), "monitoring.metrics_update")
    assert told["metrics"]["network"] == {"ingress_rate": "1.2MB/s", "egress_rate": "0.8KB/s"}


def test_an_average_is_told_only_when_its_time_was_observed() -> None:
    subject = watch()
    told = []
    for second in range(0, 3700, 2):
        cpu = 100.0 if second < 3000 else 0.0
        (one,) = data(subject.observe(calm(cpu_percent=cpu), {}, START + second), "monitoring.metrics_update")
        told.append(one["metrics"]["cpu"])
    assert told[0] == {"instant": 8.0}
    assert told[200] == {"instant": 8.0, "average_5m": 8.0}
    assert told[-1]["average_5m"] == 0.0
    assert 6.0 < told[-1]["average_1h"] < 7.0


def test_events_are_stamped_in_utc_and_fit_the_wire() -> None:
    for event in watch().observe(calm(memory_percent=97, disks={"/": 99}), {}, START):
        assert event.timestamp == datetime.fromtimestamp(START, UTC)
        assert decode_server(encode(event)) == event


def test_memory_above_its_thresholds_raises_an_alert_and_harms_the_health() -> None:
    subject = watch()
    subject.observe(calm(), {}, START)
    events = subject.observe(calm(memory_percent=96), {}, START + 2)
    (alert,) = data(events, "workspace.alert_triggered")
    assert (alert["alert"]["type"], alert["alert"]["severity"]) == ("high_memory_usage", "critical")
    (health,) = data(events, "monitoring.health_changed")
    assert health == {
        "workspace_id": "ws-host",
        "component": "memory",
        "previous_status": "healthy",
        "new_status": "unhealthy",
        "reason": "96% of the memory is in use",
    }
    assert subject.health == "unhealthy"


def test_all_is_well_again_when_the_values_fall() -> None:
    subject = watch()
    subject.observe(calm(memory_percent=96, disks={"/": 95}), {}, START)
    events = subject.observe(calm(), {}, START + 2)
    assert [alert["alert"]["status"] for alert in data(events, "workspace.alert_triggered")] == ["resolved"] * 2
    assert {health["new_status"] for health in data(events, "monitoring.health_changed")} == {"healthy"}
    assert subject.health == "healthy"


def test_a_moment_of_full_processors_is_no_alert_but_a_while_is() -> None:
    subject = watch()
    found = [
        data(subject.observe(calm(cpu_percent=100.0), {}, START + second), "workspace.alert_triggered")
        for second in (0, 2, 4)
    ]
    assert [len(alerts) for alerts in found] == [0, 0, 1]


def test_each_disk_has_an_alert_of_its_own() -> None:
    events = watch().observe(calm(disks={"/": 95, "/data": 99, "/home": 10}), {}, START)
    alerts = [told["alert"] for told in data(events, "workspace.alert_triggered")]
    assert {alert["resource"]: alert["severity"] for alert in alerts} == {
        "disk/root": "warning",
        "disk/data": "critical",
    }
    disk = next(told for told in data(events, "monitoring.health_changed") if told["component"] == "disk")
    assert (disk["new_status"], disk["reason"]) == ("unhealthy", "Almost full: /, /data")


def test_the_alert_of_a_disk_that_is_gone_is_resolved() -> None:
    subject = watch()
    subject.observe(calm(disks={"/": 40, "/mnt": 95}), {}, START)
    events = subject.observe(calm(), {}, START + 2)
    (alert,) = data(events, "workspace.alert_triggered")
    assert (alert["alert"]["resource"], alert["alert"]["status"]) == ("disk/mnt", "resolved")


def test_load_counts_for_each_core() -> None:
    subject = watch()
    for second in range(3):
        events = subject.observe(calm(load=17.0), {}, START + second)
    (alert,) = data(events, "workspace.alert_triggered")
    assert (alert["alert"]["type"], alert["alert"]["value"]) == ("high_load", 2.1)


def test_a_log_file_that_can_not_be_read_is_told_with_the_reason() -> None:
    subject = watch()
    subject.observe(calm(), {}, START)
    events = subject.observe(calm(), {"/var/log/a": "permission denied", "/var/log/b": "gone"}, START + 2)
    (health,) = data(events, "monitoring.health_changed")
    assert (health["component"], health["new_status"]) == ("logs", "degraded")
    assert health["reason"] == "/var/log/a can't be read: permission denied, and 1 more"


def test_what_can_not_be_measured_is_not_told() -> None:
    events = watch().observe(calm(network=None, load=None, disks={}), {}, START)
    (told,) = data(events, "monitoring.metrics_update")
    assert "network" not in told["metrics"]
    assert {health["component"] for health in data(events, "monitoring.health_changed")} == {"memory", "logs"}
