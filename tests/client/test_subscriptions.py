"""What is wanted against what is live, within a budget."""

from __future__ import annotations

import math
from dataclasses import dataclass

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
    subscriptions.left(ALL[1], 3, math.inf)
    assert asked(subscriptions) == []
    assert subscriptions.awaits(0) == 3
    subscriptions.answered(4)
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
    subscriptions.left(first, 3, until=9)
    assert asked(subscriptions, 8) == []
    assert asked(subscriptions, 9) == [second]


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


@dataclass(frozen=True)
class Said:
    """Something said to the platform: a subscription, or where it has an id, the end of one."""

    number: int
    resource: Resource
    ended: str | None = None


class AgainstAPlatform(RuleBasedStateMachine):
    """A platform with a limit of its own, which answers late and in order, sometimes with no."""

    def __init__(self) -> None:
        super().__init__()
        self.subscriptions = Subscriptions()
        self.subscriptions.budget = 4
        self.number = 0
        self.said: list[Said] = []
        self.carried: dict[str, Resource] = {}

    def say(self, resource: Resource, ended: str | None = None) -> None:
        self.number += 1
        self.said.append(Said(self.number, resource, ended))

    @rule(resources=st.lists(st.sampled_from(ALL)))
    def want(self, resources: list[Resource]) -> None:
        self.subscriptions.want(resources)

    @rule(resource=st.sampled_from(ALL[:2]))
    def change_their_mind(self, resource: Resource) -> None:
        others = [one for one in self.subscriptions.wanted if one != resource]
        for wanted in (others, [resource, *others]):
            self.want(wanted)
            self.talk()

    @rule()
    def talk(self) -> None:
        while given_up := self.subscriptions.next_unsubscribe(0):
            self.say(*given_up)
            self.subscriptions.left(given_up[0], self.number, math.inf)
        for resource in asked(self.subscriptions):
            self.say(resource)

    @rule(yes=st.booleans())
    def answer(self, yes: bool) -> None:
        if not self.said:
            return
        said, *self.said = self.said
        if said.ended is not None:
            if yes:
                del self.carried[said.ended]
            else:
                assert self.subscriptions.accepted(said.resource, said.ended) is None
            return
        self.subscriptions.answered(said.number)
        if yes:
            id = f"s-{said.number}"
            self.carried[id] = said.resource
            assert self.subscriptions.accepted(said.resource, id) is None
        else:
            self.subscriptions.refused(said.resource)

    @invariant()
    def no_more_than_the_budget(self) -> None:
        assert len(self.carried) + sum(said.ended is None for said in self.said) <= 4

    @invariant()
    def nothing_twice(self) -> None:
        assert len(self.carried) == len(set(self.carried.values()))

    @invariant()
    def both_sides_agree(self) -> None:
        ending = {said.resource for said in self.said if said.ended is not None}
        assert set(self.carried.values()) == set(self.subscriptions.live) | ending


TestAgainstAPlatform = AgainstAPlatform.TestCase
TestAgainstAPlatform.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
