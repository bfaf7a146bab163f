"""A peer on the village, and the words to talk to it without a socket. Its clock stands at 0 unless told otherwise."""

from __future__ import annotations

import json
from typing import Any

from support.village import API, Village

from hexatui.protocol.names import Resource
from hexatui.protocol.replies import AuthResult, Error
from hexatui.server.answers import Answer
from hexatui.server.limits import Limits
from hexatui.server.peer import Peer
from hexatui.server.tokens import InvalidToken

LIMITS = Limits(max_message_bytes=2000, max_subscriptions=3, max_streams=2, rate=10, burst=50)
WS_123 = Resource("workspace", "ws-123")


def verify(token: str) -> str:
    if token != "good":
        raise InvalidToken("Invalid token: it has expired")
    return "user-123"


def stranger(limits: Limits = LIMITS) -> Peer:
    return Peer(Village(), verify, limits, now=0)


def member(limits: Limits = LIMITS) -> Peer:
    peer = stranger(limits)
    assert say(peer, type="auth", token="good") == [
        AuthResult(success=True, user_id="user-123", message="Authenticated successfully")
    ]
    return peer


def say(peer: Peer, now: float = 0, **message: Any) -> list[Answer]:
    return peer.receive(json.dumps(message), now)


def subscribe(peer: Peer, resource: Resource = WS_123, *events: str, id: str = "sub-123") -> list[Answer]:
    data = {"resource": resource.kind, f"{resource.kind}_id": resource.id, "events": events or ("status_changed",)}
    return say(peer, type="subscribe", id=id, data=data)


def stream(peer: Peer, id: str = "cmd-124", **changes: Any) -> list[Answer]:
    return say(peer, type="stream_logs", id=id, data={**API._asdict(), **changes})


def refusal(answers: list[Answer]) -> tuple[str | None, str]:
    """The id and the code of the one error that came."""
    [error] = answers
    assert isinstance(error, Error), error
    return error.id, error.error.code
