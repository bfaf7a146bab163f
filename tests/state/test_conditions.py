from __future__ import annotations

from itertools import combinations

import pytest

from hexatui.state import conditions
from hexatui.state.conditions import is_active, is_failed, is_healthy, is_suspended, is_under_way, is_unhealthy


@pytest.mark.parametrize(
    ("word", "is_so"),
    [
        ("active", is_active),
        ("provisioning", is_under_way),
        ("failed", is_failed),
        ("suspended", is_suspended),
        ("healthy", is_healthy),
        ("unhealthy", is_unhealthy),
    ],
)
def test_case_and_space_do_not_count(word: str, is_so: object) -> None:
    assert callable(is_so)
    assert all(is_so(spelt) for spelt in (word, word.upper(), word.title(), f" {word}\n"))
    assert not is_so("melting")


def test_no_status_is_two_things_and_no_health_both_good_and_bad() -> None:
    statuses = (conditions._ACTIVE, conditions._UNDER_WAY, conditions._FAILED, conditions._SUSPENDED)
    for one, other in combinations(statuses, 2):
        assert not one & other
    assert not conditions._HEALTHY & conditions._UNHEALTHY


def test_nothing_told_is_nothing_wrong() -> None:
    assert is_healthy("")
    assert not is_unhealthy("")
    assert not is_active("")
