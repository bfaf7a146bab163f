"""A small platform to serve, and a client that says raw frames to the gateway."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from hexatui.protocol.events import LogEntryData
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import LogSource, Resource
from hexatui.protocol.replies import NodeCounts, PodCounts, WorkspaceStatusData
from hexatui.server.gateway import Gateway
from hexatui.server.limits import Limits
from hexatui.server.sources import Publish, PublishLog

API = LogSource("ws-123", "frontend", "api-server-abc123", "api")
"""The container of the reference's example."""


class Village:
    """A platform on which nothing happens by itself: a test publishes through the gateway."""

    def __init__(self, lines: int = 500) -> None:
        self.resources = {
            Resource("organization", "org-123"),
            Resource("project", "proj-123"),
            *(Resource("workspace", f"ws-{number}") for number in (123, 456)),
        }
        self.lines = [
            LogEntryData(stream_id="", level="info", message=f"line {number}", pod=API.pod, container=API.container)
            for number in range(lines)
        ]

    def places(self) -> list[Place]:
        return [Place(resource) for resource in sorted(self.resources)]

    def permitted(self, resource: Resource) -> bool:
        return not resource.id.endswith("-denied")

    def exists(self, resource: Resource) -> bool:
        return resource in self.resources

    def status(self, workspace_id: str) -> WorkspaceStatusData | None:
        if not self.exists(Resource("workspace", workspace_id)):
            return None
        nodes, pods = NodeCounts(ready=3, total=3), PodCounts(running=45, pending=2, failed=0)
        return WorkspaceStatusData(workspace_id=workspace_id, status="active", health="healthy", nodes=nodes, pods=pods)

    def containers(self) -> list[LogSource]:
        return [API]

    def has_logs(self, source: LogSource) -> bool:
        return source == API

    def history(self, source: LogSource, lines: int) -> list[LogEntryData]:
        return self.lines[-lines:]

    async def run(self, publish: Publish, publish_log: PublishLog) -> None:
        await asyncio.Event().wait()


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


@pytest.fixture
def village() -> Village:
    return Village()


@pytest.fixture
def limits() -> Limits:
    """What a test file overrides where it needs others."""
    return Limits()


@pytest.fixture
async def gateway(village: Village, limits: Limits) -> AsyncIterator[Gateway]:
    async with Gateway(village, limits=limits) as gateway:
        yield gateway


@pytest.fixture
async def caller(gateway: Gateway) -> AsyncIterator[Caller]:
    """An authenticated client."""
    async with calling(gateway, gateway.token) as caller:
        yield caller


@pytest.fixture
async def stranger(gateway: Gateway) -> AsyncIterator[Caller]:
    """A client that has not authenticated."""
    async with calling(gateway) as caller:
        yield caller
