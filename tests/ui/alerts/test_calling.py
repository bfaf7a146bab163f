from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.prepared import Notifications
from hexatui.protocol.events import Alert
from hexatui.state.alerts import AlertBook
from hexatui.state.fleet import Fleet
from hexatui.text import safe
from hexatui.ui.alerts import calling
from hexatui.ui.alerts.calling import Call, Caller, call_sequence

START = 1_000.0
EVERY = 60.0


def fire(fleet: Fleet, id: str, at: float, severity: str = "critical", since: float | None = None) -> None:
    alert = Alert(id=id, severity=severity, title=f"title of {id}", resource="pod/search")
    fleet.alerts.record("ws-1", alert, since, at)


def called(caller: Caller, fleet: Fleet, now: float) -> str:
    call = caller.call(fleet, now)
    return f"{call.title}: {call.words}" if call else ""


def test_a_critical_alert_calls_once() -> None:
    fleet, caller = Fleet(), Caller(START, EVERY)
    fire(fleet, "a", START + 1)
    assert called(caller, fleet, START + 1) == "1 critical alert: title of a in ws-1, pod/search"
    assert called(caller, fleet, START + 1_000) == ""


def test_an_alert_that_is_not_critical_calls_nobody() -> None:
    fleet, caller = Fleet(), Caller(START, EVERY)
    fire(fleet, "a", START + 1, "warning")
    assert called(caller, fleet, START + 1) == ""


def test_an_alert_that_gets_critical_calls() -> None:
    fleet, caller = Fleet(), Caller(START, EVERY)
    fire(fleet, "a", START + 1, "warning")
    called(caller, fleet, START + 1)
    fire(fleet, "a", START + 2)
    assert called(caller, fleet, START + 2).startswith("1 critical alert")


def test_a_repeat_does_not_call_again() -> None:
    fleet, caller = Fleet(), Caller(START, EVERY)
    fire(fleet, "a", START + 1)
    called(caller, fleet, START + 1)
    fire(fleet, "a", START + 100)
    assert called(caller, fleet, START + 100) == ""


def test_what_fires_in_the_quiet_time_is_one_call_after_it() -> None:
    fleet, caller = Fleet(), Caller(START, EVERY)
    fire(fleet, "a", START)
    called(caller, fleet, START)
    fire(fleet, "b", START + 1)
    fire(fleet, "c", START + 2)
    assert called(caller, fleet, START + EVERY - 1) == ""
    assert called(caller, fleet, START + EVERY) == "2 critical alerts: title of c in ws-1, pod/search"


def test_no_more_alerts_wait_than_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "CAPACITY", 100)
    fleet, caller = Fleet(), Caller(START, EVERY)
    fleet.alerts = AlertBook(100)
    for number in range(1_000):
        fire(fleet, f"{number}", START + number / 100)
        caller.call(fleet, START + number / 100)
    assert len(caller._waiting) <= 101
    assert called(caller, fleet, START + EVERY).startswith("100 critical alerts: title of 999 in ws-1")


def test_what_was_settled_in_the_quiet_time_calls_nobody() -> None:
    fleet, caller = Fleet(), Caller(START, EVERY)
    fire(fleet, "a", START)
    called(caller, fleet, START)
    for id in ("b", "c"):
        fire(fleet, id, START + 1)
    fleet.alerts.acknowledge(("ws-1", "b"), START + 2)
    fleet.alerts.snooze(("ws-1", "c"), START + 1_000)
    assert called(caller, fleet, START + EVERY) == ""


def test_what_burned_long_before_the_program_began_is_no_news() -> None:
    fleet, caller = Fleet(), Caller(START, EVERY)
    fire(fleet, "a", START + 1, since=START - 3_600)
    assert called(caller, fleet, START + 1) == ""


CALL = Call("1 critical alert", "Memory above 90 % in Search", {})


@pytest.mark.parametrize(
    ("wanted", "environment", "sequence"),
    [
        (Notifications(), {}, "\a\x1b]9;hexatui: 1 critical alert: Memory above 90 % in Search\a"),
        (Notifications(terminal="off"), {}, "\a"),
        (Notifications(bell=False, terminal="off"), {}, ""),
        (
            Notifications(bell=False),
            {"TERM": "foot-extra"},
            "\x1b]777;notify;hexatui: 1 critical alert;Memory above 90 % in Search\a",
        ),
        (
            Notifications(bell=False, terminal="osc9"),
            {"TMUX": "/tmp/tmux", "TERM": "foot"},
            "\x1bPtmux;\x1b\x1b]9;hexatui: 1 critical alert: Memory above 90 % in Search\a\x1b\\",
        ),
        (
            Notifications(),
            {"STY": "1.pts", "TMUX": "/tmp/tmux", "TERM": "screen.xterm-256color"},
            "\a\x1bP\x1b]9;hexatui: 1 critical alert: Memory above 90 % in Search\a\x1b\\",
        ),
    ],
)
def test_the_terminal_is_told_in_its_own_way(wanted: Notifications, environment: dict[str, str], sequence: str) -> None:
    assert call_sequence(CALL, wanted, environment) == sequence


@given(st.text(st.characters(exclude_categories=[])))
def test_an_alert_can_not_end_the_sequence_that_tells_of_it(title: str) -> None:
    fleet, caller = Fleet(), Caller(START, EVERY)
    fleet.alerts.record("ws-1", Alert(id="a", severity="critical", title=title), None, START)
    call = caller.call(fleet, START)
    assert call
    body = call_sequence(call, Notifications(bell=False, terminal="osc777"), {})[len("\x1b]777;notify;") : -1]
    assert body.count(";") == 1
    assert safe(body) == body
