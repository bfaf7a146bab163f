"""What is asked, in which order, and what becomes of it."""

from __future__ import annotations

import pytest
from support.pretended import API, Pretended, workspaces

from hexatui.client.requests import REQUEST_TIMEOUT
from hexatui.protocol.codec import decode_server
from hexatui.protocol.lifecycle import RequestFailed, StreamEnded, Subscribed
from hexatui.protocol.names import DOCUMENTED_EVENTS, MOST_SENT_BYTES, Resource
from hexatui.protocol.replies import Error

WORKSPACE = Resource("workspace", "ws-1")
PROJECT = Resource("project", "proj-1")


class TestSubscribing:
    def test_everything_wanted_is_asked_for_with_the_documented_events(self) -> None:
        talk = Pretended(WORKSPACE, PROJECT)
        talk.live()
        targets = [message["data"] for message in talk.sent("subscribe")]
        assert targets == [
            {"resource": "workspace", "workspace_id": "ws-1", "events": list(DOCUMENTED_EVENTS["workspace"])},
            {"resource": "project", "project_id": "proj-1", "events": list(DOCUMENTED_EVENTS["project"])},
        ]

    def test_a_profile_may_ask_for_other_events(self) -> None:
        talk = Pretended(WORKSPACE, events={"workspace": ("metrics_update",)})
        talk.live()
        assert talk.sent("subscribe")[0]["data"]["events"] == ["metrics_update"]

    def test_each_workspace_is_asked_for_its_status_after_the_subscriptions(self) -> None:
        talk = Pretended(*workspaces(2))
        talk.live()
        assert [message["type"] for message in talk.said[1:]] == ["subscribe"] * 2 + ["get_workspace_status"] * 2

    def test_a_big_fleet_is_subscribed_to_before_any_status_is_asked_for(self) -> None:
        talk = Pretended(*workspaces(1000))
        talk.live()
        talk.answer_all()
        for _ in range(25):
            talk.answer_all(talk.wait(0.2))
        assert len(talk.sent("subscribe")) == 100
        assert "get_workspace_status" not in [message["type"] for message in talk.said[:101]]
        assert talk.sent("get_workspace_status")

    def test_an_answer_makes_a_subscription_live_and_it_is_asked_once(self) -> None:
        talk = Pretended(WORKSPACE)
        talk.live()
        talk.answer_all()
        talk.wait(60)
        assert talk.told(Subscribed) == [Subscribed(WORKSPACE, live=True)]
        assert len(talk.sent("subscribe")) == 1

    def test_an_answer_without_an_id_belongs_to_the_oldest_question(self) -> None:
        talk = Pretended(*workspaces(2))
        talk.live()
        talk.hear(type="subscribe_result", success=True, subscription_id="x")
        assert talk.told(Subscribed) == [Subscribed(workspaces(2)[0], live=True)]

    @pytest.mark.parametrize("as_result", [True, False], ids=["subscribe_result", "error"])
    def test_a_refusal_is_told_and_not_asked_again_on_this_connection(self, as_result: bool) -> None:
        talk = Pretended(WORKSPACE)
        talk.live()
        id = talk.sent("subscribe")[0]["id"]
        error = {"code": "PERMISSION_DENIED", "message": "not yours"}
        if as_result:
            talk.hear(type="subscribe_result", id=id, success=False, error=error)
        else:
            talk.hear(type="error", id=id, error=error)
        talk.wait(120)
        assert talk.told(Subscribed) == [Subscribed(WORKSPACE, live=False, reason="PERMISSION_DENIED: not yours")]
        assert len(talk.sent("subscribe")) == 1

    def test_no_answer_is_told_after_ten_seconds_and_a_late_one_still_counts(self) -> None:
        talk = Pretended(WORKSPACE)
        talk.live()
        talk.wait(REQUEST_TIMEOUT)
        assert talk.told(Subscribed) == [Subscribed(WORKSPACE, live=False, reason="no answer within 10 seconds")]
        talk.answer_all()
        assert talk.told(Subscribed)[-1] == Subscribed(WORKSPACE, live=True)

    def test_what_has_no_answer_keeps_its_place_and_is_not_asked_twice(self) -> None:
        talk = Pretended(*workspaces(101))
        talk.live()
        talk.wait(60)
        talk.session.watch(())
        talk.session.watch(workspaces(101))
        talk.wait(60)
        asked = [message["data"]["workspace_id"] for message in talk.sent("subscribe")]
        assert asked == [resource.id for resource in workspaces(100)]

    def test_a_late_refusal_is_told_and_frees_the_place(self) -> None:
        talk = Pretended(*workspaces(101))
        talk.live()
        talk.wait(60)
        talk.error(talk.sent("subscribe")[0]["id"], "PERMISSION_DENIED", "not yours")
        assert talk.told(Subscribed)[-1] == Subscribed(
            workspaces(1)[0], live=False, reason="PERMISSION_DENIED: not yours"
        )
        assert talk.sent("subscribe")[-1]["data"]["workspace_id"] == "ws-100"

    def test_what_the_rate_limit_refused_is_asked_again_later(self) -> None:
        talk = Pretended(WORKSPACE)
        talk.live()
        talk.error(talk.sent("subscribe")[0]["id"], "RATE_LIMIT_EXCEEDED")
        assert len(talk.sent("subscribe")) == 1
        talk.wait(2)
        assert len(talk.sent("subscribe")) == 2
        talk.answer_all(talk.sent("subscribe")[1:])
        assert talk.told(Subscribed) == [Subscribed(WORKSPACE, live=True)]

    def test_at_most_a_hundred_are_asked_for_and_the_rest_is_named(self) -> None:
        talk = Pretended(*workspaces(103))
        talk.live()
        talk.answer_all()
        for _ in range(60):
            talk.answer_all(talk.wait(0.25))
        assert len(talk.sent("subscribe")) == 100
        left_out = [Subscribed(resource, live=False, left_out=True) for resource in workspaces(103)[100:]]
        assert [fact for fact in talk.told(Subscribed) if not fact.live] == left_out

    def test_each_connection_has_its_whole_budget_and_names_the_rest_anew(self) -> None:
        talk = Pretended(*workspaces(101))
        for _ in range(2):
            talk.facts.clear()
            talk.live()
            for _ in range(60):
                talk.answer_all(talk.wait(0.25))
            assert [fact.resource.id for fact in talk.told(Subscribed) if fact.left_out] == ["ws-100"]
            talk.lose()
        talk = Pretended(*workspaces(2))
        talk.live()
        for question in talk.sent("subscribe"):
            talk.error(question["id"], "SUBSCRIPTION_LIMIT_EXCEEDED")
        talk.lose()
        talk.live()
        assert len(talk.sent("subscribe")) == 2

    def test_a_limit_of_the_platform_lowers_the_budget(self) -> None:
        talk = Pretended(*workspaces(3))
        talk.live()
        first, second, third = talk.sent("subscribe")
        talk.answer_all([first])
        talk.error(second["id"], "SUBSCRIPTION_LIMIT_EXCEEDED")
        talk.error(third["id"], "SUBSCRIPTION_LIMIT_EXCEEDED")
        talk.wait(60)
        assert len(talk.sent("subscribe")) == 3
        assert [fact.live for fact in talk.told(Subscribed)] == [True, False, False]
        talk.session.watch(workspaces(3)[1:])
        _, status = talk.turn()
        talk.error(status["id"], "RESOURCE_NOT_FOUND")
        assert talk.sent("subscribe")[3]["data"]["workspace_id"] == "ws-1"

    def test_a_late_limit_takes_no_subscription_from_another(self) -> None:
        talk = Pretended(*workspaces(3))
        talk.live()
        first, second, third = talk.sent("subscribe")
        talk.answer_all([second, third])
        talk.error(first["id"], "SUBSCRIPTION_LIMIT_EXCEEDED")
        talk.wait(60)
        assert not talk.sent("unsubscribe")
        assert len(talk.sent("subscribe")) == 3

    def test_an_answer_of_another_kind_answers_nothing(self) -> None:
        talk = Pretended(WORKSPACE)
        talk.live()
        (question,) = talk.sent("subscribe")
        talk.hear(type="workspace_status", id=question["id"], data={"workspace_id": "ws-1"})
        talk.hear(type="subscribe_result", id=question["id"], success=True, subscription_id="s")
        assert talk.told(Subscribed) == [Subscribed(WORKSPACE, live=True)]

    def test_a_changed_wish_gives_up_what_is_unwanted_and_asks_for_the_new(self) -> None:
        talk = Pretended(*workspaces(2))
        talk.live()
        talk.answer_all()
        talk.session.watch([workspaces(2)[1], PROJECT])
        said = talk.turn()
        assert [message["type"] for message in said] == ["unsubscribe", "subscribe"]
        assert said[0]["data"]["subscription_id"] == f"s-{talk.sent('subscribe')[0]['id']}"
        assert talk.told(Subscribed)[-1] == Subscribed(workspaces(2)[0], live=False)

    def test_what_became_unwanted_before_its_answer_is_given_up_at_its_answer(self) -> None:
        talk = Pretended(WORKSPACE)
        talk.live()
        talk.session.watch([])
        talk.turn()
        talk.answer_all()
        assert len(talk.sent("unsubscribe")) == 1

    def test_after_a_reconnect_everything_is_asked_anew_under_new_ids(self) -> None:
        talk = Pretended(WORKSPACE, PROJECT)
        talk.live()
        talk.answer_all()
        before = {message["id"] for message in talk.sent("subscribe")}
        talk.lose()
        talk.live()
        after = [message["id"] for message in talk.sent("subscribe")]
        assert len(after) == 2
        assert not before & set(after)
        assert len(talk.sent("get_workspace_status")) == 1

    def test_a_kind_that_nobody_knows_is_not_asked_for(self) -> None:
        talk = Pretended(Resource("galaxy", "g-1"))
        talk.live()
        assert not talk.sent("subscribe")


class TestStatuses:
    def test_they_are_asked_for_again_after_something_wholly_illegible(self) -> None:
        talk = Pretended(WORKSPACE)
        talk.live()
        talk.answer_all()
        (question,) = talk.sent("get_workspace_status")
        talk.hear(type="workspace_status", id=question["id"], data={"workspace_id": "ws-1"})
        talk.session.receive(decode_server(b"{"), talk.now, talk.at)
        talk.wait(6)
        assert len(talk.sent("get_workspace_status")) == 2

    def test_a_person_is_told_that_a_status_failed(self) -> None:
        talk = Pretended()
        talk.live()
        talk.session.request_status("ws-9")
        (question,) = talk.turn()
        talk.error(question["id"], "RESOURCE_NOT_FOUND", "no such workspace")
        assert talk.told(RequestFailed) == [
            RequestFailed("the status of ws-9", "RESOURCE_NOT_FOUND", "no such workspace")
        ]

    def test_a_person_is_told_that_no_answer_came(self) -> None:
        talk = Pretended()
        talk.live()
        talk.session.request_status("ws-9")
        talk.wait(REQUEST_TIMEOUT)
        assert talk.told(RequestFailed) == [RequestFailed("the status of ws-9", "", "no answer within 10 seconds")]

    def test_the_status_of_another_workspace_is_no_answer(self) -> None:
        talk = Pretended()
        talk.live()
        talk.session.request_status("ws-9")
        (question,) = talk.turn()
        talk.hear(type="workspace_status", id=question["id"], data={"workspace_id": "ws-8"})
        talk.wait(REQUEST_TIMEOUT)
        assert len(talk.told(RequestFailed)) == 1

    def test_an_answered_status_is_told_no_failure(self) -> None:
        talk = Pretended()
        talk.live()
        talk.session.request_status("ws-9")
        (question,) = talk.turn()
        talk.hear(type="workspace_status", id=question["id"], data={"workspace_id": "ws-9"})
        talk.wait(60)
        assert not talk.told(RequestFailed)

    def test_a_status_asked_for_while_offline_is_asked_when_live(self) -> None:
        talk = Pretended()
        talk.session.request_status("ws-9")
        talk.live()
        assert talk.sent("get_workspace_status")[0]["data"] == {"workspace_id": "ws-9"}

    def test_a_status_that_a_lost_connection_left_unanswered_is_asked_again(self) -> None:
        talk = Pretended()
        talk.live()
        talk.session.request_status("ws-9")
        talk.turn()
        talk.lose()
        talk.live()
        assert len(talk.sent("get_workspace_status")) == 1
        assert not talk.told(RequestFailed)

    def test_an_error_that_belongs_to_no_request_is_handed_on(self) -> None:
        talk = Pretended()
        talk.live()
        talk.error(None, "MESSAGE_TOO_LARGE")
        assert len(talk.told(Error)) == 1


class TestRequestsThatNoMessageCanCarry:
    def test_a_log_stream_with_an_endless_name_fails_with_a_word_and_is_never_sent(self) -> None:
        talk = Pretended(WORKSPACE)
        talk.live()
        endless = API._replace(pod="x" * MOST_SENT_BYTES)
        talk.session.open_stream(endless, 100, True)
        assert all("stream_logs" not in frame["type"] for frame in talk.turn())
        (ended,) = [fact for fact in talk.facts if isinstance(fact, StreamEnded)]
        assert ended.outcome == "failed"
        assert "MESSAGE_TOO_LARGE: it would take 1,000," in ended.reason

    def test_a_status_of_an_endless_name_fails_with_a_word_and_the_rest_goes_on(self) -> None:
        talk = Pretended(WORKSPACE)
        talk.live()
        talk.session.request_status("x" * 1_100_000)
        talk.session.request_status("ws-9")
        sent = talk.turn()
        assert [frame["data"] for frame in sent if frame["type"] == "get_workspace_status"] == [
            {"workspace_id": "ws-9"}
        ]
        (failed,) = [fact for fact in talk.facts if isinstance(fact, RequestFailed)]
        assert failed.code == "MESSAGE_TOO_LARGE"
