"""What was measured before we came, put where nothing was heard."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.events import ResourceUsage
from hexatui.state.gauges import HISTORY_SAMPLES, Gauges, History

Told = list[tuple[float, float | None]]


def history(*pairs: tuple[float, float | None]) -> History:
    """A history in which None is an interruption."""
    made = History()
    for at, percent in pairs:
        if percent is None:
            made.interrupt(at)
        else:
            made.add(at, percent)
    return made


def every_minute(first: int, last: int, percent: float = 10.0) -> list[tuple[float, float]]:
    return [(minute * 60.0, percent) for minute in range(first, last + 1)]


def test_an_hour_from_before_fills_the_columns_of_an_empty_history() -> None:
    empty = History()
    empty.fill_in(every_minute(1, 60))
    assert empty.columns(60, now=3600, span=3600) == [10.0] * 60


def test_what_was_heard_stays_as_it_was_heard() -> None:
    heard = history((1800, 50), (1860, 60))
    heard.fill_in(every_minute(1, 60))
    assert heard.columns(4, now=1919, span=240) == [10, 10, 50, 60]
    assert heard.columns(4, now=3600, span=240) == [60, 60, 60, 60]


def test_the_gap_of_a_lost_connection_is_filled_and_nothing_else() -> None:
    heard = history((600, 50), (660, None), (1200, 70))
    heard.fill_in(every_minute(1, 30))
    assert heard.columns(14, now=1259, span=840) == [10] * 3 + [50] + [10] * 9 + [70]
    assert heard.columns(2, now=1859, span=120) == [70, 70]


def test_what_stood_at_a_time_is_known_until_a_gap() -> None:
    known = history((600, 50), (700, 60), (800, None))
    assert [known.standing(at) for at in (599, 600, 699, 750, 800)] == [None, 50, 50, 60, None]


def test_where_samples_are_missing_nothing_was_known() -> None:
    empty = History()
    empty.fill_in([*every_minute(1, 5), *every_minute(15, 20)])
    assert empty.columns(20, now=1259, span=1200)[:16] == [10.0] * 5 + [None] * 9 + [10.0] * 2


def test_between_the_last_sample_and_what_was_heard_long_after_nothing_was_known() -> None:
    heard = history((1800, 50))
    heard.fill_in(every_minute(1, 5))
    assert heard.columns(30, now=1859, span=1800) == [10.0] * 5 + [None] * 24 + [50.0]


def test_very_many_samples_keep_the_whole_hour() -> None:
    empty = History()
    empty.fill_in([(float(second), 30.0) for second in range(3600)])
    assert len(empty) <= HISTORY_SAMPLES
    assert empty.columns(60, now=3599, span=3600) == [30.0] * 60


@given(
    st.lists(st.tuples(st.floats(0, 5000), st.none() | st.floats(0, 100)), max_size=30),
    st.lists(st.tuples(st.floats(0, 5000), st.floats(0, 100)), max_size=30),
)
def test_any_samples_go_with_anything_heard(heard: Told, samples: list[tuple[float, float]]) -> None:
    made = history(*sorted(heard, key=lambda one: one[0]))
    before = [one for one in made if not math.isnan(one[1])]
    made.fill_in(sorted(samples))
    after = list(made)
    assert [at for at, _ in after] == sorted(at for at, _ in after)
    # A sample that came just before what was heard shares no place with it.
    assert set(before) <= set(after)
    columns = made.columns(50, now=5000, span=5000)
    assert len(columns) == 50


def usage(used: str) -> ResourceUsage:
    return ResourceUsage(used=used, limit="10", unit="cores")


def test_a_figure_that_was_asked_for_is_as_old_as_the_question() -> None:
    gauges = Gauges()
    gauges.fill_in({"cpu": usage("5")}, as_of=100)
    assert (gauges.cpu.percent, gauges.cpu.at) == (50, 100)


def test_a_figure_that_was_asked_for_replaces_none_that_is_newer() -> None:
    gauges = Gauges()
    gauges.update({"cpu": usage("7"), "storage": usage("7")}, at=101)
    gauges.fill_in({"cpu": usage("5"), "storage": usage("5"), "memory": usage("1")}, as_of=100)
    assert (gauges.cpu.percent, gauges.other["storage"].percent, gauges.memory.percent) == (70, 70, 10)


def test_without_a_limit_a_history_has_no_percentages() -> None:
    gauges = Gauges()
    gauges.recall(((60.0, 5.0),), ((60.0, 5.0),))
    assert len(gauges.cpu.history) == 0
    gauges.fill_in({"cpu": usage("5")}, as_of=100)
    gauges.recall(((80.0, 2.5),), ())
    assert list(gauges.cpu.history) == [(80, 25), (100, 50)]
