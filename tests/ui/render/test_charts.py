from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.ui.canvas import Line, width_of
from hexatui.ui.palette import ANSI, ASCII, DEFAULT_LOOK, Look
from hexatui.ui.render.charts import SCALE, chart, time_axis

PALETTE = DEFAULT_LOOK.palette


def text(lines: list[Line]) -> list[str]:
    return ["".join(segment.text for segment in line) for line in lines]


@given(
    st.lists(st.none() | st.floats(allow_nan=False), max_size=60),
    st.integers(2, 30),
    st.sampled_from([DEFAULT_LOOK, Look(ANSI, ASCII)]),
)
def test_a_chart_is_as_high_and_wide_as_asked_whatever_it_shows(
    columns: list[float | None], height: int, look: Look
) -> None:
    rows = chart(columns, height, look, look.palette.accent)
    assert [width_of(row) for row in rows] == [SCALE + len(columns)] * height


def test_columns_grow_from_the_bottom_on_a_scale_of_a_hundred() -> None:
    assert text(chart([0, 25, 50, 100, None], 4, DEFAULT_LOOK, PALETTE.accent)) == [
        "100 │┄┄┄█┄",
        " 50 │   █ ",
        "    │  ██ ",
        "  0 │▁███┄",
    ]


def test_what_is_tight_or_full_stands_in_its_severity() -> None:
    rows = chart([100.0], 10, DEFAULT_LOOK, PALETTE.accent)
    assert [row[1].style for row in rows] == [PALETTE.critical, PALETTE.warning, *[PALETTE.accent] * 8]


def test_a_low_chart_calls_no_more_critical_than_is() -> None:
    top = chart([82.0, 95.0], 5, DEFAULT_LOOK, PALETTE.accent)[0]
    assert [segment.style for segment in top[1:]] == [PALETTE.warning, PALETTE.critical]


def test_the_thresholds_are_drawn_across() -> None:
    rows = text(chart([None, None], 20, DEFAULT_LOOK, PALETTE.accent))
    assert [row for row in rows if "┄┄" in row] == [" 90 │┄┄", " 80 │┄┄", "  0 │┄┄"]


@pytest.mark.parametrize("height", range(4, 11))
def test_the_thresholds_are_drawn_in_a_low_chart_too(height: int) -> None:
    rows = text(chart([10.0, 10.0], height, DEFAULT_LOOK, PALETTE.accent))
    assert rows[0] == "100 │┄┄"


def test_the_axis_says_how_long_ago_the_edges_are() -> None:
    assert text([time_axis(40, 3600, DEFAULT_LOOK)]) == ["     1 h 00 m ago    30 m ago             now"]
