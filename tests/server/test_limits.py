"""The allowance of messages: nobody who is slow is refused, nobody who isn't gets through."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hexatui.server.limits import Allowance, Limits


def test_a_burst_passes_and_then_nothing() -> None:
    allowance = Allowance(rate=10, burst=3, now=0)
    assert [allowance.take(0) for _ in range(5)] == [True, True, True, False, False]


def test_what_was_used_comes_back_with_time() -> None:
    allowance = Allowance(rate=10, burst=1, now=0)
    assert allowance.take(0)
    assert not allowance.take(0.09)
    assert allowance.take(0.11)


def test_it_says_how_long_to_wait() -> None:
    allowance = Allowance(rate=10, burst=1, now=0)
    assert allowance.take(0)
    assert not allowance.take(0.04)
    assert round(allowance.seconds_until_next, 6) == 0.06


def test_five_messages_a_second_are_never_refused() -> None:
    limits = Limits()
    allowance = Allowance(limits.rate, limits.burst, now=0)
    assert all(allowance.take(number / 5) for number in range(5000))


@given(st.lists(st.floats(0, 5), max_size=200))
def test_no_more_than_the_burst_and_the_rate_passes(waits: list[float]) -> None:
    now = 0.0
    allowance = Allowance(rate=7, burst=5, now=now)
    passed = 0
    for wait in waits:
        now += wait
        passed += allowance.take(now)
        assert passed <= 5 + 7 * now + 1e-6
