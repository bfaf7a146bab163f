"""A client that says and hears raw JSON, to test the gateway by its wire alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from hexatui.server.gateway import Gateway


class Caller:
    """A client that says and hears JSON objects, as a person with a WebSocket tool would."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, message: dict[str, Any] | list[Any] | str | bytes) -> None:
        await self.connection.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def hear(self, timeout: float = 5) -> dict[str, Any]:
        """The next message."""
        message = json.loads(await asyncio.wait_for(self.connection.recv(), timeout))
        assert isinstance(message, dict)
        return message

    async def ask(self, message: dict[str, Any] | list[Any] | str | bytes) -> dict[str, Any]:
        """Say this, and hear the next message."""
        await self.say(message)
        return await self.hear()

    async def authenticate(self, token: str) -> dict[str, Any]:
        return await self.ask({"type": "auth", "token": token})

    async def subscribe(self, kind: str, id: str, *events: str) -> str:
        """Subscribe, and give the subscription's id."""
        data = {"resource": kind, f"{kind}_id": id, "events": list(events)}
        answer = await self.ask({"type": "subscribe", "id": f"sub-{kind}-{id}", "data": data})
        assert answer["success"] is True
        return str(answer["subscription_id"])

    async def code(self, message: dict[str, Any] | list[Any] | str | bytes) -> str:
        """Say this, and give the code of the error that answers it."""
        answer = await self.ask(message)
        assert answer["type"] == "error", answer
        return str(answer["error"]["code"])

    async def close_code(self, timeout: float = 5) -> int | None:
        """Wait for the connection's end, and give its close code."""
        await asyncio.wait_for(self.connection.wait_closed(), timeout)
        return self.connection.close_code


@asynccontextmanager
async def calling(gateway: Gateway, token: str | None = None) -> AsyncIterator[Caller]:
    """A client of the gateway, authenticated if a token is given."""
    async with connect(gateway.url, max_size=None, max_queue=None, compression=None) as connection:
        caller = Caller(connection)
        if token is not None:
            assert (await caller.authenticate(token))["success"] is True
        yield caller


async def until(condition: Callable[[], bool], timeout: float = 5) -> None:
    """Give others turns until this holds."""
    async with asyncio.timeout(timeout):
        while not condition():  # noqa: ASYNC110 (no event tells of it)
            await asyncio.sleep(0.005)
