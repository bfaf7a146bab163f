"""What a client may get wrong: format, size and rate."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.peers import LIMITS, WS_123, member, refusal, say, stranger, stream, subscribe

from hexatui.protocol.replies import AuthResult, Error
from hexatui.server.answers import Close, SubscribeAnswer
from hexatui.server.limits import Limits
from hexatui.server.peer import MAX_ID_LENGTH
from hexatui.server.topics import Topic

field_names = st.sampled_from(["type", "id", "data", "token", "events"])
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["auth", "subscribe", "stream_logs"]),
    lambda values: st.lists(values) | st.dictionaries(field_names, values),
)


class TestWrongInput:
    @pytest.mark.parametrize(
        ("frame", "id"),
        [
            ("", None),
            ("{", None),
            ("null", None),
            ('"auth"', None),
            ("[]", None),
            ('[{"type": "pong"}]', None),
            ("{}", None),
            ('{"id": "m-1"}', "m-1"),
            ('{"id": "m-1", "type": 5}', "m-1"),
            ('{"id": "m-1", "type": "dance"}', "m-1"),
            ('{"id": "m-1", "type": "subscribe"}', "m-1"),
            ('{"id": "m-1", "type": "subscribe", "data": {"resource": "cluster", "events": []}}', "m-1"),
            ('{"id": "m-1", "type": "get_workspace_status", "data": {"workspace_id": ["ws-123"]}}', "m-1"),
            ('{"type": "get_workspace_status", "data": {"workspace_id": "ws-123"}}', None),
            ('{"type": "auth"}', None),
            ('{"type": "auth", "token": {}}', None),
            ("[" * 1000, None),
            (b'{"id": "m-1", "type": "unsubscribe", "data": {"subscription_id": "s"}}', "m-1"),
            (b"\xff\xfe\x00", None),
        ],
    )
    def test_it_is_answered_with_its_id_where_legible_and_the_connection_kept(
        self, frame: str | bytes, id: str | None
    ) -> None:
        peer = member()
        assert refusal(peer.receive(frame, 1)) == (id, "INVALID_MESSAGE_FORMAT")
        assert not peer.closed
        assert isinstance(subscribe(peer)[0], SubscribeAnswer)

    def test_a_token_of_the_wrong_kind_is_not_quoted(self) -> None:
        [error] = stranger().receive('{"type": "auth", "token": ["secret-token"]}', 0)
        assert "secret-token" not in str(error)

    def test_an_id_too_long_to_repeat_is_refused_without_it(self) -> None:
        answers = stream(member(), id="x" * (MAX_ID_LENGTH + 1))
        assert refusal(answers) == (None, "INVALID_MESSAGE_FORMAT")

    @given(st.one_of(st.text(), st.binary(), json_values.map(json.dumps)))
    def test_nothing_that_can_be_sent_raises(self, frame: str | bytes) -> None:
        for answer in member().receive(frame, 1):
            assert isinstance(answer, Error | AuthResult | Close)


class TestSize:
    def test_a_message_of_the_limit_is_read_and_one_byte_more_ends_the_connection(self) -> None:
        peer = member()
        frame = '{"type": "pong", "x": "é"}'
        bytes_short = LIMITS.max_message_bytes - len(frame.encode())
        assert peer.receive(frame + " " * bytes_short, 0) == []
        error, close = peer.receive(frame + " " * (bytes_short + 1), 0)
        assert isinstance(error, Error)
        assert error.error.code == "MESSAGE_TOO_LARGE"
        assert error.error.details == {"max_size": 2000, "actual_size": 2001}
        assert isinstance(close, Close)
        assert close.code == 1009

    def test_a_million_bytes_are_accepted_by_default(self) -> None:
        peer = member(Limits())
        assert peer.receive(json.dumps({"type": "pong", "x": "x" * 999_900}), 0) == []

    def test_nothing_is_said_after_the_end(self) -> None:
        peer = member()
        peer.receive("x" * 3000, 0)
        assert (peer.closed, peer.deadline) == (True, math.inf)
        assert subscribe(peer) == []
        assert peer.tick(1e9) == []


class TestRate:
    def test_what_is_too_much_is_refused_by_its_id_and_not_done(self) -> None:
        peer = member(Limits(rate=10, burst=2))
        assert say(peer, type="pong") == []
        [error] = subscribe(peer)
        assert isinstance(error, Error)
        assert (error.id, error.error.code) == ("sub-123", "RATE_LIMIT_EXCEEDED")
        assert error.error.details == {"retry_after_seconds": 0.1}
        assert not peer.wants(Topic(WS_123, None))

    def test_it_passes_when_it_is_sent_again_later(self) -> None:
        peer = member(Limits(rate=10, burst=1))
        assert (
            refusal(say(peer, 0, type="unsubscribe", id="u", data={"subscription_id": "s"}))[1] == "RATE_LIMIT_EXCEEDED"
        )
        assert say(peer, 0.11, type="unsubscribe", id="u", data={"subscription_id": "s"}) == []
