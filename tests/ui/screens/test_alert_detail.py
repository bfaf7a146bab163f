from __future__ import annotations

from support.wire import alert, usage

from hexatui.state.alerts import AlertKey
from hexatui.state.fleet import Fleet
from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.screens.alert_detail import alert_text

NOW = 1_705_744_800.0
KEY = AlertKey("ws-1", "a")


def detail(fleet: Fleet, now: float = NOW + 60) -> str:
    return alert_text(fleet.alerts.entries[KEY], "Search", now, DEFAULT_LOOK).plain


def test_the_gauges_are_told_as_they_were_when_it_began_to_fire() -> None:
    fleet = Fleet()
    fleet.apply(usage("ws-1", cpu=3.2, memory=0.92 * 32768), NOW)
    fleet.apply(alert("ws-1", "a", "critical"), NOW + 1)
    fleet.apply(usage("ws-1", cpu=9.0), NOW + 2)
    assert "gauges then cpu 32 %, memory 92 %\n" in detail(fleet)


def test_the_value_is_told_over_time_with_the_threshold_in_its_scale() -> None:
    fleet = Fleet()
    for step, value in enumerate((91.0, 95.0, 100.0)):
        fleet.apply(alert("ws-1", "a", "critical", value=value, threshold=90.0), NOW + 60 * step)
    assert "over time   ▂▄▇  91 to 100 in 2 m\n" in detail(fleet)


def test_one_value_is_no_history() -> None:
    fleet = Fleet()
    fleet.apply(alert("ws-1", "a", "critical", value=91.0), NOW)
    assert "over time" not in detail(fleet)


def test_what_was_decided_is_told_with_its_time() -> None:
    fleet = Fleet()
    fleet.apply(alert("ws-1", "a", "critical"), NOW)
    fleet.alerts.acknowledge(KEY, NOW)
    fleet.alerts.snooze(KEY, NOW + 3_660)
    assert "firing, acknowledged at 10:00:00Z, snoozed until 11:01:00Z, for 1 h 00 m more\n" in detail(fleet)
