"""How fast is asked and answered, and what becomes of that which the platform found too fast."""

from __future__ import annotations

from typing import Any

import pytest
from support.pretended import API, Pretended, workspaces

from hexatui.client.asking import MOST_PONGS, PONG_RATE
from hexatui.protocol.lifecycle import RequestFailed, Slowed, Subscribed
from hexatui.protocol.names import Resource

WORKSPACE = Resource("workspace", "ws-1")
PROJECT = Resource("project", "proj-1")


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

    @pytest.mark.parametrize("is_named", [True, False])
    @pytest.mark.parametrize("resource", [PROJECT, WORKSPACE])
    def test_a_refusal_is_told_once_for_each_silence(self, resource: Resource, is_named: bool) -> None:
        talk = Pretended(resource)
        talk.live()
        for seconds in (1, 2):
            question = talk.sent("subscribe")[-1]["id"]
            for _ in range(3):
                talk.error(question if is_named else None, "RATE_LIMIT_EXCEEDED")
            assert talk.told(Slowed)[-1].seconds == seconds
            talk.wait(seconds + 0.1)
        reason = "the platform finds us too fast: nothing is asked for"
        assert [fact.reason for fact in talk.told(Slowed)] == [f"{reason} 1 second", f"{reason} 2 seconds"]

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


def _ping() -> Any:
    from hexatui.protocol.events import Ping

    return Ping()
