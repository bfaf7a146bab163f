from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.written import Written

from hexatui.client.options import ConnectionOptions
from hexatui.client.tokens import TokenSource
from hexatui.exit_codes import ExitCode
from hexatui.headless.events import event_line, follow_events, refusals
from hexatui.protocol.events import StatusChanged, StatusChangedData
from hexatui.protocol.lifecycle import Subscribed
from hexatui.protocol.names import Resource
from hexatui.server.gateway import Gateway
from hexatui.text import safe

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
WATCHED = Resource("workspace", "ws-123")


@given(st.dictionaries(st.text(), JSON), st.booleans(), st.sampled_from([None, 2]))
def test_a_frame_keeps_every_field_on_one_line(message: dict[str, Any], ascii: bool, indent: int | None) -> None:
    line = event_line(json.dumps(message, ensure_ascii=ascii, indent=indent))
    assert json.loads(line) == message
    assert len(line.splitlines()) == 1


def test_numbers_and_escapes_keep_their_spelling() -> None:
    assert event_line('{ "n" : 1.50e3,\n "s": "a \\u00e9 b" }') == '{"n":1.50e3,"s":"a \\u00e9 b"}\n'


def test_nothing_in_a_line_can_steer_a_terminal() -> None:
    hostile = "\x7f\x9b31m\u202e\u2066\u200b\u2028\ufeff\U000e0041\u00ad\u3164\ufffe"
    line = event_line(json.dumps({"message": hostile}, ensure_ascii=False))
    assert line.isascii()
    assert json.loads(line) == {"message": hostile}


@given(st.text())
def test_a_line_holds_nothing_that_would_not_be_safe_on_a_screen(text: str) -> None:
    line = event_line(json.dumps({"message": text}, ensure_ascii=False))
    assert safe(line.removesuffix("\n")) == line.removesuffix("\n")
    assert json.loads(line) == {"message": text}


@pytest.mark.parametrize("frame", ["[1]", "nonsense\n\x1b[2J", "", "5", "[" * 100_000])
def test_what_is_no_object_becomes_one(frame: str) -> None:
    line = event_line(frame)
    assert json.loads(line) == {"type": "malformed", "frame": frame}
    assert line.isascii()


async def test_each_received_message_is_a_line(
    gateway: Gateway, connect: Callable[..., ConnectionOptions], written: Written, capfd: pytest.CaptureFixture[str]
) -> None:
    running = asyncio.create_task(asyncio.to_thread(follow_events, connect(WATCHED), written.descriptor))
    await written.wait_for('"workspace_status"')
    gateway.publish(StatusChanged(data=StatusChangedData(workspace_id="ws-123", new_status="suspended")))
    await written.wait_for("suspended")
    await gateway.drop_connections()
    # Without retries a lost connection is the end.
    assert await running == ExitCode.UNREACHABLE
    types = [json.loads(line)["type"] for line in written.lines]
    assert types == ["auth_result", "subscribe_result", "workspace_status", "workspace.status_changed"]
    assert "live at" in capfd.readouterr().err


async def test_a_platform_that_refuses_all_that_is_watched_ends_it(
    connect: Callable[..., ConnectionOptions], written: Written, capfd: pytest.CaptureFixture[str]
) -> None:
    options = connect(Resource("workspace", "ws-denied"))
    assert await asyncio.to_thread(follow_events, options, written.descriptor) == ExitCode.PLATFORM_ERROR
    assert "PERMISSION_DENIED" in capfd.readouterr().err


async def test_without_retries_the_first_refusal_of_several_ends_it(
    connect: Callable[..., ConnectionOptions], written: Written
) -> None:
    options = connect(WATCHED, Resource("workspace", "ws-denied"), Resource("organization", "org-123"))
    assert await asyncio.to_thread(follow_events, options, written.descriptor) == ExitCode.PLATFORM_ERROR


@pytest.mark.parametrize(("retry", "ended_after"), [(False, 1), (True, 3)])
def test_with_retries_only_the_refusal_of_everything_ends_it(retry: bool, ended_after: int) -> None:
    resources = tuple(Resource("workspace", f"ws-{number}") for number in range(3))
    codes: list[int] = []
    options = ConnectionOptions("wss://x/ws", TokenSource.from_value("token"), resources, retry=retry)
    hear = refusals(options, codes.append)
    heard = 0
    while not codes:
        hear(Subscribed(resources[heard], live=False, reason="PERMISSION_DENIED: no"), 0.0)
        heard += 1
    assert (codes, heard) == ([ExitCode.PLATFORM_ERROR], ended_after)


async def test_a_refused_token_has_a_code_of_its_own(
    connect: Callable[..., ConnectionOptions], written: Written, capfd: pytest.CaptureFixture[str]
) -> None:
    options = connect(WATCHED, token="not-a-token-of-this-gateway")
    assert await asyncio.to_thread(follow_events, options, written.descriptor) == ExitCode.REFUSED
    told = capfd.readouterr().err
    assert "token was refused" in told
    assert "not-a-token-of-this-gateway" not in told + written.content.decode()


async def test_watching_nothing_is_remarked(
    gateway: Gateway, connect: Callable[..., ConnectionOptions], written: Written, capfd: pytest.CaptureFixture[str]
) -> None:
    running = asyncio.create_task(asyncio.to_thread(follow_events, connect(), written.descriptor))
    await written.wait_for("auth_result")
    await gateway.drop_connections()
    await running
    assert "nothing is watched" in capfd.readouterr().err
