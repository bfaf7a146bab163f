from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.headless.narration import in_words, narrated, utc
from hexatui.protocol.codec import decode_server
from hexatui.protocol.lifecycle import (
    LifecycleFact,
    Link,
    LinkPhase,
    RequestFailed,
    StreamGap,
    StreamResumed,
    Subscribed,
)
from hexatui.protocol.names import LogSource, Resource

SOURCE = LogSource("ws-1", "n", "p", "c")
AT = 100.0
LIVE = "live at wss://x/ws"
WORKSPACE = Resource("workspace", "ws-1")


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (Link(LinkPhase.CONNECTING, "wss://x/ws"), None),
        (Link(LinkPhase.LIVE, "wss://x/ws", user_id="user-1"), "live at wss://x/ws as user-1"),
        (Link(LinkPhase.LIVE, "wss://x/ws", token_expires_at=AT + 3600), LIVE),
        (Link(LinkPhase.LIVE, "wss://x/ws", token_expires_at=AT + 299), LIVE + "; the token expires in 4 minutes"),
        (Link(LinkPhase.LIVE, "wss://x/ws", token_expires_at=AT - 1), LIVE + "; the token has expired"),
        (
            Link(LinkPhase.WAITING, reason="x refused it", advice="Try this", attempt=2, retry_at=104.2),
            "x refused it. Try this; attempt 3 in 4 s",
        ),
        (Link(LinkPhase.REFUSED, reason="the token was refused"), "the token was refused"),
        (Subscribed(WORKSPACE, live=True), None),
        (Subscribed(WORKSPACE, live=False), None),
        (
            Subscribed(WORKSPACE, live=False, left_out=True),
            "workspace ws-1 is left out: a connection carries only so much",
        ),
        (Subscribed(WORKSPACE, live=False, reason="NOPE: no"), "not subscribed to workspace ws-1: NOPE: no"),
        (RequestFailed("the status of ws-1", "NOPE", "no"), "the status of ws-1: NOPE: no"),
        (
            StreamGap(SOURCE, 0, 60),
            "lines of ws-1/n/p/c may be missing here, from 1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z: "
            "connection lost",
        ),
        (StreamResumed(SOURCE), None),
    ],
)
def test_what_a_person_should_know_is_one_sentence(fact: LifecycleFact, sentence: str | None) -> None:
    assert narrated(fact, AT, retry=True) == sentence


def test_without_retries_no_attempt_is_promised() -> None:
    assert narrated(Link(LinkPhase.WAITING, reason="gone", retry_at=104), AT, retry=False) == "gone"


def test_an_error_of_the_platform_is_told_with_its_code_and_made_safe() -> None:
    error = decode_server('{"type":"error","error":{"code":"WS_NEW","message":"red \\u001b[31m"}}')
    assert narrated(error, 0.0, retry=True) == "the platform answered with an error: NEW: red ␛[31m"


@given(st.floats(allow_nan=False))
def test_every_time_has_its_words(seconds: float) -> None:
    assert utc(seconds)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.5, "0 seconds"), (1, "1 second"), (3599, "59 minutes"), (86_400, "1 day"), (-5, "0 seconds")],
)
def test_a_length_of_time_is_told_in_its_largest_unit(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
