"""The token bucket over what is sent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hexatui.client.rate_limit import BURST, FIRST_PAUSE, LONGEST_PAUSE, RATE, RateLimit


def test_a_burst_passes_at_once() -> None:
    limit = _limit()
    for _ in range(BURST):
        assert limit.ready_at(0) <= 0
        limit.take(0)
    assert limit.ready_at(0) == 1 / RATE


def test_what_may_not_wait_leaves_less_for_the_others() -> None:
    limit = _limit()
    for _ in range(BURST + 2):
        limit.take(0)
    assert limit.ready_at(0) == 3 / RATE


def test_what_may_not_wait_makes_a_debt_that_is_soon_paid() -> None:
    limit = _limit()
    for _ in range(10_000):
        limit.take(0)
    assert limit.ready_at(0) == (BURST + 1) / RATE


def test_silence_fills_the_bucket_and_no_more() -> None:
    limit = _limit()
    limit.take(0)
    for _ in range(BURST):
        assert limit.ready_at(1_000) <= 1_000
        limit.take(1_000)
    assert limit.ready_at(1_000) > 1_000


def test_refusals_pause_longer_each_time_but_count_once_in_one_pause() -> None:
    limit = _limit()
    assert limit.refused(0) == limit.refused(0.5) == FIRST_PAUSE
    assert limit.refused(2) == 2 + 2 * FIRST_PAUSE
    now = 2.0
    for _ in range(10):
        now = limit.refused(now)
    assert limit.refused(now) == now + LONGEST_PAUSE
    assert limit.ready_at(now) == now + LONGEST_PAUSE


@given(st.lists(st.floats(0, 3), min_size=1, max_size=200))
def test_no_second_carries_more_than_the_burst_and_the_rate(pauses: list[float]) -> None:
    limit, now, sent = _limit(), 0.0, []
    for pause in pauses:
        now = max(now + pause, limit.ready_at(now + pause))
        limit.take(now)
        sent.append(now)
    for start in sent:
        assert sum(start <= moment < start + 1 for moment in sent) <= BURST + RATE + 1


def _limit() -> RateLimit:
    limit = RateLimit()
    limit.reset(0)
    return limit
