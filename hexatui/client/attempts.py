"""When the next attempt to connect comes, if any does. Pure; no clock."""

from __future__ import annotations

import random
from collections.abc import Callable

from hexatui.client.backoff import Backoff
from hexatui.client.failures import Failure, FailureKind

HEALTHY_AFTER = 10.0
"""Seconds after authentication from which a connection counts as one that held."""


class Attempts:
    """The attempts of one client, and the tokens that they were refused with.

    A refused token ends them, but for one more attempt with another token where its source gives one by now
    (protocol-notes 18). Tokens are known by their hashes only.

    Args:
        chance: gives numbers from 0 to 1, for the jitter.
    """

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self.next: float | None = 0.0
        """When to connect, in monotonic seconds; None during an attempt, and while nothing is to be tried."""
        self._backoff = Backoff(chance)
        self._token: int | None = None
        self._refused: int | None = None
        self._tried_again = False

    @property
    def failures(self) -> int:
        """Attempts that failed in a row."""
        return self._backoff.failures

    @property
    def token_refused(self) -> bool:
        """Whether there is a token that need not be tried again."""
        return self._refused is not None

    def began(self) -> None:
        """An attempt is under way."""
        self.next = None

    def accepts(self, token: str) -> bool:
        """Whether a token is worth trying: not the very one that was just refused."""
        return hash(token) != self._refused

    def uses(self, token: str) -> None:
        """The attempt authenticates with this token."""
        self._token = hash(token)

    def failed(self, failure: Failure, now: float, held_for: float) -> float | None:
        """The attempt failed, after `held_for` seconds of health: seconds until the next, or None if there is none."""
        if held_for >= HEALTHY_AFTER:
            self._backoff.succeeded()
            self._tried_again = False
        delay = max(self._backoff.failed(), failure.retry_after or 0.0)
        if failure.new_token_may_help:
            self._refused = self._token
        first_refusal = failure.new_token_may_help and not self._tried_again
        self._tried_again = self._tried_again or first_refusal
        final = failure.kind in (FailureKind.REFUSED, FailureKind.CONFIGURATION) and not first_refusal
        self.next = None if final else now + delay
        return None if final else delay

    def retry(self, now: float) -> None:
        """A person, or a new token, asks for an attempt at once; with the refused token too."""
        self.next, self._refused, self._tried_again = now, None, False
