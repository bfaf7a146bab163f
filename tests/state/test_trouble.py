from __future__ import annotations

import pytest
from support.wire import alert, message, usage

from hexatui.state.fleet import Fleet
from hexatui.state.trouble import Trouble, fullest, troubles, worst_other

AT = 100.0


def told(*messages: object) -> Trouble:
    fleet = Fleet()
    fleet.workspace("ws-1")
    for one in messages:
        fleet.apply(one, AT)  # type: ignore[arg-type]
        troubles(fleet)
    return troubles(fleet)["ws-1"]


def test_a_workspace_of_which_nothing_is_known_is_in_no_trouble() -> None:
    assert told() is Trouble.NONE


@pytest.mark.parametrize(
    ("severity", "much"),
    [
        ("critical", Trouble.CRITICAL),
        ("error", Trouble.CRITICAL),
        ("warning", Trouble.WARNING),
        ("info", Trouble.NOTICE),
    ],
)
def test_an_open_alert_is_trouble_as_bad_as_it_is(severity: str, much: Trouble) -> None:
    assert told(alert("ws-1", "a", severity=severity)) is much


def test_an_alert_that_was_resolved_is_none_any_more() -> None:
    assert told(alert("ws-1", "a", "critical"), alert("ws-1", "a", "critical", status="resolved")) is Trouble.NONE


@pytest.mark.parametrize(
    ("status", "much"),
    [
        ("failed", Trouble.CRITICAL),
        ("provisioning", Trouble.NOTICE),
        ("active", Trouble.NONE),
        ("suspended", Trouble.NONE),
    ],
)
def test_a_status_is_trouble_where_somebody_has_to_do_something(status: str, much: Trouble) -> None:
    assert told(message("workspace.status_changed", workspace_id="ws-1", new_status=status)) is much


@pytest.mark.parametrize(("percent", "much"), [(95, Trouble.WARNING), (85, Trouble.NOTICE), (50, Trouble.NONE)])
def test_a_figure_near_its_limit_is_trouble(percent: float, much: Trouble) -> None:
    assert told(usage("ws-1", memory=percent * 327.68)) is much


def test_the_fuller_of_cpu_and_memory_counts() -> None:
    fleet = Fleet()
    fleet.apply(usage("ws-1", cpu=3.0, memory=60 * 327.68), AT)
    assert fullest(fleet.workspaces["ws-1"]) == 60


def test_the_other_workspace_is_the_one_with_the_worst_alert_and_stays_it_until_one_is_worse() -> None:
    fleet = Fleet()
    assert worst_other(fleet.alerts, "ws-1", None, AT) is None
    fleet.apply(alert("ws-1", "a", "critical"), AT)
    assert worst_other(fleet.alerts, "ws-1", None, AT) is None
    fleet.apply(alert("ws-2", "b", "warning"), AT)
    assert worst_other(fleet.alerts, "ws-1", None, AT) == "ws-2"
    fleet.apply(alert("ws-3", "c", "warning"), AT + 1)
    assert worst_other(fleet.alerts, "ws-1", "ws-2", AT + 1) == "ws-2"
    fleet.apply(alert("ws-3", "d", "critical"), AT + 2)
    assert worst_other(fleet.alerts, "ws-1", "ws-2", AT + 2) == "ws-3"
    assert worst_other(fleet.alerts, "ws-3", "ws-3", AT + 2) == "ws-1"
