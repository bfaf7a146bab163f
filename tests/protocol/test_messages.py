from __future__ import annotations

import json

import pytest
from pydantic import SecretStr, ValidationError

from hexatui.protocol.codec import encode
from hexatui.protocol.messages import Auth, Subscribe, subscribe_to
from hexatui.protocol.names import DOCUMENTED_EVENTS, Resource

TOKEN = "eyJ.secret.token"


def test_the_token_shows_in_the_frame_alone() -> None:
    auth = Auth(token=SecretStr(TOKEN))
    assert json.loads(encode(auth)) == {"type": "auth", "token": TOKEN}
    for shown in (repr(auth), str(auth), f"{auth}", str(auth.model_dump()), repr(auth.token), str(auth.token)):
        assert "secret" not in shown


def test_a_refused_token_is_not_quoted() -> None:
    with pytest.raises(ValidationError) as caught:
        Auth.model_validate({"token": SecretStr(TOKEN), "type": "other"})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("kind", sorted(DOCUMENTED_EVENTS))
def test_a_subscription_is_written_as_the_reference_prints_it(kind: str) -> None:
    message = subscribe_to(Resource(kind, "id-1"), DOCUMENTED_EVENTS[kind], "sub-1")
    assert json.loads(encode(message)) == {
        "type": "subscribe",
        "id": "sub-1",
        "data": {"resource": kind, f"{kind}_id": "id-1", "events": list(DOCUMENTED_EVENTS[kind])},
    }
    assert isinstance(message, Subscribe)
    assert message.data.target == Resource(kind, "id-1")


def test_a_subscription_to_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(ValidationError):
        subscribe_to(Resource("cluster", "c"), (), "sub-1")
