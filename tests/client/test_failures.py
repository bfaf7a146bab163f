"""Each way to fail, in plain words."""

from __future__ import annotations

import errno
import socket
import ssl
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.client import failures
from hexatui.client.failures import MAX_QUOTE, FailureKind
from hexatui.client.options import ConfigurationError, parse_url
from hexatui.client.tokens import TokenError

HERE = parse_url("wss://api.hexabase.ai/ws")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(socket.EAI_NONAME, "?"), "the name api.hexabase.ai was not found"),
        (socket.gaierror(socket.EAI_AGAIN, "?"), "the name api.hexabase.ai can't be looked up just now"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "?"), "api.hexabase.ai refused the connection at port 443"),
        (TimeoutError(), "api.hexabase.ai does not answer"),
        (OSError(errno.ENETUNREACH, "?"), "no route to api.hexabase.ai"),
        (ConnectionResetError(errno.ECONNRESET, "?"), "the connection to api.hexabase.ai was cut"),
        (OSError(errno.EPERM, "?"), "api.hexabase.ai can't be reached: operation not permitted"),
        (OSError("several"), "api.hexabase.ai can't be reached"),
        (ssl.SSLError(1, "[SSL] odd"), "no encrypted connection to api.hexabase.ai came about: SSLError"),
        (TokenError("the token file is empty"), "the token file is empty"),
        (ConfigurationError("use wss://"), "use wss://"),
    ],
)
def test_an_error_is_said_in_words(error: Exception, words: str) -> None:
    assert failures.of_error(error, HERE).reason == words


def test_a_fault_of_our_own_is_named_by_kind_and_place_and_not_by_its_text() -> None:
    try:
        raise KeyError("the secret token")
    except KeyError as error:
        failure = failures.of_error(error, HERE)
    assert failure.reason.startswith("a fault in Hexatui itself: KeyError in test_failures.py:")
    assert "secret" not in failure.reason


@pytest.mark.parametrize("status", [401, 403])
def test_these_statuses_are_refusals(status: int) -> None:
    assert failures.of_http_status(status, None, HERE).kind is FailureKind.REFUSED


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_these_statuses_say_when_to_come_back(status: int) -> None:
    assert failures.of_http_status(status, 30, HERE).retry_after == 30


@given(st.integers(-1, 1200))
def test_every_status_has_its_sentence(status: int) -> None:
    assert failures.of_http_status(status, None, HERE).reason


@pytest.mark.parametrize("code", [None, 1000, 1001, 1005, 1006, 1008, 1009, 1011, 1012, 1013, 3000, 4999])
def test_every_close_leads_to_another_attempt_once_authenticated(code: int | None) -> None:
    assert failures.of_close(code, "why", HERE, authenticated=True).kind is FailureKind.RETRY


def test_a_policy_close_before_authentication_is_a_refusal() -> None:
    assert failures.of_close(1008, "", HERE, authenticated=False).kind is FailureKind.REFUSED


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("120", 120),
        (" 5 ", 5),
        ("0", 0),
        ("999999", failures.LONGEST_RETRY_AFTER),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_in_seconds(header: str | None, seconds: float | None) -> None:
    assert failures.seconds_to_wait(header, 0) == seconds


def test_retry_after_as_a_date() -> None:
    at = 1_700_000_000.0
    header = format_datetime(datetime.fromtimestamp(at + 90, UTC), usegmt=True)
    assert failures.seconds_to_wait(header, at) == 90
    assert failures.seconds_to_wait(header, at + 1000) == 0


@given(st.text())
def test_no_retry_after_makes_it_fail(header: str) -> None:
    seconds = failures.seconds_to_wait(header, 0)
    assert seconds is None or 0 <= seconds <= failures.LONGEST_RETRY_AFTER


@given(st.text(max_size=500))
def test_what_the_platform_says_is_quoted_on_one_short_line(text: str) -> None:
    quote = failures.quoted(text)
    assert len(quote) <= MAX_QUOTE
    assert len(quote.splitlines()) <= 1


@given(st.sampled_from([401, 404, 429, 500, 503]), st.integers(1000, 4999))
def test_no_sentence_ends_in_a_full_stop(status: int, code: int) -> None:
    for failure in (failures.of_http_status(status, None, HERE), failures.of_close(code, "", HERE, True)):
        assert not failure.reason.endswith(".")
        assert not failure.advice.endswith(".")
