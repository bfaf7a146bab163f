"""Streams and subscriptions that the platform is told to end. Pure; no clock.

It answers nothing (protocol-notes 7), unless it found us too fast: then it still holds them, and is told again.
"""

from __future__ import annotations

from collections import deque

from hexatui.client.requests import Asked, Requests
from hexatui.protocol import messages

REMEMBERED = 256
"""How many of those told last are known, to tell again what was refused."""

Ending = messages.StopStream | messages.Unsubscribe


class GivingUp:
    """What is given up on one connection after another.

    Args:
        requests: where ids come from.
    """

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self._waiting: deque[Ending] = deque()
        self._told: dict[str, Ending] = {}
        self._latest_number = 0

    def interrupted(self) -> None:
        """The connection is gone, and with it everything that it carried (protocol-notes 8)."""
        self._waiting.clear()
        self._told.clear()

    def stream(self, stream_id: str) -> None:
        """A log stream is wanted no more."""
        self._waiting.append(messages.StopStream(id="", data=messages.StreamReference(stream_id=stream_id)))

    def subscription(self, subscription_id: str) -> None:
        """A subscription is wanted no more."""
        data = messages.SubscriptionReference(subscription_id=subscription_id)
        self._waiting.append(messages.Unsubscribe(id="", data=data))

    def next(self) -> Ending | None:
        """What to say now; it counts as said."""
        if not self._waiting:
            return None
        kind = "stop" if isinstance(self._waiting[0], messages.StopStream) else "unsub"
        ending = self._waiting.popleft().model_copy(update={"id": self._requests.new_id(kind)})
        self._latest_number = self._requests.number
        self._told[ending.id] = ending
        if len(self._told) > REMEMBERED:
            del self._told[next(iter(self._told))]
        return ending

    def failed(self, id: str, too_fast: bool) -> bool:
        """An error answers a request: whether it was one of these. One that came too fast is said again."""
        ending = self._told.pop(id, None)
        if ending is not None and too_fast:
            self._waiting.append(ending)
        return ending is not None

    def makes_room_for(self, refused: Asked) -> bool:
        """Whether something is given up since this was asked: the platform may take it now."""
        return bool(self._waiting) or self._latest_number > refused.number
