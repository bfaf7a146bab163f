from __future__ import annotations

import pytest

from hexatui.headless.narration import narrated
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
WORKSPACE = Resource("workspace", "ws-1")


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (Link(LinkPhase.CONNECTING, "wss://x/ws"), None),
        (Link(LinkPhase.LIVE, "wss://x/ws", user_id="user-1"), "live at wss://x/ws as user-1"),
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
            "lines of ws-1/n/p/c may be missing here, from 1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z",
        ),
        (StreamResumed(SOURCE), None),
    ],
)
def test_what_a_person_should_know_is_one_sentence(fact: LifecycleFact, sentence: str | None) -> None:
    assert narrated(fact, 100.0, retry=True) == sentence


def test_without_retries_no_attempt_is_promised() -> None:
    assert narrated(Link(LinkPhase.WAITING, reason="gone", retry_at=104), 100.0, retry=False) == "gone"


def test_an_error_of_the_platform_is_told_with_its_code_and_made_safe() -> None:
    error = decode_server('{"type":"error","error":{"code":"WS_NEW","message":"red \\u001b[31m"}}')
    assert narrated(error, 0.0, retry=True) == "the platform answered with an error: NEW: red ␛[31m"
