from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from hexatui.ui.canvas import width_of
from hexatui.ui.palette import ANSI, ASCII, DEFAULT_LOOK, UNICODE, Look
from hexatui.ui.render.bars import bar, gauge_bar, severity_of, sparkline

percentages = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@given(percentages, st.integers(3, 80), st.sampled_from([DEFAULT_LOOK, Look(ANSI, ASCII)]))
def test_a_bar_is_as_wide_as_asked_whatever_the_percentage(percent: float | None, width: int, look: Look) -> None:
    assert width_of(bar(percent, width, look, Style())) == width


def test_a_bar_is_filled_in_proportion() -> None:
    def drawn(percent: float) -> str:
        return "".join(segment.text for segment in bar(percent, 10, DEFAULT_LOOK, Style()))

    assert drawn(0) == "▁▁▁▁▁▁▁▁▁▁"
    assert drawn(0.1) == "▆▁▁▁▁▁▁▁▁▁"
    assert drawn(50) == "▆▆▆▆▆▁▁▁▁▁"
    assert drawn(250) == "▆▆▆▆▆▆▆▆▆▆"


@given(percentages, percentages, st.integers(3, 80), st.sampled_from([DEFAULT_LOOK, Look(ANSI, ASCII)]))
def test_a_gauge_is_as_wide_as_asked_whatever_it_shows(
    percent: float | None, peak: float | None, width: int, look: Look
) -> None:
    assert width_of(gauge_bar(percent, peak, width, look, Style())) == width


@pytest.mark.parametrize(
    ("percent", "peak", "drawn"),
    [
        (30, None, "▆▆▆▁▁▁▁▁╷╷"),
        (30, 30, "▆▆▆▁▁▁▁▁╷╷"),
        (30, 60, "▆▆▆▁▁▎▁▁╷╷"),
        (30, 96, "▆▆▆▁▁▁▁▁╷▎"),
        (85, 100, "▆▆▆▆▆▆▆▆╷▎"),
        (None, None, "▁▁▁▁▁▁▁▁╷╷"),
        (120, 130, "▆▆▆▆▆▆▆▆▆▆"),
    ],
)
def test_a_gauge_has_ticks_where_it_becomes_tight_and_full_and_a_mark_for_its_peak(
    percent: float | None, peak: float | None, drawn: str
) -> None:
    assert "".join(segment.text for segment in gauge_bar(percent, peak, 10, DEFAULT_LOOK, Style())) == drawn


def test_a_sparkline_is_on_a_scale_from_nothing_to_full() -> None:
    assert sparkline([0, 50, 100], UNICODE) == "▁▄▇"
    assert sparkline([32, 32], UNICODE) != sparkline([95, 95], UNICODE)


def test_a_sparkline_shows_a_gap_as_a_gap() -> None:
    assert sparkline([100, None, 100], UNICODE) == "▇┄▇"


def test_a_gauge_warns_at_eighty_and_is_critical_at_ninety() -> None:
    assert [severity_of(percent) for percent in (None, 79.9, 80, 90)] == ["", "", "warning", "critical"]
