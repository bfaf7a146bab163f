"""Each way in which a connection can fail, in plain words: the cause, and what the person can do.

Pure: what went wrong comes in as exceptions of the standard library, or as the numbers and texts of the wire.
Light: it imports neither `websockets` nor the models.
"""

from __future__ import annotations

import errno
import os
import socket
import ssl
import traceback
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus

from hexatui.client.options import ConfigurationError, Endpoint
from hexatui.client.tokens import TokenError
from hexatui.protocol.names import MAX_MESSAGE_BYTES

MAX_QUOTE = 200
"""The most characters quoted of what the platform said."""

LONGEST_RETRY_AFTER = 600.0
"""The most seconds that `Retry-After` may make us wait."""

CHECK_NETWORK = "Check the network, and the VPN if there is one"
WAIT = "Wait a while; if it lasts, ask who runs it"
ASK = "Ask who runs it what it allows"
CHECK_PATH = "Check the URL, and what stands between here and there"
CONNECT_ANEW = "Connecting anew is all it takes"


class FailureKind(StrEnum):
    """What a failure means for what comes next."""

    REFUSED = "refused"
    """The platform doesn't let us in: nothing is tried until a person, or a new token, asks for it."""
    UNREACHABLE = "unreachable"
    """No connection came about. It is tried again, later."""
    RETRY = "retry"
    """A connection that was there ended. It is tried again, later."""
    CONFIGURATION = "configuration"
    """The options can't lead anywhere: nothing is tried until a person asks for it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the connection ended or never was."""

    reason: str
    """One plain sentence, without a full stop."""
    advice: str = ""
    """What the person can do, one sentence, or ""."""
    kind: FailureKind = FailureKind.RETRY
    retry_after: float | None = None
    """Seconds that the platform asks us to wait."""
    new_token_may_help: bool = False
    """Whether the token itself was refused, so that a fresh one is worth one more try."""


def of_error(error: BaseException, endpoint: Endpoint, connected: bool = False) -> Failure:
    """What an exception of the standard library, or one of ours, means.

    Args:
        error: as raised while connecting, or, where `connected`, while talking.
    """
    host = endpoint.host
    kind = FailureKind.RETRY if connected else FailureKind.UNREACHABLE
    match error:
        case ConfigurationError():
            return Failure(str(error), kind=FailureKind.CONFIGURATION)
        case TokenError():
            return Failure(str(error), kind=FailureKind.UNREACHABLE)
        case socket.gaierror():
            return _of_name(error, host)
        case ssl.SSLError():
            return _of_tls(error, endpoint)
        case TimeoutError():
            what = "stopped taking what is sent" if connected else "does not answer"
            return Failure(f"{host} {what}", "Check the network, and whether a firewall is in the way", kind)
        case ConnectionRefusedError():
            advice = f"Check that the platform runs there and that {endpoint.port} is its port"
            return Failure(f"{host} refused the connection at port {endpoint.port}", advice, kind)
        case ConnectionResetError() | BrokenPipeError() | ConnectionAbortedError() | EOFError():
            return Failure(f"the connection to {host} was cut", CHECK_NETWORK, kind)
        case OSError(errno=errno.ENETUNREACH | errno.EHOSTUNREACH | errno.ENETDOWN | errno.EADDRNOTAVAIL):
            return Failure(f"no route to {host}", CHECK_NETWORK, kind)
        case OSError(errno=int(number)):
            return Failure(f"{host} can't be reached: {os.strerror(number).lower()}", CHECK_NETWORK, kind)
        case OSError():
            return Failure(f"{host} can't be reached", CHECK_NETWORK, kind)
        case _:
            return internal(error)


def _of_name(error: socket.gaierror, host: str) -> Failure:
    if error.errno == socket.EAI_AGAIN:
        return Failure(f"the name {host} can't be looked up just now", CHECK_NETWORK, FailureKind.UNREACHABLE)
    return Failure(f"the name {host} was not found", "Check the URL for a slip", FailureKind.UNREACHABLE)


def _of_tls(error: ssl.SSLError, endpoint: Endpoint) -> Failure:
    host, kind = endpoint.host, FailureKind.UNREACHABLE
    # Those that asyncio raises by itself lack these attributes.
    reason = getattr(error, "reason", None) or ""
    if isinstance(error, ssl.SSLCertVerificationError):
        match getattr(error, "verify_code", 0):
            case 10:
                return Failure(f"the certificate of {host} has expired", "Its owner must renew it", kind)
            case 9:
                return Failure(f"the certificate of {host} is not valid yet", "Check this machine's clock", kind)
            case 62 | 64:
                return Failure(f"the certificate shown is not for {host}", "Check the host in the URL", kind)
            case 18 | 19 | 20 | 21:
                advice = "If the issuer is your own, name its certificate with --ca-file"
                return Failure(f"the certificate of {host} comes from an unknown issuer", advice, kind)
        why = getattr(error, "verify_message", "") or "verification failed"
        advice = "Ask who runs it for the certificate to trust, and name that with --ca-file"
        return Failure(f"the certificate of {host} can't be trusted: {quoted(why)}", advice, kind)
    if reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST"):
        return Failure(f"{host} does not speak TLS at port {endpoint.port}", "Check the port in the URL", kind)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Failure(f"the connection to {host} was cut", CHECK_NETWORK, kind)
    why = reason.lower().replace("_", " ") or type(error).__name__
    return Failure(f"no encrypted connection to {host} came about: {quoted(why)}", CHECK_PATH, kind)


def of_http_status(status: int, retry_after: float | None, endpoint: Endpoint) -> Failure:
    """The platform answered the upgrade with an HTTP status other than 101 (protocol-notes 19)."""
    host, kind = endpoint.host, FailureKind.UNREACHABLE
    match status:
        case 401 | 403:
            advice = "Ask who runs it whether you may connect from here"
            return Failure(f"{host} does not let us in: HTTP {status}", advice, FailureKind.REFUSED)
        case 404 | 405 | 410:
            return Failure(f"{host} has no WebSocket at this path: HTTP {status}", "Check the path in the URL", kind)
        case 429:
            return Failure(f"{host} finds our attempts too many: HTTP 429", WAIT, kind, retry_after)
        case 502 | 503 | 504:
            return Failure(f"{host} is not available just now: HTTP {status}", WAIT, kind, retry_after)
        case _ if 300 <= status < 400:
            advice = "Use the URL it points to, if you trust it"
            return Failure(f"{host} points elsewhere: HTTP {status}", advice, kind)
        case _ if 200 <= status < 300:
            return not_a_websocket(endpoint)
    words = HTTPStatus(status).phrase.lower() if status in HTTPStatus._value2member_map_ else "no known meaning"
    return Failure(f"{host} answered HTTP {status}, {words}", WAIT, kind, retry_after)


def cut_while_opening(endpoint: Endpoint, encrypted: bool) -> Failure:
    """It was cut before TLS was there, or before the upgrade was answered: often TLS is spoken on one side alone."""
    what, advice = "open", CHECK_PATH if endpoint.secure else "Check the URL, also whether it must begin with wss://"
    if endpoint.secure and not encrypted:
        what, advice = "encrypted", f"Check that port {endpoint.port} speaks TLS, and what stands in between"
    return Failure(f"the connection to {endpoint.host} was cut before it was {what}", advice, FailureKind.UNREACHABLE)


def not_a_websocket(endpoint: Endpoint) -> Failure:
    """Something answered, and it wasn't the WebSocket protocol."""
    advice = "Check the host, the port and the path in the URL"
    return Failure(f"what answers at {endpoint.host} is not a WebSocket", advice, FailureKind.UNREACHABLE)


def of_close(code: int | None, reason: str, endpoint: Endpoint, authenticated: bool) -> Failure:
    """The platform closed the connection, with a code of RFC 6455 and perhaps a reason (protocol-notes 19)."""
    host = endpoint.host
    said = f': "{quoted(reason)}"' if reason else ""
    if code == 1008 and not authenticated:
        return token_refused(reason)
    if code is None or code == 1006:
        return Failure(f"the connection to {host} broke off", CHECK_NETWORK)
    match code:
        case 1000 | 1005:
            return Failure(f"{host} closed the connection{said}", WAIT)
        case 1001:
            return Failure(f"{host} is going away{said}", WAIT)
        case 1008:
            return Failure(f"{host} closed the connection because of its policy (1008){said}", ASK)
        case 1009:
            return Failure(f"{host} found a message of ours too large (1009){said}", ASK)
        case 1011:
            return Failure(f"{host} had a fault of its own (1011){said}", WAIT)
        case 1012:
            return Failure(f"{host} is restarting (1012){said}", WAIT)
        case 1013:
            return Failure(f"{host} asks us to come back later (1013){said}", WAIT)
    return Failure(f"{host} closed the connection with code {code}{said}", WAIT)


def message_too_large(endpoint: Endpoint) -> Failure:
    """We had to close, since the platform sent more at once than may be sent (protocol-notes 16)."""
    reason = f"{endpoint.host} sent a message of more than {MAX_MESSAGE_BYTES:,} bytes, which ended the connection"
    return Failure(reason, "What was in it is not shown; ask who runs it what that can have been")


def protocol_broken(endpoint: Endpoint) -> Failure:
    """We had to close, since what came broke the WebSocket protocol."""
    return Failure(f"{endpoint.host} sent what is not WebSocket, which ended the connection", CHECK_PATH)


def proxy_failed(detail: str, proxy: str = "") -> Failure:
    """The proxy that the environment names did not let us through; `proxy` is its `HOST:PORT`, or ""."""
    advice = "Check the proxy settings of this machine (HTTPS_PROXY, NO_PROXY)"
    name = f"the proxy {proxy}" if proxy else "the proxy"
    return Failure(f"{name} did not connect us: {quoted(detail)}", advice, FailureKind.UNREACHABLE)


def token_refused(message: str = "") -> Failure:
    """`auth_result` with `success: false`, an `error` INVALID_TOKEN, or its like (protocol-notes 18)."""
    said = f': "{quoted(message)}"' if message else ""
    advice = "Get a new token, then try again"
    return Failure(f"the token was refused{said}", advice, FailureKind.REFUSED, new_token_may_help=True)


def token_unchanged(expired: bool = False) -> Failure:
    """The token was refused, by this machine's clock since it has `expired`, and reading it again gave the same one."""
    why = "has expired" if expired else "was refused"
    return Failure(f"the token {why}, and its source still gives the same", "Get a new token", FailureKind.REFUSED)


def known_expired(refusal: Failure) -> Failure:
    """A refusal of a token whose time is over by this machine's clock, which is the likely cause."""
    return replace(refusal, advice="It has expired: get a new one, then try again")


def token_renewed(expired: bool) -> Failure:
    """The token in use comes to its end, and its source gives another: we end the connection ourselves, to use that."""
    end = "has expired" if expired else "is about to expire"
    return Failure(f"the token {end}, and its source gives a new one", CONNECT_ANEW)


def authentication_unanswered(seconds: float, host: str) -> Failure:
    """The token was sent and nothing was said of it."""
    return Failure(f"{host} did not answer to the token within {seconds:g} seconds", WAIT)


def authentication_forgotten(host: str) -> Failure:
    """AUTH_REQUIRED on a connection that was authenticated."""
    return Failure(f"{host} asks for the token again", CONNECT_ANEW)


def ping_unanswered(seconds: float, host: str) -> Failure:
    """The platform took the token, and answers no ping."""
    return Failure(f"{host} did not answer a ping within {seconds:g} seconds", CHECK_NETWORK)


def silence(seconds: float, host: str) -> Failure:
    """The connection is half open: TCP holds it, and nobody speaks (protocol-notes 12)."""
    return Failure(f"{host} has said nothing for {seconds:g} seconds", CHECK_NETWORK)


def slept(seconds: float) -> Failure:
    """The machine slept for longer than a connection may be silent."""
    minutes = round(seconds / 60)
    return Failure(f"this machine was asleep for {minutes} {'minute' if minutes == 1 else 'minutes'}", CONNECT_ANEW)


def too_fast(seconds: float) -> Failure:
    """RATE_LIMIT_EXCEEDED: the connection stays, and we fall silent for a while (protocol-notes 17)."""
    reason = (
        f"the platform finds us too fast: nothing is asked for {seconds:g} {'second' if seconds == 1 else 'seconds'}"
    )
    return Failure(reason, "Watch less at once, if that goes on")


def nothing_taken(host: str) -> Failure:
    """The platform makes us answer, and reads none of it."""
    return Failure(f"{host} sends and sends, and takes nothing of what is sent to it", WAIT)


def internal(error: BaseException) -> Failure:
    """A fault of Hexatui itself: named by kind and place, since its text may hold anything."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    return Failure(f"a fault in Hexatui itself: {type(error).__name__}{place}", "Please report it")


def seconds_to_wait(retry_after: str | None, at: float) -> float | None:
    """A `Retry-After` header as seconds from `at` (Unix seconds), 0 to `LONGEST_RETRY_AFTER`; None where unreadable."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isdecimal():
        # Longer numbers exist, and none of them is a wish that we would grant.
        return min(float(text[:20]), LONGEST_RETRY_AFTER)
    moment = http_date(text)
    return None if moment is None else min(max(0.0, moment - at), LONGEST_RETRY_AFTER)


def http_date(header: str | None) -> float | None:
    """A date of an HTTP header as Unix seconds; None where it is missing or unreadable."""
    try:
        return None if header is None else parsedate_to_datetime(header).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def quoted(text: str) -> str:
    """What somebody else said, on one line and short enough to be shown within a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_QUOTE else line[: MAX_QUOTE - 1] + "…"
