"""What is unwatched and watched again: never two subscriptions to it, and never none."""

from __future__ import annotations

from support.pretended import Pretended, workspaces

from hexatui.client.requests import REQUEST_TIMEOUT
from hexatui.protocol.lifecycle import Subscribed
from hexatui.protocol.names import MAX_SUBSCRIPTIONS, Resource

FIRST, SECOND = workspaces(2)
PROJECT = Resource("project", "proj-1")


def unwatched(*resources: Resource, left: tuple[Resource, ...] = ()) -> tuple[Pretended, str]:
    """A conversation in which the first resource was just given up, and the id of what gives it up."""
    talk = Pretended(*resources)
    talk.live()
    talk.answer_all()
    talk.session.watch(left)
    (ending,) = talk.turn()
    talk.said.clear()
    return talk, ending["id"]


def answer_status(talk: Pretended) -> None:
    """The platform answers the latest question for a status."""
    asked = talk.sent("get_workspace_status")[-1]
    talk.hear(type="workspace_status", id=asked["id"], data=asked["data"])


def test_what_is_watched_again_is_asked_for_once_a_later_question_was_answered() -> None:
    talk, _ = unwatched(FIRST)
    talk.session.watch([FIRST])
    talk.turn()
    assert [message["type"] for message in talk.said] == ["get_workspace_status"]
    answer_status(talk)
    talk.answer_all()
    assert [message["data"]["workspace_id"] for message in talk.sent("subscribe")] == [FIRST.id]
    assert talk.told(Subscribed)[-1] == Subscribed(FIRST, live=True)


def test_what_was_refused_to_be_given_up_is_kept_if_it_is_watched_again() -> None:
    talk, ending = unwatched(FIRST)
    talk.session.watch([FIRST])
    talk.turn()
    talk.error(ending, "RATE_LIMIT_EXCEEDED")
    assert talk.told(Subscribed)[-1] == Subscribed(FIRST, live=True)
    answer_status(talk)
    talk.wait(30)
    assert not talk.sent("subscribe")
    assert not talk.sent("unsubscribe")


def test_an_answer_to_an_earlier_question_says_nothing_of_it() -> None:
    talk = Pretended(FIRST)
    talk.live()
    talk.answer_all()
    talk.session.watch(())
    talk.turn()
    talk.session.watch([FIRST])
    earlier = talk.sent("get_workspace_status")[0]
    talk.hear(type="workspace_status", id=earlier["id"], data=earlier["data"])
    assert len(talk.sent("subscribe")) == 1


def test_the_answer_may_be_of_anything_and_come_late() -> None:
    talk, _ = unwatched(FIRST)
    talk.session.request_status("ws-9")
    talk.wait(REQUEST_TIMEOUT - 1)
    talk.session.watch([FIRST])
    talk.turn()
    talk.error(talk.sent("get_workspace_status")[0]["id"], "RESOURCE_NOT_FOUND")
    assert len(talk.sent("subscribe")) == 1


def test_an_answer_need_not_say_to_what() -> None:
    talk, _ = unwatched(FIRST)
    talk.session.watch([FIRST])
    (status,) = talk.turn()
    talk.hear(type="workspace_status", data=status["data"])
    assert not talk.sent("subscribe")  # That answers the question from before it was given up.
    talk.hear(type="workspace_status", data=status["data"])
    assert len(talk.sent("subscribe")) == 1


def test_while_nothing_is_answered_it_is_not_asked_for() -> None:
    talk, _ = unwatched(FIRST)
    talk.session.watch([FIRST])
    talk.wait(4 * REQUEST_TIMEOUT)
    assert not talk.sent("subscribe")
    first, *others = talk.sent("get_workspace_status")
    assert len(others) == 4
    talk.hear(type="workspace_status", id=first["id"], data=first["data"])
    assert len(talk.sent("subscribe")) == 1


def test_of_what_has_no_status_silence_will_do() -> None:
    talk, _ = unwatched(PROJECT)
    talk.session.watch([PROJECT])
    talk.wait(REQUEST_TIMEOUT - 1)
    assert not talk.said
    talk.wait(1)
    talk.answer_all()
    assert len(talk.sent("subscribe")) == 1
    assert talk.told(Subscribed)[-1] == Subscribed(PROJECT, live=True)


def test_others_need_not_wait_for_it() -> None:
    talk, _ = unwatched(FIRST)
    talk.session.watch([FIRST, SECOND])
    talk.turn()
    assert [message["data"]["workspace_id"] for message in talk.sent("subscribe")] == [SECOND.id]
    talk.answer_all()
    assert [message["data"]["workspace_id"] for message in talk.sent("subscribe")] == [SECOND.id, FIRST.id]


def test_while_the_budget_is_full_no_place_is_taken_that_may_not_be_free() -> None:
    full = workspaces(MAX_SUBSCRIPTIONS)
    talk = Pretended(*full)
    talk.live()
    talk.wait(10)
    talk.answer_all()
    another = Resource("workspace", "ws-another")
    talk.session.watch([another, *full[1:]])
    talk.said.clear()
    talk.turn()
    assert [message["type"] for message in talk.said] == ["unsubscribe", "get_workspace_status"]
    talk.error(talk.said[0]["id"], "RATE_LIMIT_EXCEEDED")
    answer_status(talk)
    assert not talk.sent("subscribe")
    talk.wait(2)
    answer_status(talk)
    assert len(talk.sent("unsubscribe")) == 2
    assert [message["data"]["workspace_id"] for message in talk.sent("subscribe")] == [another.id]


def test_what_was_given_up_is_asked_about_if_no_workspace_is_wanted() -> None:
    talk = Pretended(FIRST)
    talk.live()
    talk.answer_all()
    talk.session.watch([PROJECT, FIRST])
    (subscribing,) = talk.turn()
    talk.error(subscribing["id"], "SUBSCRIPTION_LIMIT_EXCEEDED")
    talk.session.watch([PROJECT])
    talk.said.clear()
    talk.turn()
    assert [message["type"] for message in talk.said] == ["unsubscribe", "get_workspace_status"]
    answer_status(talk)
    assert len(talk.sent("subscribe")) == 1


def test_another_connection_knows_nothing_of_it() -> None:
    talk, _ = unwatched(FIRST)
    talk.session.watch([FIRST])
    talk.turn()
    talk.lose()
    talk.live()
    assert len(talk.sent("subscribe")) == 1


def test_one_too_many_beside_one_that_could_not_be_given_up_is_asked_for_again() -> None:
    talk = Pretended(FIRST)
    talk.live()
    talk.answer_all()
    talk.session.watch([SECOND])
    ending, subscribing, *_ = talk.turn()
    talk.error(ending["id"], "RATE_LIMIT_EXCEEDED")
    talk.error(subscribing["id"], "SUBSCRIPTION_LIMIT_EXCEEDED")
    assert not [fact for fact in talk.told(Subscribed) if fact.resource == SECOND]
    talk.answer_all(talk.wait(2))
    assert talk.told(Subscribed)[-2:] == [Subscribed(FIRST, live=False), Subscribed(SECOND, live=True)]
