"""Notices that the machine slept: a laptop that wakes must not wait for an attempt planned before it was closed."""

from __future__ import annotations

LOOK_EVERY = 5.0
"""Seconds between two looks at the clocks."""

LEAST_SLEEP = 10.0
"""Seconds beyond that from which it was a sleep, and no busy moment."""


class SleepWatch:
    """Compares two clocks from look to look; both in seconds.

    While a machine sleeps its wall clock goes on, and its monotonic clock stands still or goes on, as the system has
    it. Either way more time has passed than between two looks. A wall clock that is set forward looks the same; what
    follows, an attempt at once, does no harm.
    """

    def __init__(self, now: float, at: float) -> None:
        self._now, self._at = now, at

    def slept(self, now: float, at: float) -> float:
        """Seconds slept since the last look, `LOOK_EVERY` ago; 0.0 for none. `now` is monotonic, `at` Unix time."""
        passed = max(now - self._now, at - self._at) - LOOK_EVERY
        self._now, self._at = now, at
        return passed if passed >= LEAST_SLEEP else 0.0
