"""Each way in which a REST listing can fail, in plain words. Pure, and light: it knows nothing of httpx."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from pydantic_core import from_json

from hexatui.client import failures
from hexatui.client.failures import Failure, FailureKind
from hexatui.client.options import Endpoint
from hexatui.protocol.rest import API_PATH

WITHOUT = "Names, history and alerts from before are missing; everything else works"
"""What it means that there are no listings."""


class RestError(Exception):
    """A request was refused, or not answered as it must be.

    Args:
        failure: why, in plain words.
        lasting: whether the same request would be refused again, while others may do.
    """

    def __init__(self, failure: Failure, *, lasting: bool = False) -> None:
        super().__init__(failure.reason)
        self.failure = failure
        self.lasting = lasting


def of_status(status: int, said: str, headers: Mapping[str, str], endpoint: Endpoint, at: float) -> RestError:
    """The platform answered with a status other than 200.

    Args:
        said: what it says besides, or "".
        at: when it did, in Unix seconds.
    """
    host, quote = endpoint.host, f' ("{failures.quoted(said)}")' if said else ""
    match status:
        case 401:
            what = f"{host} refuses the token for listings: HTTP 401{quote}"
            return RestError(Failure(what, WITHOUT, FailureKind.REFUSED))
        case 403:
            what = f"{host} does not let us list this: HTTP 403{quote}"
            return RestError(Failure(what, WITHOUT, FailureKind.REFUSED), lasting=True)
        case 429:
            what = f"{host} finds our requests for listings too many: HTTP 429"
            return RestError(Failure(what, WITHOUT, FailureKind.UNREACHABLE, _seconds_to_wait(headers, at)))
        case _ if 400 <= status < 500 or status == 501:
            what = f"{host} has no such listing below {API_PATH}: HTTP {status}{quote}"
            return RestError(Failure(what, WITHOUT, FailureKind.REFUSED), lasting=True)
        case _ if 300 <= status < 400:
            return broken(f"points elsewhere for listings: HTTP {status}", endpoint)
    what = f"{host} can't list just now: HTTP {status}{quote}"
    return RestError(Failure(what, WITHOUT, FailureKind.UNREACHABLE, _seconds_to_wait(headers, at)))


def of_error(error: BaseException, endpoint: Endpoint) -> RestError:
    """An exception of the standard library: there is no answer at all."""
    return RestError(replace(failures.of_error(error, endpoint), advice=WITHOUT))


def proxy_failed(detail: str, proxy: str) -> RestError:
    """The proxy that the environment names did not let us through."""
    return RestError(replace(failures.proxy_failed(detail, proxy), advice=WITHOUT))


def broken(what: str, endpoint: Endpoint) -> RestError:
    """What answers is no platform that lists; it won't be one in a minute."""
    return RestError(Failure(f"{endpoint.host} {what}", WITHOUT, FailureKind.REFUSED), lasting=True)


def said(body: bytes) -> str:
    """What an error in the reference's form says of itself; "" where it is none."""
    try:
        error = from_json(body)["error"]
        return ": ".join(filter(None, (str(error.get("code", "")), str(error.get("message", "")))))
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""


def _seconds_to_wait(headers: Mapping[str, str], at: float) -> float | None:
    """What the platform asks us to wait, by `Retry-After` or by when our requests are counted anew."""
    reset = headers.get("X-RateLimit-Reset", "")
    if "Retry-After" not in headers and reset.isascii() and reset.isdecimal() and len(reset) <= 15:
        return failures.seconds_to_wait(str(max(0, math.ceil(int(reset) - at))), at)
    return failures.seconds_to_wait(headers.get("Retry-After"), at)
