from __future__ import annotations

from typing import Any

import pytest
from support.wire import message, usage

from hexatui.protocol.lifecycle import Link, LinkPhase
from hexatui.state.fleet import Fleet
from hexatui.state.gauges import Gauge
from hexatui.ui.canvas import Line, width_of
from hexatui.ui.palette import DEFAULT_LOOK, UNICODE
from hexatui.ui.render.gauge_rows import heading
from hexatui.ui.render.workspace_panel import panel_lines

NOW = 1_705_744_800.0


def fleet_with_an_hour() -> Fleet:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.LIVE), NOW - 3600)
    fleet.apply(usage("ws-123", cpu=9.1), NOW - 600)
    fleet.apply(usage("ws-123", cpu=3.24), NOW - 2)
    return fleet


def measured(fleet: Fleet, **averages: float) -> None:
    metrics: dict[str, Any] = {"cpu": averages, "memory": {"instant": 12_288, "average_5m": 12_288, "average_1h": 8192}}
    fleet.apply(message("monitoring.metrics_update", workspace_id="ws-123", metrics=metrics), NOW)


def panel(fleet: Fleet, width: int, height: int) -> list[Line]:
    return panel_lines(fleet, fleet.workspaces["ws-123"], NOW, width, DEFAULT_LOOK, height)


def text(lines: list[Line]) -> str:
    return "\n".join("".join(segment.text for segment in line) for line in lines)


@pytest.mark.parametrize(
    ("short", "long", "now", "way"),
    [
        (2.0, 1.0, 3.0, "↗"),
        (2.0, 4.0, 1.0, "↘"),
        (2.0, 4.0, 3.0, "→"),
        (3.0, 3.0, 3.1, "→"),
        (2.0, None, 3.0, "↗"),
        (None, None, 3.0, " "),
        (2.0, 2.0, None, " "),
        (0.0, 0.0, 0.0, "→"),
    ],
)
def test_a_gauge_goes_where_its_newest_figure_stands_against_its_averages(
    short: float | None, long: float | None, now: float | None, way: str
) -> None:
    assert heading(Gauge(used=now, average_5m=short, average_1h=long), UNICODE) == way


def test_the_way_from_hour_to_now_is_told_step_by_step() -> None:
    fleet = fleet_with_an_hour()
    measured(fleet, instant=3.7, average_5m=1.6, average_1h=1.9)
    rows = panel(fleet, 82, 6)
    assert "37 %  ↗" in text(rows[1:2])
    assert text(rows[3:4]).endswith("cpu 1 h 1.9 ↘ 5 m 1.6 ↗ 3.7 cores")


def test_a_high_panel_shows_the_hour_with_its_peak_and_exact_figures() -> None:
    fleet = fleet_with_an_hour()
    measured(fleet, instant=3.24, average_5m=1.6, average_1h=1.9)
    shown = text(panel(fleet, 120, 34))
    assert "now 32.4 % · peak 91.0 % at 09:50:00Z · 1 h 1.9 ↘ 5 m 1.6 ↗ 3.24 cores · told 10:00:00Z" in shown
    assert "1 h 8 Gi ↗ 5 m 12 Gi → 12 Gi" in shown
    assert {" 90 │", " 80 │"} <= {row[:5] for row in shown.splitlines()}
    assert len(shown.splitlines()) == 34


@pytest.mark.parametrize("width", [56, 76, 98, 118])
@pytest.mark.parametrize("height", [12, 13, 16, 20, 24, 38])
def test_exact_figures_are_whole_whatever_the_room(width: int, height: int) -> None:
    fleet = fleet_with_an_hour()
    measured(fleet, instant=3.24, average_5m=1.6, average_1h=1.9)
    rows = panel(fleet, width, height)
    assert len(rows) <= height
    assert max(map(width_of, rows)) <= width
    shown = text(rows[6:])
    for words in ("now 32.4 %", "peak 91.0 % at 09:50:00Z", "1 h 1.9 ↘ 5 m 1.6 ↗ 3.24 cores", "told 10:00:00Z"):
        assert words in shown


def test_a_panel_of_a_few_rows_has_neither() -> None:
    assert len(panel(fleet_with_an_hour(), 80, 7)) == 6


def test_a_peak_is_told_in_words_where_there_is_room_for_them() -> None:
    assert "peak 91 %" in text(panel(fleet_with_an_hour(), 158, 6)[1:2])
