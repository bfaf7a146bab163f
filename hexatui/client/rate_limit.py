"""How fast the client may speak: a token bucket over what is sent (protocol-notes 17)."""

from __future__ import annotations

RATE = 20.0
"""Messages a second, in the long run."""

BURST = 20
"""Messages at once, after a silence."""

FIRST_PAUSE = 1.0
"""Seconds of silence after the platform's first RATE_LIMIT_EXCEEDED; each further one doubles it."""

LONGEST_PAUSE = 16.0
"""The longest such silence, in seconds."""


class RateLimit:
    """A bucket that holds up to `burst` permissions and gains `rate` of them a second."""

    def __init__(self, rate: float = RATE, burst: int = BURST) -> None:
        self._rate = rate
        self._burst = burst
        self._level = float(burst)
        self._filled_at = 0.0
        self._pause = FIRST_PAUSE
        self._paused_until = 0.0

    def reset(self, now: float) -> None:
        """A new connection: the bucket is full."""
        self._level, self._filled_at = float(self._burst), now
        self._pause, self._paused_until = FIRST_PAUSE, now

    def ready_at(self, now: float, spare: int = 0) -> float:
        """When the next message may be sent, with `spare` permissions left; `now` or earlier if that is at once."""
        self._fill(now)
        missing = 1.0 + spare - self._level
        return max(self._paused_until, now + missing / self._rate if missing > 0 else now)

    def take(self, now: float) -> None:
        """Count a message that is sent; also one that may not wait, which leaves less for the others.

        The debt is bounded: whoever makes us answer must not silence us for long.
        """
        self._fill(now)
        self._level = max(self._level - 1.0, -float(self._burst))

    def refused(self, now: float) -> float:
        """The platform found us too fast: fall silent for a while. Returns when the silence ends."""
        # Several refusals of one burst are one refusal.
        if now >= self._paused_until:
            self._paused_until = now + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        return self._paused_until

    def _fill(self, now: float) -> None:
        gained = (now - self._filled_at) * self._rate
        # A whole permission is counted from a hair below it, since fractions of seconds don't add up exactly.
        self._level = min(float(self._burst), self._level + max(0.0, gained))
        whole = round(self._level)
        if 0.0 < whole - self._level < 1e-9:
            self._level = float(whole)
        self._filled_at = now
