"""The JavaScript class that the reference prints ("Client Libraries"), done over in Python with its quirks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from support.caller import until
from websockets.asyncio.client import ClientConnection, connect

from hexatui.protocol.events import Alert as AlertModel
from hexatui.protocol.events import AlertTriggered, AlertTriggeredData, StatusChanged, StatusChangedData
from hexatui.server.gateway import Gateway

Handler = Callable[[Any], None]


class HexabaseWebSocket:
    """The printed class: one handler a message type, which gets `message.data`; ids of a millisecond's resolution."""

    def __init__(self, connection: ClientConnection, token: str, milliseconds: Callable[[], int]) -> None:
        self.connection = connection
        self.token = token
        self.milliseconds = milliseconds
        self.subscriptions: dict[str, str] = {}
        self.handlers: dict[str, Handler] = {}
        self.authenticated = asyncio.Event()

    async def run(self) -> None:
        await self.send({"type": "auth", "token": self.token})
        async for frame in self.connection:
            await self.handle(json.loads(frame))

    async def handle(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "auth_result":
                if message["success"]:
                    self.authenticated.set()
            case "ping":
                await self.send({"type": "pong"})
            case type:
                handler = self.handlers.get(type)
                if handler:
                    handler(message.get("data"))

    async def subscribe(self, resource: str, id: str, events: list[str]) -> asyncio.Future[str]:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        message_id = f"sub-{self.milliseconds()}"
        data = {"resource": resource, f"{resource}_id": id, "events": events}
        await self.send({"type": "subscribe", "id": message_id, "data": data})

        def handler(message: Any) -> None:
            if message["id"] == message_id:
                if message["success"]:
                    self.subscriptions[message["subscription_id"]] = message_id
                    if not answer.done():
                        answer.set_result(message["subscription_id"])
                elif not answer.done():
                    answer.set_exception(RuntimeError(message["error"]))

        self.handlers["subscribe_result"] = handler
        return answer

    def on(self, event: str, handler: Handler) -> None:
        self.handlers[event] = handler

    async def send(self, message: dict[str, Any]) -> None:
        await self.connection.send(json.dumps(message))


async def test_the_printed_usage_works(gateway: Gateway) -> None:
    async with connect(gateway.url) as connection:
        client = HexabaseWebSocket(connection, gateway.token, lambda: 1705744800000)
        running = asyncio.create_task(client.run())
        await asyncio.wait_for(client.authenticated.wait(), 5)
        heard: asyncio.Queue[Any] = asyncio.Queue()
        client.on("workspace.status_changed", heard.put_nowait)
        client.on("workspace.alert_triggered", heard.put_nowait)
        answer = await client.subscribe("workspace", "ws-123", ["status_changed", "alert_triggered"])
        subscription_id = await asyncio.wait_for(answer, 5)
        assert list(client.subscriptions) == [subscription_id]
        gateway.publish(StatusChanged(data=StatusChangedData(workspace_id="ws-123", new_status="active")))
        gateway.publish(
            AlertTriggered(data=AlertTriggeredData(workspace_id="ws-123", alert=AlertModel(id="alert-123")))
        )
        assert (await asyncio.wait_for(heard.get(), 5))["new_status"] == "active"
        assert (await asyncio.wait_for(heard.get(), 5))["alert"]["id"] == "alert-123"
        running.cancel()


async def test_two_subscriptions_of_one_millisecond_share_an_id_and_are_both_answered(gateway: Gateway) -> None:
    async with connect(gateway.url) as connection:
        client = HexabaseWebSocket(connection, gateway.token, lambda: 1705744800000)
        running = asyncio.create_task(client.run())
        await asyncio.wait_for(client.authenticated.wait(), 5)
        await client.subscribe("workspace", "ws-123", ["status_changed"])
        await client.subscribe("organization", "org-123", ["member_added"])
        await until(lambda: len(client.subscriptions) == 2)
        assert set(client.subscriptions.values()) == {"sub-1705744800000"}
        running.cancel()
