from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.names import LogSource
from hexatui.ui.logs.merging import ALL
from hexatui.ui.logs.tabs import Tabs

A, B, C = (LogSource("ws-1", "ns", pod, "main") for pod in "abc")


def test_the_newest_is_shown_unless_all_are_as_one() -> None:
    tabs = Tabs()
    assert tabs.take([A]) == set()
    assert (tabs.sources, tabs.active) == ([A], A)
    assert tabs.take([A]) is None
    tabs.take([A, B])
    assert (tabs.sources, tabs.active) == ([A, B, ALL], B)
    assert tabs.toggle_merged()
    tabs.take([A, B, C])
    assert tabs.is_merged


@pytest.mark.parametrize(("shown", "left", "then"), [(B, [A, C], C), (C, [A, B], B), (C, [A], A), (A, [], None)])
def test_a_closed_stream_leaves_its_place_to_its_neighbour(
    shown: LogSource, left: list[LogSource], then: LogSource | None
) -> None:
    tabs = Tabs()
    tabs.take([A, B, C])
    tabs.show(shown)
    closed = tabs.take(left)
    assert closed == {A, B, C, ALL} - {*left, *([ALL] if len(left) > 1 else [])}
    assert tabs.active == then


def test_one_goes_around_them_and_to_all_and_back() -> None:
    tabs = Tabs()
    tabs.step(1)
    assert not tabs.toggle_merged()
    tabs.take([A, B])
    tabs.show(A)
    seen = []
    for by in (1, 1, 1, -1):
        tabs.step(by)
        seen.append(tabs.active)
    assert seen == [B, ALL, A, ALL]
    tabs.show(A)
    tabs.toggle_merged()
    tabs.toggle_merged()
    assert tabs.active == A
    assert not tabs.show(C)


@given(st.lists(st.one_of(st.sampled_from(["step", "toggle"]), st.lists(st.sampled_from([A, B, C]), unique=True))))
def test_what_is_shown_is_always_one_of_them(steps: list[str | list[LogSource]]) -> None:
    tabs = Tabs()
    for step in steps:
        if step == "step":
            tabs.step(1)
        elif step == "toggle":
            tabs.toggle_merged()
        else:
            tabs.take([each for each in step if isinstance(each, LogSource)])
        assert tabs.active in tabs.sources if tabs.sources else tabs.active is None
