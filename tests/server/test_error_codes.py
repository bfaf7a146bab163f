"""Each of the reference's "Common Error Codes", over a real socket."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from support.caller import Caller, calling

from hexatui.protocol.replies import ErrorCode
from hexatui.server.gateway import Gateway
from hexatui.server.limits import Limits

Provocation = Callable[[Gateway, Caller], Awaitable[dict[str, Any]]]


@pytest.fixture
def limits() -> Limits:
    return Limits(max_subscriptions=100)


def subscription(workspace_id: str = "ws-123") -> dict[str, Any]:
    data = {"resource": "workspace", "workspace_id": workspace_id, "events": ["status_changed"]}
    return {"type": "subscribe", "id": "sub-123", "data": data}


async def auth_required(gateway: Gateway, stranger: Caller) -> dict[str, Any]:
    return await stranger.ask(subscription())


async def invalid_token(gateway: Gateway, stranger: Caller) -> dict[str, Any]:
    result = await stranger.authenticate("not.a.token")
    assert (result["type"], result["success"], result["error"]) == ("auth_result", False, "Invalid token")
    return await stranger.hear()


async def permission_denied(gateway: Gateway, stranger: Caller) -> dict[str, Any]:
    await stranger.authenticate(gateway.token)
    return await stranger.ask(subscription("ws-denied"))


async def resource_not_found(gateway: Gateway, stranger: Caller) -> dict[str, Any]:
    await stranger.authenticate(gateway.token)
    return await stranger.ask(subscription("ws-404"))


async def subscription_limit_exceeded(gateway: Gateway, stranger: Caller) -> dict[str, Any]:
    await stranger.authenticate(gateway.token)
    for _ in range(100):
        assert (await stranger.ask(subscription()))["success"] is True
    error = await stranger.ask(subscription("ws-456"))
    assert error["error"]["message"] == "Maximum number of subscriptions (100) exceeded"
    assert error["error"]["details"] == {"current_subscriptions": 100, "requested_subscription": "workspace:ws-456"}
    return error


async def invalid_message_format(gateway: Gateway, stranger: Caller) -> dict[str, Any]:
    await stranger.authenticate(gateway.token)
    return await stranger.ask("[1, 2, 3]")


async def rate_limit_exceeded(gateway: Gateway, stranger: Caller) -> dict[str, Any]:
    await stranger.authenticate(gateway.token)
    for _ in range(2000):
        await stranger.say({"type": "pong"})
    return await stranger.hear()


async def message_too_large(gateway: Gateway, stranger: Caller) -> dict[str, Any]:
    await stranger.authenticate(gateway.token)
    error = await stranger.ask("x" * 3_000_000)
    assert error["error"]["details"] == {"max_size": 1_048_576, "actual_size": 3_000_000}
    assert await stranger.close_code() == 1009
    return error


PROVOCATIONS: dict[ErrorCode, Provocation] = {
    ErrorCode.AUTH_REQUIRED: auth_required,
    ErrorCode.INVALID_TOKEN: invalid_token,
    ErrorCode.PERMISSION_DENIED: permission_denied,
    ErrorCode.RESOURCE_NOT_FOUND: resource_not_found,
    ErrorCode.SUBSCRIPTION_LIMIT_EXCEEDED: subscription_limit_exceeded,
    ErrorCode.INVALID_MESSAGE_FORMAT: invalid_message_format,
    ErrorCode.RATE_LIMIT_EXCEEDED: rate_limit_exceeded,
    ErrorCode.MESSAGE_TOO_LARGE: message_too_large,
}


@pytest.mark.parametrize("code", ErrorCode)
async def test_every_code_is_reachable(gateway: Gateway, stranger: Caller, code: ErrorCode) -> None:
    error = await PROVOCATIONS[code](gateway, stranger)
    assert (error["type"], error["error"]["code"]) == ("error", code)
    assert error["timestamp"].endswith("Z")


async def test_a_million_bytes_are_accepted(caller: Caller) -> None:
    message = subscription()
    message["padding"] = "x" * 999_800
    assert (await caller.ask(message))["success"] is True


async def test_a_burst_is_not_refused(caller: Caller) -> None:
    for number in range(100):
        await caller.say({"type": "unsubscribe", "id": f"u-{number}", "data": {"subscription_id": "s"}})
    assert (await caller.ask(subscription()))["type"] == "subscribe_result"


async def test_a_connection_that_got_an_error_goes_on(gateway: Gateway) -> None:
    async with calling(gateway, gateway.token) as caller:
        assert await caller.code("{") == "INVALID_MESSAGE_FORMAT"
        assert await caller.code(b"{}") == "INVALID_MESSAGE_FORMAT"
        assert await caller.code(subscription("ws-404")) == "RESOURCE_NOT_FOUND"
        assert (await caller.ask(subscription()))["success"] is True
