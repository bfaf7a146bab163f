from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hexatui.pod_colours import colour_slots

PODS = st.lists(st.text(max_size=8), max_size=20)


def test_a_pod_has_the_same_colour_in_every_run() -> None:
    assert colour_slots(["api-server-abc123"], 8) == {"api-server-abc123": 4}


@given(PODS, st.integers(1, 8))
def test_pods_are_kept_apart_while_there_are_colours(pods: list[str], colours: int) -> None:
    slots = colour_slots(pods, colours)
    assert slots.keys() == set(pods)
    assert len(set(slots.values())) == min(len(slots), colours)
    assert all(0 <= slot < colours for slot in slots.values())


@given(PODS, st.text(max_size=8))
def test_a_pod_that_comes_changes_nobody_s_colour(pods: list[str], another: str) -> None:
    before = colour_slots(pods, 8)
    assert colour_slots([*pods, another], 8).items() >= before.items()
