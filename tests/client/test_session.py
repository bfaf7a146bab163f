"""The beginning of a conversation, its silences and its end, with a pretended clock and a pretended platform."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from support.pretended import API, START, TOKEN, Pretended

from hexatui.client.session import AUTH_TIMEOUT
from hexatui.protocol.codec import Malformed, Unknown
from hexatui.protocol.events import StatusChanged
from hexatui.protocol.lifecycle import LinkPhase, Throughput
from hexatui.protocol.names import Resource

WORKSPACE = Resource("workspace", "ws-1")


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
