"""The token bucket: nobody who is slow is refused, nobody who isn't gets through."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hexatui.server.limits import Limits
from hexatui.token_bucket import TokenBucket


def test_a_burst_passes_and_then_nothing() -> None:
    bucket = TokenBucket(rate=10, burst=3, now=0)
    assert [bucket.take(0) for _ in range(5)] == [True, True, True, False, False]


def test_what_was_used_comes_back_with_time() -> None:
    bucket = TokenBucket(rate=10, burst=1, now=0)
    assert bucket.take(0)
    assert not bucket.take(0.09)
    assert bucket.take(0.11)


def test_it_says_how_long_to_wait() -> None:
    bucket = TokenBucket(rate=10, burst=1, now=0)
    assert bucket.take(0)
    assert not bucket.take(0.04)
    assert round(bucket.ready_at(0.04), 6) == 0.1
    assert round(bucket.ready_at(0.04, spare=1), 6) == 0.2


def test_five_messages_a_second_are_never_refused() -> None:
    limits = Limits()
    bucket = TokenBucket(limits.rate, limits.burst, now=0)
    assert all(bucket.take(number / 5) for number in range(5000))


@given(st.lists(st.floats(0, 5), max_size=200))
def test_no_more_than_the_burst_and_the_rate_passes(waits: list[float]) -> None:
    now = 0.0
    bucket = TokenBucket(rate=7, burst=5, now=now)
    passed = 0
    for wait in waits:
        now += wait
        passed += bucket.take(now)
        assert passed <= 5 + 7 * now + 1e-6


def test_what_could_not_wait_is_owed_up_to_a_whole_burst() -> None:
    bucket = TokenBucket(rate=10, burst=5)
    for _ in range(1000):
        bucket.owe(0)
    assert not bucket.take(0.5)
    assert round(bucket.ready_at(0.5), 6) == 0.6
    bucket.refill(1)
    assert all(bucket.take(1) for _ in range(5))


def test_fractions_of_seconds_add_up_to_whole_permissions() -> None:
    bucket = TokenBucket(rate=7, burst=1)
    assert bucket.take(0)
    for step in range(1, 5):
        bucket.ready_at(step / 7 / 5)
    assert bucket.take(1 / 7)
