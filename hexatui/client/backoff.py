"""How long to wait before the next attempt: exponential, with full jitter and a cap."""

from __future__ import annotations

import random
from collections.abc import Callable

FIRST_DELAY = 1.0
"""The most seconds before the first attempt after a failure; each further failure doubles it."""

LONGEST_DELAY = 30.0
"""The most seconds before any attempt."""

SHORTEST_DELAY = 0.2
"""The least seconds before any attempt: jitter must not make a loop without a pause."""


class Backoff:
    """The delays between attempts that fail in a row.

    Full jitter: each delay is drawn evenly from `SHORTEST_DELAY` to its bound, so that many clients of a platform that
    comes back don't come back together; drawn from nothing and cut off there, a fifth of them would.

    Args:
        chance: gives numbers from 0 to 1, as `random.random` does.
    """

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self.failures = 0
        """Attempts that failed since the last success."""
        self._chance = chance

    def failed(self) -> float:
        """Count a failure, and say for how many seconds to wait."""
        self.failures += 1
        # The exponent is bounded so that a week of failures can't overflow.
        bound = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(self.failures - 1, 16))
        return SHORTEST_DELAY + (bound - SHORTEST_DELAY) * self._chance()

    def succeeded(self) -> None:
        """Begin anew, with short delays."""
        self.failures = 0
