"""Streams and subscriptions that the platform is told to end. Pure; no clock.

It answers nothing (protocol-notes 7), unless it found us too fast: then it still holds them. A stream it is told to end
again; a subscription may be wanted again by then.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from hexatui.client.requests import Asked, Requests
from hexatui.protocol import messages
from hexatui.protocol.names import Resource

REMEMBERED = 256
"""How many of those told last are known, to see what was refused."""


class Held(NamedTuple):
    """A subscription that the platform holds."""

    resource: Resource
    subscription_id: str


class GivingUp:
    """What is given up on one connection after another.

    Args:
        requests: where ids come from.
    """

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        # A stream is known by its id alone.
        self._waiting: deque[Held | str] = deque()
        self._told: dict[str, Held | str] = {}
        self._latest_number = 0

    def interrupted(self) -> None:
        """The connection is gone, and with it everything that it carried (protocol-notes 8)."""
        self._waiting.clear()
        self._told.clear()

    def stream(self, stream_id: str) -> None:
        """A log stream is wanted no more."""
        self._waiting.append(stream_id)

    def subscription(self, held: Held) -> None:
        """A subscription is wanted no more."""
        self._waiting.append(held)

    def next(self) -> messages.StopStream | messages.Unsubscribe | None:
        """What to say now; it counts as said."""
        if not self._waiting:
            return None
        told = self._waiting.popleft()
        id = self._requests.new_id("unsub" if isinstance(told, Held) else "stop")
        self._latest_number = self._requests.number
        self._told[id] = told
        if len(self._told) > REMEMBERED:
            del self._told[next(iter(self._told))]
        if isinstance(told, Held):
            data = messages.SubscriptionReference(subscription_id=told.subscription_id)
            return messages.Unsubscribe(id=id, data=data)
        return messages.StopStream(id=id, data=messages.StreamReference(stream_id=told))

    def failed(self, id: str, too_fast: bool) -> Held | bool:
        """An error answers a request: whether it was one of these.

        A stream's end that came too fast is said again; a subscription that is thereby still held is given back.
        """
        told = self._told.pop(id, None)
        if told is None or not too_fast:
            return told is not None
        if isinstance(told, Held):
            return told
        self._waiting.append(told)
        return True

    def makes_room_for(self, refused: Asked) -> bool:
        """Whether something is given up since this was asked: the platform may take it now."""
        return bool(self._waiting) or self._latest_number > refused.number
