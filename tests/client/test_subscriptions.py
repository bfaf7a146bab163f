"""What is wanted against what is live, within a budget."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hexatui.client.subscriptions import Subscriptions
from hexatui.protocol.names import Resource

ALL = [Resource("workspace", f"ws-{number}") for number in range(8)]


def asked(subscriptions: Subscriptions, now: float = 0) -> list[Resource]:
    found = []
    while (resource := subscriptions.next_subscribe(now)) is not None:
        found.append(resource)
    return found


def test_the_order_of_the_wish_is_the_order_of_asking() -> None:
    subscriptions = Subscriptions()
    subscriptions.want([ALL[2], ALL[0], ALL[2]])
    assert asked(subscriptions) == [ALL[2], ALL[0]]


def test_a_better_ranked_wish_takes_the_place_of_the_worst() -> None:
    subscriptions = Subscriptions()
    subscriptions.budget = 2
    subscriptions.want(ALL[:2])
    for resource in asked(subscriptions):
        subscriptions.accepted(resource, resource.id)
    subscriptions.want([ALL[5], *ALL[:2]])
    assert subscriptions.next_unsubscribe(0) == (ALL[1], "ws-1")
    assert asked(subscriptions) == [ALL[5]]


def test_a_place_that_becomes_free_goes_to_the_next() -> None:
    subscriptions = Subscriptions()
    subscriptions.budget = 1
    subscriptions.want(ALL[:2])
    assert asked(subscriptions) == [ALL[0]]
    assert subscriptions.newly_left_out(0) == [ALL[1]]
    subscriptions.refused(ALL[0])
    assert asked(subscriptions) == [ALL[1]]


def test_what_is_left_out_is_said_once() -> None:
    subscriptions = Subscriptions()
    subscriptions.budget = 1
    subscriptions.want(ALL[:3])
    assert subscriptions.newly_left_out(0) == ALL[1:3]
    subscriptions.want(ALL[:4])
    assert subscriptions.newly_left_out(0) == [ALL[3]]


def test_what_was_one_too_many_gets_a_place_that_becomes_free() -> None:
    subscriptions = Subscriptions()
    subscriptions.want(ALL[:2])
    first, second = asked(subscriptions)
    subscriptions.accepted(first, "s-1")
    subscriptions.limited(second)
    assert asked(subscriptions) == []
    subscriptions.want([second])
    assert subscriptions.next_unsubscribe(0) == (first, "s-1")
    assert asked(subscriptions) == [second]


def test_what_was_one_too_many_has_its_rank_again_on_the_next_connection() -> None:
    subscriptions = Subscriptions()
    subscriptions.want(ALL[:2])
    first, second = asked(subscriptions)
    subscriptions.accepted(second, "s-2")
    subscriptions.limited(first)
    assert asked(subscriptions) == []
    assert subscriptions.next_unsubscribe(0) is None
    subscriptions.begin()
    assert asked(subscriptions) == [first, second]


def test_what_is_postponed_keeps_its_place_and_comes_at_its_time() -> None:
    subscriptions = Subscriptions()
    subscriptions.want(ALL[:1])
    asked(subscriptions)
    subscriptions.postponed(ALL[0], until=5)
    assert asked(subscriptions, 4.9) == []
    assert subscriptions.deadline(4.9) == 5
    assert asked(subscriptions, 5) == [ALL[0]]


def test_what_was_refused_may_be_wanted_anew() -> None:
    subscriptions = Subscriptions()
    subscriptions.want(ALL[:1])
    asked(subscriptions)
    subscriptions.refused(ALL[0])
    subscriptions.want(ALL[:1])
    assert asked(subscriptions) == []
    subscriptions.want([])
    subscriptions.want(ALL[:1])
    assert asked(subscriptions) == [ALL[0]]


class AgainstAPlatform(RuleBasedStateMachine):
    """A platform with a limit of its own, which answers late, sometimes with no."""

    def __init__(self) -> None:
        super().__init__()
        self.subscriptions = Subscriptions()
        self.subscriptions.budget = 4
        self.open: list[Resource] = []
        self.carried: list[Resource] = []

    @rule(resources=st.lists(st.sampled_from(ALL)))
    def want(self, resources: list[Resource]) -> None:
        self.subscriptions.want(resources)

    @rule()
    def talk(self) -> None:
        while given_up := self.subscriptions.next_unsubscribe(0):
            self.carried.remove(given_up[0])
        self.open += asked(self.subscriptions)

    @rule(yes=st.booleans())
    def answer(self, yes: bool) -> None:
        if self.open:
            resource = self.open.pop(0)
            if yes:
                self.carried.append(resource)
                self.subscriptions.accepted(resource, resource.id)
            else:
                self.subscriptions.refused(resource)

    @invariant()
    def no_more_than_the_budget(self) -> None:
        assert len(self.carried) + len(self.open) <= 4

    @invariant()
    def nothing_twice(self) -> None:
        both = self.carried + self.open
        assert len(both) == len(set(both))

    @invariant()
    def both_sides_agree(self) -> None:
        assert set(self.carried) == set(self.subscriptions.live)


TestAgainstAPlatform = AgainstAPlatform.TestCase
TestAgainstAPlatform.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
