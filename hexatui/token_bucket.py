"""A token bucket: how fast something may go on, with a burst after a rest. Pure; no clock."""

from __future__ import annotations


class TokenBucket:
    """Holds up to `burst` permissions and gains `rate` of them a second; full at the beginning, `now`."""

    def __init__(self, rate: float, burst: int, now: float = 0.0) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._level = self._burst
        self._filled_at = now

    def refill(self, now: float) -> None:
        """Begin anew with a full bucket."""
        self._level, self._filled_at = self._burst, now

    def take(self, now: float) -> bool:
        """Use one permission, and say whether there was one; where there was none, nothing is used."""
        self._fill(now)
        if self._level < 1.0:
            return False
        self._level -= 1.0
        return True

    def owe(self, now: float) -> None:
        """Use one permission whether or not there is one; never is more than a whole burst owed."""
        self._fill(now)
        self._level = max(self._level - 1.0, -self._burst)

    def ready_at(self, now: float, spare: int = 0) -> float:
        """When there will be a permission beside `spare` others; `now` if that is at once."""
        self._fill(now)
        missing = 1.0 + spare - self._level
        return now + missing / self._rate if missing > 0 else now

    def _fill(self, now: float) -> None:
        gained = (now - self._filled_at) * self._rate
        # A whole permission is counted from a hair below it, since fractions of seconds don't add up exactly.
        self._level = min(self._burst, self._level + max(0.0, gained))
        whole = round(self._level)
        if 0.0 < whole - self._level < 1e-9:
            self._level = float(whole)
        self._filled_at = now
