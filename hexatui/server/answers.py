"""What a peer gives back: messages to send, the history of a log, and the end of the connection."""

from __future__ import annotations

from dataclasses import dataclass

from hexatui.protocol.model import ServerModel, WireModel
from hexatui.protocol.replies import SubscribeResult
from hexatui.server.sources import History


class SubscribeOutcome(WireModel):
    """The fields of a `subscribe_result` again, for the printed JavaScript class, which reads `data`."""

    id: str
    success: bool
    subscription_id: str


class SubscribeAnswer(SubscribeResult):
    """A `subscribe_result` that repeats its fields in `data` (protocol-notes 15)."""

    data: SubscribeOutcome


@dataclass(frozen=True, slots=True)
class LogTail:
    """The history that a log stream begins with; each entry becomes a `log_entry` of `stream_id`."""

    stream_id: str
    history: History


@dataclass(frozen=True, slots=True)
class Close:
    """The connection ends, with a close code of RFC 6455 and a reason of at most 123 bytes."""

    code: int
    reason: str


Answer = ServerModel | LogTail | Close
"""What a peer gives back. Nothing follows a `Close`."""


def subscribed(id: str, subscription_id: str) -> SubscribeAnswer:
    """The answer to a `subscribe` that was granted."""
    outcome = SubscribeOutcome(id=id, success=True, subscription_id=subscription_id)
    return SubscribeAnswer(id=id, success=True, subscription_id=subscription_id, data=outcome)
