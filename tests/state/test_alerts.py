from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.events import Alert
from hexatui.state.alerts import SEVERITIES, AlertBook, AlertKey


def fire(
    book: AlertBook,
    id: str = "a",
    severity: str = "warning",
    at: float = 1.0,
    workspace_id: str = "ws-1",
    status: str | None = None,
    platform_time: float | None = None,
) -> str:
    alert = Alert(id=id, severity=severity, title=f"title of {id}", status=status)
    return book.record(workspace_id, alert, platform_time, at)[1]


KEY = ("ws-1", "a")


def ids(book: AlertBook, now: float = 100.0) -> list[str]:
    return [entry.id for entry in book.ordered(now)]


def test_the_same_alert_again_updates_its_entry() -> None:
    book = AlertBook()
    assert fire(book, at=1.0) == "new"
    assert fire(book, at=5.0) == "repeated"
    (entry,) = book.entries.values()
    assert (entry.count, entry.first_at, entry.last_at) == (2, 1.0, 5.0)


def test_the_same_id_in_another_workspace_is_another_alert() -> None:
    book = AlertBook()
    fire(book)
    assert fire(book, workspace_id="ws-2") == "new"
    assert (book.count("ws-1"), book.count("ws-2")) == (1, 1)


def test_a_resolved_alert_stays_last_and_opens_again_when_it_fires() -> None:
    book = AlertBook()
    fire(book, "a", "critical")
    fire(book, "b", "info")
    assert fire(book, "a", "critical", status="resolved") == "resolved"
    assert ids(book) == ["b", "a"]
    assert book.open_counts() == {"info": 1}
    assert fire(book, "a", "critical") == "reopened"
    assert ids(book) == ["a", "b"]


def test_of_a_resolved_alert_it_is_known_when_it_had_begun() -> None:
    book = AlertBook()
    fire(book, at=10.0, platform_time=1_000.0)
    fire(book, at=20.0, platform_time=1_010.0)
    fire(book, at=30.0, platform_time=1_020.0, status="resolved")
    fire(book, at=40.0, platform_time=1_030.0, status="resolved")
    (entry,) = book.entries.values()
    assert (entry.since, entry.platform_since) == (30.0, 1_020.0)
    assert (entry.fired_since, entry.platform_fired_since) == (10.0, 1_000.0)


def test_when_an_alert_that_came_resolved_began_is_not_known() -> None:
    book = AlertBook()
    fire(book, at=30.0, platform_time=1_020.0, status="resolved")
    (entry,) = book.entries.values()
    assert (entry.fired_since, entry.platform_fired_since) == (None, None)


def test_a_resolution_that_names_little_keeps_what_was_told() -> None:
    book = AlertBook()
    book.record("ws-1", Alert(id="a", severity="critical", title="Disk", value=91.0), None, 1.0)
    entry, _ = book.record("ws-1", Alert(id="a", status="Resolved"), None, 2.0)
    assert (entry.severity, entry.title, entry.value, entry.status) == ("critical", "Disk", 91.0, "resolved")


def test_the_worst_come_first_and_the_newest_among_equals() -> None:
    book = AlertBook()
    for at, severity in enumerate(reversed(SEVERITIES)):
        fire(book, f"old {severity}", severity, at=float(at))
        fire(book, f"new {severity}", severity, at=at + 10.0)
    assert ids(book) == [f"{age} {severity}" for severity in SEVERITIES for age in ("new", "old")]


def test_within_a_severity_the_newest_to_begin_comes_first_and_a_repeat_changes_no_places() -> None:
    book = AlertBook()
    fire(book, "older", at=40.0)
    fire(book, "newer", at=50.0)
    fire(book, "older", at=60.0)
    assert ids(book) == ["newer", "older"]


def test_alerts_are_in_the_order_of_the_platforms_time_where_it_gave_one() -> None:
    book = AlertBook()
    fire(book, "began late", at=40.0, platform_time=1030.0)
    fire(book, "began early", at=50.0, platform_time=1010.0)
    assert ids(book) == ["began late", "began early"]
    fire(book, "began early", at=60.0, platform_time=1060.0)
    assert ids(book) == ["began late", "began early"]
    fire(book, "began early", at=61.0, status="resolved", platform_time=1020.0)
    fire(book, "began early", at=62.0, platform_time=1062.0)
    assert ids(book) == ["began early", "began late"]
    assert book.entries[AlertKey("ws-1", "began early")].since == 62.0


@pytest.mark.parametrize(
    ("stated", "severity"), [("CRITICAL", "critical"), (" Error ", "error"), ("P1", "unknown"), ("", "unknown")]
)
def test_a_severity_is_one_of_the_five_and_the_stated_one_is_kept(stated: str, severity: str) -> None:
    book = AlertBook()
    fire(book, severity=stated)
    (entry,) = book.entries.values()
    assert (entry.severity, entry.stated_severity) == (severity, stated)


def test_an_acknowledged_alert_stays_so_when_it_repeats() -> None:
    book = AlertBook()
    fire(book)
    assert book.acknowledge(KEY, 7.0)
    fire(book, at=9.0)
    assert book.ordered(10.0)[0].acknowledged_at == 7.0
    assert book.unacknowledge(KEY)
    assert book.ordered(10.0)[0].acknowledged_at is None


@pytest.mark.parametrize("then", ["resolved", "worse"])
def test_an_acknowledgement_ends_when_the_alert_resolves_or_gets_worse(then: str) -> None:
    book = AlertBook()
    fire(book)
    book.acknowledge(KEY, 7.0)
    if then == "resolved":
        fire(book, status="resolved")
    else:
        fire(book, severity="critical")
    assert book.ordered(10.0)[0].acknowledged_at is None


def test_a_milder_repetition_leaves_the_acknowledgement() -> None:
    book = AlertBook()
    fire(book)
    book.acknowledge(KEY, 7.0)
    fire(book, severity="info")
    assert book.ordered(10.0)[0].acknowledged_at == 7.0


def test_a_snoozed_alert_waits_below_the_open_ones_until_its_time() -> None:
    book = AlertBook()
    fire(book, "a", "critical")
    fire(book, "b", "info")
    fire(book, "c", "critical", status="resolved")
    assert book.snooze(KEY, until=60.0)
    assert ids(book, now=59.0) == ["b", "a", "c"]
    assert ids(book, now=60.0) == ["a", "b", "c"]
    assert book.snooze(KEY, None)
    assert ids(book, now=59.0) == ["a", "b", "c"]


def test_a_snoozed_alert_that_gets_worse_is_back() -> None:
    book = AlertBook()
    fire(book)
    fire(book, "b", "error")
    book.snooze(KEY, until=60.0)
    fire(book, severity="critical")
    assert ids(book, now=10.0) == ["a", "b"]


def test_the_order_is_only_made_anew_when_something_changed() -> None:
    book = AlertBook()
    fire(book)
    assert book.ordered(1.0) is book.ordered(2.0)


def test_nothing_can_be_done_to_an_alert_that_is_not_there() -> None:
    book = AlertBook()
    assert not book.acknowledge(KEY, 1.0)
    assert not book.unacknowledge(KEY)
    assert not book.snooze(KEY, 1.0)
    fire(book, status="resolved")
    assert not book.acknowledge(KEY, 1.0)


def test_each_act_moves_the_revision() -> None:
    book = AlertBook()
    fire(book)
    seen = [book.revision]
    for act in (book.acknowledge(KEY, 1.0), book.unacknowledge(KEY), book.snooze(KEY, 5.0)):
        assert act
    seen.append(book.revision)
    assert seen == [1, 4]
    assert book.entries[next(iter(book.entries))].revision == 4


def test_beyond_the_bound_the_oldest_resolved_fall_out_then_the_mildest() -> None:
    book = AlertBook(capacity=4)
    fire(book, "resolved", "critical", status="resolved")
    fire(book, "mild", "info")
    fire(book, "bad", "critical")
    fire(book, "old mild", "info", at=0.5)
    fire(book, "one more", "warning")
    assert "resolved" not in ids(book)
    fire(book, "and one more", "warning")
    assert "old mild" not in ids(book)
    assert len(book.entries) == 4
    assert book.dropped == 2


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdef"),
            st.sampled_from(["ws-1", "ws-2", ""]),
            st.sampled_from([*SEVERITIES, "", "P1"]),
            st.sampled_from([None, "firing", "resolved", "odd"]),
        ),
        max_size=40,
    ),
    st.integers(1, 8),
)
def test_the_counts_agree_with_the_entries(steps: list[tuple[str, str, str, str | None]], capacity: int) -> None:
    book = AlertBook(capacity)
    for at, (id, workspace_id, severity, status) in enumerate(steps):
        fire(book, id, severity, float(at), workspace_id, status)
        assert len(book.entries) <= capacity
    is_open = [entry for entry in book.entries.values() if entry.is_open]
    assert book.open_counts() == Counter(entry.severity for entry in is_open)
    assert list(book.open_counts()) == [severity for severity in SEVERITIES if severity in book.open_counts()]
    for workspace_id in ("ws-1", "ws-2", "", "ws-3"):
        own = [entry.severity for entry in is_open if entry.workspace_id == workspace_id]
        assert book.count(workspace_id) == len(own)
        assert book.worst(workspace_id) == min(own, key=SEVERITIES.index, default=None)
    assert len(book.ordered(1e9)) == len(book.entries)
