from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.events import Alert
from hexatui.state.alerts import AlertBook, AlertEntry
from hexatui.ui.alerts.about import Named, moment_of, named_by


def told(*times: tuple[float | None, float, str | None]) -> AlertEntry:
    """An alert as told at these times: by the platform's clock, by ours, and its status."""
    book = AlertBook()
    for platform_time, at, status in times:
        alert = Alert(id="a", title="High Memory Usage", status=status)
        entry, _ = book.record("ws-1", alert, platform_time, at)
    return entry


@pytest.mark.parametrize(
    ("resource", "named"),
    [
        ("pod/api-server-abc123", Named(pod="api-server-abc123")),
        ("Pod/front/api-server-abc123", Named("front", pod="api-server-abc123")),
        ("deployment/api-server", Named(workload="api-server")),
        ("statefulsets/front/db", Named("front", workload="db")),
        ("node/dev-node-1", Named()),
        ("memory", Named()),
        ("", Named()),
        ("pod/", Named()),
        ("pod//", Named()),
        ("pod//x", Named()),
        ("pod/a/b/c", Named()),
        ("pod/../../etc/passwd", Named()),
        ("pod/" + "a" * 100_000, Named()),
        ("pod/a␛]0;b", Named()),
        ("pod/\x1b[2J", Named()),
        ("pod/a b", Named()),
    ],
)
def test_a_resource_names_a_pod_or_a_workload_or_neither(resource: str, named: Named) -> None:
    assert named_by(resource) == named


@given(st.text() | st.text().map("pod/".__add__))
def test_what_is_named_can_be_a_name(resource: str) -> None:
    assert all(part.isascii() and part.isprintable() and "/" not in part for part in named_by(resource))


@pytest.mark.parametrize(
    ("entry", "moment"),
    [
        (told((1_000.0, 10.0, None), (1_005.0, 15.0, None)), (1_000.0, "High Memory Usage began")),
        (told((None, 10.0, None)), (10.0, "High Memory Usage was first heard of")),
        (told((1_000.0, 10.0, None), (1_020.0, 30.0, "resolved")), (1_000.0, "High Memory Usage began")),
        (told((None, 10.0, None), (1_020.0, 30.0, "resolved")), (10.0, "High Memory Usage was first heard of")),
        (told((1_020.0, 30.0, "resolved")), (1_020.0, "High Memory Usage was resolved")),
        (told((None, 30.0, "resolved")), (30.0, "High Memory Usage was first heard of")),
    ],
)
def test_the_moment_of_an_alert_is_when_it_began_to_fire_also_when_it_is_resolved(
    entry: AlertEntry, moment: tuple[float, str]
) -> None:
    assert moment_of(entry) == moment
