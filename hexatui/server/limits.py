"""How much one client may ask of the gateway ("Connection Limits"; protocol-notes 16 and 17)."""

from __future__ import annotations

from dataclasses import dataclass

from hexatui.protocol.names import IDLE_TIMEOUT, MAX_MESSAGE_BYTES, MAX_SUBSCRIPTIONS, PING_INTERVAL


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one connection. Times are seconds, sizes are bytes."""

    max_message_bytes: int = MAX_MESSAGE_BYTES
    """A larger message is answered with MESSAGE_TOO_LARGE, then the connection is closed with 1009."""
    max_subscriptions: int = MAX_SUBSCRIPTIONS
    max_streams: int = 100
    """Log streams that follow at one time; the reference prints no figure."""
    max_tail_lines: int = 10_000
    """Lines of history that a log stream begins with; the reference prints no figure."""
    rate: float = 50.0
    """Messages a second that a client may send in the long run; the reference prints no figure (protocol-notes 17)."""
    burst: int = 200
    """Messages that a client may send at once after a silence."""
    ping_interval: float = PING_INTERVAL
    idle_timeout: float = IDLE_TIMEOUT
    """Silence of the client after which the connection is closed."""
    auth_timeout: float = 10.0
    """Time that a client has for opening the connection, and again for authenticating."""
    backlog_bytes: int = 32 * 1_048_576
    """What may wait for a client that reads slowly; one that lets more pile up is disconnected with 1013.

    As much again may be kept for histories that it asked for; with more it isn't listened to until it took them.
    """
    closing_time: float = 2.0
    """The longest that a client's last words and the closing handshake may take before the connection is cut."""
