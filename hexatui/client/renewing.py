"""When the token is read: afresh for each authentication, and again where another may be there by now."""

from __future__ import annotations

import asyncio
import math
import time
from contextlib import suppress

from hexatui.client import failures
from hexatui.client.aside import aside
from hexatui.client.failures import Failure
from hexatui.client.tokens import TokenSource, expiry

TOKEN_CHECK_INTERVAL = 5.0
"""Seconds between two looks at a token file whose token was refused, has expired, or is about to."""

RENEWAL_WINDOW = 300.0
"""The most seconds before its expiry in which a token that is watched may be replaced by its successor."""

RENEWAL_SHARE = 0.1
"""Of the time that the token had left, the most of it; who renews every minute must not be reconnected each time."""

EXPIRY_CHECK_INTERVAL = 30.0
"""Seconds between two looks at the clock, to see whether the token has expired; at its very time there is one too."""


class TokenReader:
    """Reads a source no more often than there is need to: a token command may ask a person."""

    def __init__(self, source: TokenSource) -> None:
        self._source = source
        self._unsaid = ""

    async def read(self) -> str:
        """The token to authenticate with: one that was read and never said, as long as it lasts; otherwise afresh.

        So a token command is run once for each authentication, however many attempts come no further than the network.

        Raises:
            TokenError: there is none.
        """
        token, self._unsaid = self._unsaid, ""
        return token if token and not has_expired(token) else await aside(self._source.read)

    def unsaid(self, token: str) -> None:
        """The attempt for which it was read ended before the platform was told; what is watched is read again."""
        self._unsaid = "" if self._source.watched else token

    async def renewed(self, token: str, expires_at: float) -> Failure:
        """Wait until the source gives a token that lasts longer than the present one; why the connection must end then.

        A watched source is looked at from shortly before the end until it does; any other once, when the token has
        expired.
        """
        source = self._source
        left = max(0.0, expires_at - time.time())
        ahead = min(RENEWAL_WINDOW, RENEWAL_SHARE * left) if source.watched else 0.0
        while (left := expires_at - ahead - time.time()) > 0:  # noqa: ASYNC110 (no event tells of it)
            # After a machine has slept, it is later than the loop's clock thinks.
            await asyncio.sleep(min(left, EXPIRY_CHECK_INTERVAL))
        while True:
            with suppress(Exception):
                other = await aside(source.read)
                until = expiry(other)
                if other != token and (until is None or until > max(expires_at, time.time())):
                    self._unsaid = other
                    return failures.token_renewed(expired=expires_at <= time.time())
            await asyncio.sleep(TOKEN_CHECK_INTERVAL if source.watched else math.inf)


def has_expired(token: str) -> bool:
    """Whether its time is over by this machine's clock, as far as it tells one."""
    until = expiry(token)
    return until is not None and until <= time.time()
