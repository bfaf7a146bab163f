"""What the platform is told to end, and what it refused because it was told too fast."""

from __future__ import annotations

from support.pretended import API, Pretended, workspaces

from hexatui.protocol.lifecycle import Subscribed
from hexatui.protocol.names import Resource

FIRST, SECOND, THIRD, FOURTH = workspaces(4)


def test_an_unsubscribe_that_came_too_fast_is_said_again() -> None:
    talk = Pretended(FIRST)
    talk.live()
    talk.answer_all()
    talk.session.watch(())
    (first,) = talk.turn()
    talk.error(first["id"], "RATE_LIMIT_EXCEEDED")
    talk.wait(2)
    assert [message["data"] for message in talk.sent("unsubscribe")] == [first["data"]] * 2


def test_a_stop_that_came_too_fast_is_said_again() -> None:
    talk = Pretended()
    talk.session.open_stream(API)
    talk.live()
    talk.session.stop_stream(API, talk.at)
    (first,) = talk.turn()
    talk.error(first["id"], "RATE_LIMIT_EXCEEDED")
    talk.wait(2)
    assert [message["data"] for message in talk.sent("stop_stream")] == [first["data"]] * 2


def test_it_is_not_said_again_on_another_connection() -> None:
    talk = Pretended(FIRST)
    talk.live()
    talk.answer_all()
    talk.session.watch(())
    (first,) = talk.turn()
    talk.error(first["id"], "RATE_LIMIT_EXCEEDED")
    talk.lose()
    talk.live()
    talk.wait(2)
    assert not talk.sent("unsubscribe")


def test_what_was_one_too_many_before_others_were_given_up_is_asked_again() -> None:
    talk = Pretended(FIRST)
    talk.live()
    talk.answer_all()
    talk.session.watch((FIRST, SECOND))
    (refused,) = [message for message in talk.turn() if message["type"] == "subscribe"]
    talk.session.watch((SECOND,))
    talk.turn()
    talk.error(refused["id"], "SUBSCRIPTION_LIMIT_EXCEEDED")
    talk.answer_all(talk.sent("subscribe")[2:])
    assert talk.told(Subscribed)[-1] == Subscribed(SECOND, live=True)


def test_the_surplus_of_two_subscriptions_to_the_same_is_given_up() -> None:
    project = Resource("project", "proj-1")
    talk = Pretended(project)
    talk.live()
    # Without an id it is taken for the subscription's, which is asked for again.
    talk.error(None, "RATE_LIMIT_EXCEEDED")
    talk.wait(2)
    talk.answer_all()
    assert [message["data"]["subscription_id"] for message in talk.sent("unsubscribe")] == ["s-sub-1"]
    assert talk.told(Subscribed)[-1] == Subscribed(project, live=True)
