from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.ui import figures

anything = st.floats(allow_nan=True, allow_infinity=True)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "0 s"), (2.9, "2 s"), (120, "2 m"), (3840, "1 h 04 m"), (40_000, "11 h"), (200_000, "2 d")],
)
def test_a_duration_is_told_in_its_coarsest_units(seconds: float, words: str) -> None:
    assert figures.duration(seconds) == words


def test_an_exact_duration_keeps_the_seconds_within_the_hour() -> None:
    assert figures.exact_duration(127) == "2 m 07 s"
    assert figures.exact_duration(12) == "12 s"


@pytest.mark.parametrize(
    ("used", "limit", "unit", "words"),
    [
        (3.2, 10, "cores", "3.2 of 10 cores"),
        (3.2, None, "cores", "3.2 cores"),
        (3.2, 0, "cores", "3.2 cores, no limit"),
        (27 * 2**30, 32 * 2**30, "bytes", "27 of 32 Gi"),
        (12288 * 2**20, 32768 * 2**20, "bytes", "12 of 32 Gi"),
        (27 * 2**30, 0, "bytes", "27 Gi, no limit"),
        (27 * 2**30, None, "bytes", "27 Gi"),
    ],
)
def test_a_share_says_its_unit_once(used: float, limit: float | None, unit: str, words: str) -> None:
    assert figures.share(used, limit, unit) == words


def test_rates_are_decimal_and_memory_is_binary() -> None:
    assert figures.rate(1_200_000) == "1.2 MB/s"
    assert figures.rate(12) == "12 B/s"
    assert figures.memory(2**30 * 1.5) == "1.5 Gi"


def test_no_limit_is_no_percentage() -> None:
    assert figures.percent(None) == "–"
    assert figures.percent(32.4) == "32 %"
    assert figures.percent(4000) == "999+ %"


def test_a_time_of_day_is_marked_as_utc() -> None:
    assert figures.time_of_day(1_705_744_800) == "10:00:00Z"
    assert figures.time_of_day(1e300) == "??:??:??"


@given(anything)
def test_no_number_breaks_a_figure(value: float) -> None:
    for words in (figures.number(value), figures.memory(value), figures.rate(value), figures.percent(value)):
        assert len(words) < 20
    if math.isfinite(value):
        assert figures.duration(value)
