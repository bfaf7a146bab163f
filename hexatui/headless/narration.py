"""What happens to the conversation, in plain words for standard error. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hexatui.protocol.lifecycle import LifecycleFact, Link, LinkPhase, RequestFailed, StreamGap, Subscribed
from hexatui.protocol.replies import Error
from hexatui.text import safe

if TYPE_CHECKING:
    from hexatui.protocol.codec import ServerMessage


def narrated(message: ServerMessage | LifecycleFact, at: float, retry: bool) -> str | None:
    """One safe line about a message or fact that a person should know of, or None.

    Args:
        at: when it happened, in Unix seconds.
        retry: whether a lost connection is tried again.
    """
    sentence = _sentence(message, at, retry)
    return None if sentence is None else safe(sentence)


def _sentence(message: ServerMessage | LifecycleFact, at: float, retry: bool) -> str | None:
    match message:
        case Link(phase=LinkPhase.LIVE):
            return f"live at {message.url}" + (f" as {message.user_id}" if message.user_id else "")
        case Link(phase=LinkPhase.WAITING):
            wait = max(0.0, (message.retry_at or at) - at)
            return f"{_why(message)}; attempt {message.attempt + 1} in {wait:.0f} s" if retry else _why(message)
        case Link(phase=LinkPhase.REFUSED):
            return _why(message)
        case Subscribed(live=False, reason=reason) if reason:
            return f"not subscribed to {message.resource.kind} {message.resource.id}: {reason}"
        case Subscribed(left_out=True):
            return f"{message.resource.kind} {message.resource.id} is left out: a connection carries only so much"
        case RequestFailed():
            return f"{message.what}: {': '.join(filter(None, (message.code, message.reason)))}"
        case StreamGap():
            since, until = clock(message.since), clock(message.until)
            return f"lines of {message.source} may be missing here, from {since} to {until}"
        case Error():
            return f"the platform answered with an error: {message.error}"
    return None


def _why(link: Link) -> str:
    return ". ".join(filter(None, (link.reason, link.advice)))


def clock(at: float) -> str:
    """A moment (Unix seconds) as "2024-01-20T10:00:00Z"."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
