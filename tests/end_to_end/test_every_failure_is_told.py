"""Each way to fail has a sentence of its own, and everybody who tells of the connection says it.

That each really leads to its sentence is tested over sockets in `client/test_connection.py` and `test_opening.py`.
"""

from __future__ import annotations

import errno
import socket
import ssl

import pytest

from hexatui.client import failures
from hexatui.client.failures import Failure, FailureKind
from hexatui.client.options import parse_url
from hexatui.client.tokens import TokenError
from hexatui.headless.diagnosis import failed, watching
from hexatui.headless.narration import narrated
from hexatui.headless.verdicts import text_line
from hexatui.protocol.lifecycle import Link, LinkPhase, Slowed, Subscribed
from hexatui.protocol.names import Resource
from hexatui.state.fleet import Fleet
from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.render.status_line import status_lines

NOW = 1_705_744_800.0
HERE = parse_url("wss://api.hexabase.ai/ws")


def _untrusted(code: int) -> Failure:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code = code
    return failures.of_error(error, HERE)


def _of_status(status: int) -> Failure:
    return failures.of_http_status(status, 30.0, HERE)


def _of_close(code: int | None) -> Failure:
    return failures.of_close(code, "a reason of theirs", HERE, authenticated=True)


WAYS = {
    "name not found": failures.of_error(socket.gaierror(socket.EAI_NONAME, "?"), HERE),
    "no name server": failures.of_error(socket.gaierror(socket.EAI_AGAIN, "?"), HERE),
    "refused": failures.of_error(ConnectionRefusedError(), HERE),
    "cut before TLS": failures.cut_while_opening(HERE, encrypted=False),
    "cut before the upgrade": failures.cut_while_opening(HERE, encrypted=True),
    "cut": failures.of_error(ConnectionResetError(), HERE),
    "no answer": failures.of_error(TimeoutError(), HERE),
    "takes nothing": failures.of_error(TimeoutError(), HERE, connected=True),
    "certificate expired": _untrusted(10),
    "certificate of the future": _untrusted(9),
    "certificate of another host": _untrusted(62),
    "unknown issuer": _untrusted(20),
    "proxy": failures.proxy_failed("HTTP 407", "proxy.example:3128"),
    **{f"HTTP {status}": _of_status(status) for status in (401, 403, 404, 429, 500, 502, 503)},
    "redirect": _of_status(302),
    "not a WebSocket": failures.not_a_websocket(HERE),
    "no token": failures.of_error(TokenError("the token file does not exist"), HERE),
    "token refused": failures.token_refused("Invalid token"),
    "token unchanged": failures.token_unchanged(),
    "token unchanged and expired": failures.token_unchanged(expired=True),
    "token renewed": failures.token_renewed(expired=True),
    "token renewed in time": failures.token_renewed(expired=False),
    "token unanswered": failures.authentication_unanswered(10, HERE.host),
    "token asked for again": failures.authentication_forgotten(HERE.host),
    **{f"close {code}": _of_close(code) for code in (None, 1000, 1001, 1008, 1009, 1011, 1012, 1013, 4000)},
    "half-open": failures.silence(75, HERE.host),
    "ping unanswered": failures.ping_unanswered(10, HERE.host),
    "slept": failures.slept(3600),
    "takes nothing and sends": failures.nothing_taken(HERE.host),
    "no TLS": failures.of_error(ssl.SSLError(1, "[SSL] odd"), HERE),
    "certificate not trusted": _untrusted(99),
    "no route": failures.of_error(OSError(errno.ENETUNREACH, "?"), HERE),
    "not allowed here": failures.of_error(OSError(errno.EPERM, "?"), HERE),
    "a fault of ours": failures.internal(KeyError()),
    "too large": failures.message_too_large(HERE),
    "no protocol": failures.protocol_broken(HERE),
}


def test_no_two_have_the_same_sentence() -> None:
    assert len({failure.reason for failure in WAYS.values()}) == len(WAYS)


@pytest.mark.parametrize("way", WAYS)
def test_each_says_what_to_do(way: str) -> None:
    # Those of tokens say so in the sentence itself.
    assert WAYS[way].advice or way == "no token"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("was_live", [False, True], ids=["never connected", "was live"])
def test_everybody_says_it(way: str, was_live: bool) -> None:
    failure = WAYS[way]
    refused = failure.kind is FailureKind.REFUSED
    link = Link(
        LinkPhase.REFUSED if refused else LinkPhase.WAITING,
        HERE.url,
        failure.reason,
        failure.advice,
        attempt=1,
        retry_at=None if refused else NOW + 5,
    )
    fleet = Fleet()
    if was_live:
        fleet.apply(Link(LinkPhase.LIVE, HERE.url), NOW - 60)
    fleet.apply(link, NOW)

    lines = status_lines(fleet, "production", NOW, 140, DEFAULT_LOOK)
    status_bar = ["".join(segment.text for segment in line) for line in lines]
    assert failure.reason in status_bar[0]
    assert failure.advice in status_bar[1]

    moment = fleet.timeline.latest(1)[0].text
    assert failure.reason in moment
    assert failure.advice in moment

    narration = narrated(link, NOW, retry=True) or ""
    assert failure.reason in narration
    assert failure.advice in narration

    doctor = text_line(failed("authentication", failure), unicode=True, colours=False)
    assert failure.reason in doctor
    assert failure.advice in doctor


def test_everybody_says_that_we_are_too_fast_while_the_connection_stays() -> None:
    failure = failures.too_fast(2)
    slowed = Slowed(2, failure.reason, failure.advice)
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.LIVE, HERE.url), NOW - 60)
    fleet.apply(slowed, NOW)

    def status_bar(now: float) -> str:
        (line,) = status_lines(fleet, "production", now, 140, DEFAULT_LOOK)
        return "".join(segment.text for segment in line)

    told = [
        status_bar(NOW + 1),
        fleet.timeline.latest(1)[0].text,
        narrated(slowed, NOW, retry=True) or "",
        text_line(watching(1, [], slowed), unicode=True, colours=False),
        text_line(watching(1, [Subscribed(Resource("project", "p"), True)], slowed), unicode=True, colours=False),
    ]
    assert all(failure.reason in words and failure.advice in words for words in told)
    assert "too fast" not in status_bar(NOW + 2)
