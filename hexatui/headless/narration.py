"""What happens to the conversation, in plain words for standard error. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hexatui.protocol.lifecycle import LifecycleFact, Link, LinkPhase, RequestFailed, Slowed, StreamGap, Subscribed
from hexatui.protocol.replies import Error
from hexatui.text import safe

if TYPE_CHECKING:
    from hexatui.protocol.codec import ServerMessage


TOKEN_WARNING = 300.0
"""Seconds before its expiry from which a token is warned of."""


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
            user = f" as {message.user_id}" if message.user_id else ""
            return f"live at {message.url}{user}{_expiry(message.token_expires_at, at)}"
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
        case Slowed():
            return ". ".join(filter(None, (message.reason, message.advice)))
        case StreamGap():
            since, until = utc(message.since), utc(message.until)
            return f"lines of {message.source} may be missing here, from {since} to {until}: {message.reason}"
        case Error():
            return f"the platform answered with an error: {message.error}"
    return None


def _expiry(expires_at: float | None, at: float) -> str:
    if expires_at is None or expires_at - at >= TOKEN_WARNING:
        return ""
    return f"; the token expires in {in_words(expires_at - at)}" if expires_at > at else "; the token has expired"


def _why(link: Link) -> str:
    return ". ".join(filter(None, (link.reason, link.advice)))


def utc(at: float) -> str:
    """A moment (Unix seconds) as "2024-01-20T10:00:00Z"; as a number where no calendar reaches."""
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return f"{at:.0f}"


def in_words(seconds: float) -> str:
    """A length of time in its largest unit, rounded down: "1 second", "59 minutes", "3 days"; at most 999,999 days."""
    seconds = min(seconds, 999_999 * 86_400)
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if (count := int(seconds // size)) >= 1:
            return f"{count:,} {unit}{'s' if count > 1 else ''}"
    count = max(0, int(seconds))
    return f"{count} second{'' if count == 1 else 's'}"
