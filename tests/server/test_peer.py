"""The rules of one client, by a pretended clock: who may ask, what is answered, and when."""

from __future__ import annotations

from typing import Any

import pytest
from support.peers import LIMITS, WS_123, member, refusal, say, stranger, stream, subscribe
from support.village import API, told

from hexatui.protocol.events import Ping
from hexatui.protocol.names import Resource
from hexatui.protocol.replies import AuthResult, Error, ErrorDetail, WorkspaceStatus
from hexatui.server.answers import Close, LogTail, SubscribeAnswer
from hexatui.server.limits import Limits
from hexatui.server.topics import Topic


class TestAuthentication:
    @pytest.mark.parametrize("type", ["subscribe", "unsubscribe", "get_workspace_status", "stream_logs", "stop_stream"])
    def test_nothing_is_answered_before_it(self, type: str) -> None:
        data = {
            **API._asdict(),
            "resource": "workspace",
            "events": [],
            "subscription_id": "subscription-uuid",
            "stream_id": "cmd-124",
        }
        assert refusal(say(stranger(), type=type, id="m-1", data=data)) == ("m-1", "AUTH_REQUIRED")

    def test_a_refused_token_is_told_as_printed_and_then_by_its_code(self) -> None:
        peer = stranger()
        reason = "Invalid token: it has expired"
        assert say(peer, type="auth", token="bad") == [
            AuthResult(success=False, error=ErrorDetail(message=reason)),
            Error(error=ErrorDetail(code="INVALID_TOKEN", message=reason)),
        ]
        assert peer.user_id is None

    def test_a_client_may_try_again_with_another_token(self) -> None:
        peer = stranger()
        say(peer, type="auth", token="bad")
        [result] = say(peer, type="auth", token="good")
        assert isinstance(result, AuthResult)
        assert result.success

    def test_a_client_that_does_not_authenticate_in_time_is_told_and_closed(self) -> None:
        peer = stranger()
        assert peer.deadline == LIMITS.auth_timeout
        assert peer.tick(LIMITS.auth_timeout - 0.1) == []
        error, close = peer.tick(LIMITS.auth_timeout)
        assert refusal([error]) == (None, "AUTH_REQUIRED")
        assert isinstance(close, Close)
        assert close.code == 1008

    def test_time_does_not_run_out_after_it(self) -> None:
        assert member().tick(LIMITS.auth_timeout) == []


class TestSubscriptions:
    @pytest.mark.parametrize("resource", [WS_123, Resource("organization", "org-123"), Resource("project", "proj-123")])
    def test_each_kind_is_granted_under_an_id_of_its_own(self, resource: Resource) -> None:
        peer = member()
        [first] = subscribe(peer, resource, id="sub-1")
        [second] = subscribe(peer, resource, id="sub-2")
        assert isinstance(first, SubscribeAnswer)
        assert isinstance(second, SubscribeAnswer)
        assert (first.id, second.id) == ("sub-1", "sub-2")
        assert first.subscription_id != second.subscription_id

    def test_one_id_used_twice_is_answered_twice(self) -> None:
        peer = member()
        answers = [*subscribe(peer), *subscribe(peer)]
        assert [answer.id for answer in answers if isinstance(answer, SubscribeAnswer)] == ["sub-123", "sub-123"]

    def test_only_the_named_events_are_wanted(self) -> None:
        peer = member()
        subscribe(peer, WS_123, "status_changed", "alert_triggered")
        names = ("status_changed", "resource_updated", "alert_triggered")
        wanted = [name for name in names if peer.wants(Topic(WS_123, name))]
        assert wanted == ["status_changed", "alert_triggered"]

    def test_two_subscriptions_to_one_resource_add_up(self) -> None:
        peer = member()
        subscribe(peer, WS_123, "status_changed")
        [second] = subscribe(peer, WS_123, "resource_updated")
        assert peer.wants(Topic(WS_123, "status_changed"))
        assert isinstance(second, SubscribeAnswer)
        say(peer, type="unsubscribe", id="u", data={"subscription_id": second.subscription_id})
        assert peer.wants(Topic(WS_123, "status_changed"))
        assert not peer.wants(Topic(WS_123, "resource_updated"))

    def test_a_workspace_also_brings_what_no_subscription_can_name(self) -> None:
        peer = member()
        subscribe(peer, WS_123, "alert_triggered")
        assert peer.wants(Topic(WS_123, None))
        assert not peer.wants(Topic(Resource("workspace", "ws-456"), None))

    def test_event_names_that_the_reference_lacks_are_accepted(self) -> None:
        [answer] = subscribe(member(), WS_123, "provisioning.progress", "anything")
        assert isinstance(answer, SubscribeAnswer)

    def test_unsubscribing_is_silent_and_makes_room(self) -> None:
        peer = member()
        answers = [subscribe(peer)[0] for _ in range(LIMITS.max_subscriptions)]
        last = answers[-1]
        assert isinstance(last, SubscribeAnswer)
        assert say(peer, type="unsubscribe", id="u-1", data={"subscription_id": last.subscription_id}) == []
        [again] = subscribe(peer)
        assert isinstance(again, SubscribeAnswer)

    def test_unsubscribing_from_everything_ends_the_events(self) -> None:
        peer = member()
        [answer] = subscribe(peer)
        assert isinstance(answer, SubscribeAnswer)
        say(peer, type="unsubscribe", id="u-1", data={"subscription_id": answer.subscription_id})
        assert not peer.wants(Topic(WS_123, None))

    def test_what_is_not_subscribed_to_can_be_unsubscribed_from(self) -> None:
        assert say(member(), type="unsubscribe", id="u-1", data={"subscription_id": "no such"}) == []

    def test_the_limit_is_told_with_the_printed_details(self) -> None:
        peer = member()
        for _ in range(LIMITS.max_subscriptions):
            subscribe(peer)
        [error] = subscribe(peer, Resource("workspace", "ws-456"), id="sub-4")
        assert error == Error(
            id="sub-4",
            error=ErrorDetail(
                code="SUBSCRIPTION_LIMIT_EXCEEDED",
                message="Maximum number of subscriptions (3) exceeded",
                details={"current_subscriptions": 3, "requested_subscription": "workspace:ws-456"},
            ),
        )

    def test_a_resource_may_be_denied_or_missing(self) -> None:
        peer = member()
        assert refusal(subscribe(peer, Resource("workspace", "ws-denied"))) == ("sub-123", "PERMISSION_DENIED")
        assert refusal(subscribe(peer, Resource("project", "proj-404"))) == ("sub-123", "RESOURCE_NOT_FOUND")


class TestStatus:
    def test_it_is_answered_under_the_id_of_the_question(self) -> None:
        [answer] = say(member(), type="get_workspace_status", id="cmd-123", data={"workspace_id": "ws-123"})
        assert isinstance(answer, WorkspaceStatus)
        assert (answer.id, answer.data.workspace_id, answer.data.status) == ("cmd-123", "ws-123", "active")

    @pytest.mark.parametrize(
        ("workspace", "code"), [("ws-denied", "PERMISSION_DENIED"), ("ws-404", "RESOURCE_NOT_FOUND")]
    )
    def test_a_workspace_may_be_denied_or_missing(self, workspace: str, code: str) -> None:
        answers = say(member(), type="get_workspace_status", id="cmd-123", data={"workspace_id": workspace})
        assert refusal(answers) == ("cmd-123", code)


class TestLogs:
    def test_a_stream_begins_with_the_last_lines_and_then_follows(self) -> None:
        peer = member()
        [tail] = stream(peer, tail_lines=2)
        assert isinstance(tail, LogTail)
        assert (tail.stream_id, [entry.message for entry in told(tail.history)]) == (
            "cmd-124",
            ["line 498", "line 499"],
        )
        assert peer.streams_of(API) == ("cmd-124",)

    def test_a_hundred_lines_are_given_unless_said_otherwise(self) -> None:
        [tail] = stream(member())
        assert isinstance(tail, LogTail)
        assert len(told(tail.history)) == 100

    def test_no_lines_are_given_where_none_are_asked_for(self) -> None:
        [tail] = stream(member(), tail_lines=0)
        assert isinstance(tail, LogTail)
        assert told(tail.history) == []

    def test_no_more_lines_are_given_than_the_limit(self) -> None:
        [tail] = stream(member(Limits(max_tail_lines=300)), tail_lines=10**9)
        assert isinstance(tail, LogTail)
        assert len(told(tail.history)) == 300

    def test_without_follow_it_ends_with_the_tail(self) -> None:
        peer = member()
        [tail] = stream(peer, tail_lines=5, follow=False)
        assert isinstance(tail, LogTail)
        assert len(told(tail.history)) == 5
        assert peer.streams_of(API) == ()

    def test_two_streams_may_follow_one_container(self) -> None:
        peer = member()
        stream(peer, id="a")
        stream(peer, id="b")
        assert peer.streams_of(API) == ("a", "b")

    def test_the_id_of_a_running_stream_begins_it_anew(self) -> None:
        peer = member()
        stream(peer)
        [tail] = stream(peer, tail_lines=1)
        assert isinstance(tail, LogTail)
        assert peer.streams_of(API) == ("cmd-124",)

    def test_stopping_is_silent_and_ends_only_that_stream(self) -> None:
        peer = member()
        stream(peer, id="a")
        stream(peer, id="b")
        assert say(peer, type="stop_stream", id="cmd-125", data={"stream_id": "a"}) == []
        assert say(peer, type="stop_stream", id="cmd-126", data={"stream_id": "no such"}) == []
        assert peer.streams_of(API) == ("b",)

    def test_streams_are_bounded(self) -> None:
        peer = member()
        for number in range(LIMITS.max_streams):
            stream(peer, id=f"s-{number}")
        assert refusal(stream(peer, id="one-more")) == ("one-more", "SUBSCRIPTION_LIMIT_EXCEEDED")
        assert isinstance(stream(peer, id="a-look", follow=False)[0], LogTail)

    def test_at_the_limit_a_running_stream_may_still_begin_anew(self) -> None:
        peer = member()
        ids = [f"s-{number}" for number in range(LIMITS.max_streams)]
        for id in ids:
            stream(peer, id=id)
        assert isinstance(stream(peer, id=ids[0])[0], LogTail)
        assert sorted(peer.streams_of(API)) == ids

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"workspace_id": "ws-denied"}, "PERMISSION_DENIED"),
            ({"workspace_id": "ws-404"}, "RESOURCE_NOT_FOUND"),
            ({"container": "no-such"}, "RESOURCE_NOT_FOUND"),
            ({"tail_lines": -1}, "INVALID_MESSAGE_FORMAT"),
        ],
    )
    def test_a_container_may_be_denied_missing_or_asked_for_wrongly(self, change: dict[str, Any], code: str) -> None:
        peer = member()
        assert refusal(stream(peer, **change)) == ("cmd-124", code)
        assert peer.streams_of(API) == ()


class TestTime:
    def test_a_ping_comes_every_thirty_seconds(self) -> None:
        peer = member(Limits())
        assert peer.deadline == 30
        assert peer.tick(29.9) == []
        assert peer.tick(30) == [Ping()]
        assert peer.tick(30.1) == []
        assert peer.tick(60) == [Ping()]

    def test_a_late_tick_pings_once(self) -> None:
        peer = member(Limits())
        assert peer.tick(200) == [Ping()]
        assert peer.deadline == 230

    def test_five_silent_minutes_end_the_connection(self) -> None:
        peer = member(Limits())
        now = 0.0
        while not peer.closed:
            now = peer.deadline
            answers = peer.tick(now)
        assert now == 300
        assert answers == [Close(1001, "idle for 300 seconds")]

    def test_answered_pings_keep_the_connection(self) -> None:
        peer = member(Limits())
        while peer.deadline < 1000:
            now = peer.deadline
            assert peer.tick(now) == [Ping()]
            say(peer, now + 1, type="pong")

    @pytest.mark.parametrize("frame", ['{"type": "pong"}', "broken"])
    def test_anything_that_a_client_says_keeps_it(self, frame: str) -> None:
        peer = member(Limits())
        peer.receive(frame, 299)
        assert all(not isinstance(answer, Close) for answer in peer.tick(598))
        assert any(isinstance(answer, Close) for answer in peer.tick(599))
