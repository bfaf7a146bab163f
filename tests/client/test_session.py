"""The rules of the conversation, with a pretended clock and a pretended platform."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from support.pretended import API, START, TOKEN, Pretended, workspaces

from hexatui.client.asking import MOST_PONGS, PONG_RATE
from hexatui.client.requests import REQUEST_TIMEOUT
from hexatui.client.session import AUTH_TIMEOUT
from hexatui.protocol.codec import Malformed, Unknown, decode_server
from hexatui.protocol.events import StatusChanged
from hexatui.protocol.lifecycle import LinkPhase, RequestFailed, StreamEnded, Subscribed, Throughput
from hexatui.protocol.names import DOCUMENTED_EVENTS, Resource
from hexatui.protocol.replies import Error

WORKSPACE = Resource("workspace", "ws-1")
PROJECT = Resource("project", "proj-1")


class TestAuthentication:
    def test_the_token_is_said_first_and_nothing_else_before_the_answer(self) -> None:
        talk = Pretended(WORKSPACE)
        talk.open()
        assert talk.said == [{"type": "auth", "token": TOKEN}]
        assert talk.phase is LinkPhase.AUTHENTICATING

    def test_an_accepted_token_makes_the_link_live(self) -> None:
        talk = Pretended()
        talk.live()
        assert (talk.phase, talk.link.user_id) == (LinkPhase.LIVE, "user-1")

    @pytest.mark.parametrize(("expires_in", "advice"), [(-1, "It has expired: get a new one"), (1, "Get a new token")])
    def test_a_refused_token_that_has_expired_is_advised_of_that(self, expires_in: float, advice: str) -> None:
        talk = Pretended()
        claims = json.dumps({"exp": talk.at + expires_in}).encode()
        talk.open(f"e30.{base64.urlsafe_b64encode(claims).decode()}.sig")
        talk.hear(type="auth_result", success=False, error="Invalid token")
        assert talk.session.failure is not None
        talk.session.lost(talk.session.failure, talk.now, talk.at)
        talk.turn()
        assert talk.link.advice.startswith(advice)

    @pytest.mark.parametrize(
        "refusal",
        [
            {"type": "auth_result", "success": False, "error": "Invalid token"},
            {"type": "auth_result", "success": False, "error": {"code": "INVALID_TOKEN", "message": "Invalid token"}},
            {"type": "error", "error": {"code": "INVALID_TOKEN", "message": "Invalid token"}},
            {"type": "error", "error": {"code": "WS_INVALID_TOKEN", "message": "Invalid token"}},
        ],
    )
    def test_a_refused_token_ends_the_connection_in_plain_words(self, refusal: dict[str, Any]) -> None:
        talk = Pretended(WORKSPACE)
        talk.open()
        talk.hear(**refusal)
        assert talk.session.failure is not None
        assert talk.session.failure.reason == 'the token was refused: "Invalid token"'
        assert talk.session.failure.new_token_may_help
        assert not talk.sent("subscribe")

    def test_a_token_that_expires_while_live_ends_the_connection(self) -> None:
        talk = Pretended()
        talk.live()
        talk.error(None, "INVALID_TOKEN", "expired")
        assert talk.session.failure is not None
        assert talk.session.failure.new_token_may_help

    def test_a_platform_that_forgot_the_token_while_live_is_left(self) -> None:
        talk = Pretended()
        talk.live()
        talk.error(None, "AUTH_REQUIRED", "who are you?")
        assert talk.session.failure is not None
        assert talk.session.failure.reason == "api.hexabase.ai asks for the token again"

    def test_an_unanswered_token_ends_the_connection(self) -> None:
        talk = Pretended()
        talk.open()
        talk.wait(AUTH_TIMEOUT - 0.1)
        assert talk.session.failure is None
        talk.wait(0.1)
        assert talk.session.failure is not None
        assert "did not answer to the token" in talk.session.failure.reason

    def test_pings_are_answered_before_authentication_too(self) -> None:
        talk = Pretended()
        talk.open()
        assert talk.hear(type="ping") == [{"type": "pong"}]

    def test_events_are_handed_on_as_they_come(self) -> None:
        talk = Pretended()
        talk.live()
        talk.hear(type="workspace.status_changed", data={"workspace_id": "ws-1", "new_status": "active"})
        assert [event.data.new_status for event in talk.told(StatusChanged)] == ["active"]


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
        talk.turn()
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


class TestRateLimit:
    def test_no_more_than_twenty_messages_go_out_at_once_and_twenty_a_second_after(self) -> None:
        talk = Pretended(*workspaces(50))
        talk.live()
        assert len(talk.said) <= 20
        talk.wait(1)
        assert 38 <= len(talk.said) <= 41

    def test_pongs_do_not_wait(self) -> None:
        talk = Pretended(*workspaces(50))
        talk.live()
        assert {"type": "pong"} in talk.hear(type="ping")

    def test_what_a_person_asks_goes_before_what_we_ask_by_ourselves(self) -> None:
        talk = Pretended(*workspaces(100))
        talk.live()
        talk.session.open_stream(API)
        talk.session.request_status("ws-77")
        said = talk.wait(0.2)
        assert [message["type"] for message in said[:2]] == ["stream_logs", "get_workspace_status"]
        assert said[1]["data"] == {"workspace_id": "ws-77"}

    def test_a_flood_of_pings_is_not_answered_with_a_flood(self) -> None:
        talk = Pretended()
        talk.live()
        for _ in range(1000):
            talk.session.receive(_ping(), talk.now, talk.at)
        assert len(talk.turn()) == MOST_PONGS
        for _ in range(5000):
            talk.session.receive(_ping(), talk.now, talk.at)
            talk.wait(0.002)
        assert len(talk.sent("pong")) <= MOST_PONGS + 10 * PONG_RATE + 1

    def test_a_pong_that_is_owed_goes_out_by_itself(self) -> None:
        talk = Pretended()
        talk.live()
        for _ in range(MOST_PONGS + 5):
            talk.hear(type="ping")
        assert len(talk.sent("pong")) == MOST_PONGS
        assert talk.session.next_deadline(talk.now) == talk.now + 1 / PONG_RATE
        talk.wait(3)
        assert len(talk.sent("pong")) == MOST_PONGS + 5

    def test_a_flood_of_pings_does_not_silence_what_a_person_asks(self) -> None:
        talk = Pretended()
        talk.live()
        for _ in range(5000):
            talk.hear(type="ping")
        talk.session.request_status("ws-9")
        talk.wait(2)
        assert len(talk.sent("get_workspace_status")) == 1

    def test_a_status_that_was_refused_is_asked_again_later(self) -> None:
        talk = Pretended()
        talk.live()
        talk.session.request_status("ws-9")
        (question,) = talk.turn()
        talk.error(question["id"], "RATE_LIMIT_EXCEEDED")
        assert len(talk.sent("get_workspace_status")) == 1
        talk.wait(2)
        assert len(talk.sent("get_workspace_status")) == 2
        assert not talk.told(RequestFailed)

    @pytest.mark.parametrize("resource", [PROJECT, WORKSPACE])
    def test_a_refusal_without_an_id_means_what_was_said_last(self, resource: Resource) -> None:
        talk = Pretended(resource)
        talk.live()
        before = len(talk.said)
        talk.error(None, "RATE_LIMIT_EXCEEDED")
        assert len(talk.said) == before
        talk.wait(2)
        assert [message["type"] for message in talk.said[before:]] == [
            message["type"] for message in talk.said[1:before]
        ]
        talk.answer_all(talk.sent("subscribe")[1:])
        talk.wait(60)
        assert talk.told(Subscribed) == [Subscribed(resource, live=True)]

    def test_what_was_not_meant_after_all_counts_and_is_not_asked_again(self) -> None:
        talk = Pretended(PROJECT)
        talk.live()
        talk.error(None, "RATE_LIMIT_EXCEEDED")
        talk.answer_all()
        talk.wait(60)
        assert len(talk.sent("subscribe")) == 1
        assert talk.told(Subscribed) == [Subscribed(PROJECT, live=True)]

    def test_after_a_refusal_nothing_is_said_for_a_while(self) -> None:
        talk = Pretended()
        talk.live()
        talk.error(None, "RATE_LIMIT_EXCEEDED")
        talk.session.request_status("ws-9")
        assert not talk.wait(0.9)
        assert talk.wait(0.2)


class TestSilence:
    def test_75_seconds_of_silence_end_the_connection(self) -> None:
        talk = Pretended()
        talk.live()
        talk.wait(74.9)
        assert talk.session.failure is None
        talk.wait(0.2)
        assert talk.session.failure is not None
        assert talk.session.failure.reason == "api.hexabase.ai has said nothing for 75 seconds"

    def test_any_message_is_a_sign_of_life(self) -> None:
        talk = Pretended()
        talk.live()
        for _ in range(10):
            talk.wait(60)
            talk.hear(type="ping")
        assert talk.session.failure is None

    def test_the_silence_allowed_is_an_option(self) -> None:
        talk = Pretended(heartbeat_timeout=3)
        talk.live()
        talk.wait(3.1)
        assert talk.session.failure is not None


class TestReconnecting:
    def test_a_loss_says_why_and_when_the_next_attempt_comes(self) -> None:
        talk = Pretended()
        talk.live()
        talk.lose("api.hexabase.ai is restarting")
        link = talk.link
        assert (link.phase, link.reason, link.attempt) == (LinkPhase.WAITING, "api.hexabase.ai is restarting", 1)
        assert link.retry_at == pytest.approx(talk.at + 0.6)
        assert talk.session.next_attempt == pytest.approx(talk.now + 0.6)

    def test_the_reason_stays_while_the_next_attempt_is_under_way(self) -> None:
        talk = Pretended()
        talk.live()
        talk.lose("gone")
        talk.open()
        assert talk.link.reason == "gone"
        talk.hear(type="auth_result", success=True)
        assert talk.link.reason == ""

    def test_a_person_can_have_the_next_attempt_at_once(self) -> None:
        talk = Pretended()
        talk.lose()
        talk.session.retry_now(talk.now)
        assert talk.session.next_attempt == talk.now

    def test_nothing_is_forgotten_on_a_connection_that_was_never_live(self) -> None:
        talk = Pretended(WORKSPACE)
        talk.session.open_stream(API)
        talk.open()
        talk.lose()
        talk.live()
        assert len(talk.sent("subscribe")) == len(talk.sent("stream_logs")) == 1


class TestEnding:
    def test_streams_are_stopped_and_subscriptions_given_up(self) -> None:
        talk = Pretended(WORKSPACE)
        talk.session.open_stream(API)
        talk.live()
        talk.answer_all()
        goodbye = "".join(talk.session.farewell(talk.now))
        assert '"stop_stream"' in goodbye
        assert '"unsubscribe"' in goodbye

    def test_nothing_is_said_where_nobody_listens(self) -> None:
        assert Pretended(WORKSPACE).session.farewell(START) == []

    def test_the_end_is_told(self) -> None:
        talk = Pretended()
        talk.live()
        talk.session.closed(talk.at)
        talk.turn()
        assert talk.phase is LinkPhase.CLOSED
        assert talk.session.next_attempt is None


class TestTraffic:
    def test_what_passed_is_told_once_a_second_while_something_comes(self) -> None:
        talk = Pretended()
        talk.live()
        for _ in range(10):
            talk.hear(type="ping")
            talk.wait(0.3)
        talk.wait(5)
        told = talk.told(Throughput)
        assert 3 <= len(told) <= 5
        assert told[-1].received == 11

    def test_what_is_malformed_or_unknown_is_counted_and_handed_on(self) -> None:
        talk = Pretended()
        talk.live()
        talk.hear(type="surprise")
        talk.hear(type="log_entry", data=7)
        talk.wait(2)
        last = talk.told(Throughput)[-1]
        assert (last.unknown, last.malformed) == (1, 1)
        assert len(talk.told(Unknown)) == len(talk.told(Malformed)) == 1


def test_the_token_is_in_no_fact_and_no_representation() -> None:
    talk = Pretended(WORKSPACE)
    talk.live()
    talk.lose()
    assert TOKEN not in repr(talk.facts) + repr(vars(talk.session)) + repr(talk.session.options)


def _ping() -> Any:
    from hexatui.protocol.events import Ping

    return Ping()


class TestRequestsThatNoMessageCanCarry:
    def test_a_log_stream_with_an_endless_name_fails_with_a_word_and_is_never_sent(self) -> None:
        talk = Pretended(WORKSPACE)
        talk.live()
        endless = API._replace(pod="x" * 1_100_000)
        talk.session.open_stream(endless, 100, True)
        assert all("stream_logs" not in frame["type"] for frame in talk.turn())
        (ended,) = [fact for fact in talk.facts if isinstance(fact, StreamEnded)]
        assert ended.outcome == "failed"
        assert "MESSAGE_TOO_LARGE: it would take 1,100," in ended.reason

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
