from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.events import Averages, Metrics, NetworkRates, ResourceUsage
from hexatui.state.gauges import HISTORY_SAMPLES, MAX_OTHER, Gauges, History
from hexatui.state.intake import Seen


def test_an_update_is_read_in_base_units() -> None:
    gauges = Gauges()
    gauges.update(
        {
            "cpu": ResourceUsage(used="3.2", limit="10", unit="cores", percentage=32),
            "memory": ResourceUsage(used="12288", limit="32768", unit="Mi", percentage=37.5),
        },
        at=5.0,
    )
    assert (gauges.cpu.used, gauges.cpu.limit, gauges.cpu.percent, gauges.cpu.at) == (3.2, 10.0, 32.0, 5.0)
    assert (gauges.memory.used, gauges.memory.limit) == (12288 * 2**20, 32768 * 2**20)


@pytest.mark.parametrize("limit", [None, "0", "none", "-3"])
def test_without_a_limit_there_is_no_percentage(limit: str | None) -> None:
    gauges = Gauges()
    gauges.update({"cpu": ResourceUsage(used="3.2", limit=limit, unit="cores")}, at=5.0)
    assert (gauges.cpu.used, gauges.cpu.limit, gauges.cpu.percent) == (3.2, 0.0, None)
    assert len(gauges.cpu.history) == 0


def test_a_missing_percentage_is_computed() -> None:
    gauges = Gauges()
    gauges.update({"cpu": ResourceUsage(used="1", limit="4", unit="cores")}, at=5.0)
    assert gauges.cpu.percent == 25.0


def test_metrics_count_memory_in_mebibytes_against_the_limit_known() -> None:
    gauges = Gauges()
    gauges.update({"memory": ResourceUsage(used="0", limit="16", unit="Gi")}, at=1.0)
    memory = Averages(instant=8192, average_5m=8000, average_1h=7800)
    gauges.measure(Metrics(memory=memory, network=NetworkRates(ingress_rate="1.2MB/s", egress_rate="fast")), at=9.0)
    assert (gauges.memory.used, gauges.memory.percent, gauges.memory.at) == (8192 * 2**20, 50.0, 9.0)
    assert (gauges.memory.average_5m, gauges.memory.averages_at) == (8000 * 2**20, 9.0)
    assert gauges.network.ingress == Seen(1_200_000.0, 9.0)
    assert gauges.network.egress is None


def test_what_metrics_leave_out_keeps_its_value_and_its_age() -> None:
    gauges = Gauges()
    gauges.measure(Metrics(cpu=Averages(instant=2.5), network=NetworkRates(ingress_rate="1MB/s")), at=1.0)
    gauges.measure(Metrics(cpu=Averages(average_5m=2.0)), at=2.0)
    assert (gauges.cpu.used, gauges.cpu.at, gauges.cpu.averages_at) == (2.5, 1.0, 2.0)
    assert gauges.network.ingress == Seen(1_000_000.0, 1.0)


def test_further_resources_are_kept_up_to_the_bound() -> None:
    gauges = Gauges()
    gauges.update({f"gpu-{n}": ResourceUsage(used=str(n)) for n in range(100)}, at=1.0)
    assert len(gauges.other) == MAX_OTHER
    gauges.update({"gpu-0": ResourceUsage(used="7")}, at=2.0)
    assert gauges.other["gpu-0"].used == 7.0


@pytest.mark.parametrize("used", ["-1", "lots", "", "1e999", "9" * 500])
def test_an_absurd_amount_is_unknown_and_not_a_number(used: str) -> None:
    gauges = Gauges()
    gauges.update({"cpu": ResourceUsage(used=used, limit="1e-300", unit="cores")}, at=1.0)
    assert gauges.cpu.used is None
    assert gauges.cpu.percent is None


def test_a_percentage_that_overflows_is_unknown() -> None:
    gauges = Gauges()
    gauges.update({"cpu": ResourceUsage(used="1e300", limit="1e-300", unit="cores")}, at=1.0)
    assert gauges.cpu.percent is None


def samples(*pairs: tuple[float, float]) -> History:
    history = History()
    for at, percent in pairs:
        history.add(at, percent)
    return history


def test_a_value_stands_until_the_next_comes() -> None:
    history = samples((1000, 10), (1040, 40))
    assert history.columns(8, now=1070, span=80) == [10, 10, 10, 10, 40, 40, 40, 40]


def test_before_the_first_value_nothing_was_known() -> None:
    assert samples((106, 10)).columns(4, now=107, span=4) == [None, None, 10, 10]


def test_a_value_older_than_the_span_still_stands_in_it() -> None:
    assert samples((1, 10)).columns(3, now=1000, span=3) == [10, 10, 10]


def test_the_highest_of_a_column_is_shown() -> None:
    assert samples((100, 10), (102, 90), (104, 20)).columns(2, now=109, span=20) == [None, 90]


def test_no_line_is_drawn_over_a_lost_connection() -> None:
    history = samples((100, 10))
    history.interrupt(102)
    assert history.columns(6, now=105, span=6) == [10, 10, None, None, None, None]
    history.add(104, 30)
    assert history.columns(6, now=105, span=6) == [10, 10, None, None, 30, 30]


@pytest.mark.parametrize("unknown", [ResourceUsage(used="lots", limit="4"), ResourceUsage(used="1", limit="0")])
def test_no_line_is_drawn_over_a_time_when_the_percentage_is_unknown(unknown: ResourceUsage) -> None:
    gauges = Gauges()
    gauges.update({"cpu": ResourceUsage(used="1", limit="4")}, at=100)
    gauges.update({"cpu": unknown}, at=102)
    assert gauges.cpu.history.columns(6, now=105, span=6) == [25, 25, None, None, None, None]
    gauges.update({"cpu": ResourceUsage(used="2", limit="4")}, at=104)
    assert gauges.cpu.history.columns(6, now=105, span=6) == [25, 25, None, None, 50, 50]


def test_a_clock_that_was_set_back_blanks_no_history() -> None:
    history = samples((1000, 10), (1020, 30))
    assert history.columns(4, now=500, span=40) == [None, 10, 10, 30]
    history.move(-600)
    assert list(history) == [(400, 10), (420, 30)]


def test_a_usage_that_says_nothing_changes_nothing() -> None:
    gauges = Gauges()
    gauges.update({"cpu": ResourceUsage(), "memory": ResourceUsage(used=None, limit="4Gi", percentage=25)}, at=1.0)
    assert gauges.cpu.at is None
    assert (gauges.memory.used, gauges.memory.percent, gauges.memory.at) == (None, 25.0, 1.0)


def test_two_interruptions_in_a_row_are_one() -> None:
    history = samples((100, 10))
    history.interrupt(102)
    history.interrupt(103)
    assert len(history) == 2


def test_samples_close_together_share_a_place_and_the_highest_counts() -> None:
    history = samples(*((100 + n / 10, float(n % 100)) for n in range(500)))
    assert len(history) == 5
    assert [value for _, value in history] == [99] * 5


def test_what_stands_is_the_newest_value_and_not_the_highest() -> None:
    history = samples((100, 90), (102, 20))
    assert history.columns(3, now=129, span=30) == [90, 20, 20]


def test_an_hour_of_samples_fits() -> None:
    history = samples(*((n * 2.0, 50.0) for n in range(3000)))
    assert history.columns(60, now=5999, span=3600) == [50.0] * 60


def test_the_columns_do_not_change_within_a_column() -> None:
    history = samples(*((float(n), float(n % 7)) for n in range(50)))
    assert history.columns(5, now=50, span=25) == history.columns(5, now=54.9, span=25)
    assert history.columns(5, now=50, span=25)[1:] == history.columns(5, now=55, span=25)[:-1]


def test_a_history_keeps_the_newest_samples() -> None:
    history = samples(*((float(n * 20), float(n)) for n in range(HISTORY_SAMPLES * 2 + 7)))
    assert len(history) == HISTORY_SAMPLES
    assert [value for _, value in history] == [float(n) for n in range(HISTORY_SAMPLES + 7, HISTORY_SAMPLES * 2 + 7)]


@given(
    st.lists(st.tuples(st.floats(0, 1e4), st.none() | st.floats(0, 100)), max_size=50),
    st.integers(-1, 80),
    st.floats(0, 1e4),
    st.floats(0.001, 1e4),
)
def test_any_samples_in_any_order_give_as_many_columns_as_asked(
    steps: list[tuple[float, float | None]], n: int, now: float, span: float
) -> None:
    history = History()
    for at, percent in steps:
        if percent is None:
            history.interrupt(at)
        else:
            history.add(at, percent)
    columns = history.columns(n, now, span)
    assert len(columns) == max(0, n)
    assert all(value is None or (not math.isnan(value) and 0 <= value <= 100) for value in columns)
