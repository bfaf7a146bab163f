"""Tokens: what is believed, and above all what isn't."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import jwt
import pytest

from hexatui.server import tokens

SECRET = b"a secret of the gateway, long enough for HS256"


def unsigned(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def refusal(token: str) -> str:
    with pytest.raises(tokens.InvalidToken) as caught:
        tokens.verify(SECRET, token)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_a_minted_token_speaks_for_its_subject() -> None:
    assert tokens.verify(SECRET, tokens.mint(SECRET, sub="user-123")) == "user-123"


def test_a_minted_token_has_the_platforms_claims_and_lives_an_hour() -> None:
    claims = jwt.decode(tokens.mint(SECRET), SECRET, algorithms=["HS256"], audience="hexabase-ai")
    assert set(claims) == {"sub", "email", "name", "iss", "aud", "exp", "iat", "jti", "organizations"}
    assert claims["exp"] - claims["iat"] == 3600
    assert abs(claims["iat"] - time.time()) < 60


def test_no_two_tokens_are_the_same() -> None:
    assert tokens.mint(SECRET) != tokens.mint(SECRET)


def test_a_token_signed_with_another_secret_is_refused() -> None:
    assert refusal(tokens.mint(b"somebody else's secret, also long enough")) == "Invalid token"


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_is_refused_even_with_the_right_secret(algorithm: str) -> None:
    claims = {"sub": "user-123", "aud": "hexabase-ai", "exp": time.time() + 60}
    secret = SECRET * 2
    assert jwt.decode(jwt.encode(claims, secret, algorithm), secret, algorithms=[algorithm], audience="hexabase-ai")
    with pytest.raises(tokens.InvalidToken):
        tokens.verify(secret, jwt.encode(claims, secret, algorithm))


def test_an_unsigned_token_is_refused() -> None:
    assert refusal(unsigned({"sub": "user-123", "aud": "hexabase-ai", "exp": time.time() + 60})) == "Invalid token"


def test_an_expired_token_is_refused_and_says_so() -> None:
    assert refusal(tokens.mint(SECRET, exp=int(time.time()) - 1)) == "Invalid token: it has expired"


@pytest.mark.parametrize("claim", ["exp", "sub", "aud"])
def test_a_token_without_a_needed_claim_is_refused(claim: str) -> None:
    assert "it lacks a claim" in refusal(tokens.mint(SECRET, **{claim: None}))


def test_a_token_for_another_audience_is_refused() -> None:
    assert "another audience" in refusal(tokens.mint(SECRET, aud="somebody-else"))


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "." * 1000, "\x00", "{}", "null"])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert refusal(token) == "Invalid token"


def test_a_refusal_does_not_quote_the_token() -> None:
    token = tokens.mint(SECRET, sub="user-secret", aud="secret-audience")
    assert not any(part in refusal(token) for part in (*token.split("."), "secret"))
