"""The JWTs that the gateway gives out and believes: HS256 alone, an expiry always, made for this audience."""

from __future__ import annotations

import time
import uuid
from typing import Any

import jwt

ALGORITHM = "HS256"
"""The one algorithm that is believed; `none` and the asymmetric ones are not."""

AUDIENCE = "hexabase-ai"
"""The `aud` of the platform's tokens."""

LIFETIME = 3600.0
"""Seconds that a token lives: the platform's own hour."""

_DEMO_CLAIMS: dict[str, Any] = {
    "sub": "user-demo",
    "email": "demo@hexatui.localhost",
    "name": "Demo",
    "iss": "https://hexatui.localhost",
    "aud": AUDIENCE,
    "organizations": [{"id": "org-123", "role": "admin"}],
}

_REASONS: tuple[tuple[type[jwt.InvalidTokenError], str], ...] = (
    (jwt.ExpiredSignatureError, "Invalid token: it has expired"),
    (jwt.ImmatureSignatureError, "Invalid token: it is not valid yet"),
    (jwt.InvalidAudienceError, "Invalid token: it is meant for another audience"),
    (jwt.MissingRequiredClaimError, "Invalid token: it lacks a claim, exp, sub and aud are needed"),
)


class InvalidToken(Exception):
    """A token is not believed; the text says why in words that may be shown, and never quotes the token."""


def mint(secret: bytes, **claims: Any) -> str:
    """A signed token, by default the demo user's for an hour; `claims` replace or add, None leaves one out."""
    now = time.time()
    fresh = {"iat": int(now), "exp": int(now + LIFETIME), "jti": str(uuid.uuid4())}
    payload = {name: value for name, value in {**_DEMO_CLAIMS, **fresh, **claims}.items() if value is not None}
    return jwt.encode(payload, secret, algorithm=ALGORITHM)


def verify(secret: bytes, token: str) -> str:
    """The user (`sub`) whom a token speaks for.

    Raises:
        InvalidToken: the signature, the algorithm, the audience or the expiry is not as it must be.
    """
    try:
        claims = jwt.decode(
            token, secret, algorithms=[ALGORITHM], audience=AUDIENCE, options={"require": ["exp", "sub", "aud"]}
        )
    except jwt.InvalidTokenError as error:
        # Without a cause: the library's own error may carry parts of the token.
        raise InvalidToken(_reason(error)) from None
    return str(claims["sub"])


def _reason(error: jwt.InvalidTokenError) -> str:
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), "Invalid token")
