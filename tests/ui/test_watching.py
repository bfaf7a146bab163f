"""What counts as looked at."""

from __future__ import annotations

import pytest
from support.wire import message

from hexatui.protocol.lifecycle import Link, LinkPhase, Place
from hexatui.protocol.names import Resource
from hexatui.state.watchlist import Attention
from hexatui.ui.live import Live
from hexatui.ui.watching import DWELL, EVERY, Watching

PINNED = frozenset({"p"})


class Told:
    """What a fleet without a client is told by a `Watching`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.live = Live()
        self.attended: list[Attention] = []
        self.asked: list[str] = []
        monkeypatch.setattr(self.live, "attend", self.attended.append)
        monkeypatch.setattr(self.live, "request_status", self.asked.append)
        self.live.fleet.apply(Link(LinkPhase.LIVE), 1)
        for one in rows(*range(100)):
            self.live.fleet.apply(Place(one), 1)
        self.watching = Watching(self.live)

    def look(self, now: float, *numbers: int) -> None:
        self.watching.look(rows(*numbers), PINNED, now)


def rows(*numbers: int) -> tuple[Resource, ...]:
    return tuple(Resource("workspace", f"ws-{number}") for number in numbers)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    return Told(monkeypatch)


def test_what_is_only_passed_over_is_not_looked_at(told: Told) -> None:
    for step in range(50):
        told.look(10 + step * DWELL / 2, step, step + 1)
    assert (told.attended, told.asked) == ([], [])


def test_what_is_rested_on_is_told_with_its_pins_and_asked_about_once(told: Told) -> None:
    for now in (10, 11, 12, 13):
        told.look(now, 7, 7, 8)
    assert told.attended == [Attention(rows(7, 8), PINNED, ("ws-7",))] * 3
    assert told.asked == ["ws-7"]


def test_it_is_told_no_more_than_once_in_a_while(told: Told) -> None:
    told.look(10, 7)
    for step in range(100):
        told.look(10 + DWELL + step * EVERY / 10, 7)
    assert len(told.attended) == 10


def test_who_looks_elsewhere_after_a_rest_waits_for_nothing_but_the_moment(told: Told) -> None:
    for step in range(100):
        told.look(10 + step * EVERY / 10, 7)
    told.look(20, 8)
    told.attended.clear()
    told.look(20 + DWELL, 8)
    assert told.attended == [Attention(rows(8), PINNED, ("ws-8", "ws-7"))]


def test_who_looks_elsewhere_again_and_again_is_told_of_once_in_a_while(told: Told) -> None:
    for step in range(20):
        told.look(10 + step * DWELL, step)
        told.look(10 + (step + 0.99) * DWELL + 0.01, step)
    assert len(told.attended) <= 20 * DWELL / EVERY + 1


def test_what_was_looked_at_before_is_recent_the_latest_first(told: Told) -> None:
    for step, number in enumerate((1, 2, 1, 3)):
        told.look(10 + 4 * step, number)
        told.look(12 + 4 * step, number)
    assert told.attended[-1].recent == ("ws-3", "ws-1", "ws-2")


def test_a_workspace_of_which_the_status_was_told_just_now_is_not_asked_about(told: Told) -> None:
    told.live.fleet.apply(message("workspace_status", workspace_id="ws-7", status="active"), 2)
    told.look(10, 7)
    told.look(11, 7)
    assert told.asked == []
