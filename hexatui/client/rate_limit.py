"""How fast the client may speak: a token bucket over what is sent (protocol-notes 17)."""

from __future__ import annotations

from hexatui.token_bucket import TokenBucket

RATE = 20.0
"""Messages a second, in the long run."""

BURST = 20
"""Messages at once, after a silence."""

FIRST_PAUSE = 1.0
"""Seconds of silence after the platform's first RATE_LIMIT_EXCEEDED; each further one doubles it."""

LONGEST_PAUSE = 16.0
"""The longest such silence, in seconds."""


class RateLimit:
    """A bucket that holds up to `burst` permissions and gains `rate` of them a second, and silence when refused."""

    def __init__(self, rate: float = RATE, burst: int = BURST) -> None:
        self._bucket = TokenBucket(rate, burst)
        self._pause = FIRST_PAUSE
        self._paused_until = 0.0

    def reset(self, now: float) -> None:
        """A new connection: the bucket is full."""
        self._bucket.refill(now)
        self._pause, self._paused_until = FIRST_PAUSE, now

    def ready_at(self, now: float, spare: int = 0) -> float:
        """When the next message may be sent, with `spare` permissions left; `now` or earlier if that is at once."""
        return max(self._paused_until, self._bucket.ready_at(now, spare))

    def take(self, now: float) -> None:
        """Count a message that is sent; also one that may not wait, which leaves less for the others.

        The debt is bounded: whoever makes us answer must not silence us for long.
        """
        self._bucket.owe(now)

    def is_paused(self, now: float) -> bool:
        """Whether we are silent since the platform found us too fast."""
        return now < self._paused_until

    def refused(self, now: float) -> float:
        """The platform found us too fast: fall silent for a while. Returns when the silence ends."""
        # Several refusals of one burst are one refusal.
        if not self.is_paused(now):
            self._paused_until = now + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        return self._paused_until
