"""When the next attempt comes: backoff with full jitter, and what a refusal means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.client.attempts import HEALTHY_AFTER, Attempts
from hexatui.client.backoff import LONGEST_DELAY, SHORTEST_DELAY, Backoff
from hexatui.client.failures import Failure, FailureKind, token_refused, token_unchanged

LOST = Failure("the connection was cut")
FORBIDDEN = Failure("HTTP 403", kind=FailureKind.REFUSED)


class TestBackoff:
    def test_the_bound_doubles_up_to_the_cap(self) -> None:
        backoff = Backoff(lambda: 1.0)
        assert [backoff.failed() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]

    def test_jitter_covers_the_whole_of_it(self) -> None:
        backoff = Backoff(lambda: 0.25)
        assert [backoff.failed() for _ in range(3)] == pytest.approx([0.4, 0.65, 1.15])

    @given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=50))
    def test_no_delay_leaves_its_bounds(self, chances: list[float]) -> None:
        draws = iter(chances)
        backoff = Backoff(lambda: next(draws))
        assert all(SHORTEST_DELAY <= backoff.failed() <= LONGEST_DELAY for _ in chances)

    def test_a_year_of_failures_does_not_overflow(self) -> None:
        backoff = Backoff(lambda: 1.0)
        assert max(backoff.failed() for _ in range(5_000)) == LONGEST_DELAY


class TestResetting:
    def test_a_connection_that_held_begins_the_delays_anew(self) -> None:
        attempts = _failed(Attempts(lambda: 1.0), 4)
        assert attempts.failed(LOST, 0, held_for=HEALTHY_AFTER) == 1

    def test_one_that_was_live_for_a_moment_does_not(self) -> None:
        attempts = _failed(Attempts(lambda: 1.0), 4)
        assert attempts.failed(LOST, 0, held_for=HEALTHY_AFTER - 1) == 16


class TestRetryAfter:
    def test_it_makes_us_wait_longer(self) -> None:
        assert Attempts(lambda: 0.5).failed(Failure("busy", retry_after=60), 0, 0) == 60

    def test_it_does_not_make_us_wait_less(self) -> None:
        assert _failed(Attempts(lambda: 1.0), 5).failed(Failure("busy", retry_after=0), 0, 0) == LONGEST_DELAY


class TestRefusals:
    def test_the_first_leaves_one_more_try_for_another_token_only(self) -> None:
        attempts = Attempts(lambda: 0.5)
        attempts.uses("old")
        assert attempts.failed(token_refused(), 100, 0) is not None
        assert not attempts.accepts("old")
        assert attempts.accepts("new")

    def test_the_second_is_final(self) -> None:
        attempts = Attempts(lambda: 0.5)
        for token in ("old", "new"):
            attempts.uses(token)
            delay = attempts.failed(token_refused(), 100, 0)
        assert delay is None
        assert attempts.next is None
        assert not attempts.accepts("new")

    def test_the_same_token_again_is_final(self) -> None:
        attempts = Attempts(lambda: 0.5)
        attempts.uses("old")
        attempts.failed(token_refused(), 100, 0)
        assert attempts.failed(token_unchanged(), 100, 0) is None
        assert attempts.token_refused

    def test_after_an_hour_of_health_an_expired_token_gets_its_try_again(self) -> None:
        attempts = Attempts(lambda: 0.5)
        for token in ("first", "second", "third"):
            attempts.uses(token)
            assert attempts.failed(token_refused(), 100, held_for=3600) is not None

    def test_a_refusal_of_another_kind_is_final_at_once(self) -> None:
        assert Attempts().failed(FORBIDDEN, 0, 0) is None

    def test_a_person_may_try_the_same_token_again(self) -> None:
        attempts = Attempts(lambda: 0.5)
        attempts.uses("old")
        attempts.failed(token_refused(), 100, 0)
        attempts.failed(token_unchanged(), 100, 0)
        attempts.retry(200)
        assert attempts.next == 200
        assert attempts.accepts("old")


def _failed(attempts: Attempts, times: int) -> Attempts:
    for _ in range(times):
        attempts.failed(LOST, 0, 0)
    return attempts
