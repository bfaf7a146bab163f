from __future__ import annotations

from typing import Any

import pytest
from support.panes import text
from support.wire import alert

from hexatui.state.alerts import AlertEntry
from hexatui.state.fleet import Fleet
from hexatui.ui.canvas import Line, width_of
from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.render.alert_rows import alert_row_version, alert_title, compared, draw_alert_row

NOW = 1_705_744_800.0
PALETTE = DEFAULT_LOOK.palette
MEMORY: dict[str, Any] = {
    "severity": "critical", "title": "Memory above 90 %", "description": "Grows since noon",
    "threshold": 90, "value": 92.4, "resource": "pod/search-7f9c",
}  # fmt: skip


def told(times: int = 1, **fields: Any) -> tuple[Fleet, AlertEntry]:
    fleet = Fleet()
    for _ in range(times):
        fleet.apply(alert("ws-1", "a", **{**MEMORY, **fields}), NOW - 120)
    return fleet, next(iter(fleet.alerts.entries.values()))


def drawn(entry: AlertEntry, width: int, now: float = NOW, is_live: bool = True) -> Line:
    return draw_alert_row(entry, "Search", is_live, now, width, DEFAULT_LOOK)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (20, "▲ Memory above 90 %"),
        (30, "▲      2 m Memory above 90 %"),
        (50, "▲      2 m Memory above 90 %      Search       ×4"),
        (60, "▲ critical      2 m Memory above 90 %       Search        ×4"),
        (80, "▲ critical      2 m Memory above 90 %            92.4 > 90  Search            ×4"),
        (100, "▲ critical      2 m Memory above 90 %        92.4 > 90  pod/search-7f9c   Search            ×4"),
        (
            160,
            "▲ critical      2 m Memory above 90 %                92.4 > 90  Grows since noon"
            "                                     pod/search-7f9c           Search            ×4",
        ),
    ],
)
def test_a_row_has_the_columns_there_is_room_for(width: int, expected: str) -> None:
    _, entry = told(4)
    row = text(drawn(entry, width))
    assert " ".join(row.split()) == " ".join(expected.split())
    assert row.startswith(expected[:12])


def test_columns_do_not_jump_with_what_stands_in_them() -> None:
    _, short = told()
    _, long = told(1200, title="日本語 " * 40, value="12345678 Mi", resource="pod/" + "x" * 60, severity="warning")
    for width in (60, 80, 100, 160):
        before, after = drawn(short, width), drawn(long, width, NOW + 86_400)
        assert text(before)[11:19].endswith("2 m")
        assert text(after)[11:19].endswith("1 d") or text(after)[11:19].endswith("24 h")
        assert width_of(before) == width_of(after) == width


@pytest.mark.parametrize(
    ("description", "resource"),
    [
        ("Grows since noon", "pod/api-server-deployment-6d5f7c9b8d-x2k9z"),
        ("More than 5 restarts of one container within 10 minutes", "pod/search-7f9c"),
        ("d" * 49, "pod/" + "r" * 18),
    ],
)
def test_neither_description_nor_resource_is_cut_while_the_other_leaves_room(description: str, resource: str) -> None:
    row = text(drawn(told(description=description, resource=resource)[1], 158))
    assert f"  {description} " in row
    assert f"  {resource} " in row


def test_a_resource_has_what_a_title_leaves() -> None:
    name = "pod/api-server-6d5f7c9b8d-x2k9z"
    assert name in text(drawn(told(resource=name)[1], 118))


@pytest.mark.parametrize("width", range(1, 201, 3))
def test_a_row_has_exactly_its_width(width: int) -> None:
    _, entry = told(3, title="a 日本 [/x] title", description="d" * 500)
    assert width_of(drawn(entry, width)) == max(3, width)


@pytest.mark.parametrize(
    ("value", "threshold", "expected"),
    [
        (92.4, 90, "92.4 > 90"),
        (0.5, 2, "0.5 < 2"),
        (3, 3, "3 = 3"),
        ("5 Gi", "4 Gi", "5 Gi / 4 Gi"),
        (92.4, None, "92.4"),
        (None, 90, "limit 90"),
        (None, None, ""),
    ],
)
def test_a_value_is_compared_with_its_threshold(value: Any, threshold: Any, expected: str) -> None:
    _, entry = told(value=value, threshold=threshold)
    assert compared(entry) == expected


def test_an_acknowledged_alert_is_marked_and_dimmed() -> None:
    fleet, entry = told()
    fleet.alerts.acknowledge(entry.key, NOW)
    row = drawn(entry, 100)
    assert text(row).startswith("◎ critical")
    assert PALETTE.text not in {segment.style for segment in row}


@pytest.mark.parametrize(("severity", "shape"), [("critical", "▲"), ("warning", "△"), ("info", "▪")])
def test_a_snoozed_alert_says_so_and_still_how_bad_it_is(severity: str, shape: str) -> None:
    fleet, entry = told(severity=severity)
    fleet.alerts.snooze(entry.key, NOW + 60)
    row = drawn(entry, 100)
    assert text(row).startswith(f"{shape} snoozed")
    assert {segment.style for segment in row} == {PALETTE.dim}
    assert text(drawn(entry, 50)).startswith("‖ ")


def test_a_snooze_that_ended_and_a_resolved_alert_say_so() -> None:
    fleet, entry = told()
    fleet.alerts.snooze(entry.key, NOW + 60)
    assert text(drawn(entry, 100, NOW + 61)).startswith("▲ critical")
    fleet.apply(alert("ws-1", "a", **MEMORY, status="resolved"), NOW)
    row = drawn(entry, 100)
    assert text(row).startswith("✔ resolved")
    assert {segment.style for segment in row} == {PALETTE.dim}


def test_a_row_is_stale_while_the_connection_is_lost() -> None:
    _, entry = told()
    assert {segment.style for segment in drawn(entry, 100, is_live=False)} == {PALETTE.stale}


def test_a_version_changes_only_when_the_age_is_written_differently() -> None:
    _, entry = told()
    assert alert_row_version(entry, "x", True, NOW) == alert_row_version(entry, "x", True, NOW + 59)
    assert alert_row_version(entry, "x", True, NOW) != alert_row_version(entry, "x", True, NOW + 60)
    assert alert_row_version(entry, "x", True, NOW) != alert_row_version(entry, "y", True, NOW)


def test_the_age_counts_from_when_it_began_to_fire_however_often_it_is_told() -> None:
    fleet, entry = told()
    fleet.apply(alert("ws-1", "a", **MEMORY), NOW)
    assert "2 m" in text(drawn(entry, 60))
    fleet.apply(alert("ws-1", "a", **MEMORY, status="resolved"), NOW + 60)
    assert "1 m" in text(drawn(entry, 60, NOW + 120))
    fleet.apply(alert("ws-1", "a", **MEMORY), NOW + 120)
    assert "3 s" in text(drawn(entry, 60, NOW + 123))


def test_the_title_counts_open_alerts() -> None:
    fleet, _ = told()
    assert alert_title(fleet.alerts).plain == "Alerts  1 open"
    fleet.apply(alert("ws-1", "a", **MEMORY, status="resolved"), NOW)
    assert alert_title(fleet.alerts).plain == "Alerts  none open"
