"""HTTP for the REST listings: the WebSocket's own host, trust and proxy, one token, and bounded answers.

Loads httpx, which takes a tenth of a second: to be imported where it is used.
"""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
import time
from collections.abc import Iterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Any, NamedTuple, Self

import httpx
from pydantic_core import from_json

import hexatui
from hexatui.client import failures, rest_failures
from hexatui.client.masking import TokenMask
from hexatui.client.opening import addresses_of, host_and_port, proxy_for, tls_context
from hexatui.client.options import ConnectionOptions, Endpoint
from hexatui.client.rest_failures import RestError
from hexatui.protocol.codec import without_surrogates
from hexatui.protocol.rest import API_PATH, Pagination
from hexatui.token_bucket import TokenBucket

REQUEST_TIMEOUT = 10.0
"""Seconds that one request may take, to the last byte of its answer."""

MAX_BODY = 4 * 1_048_576
"""The most bytes of an answer; a page of a hundred items is some 50 kB."""

REQUEST_RATE = 20.0
"""Requests a second in the long run."""

REQUEST_BURST = 60
"""Requests at once after a rest; a dozen workspaces are filled in without waiting."""

MAX_CONNECTIONS = 4
"""Connections to the platform beside the WebSocket."""

RESERVE = 10
"""Which part of what we may request in an hour, a tenth, is left for other programs of the person's."""

SKEW_TOLERANCE = 2.0
"""Seconds by which the platform's clock, told in whole seconds, may differ without being thought of as wrong."""

# They log each request, and at DEBUG each header, the token among them.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


class Answer(NamedTuple):
    """What a request gave."""

    data: Any
    """As JSON gave it; nothing in it was looked at."""
    pages: int | None
    """Of how many pages it is one; None where that isn't said."""
    asked_at: float
    """When it was asked for, in Unix seconds of our own clock: what it says is no older than that."""
    skew: float
    """Seconds to add to a time of the platform's clock, to have it by ours."""
    size: int
    """Its bytes."""


class Rest:
    """A client for one token, and one endpoint; `async with` closes its connections.

    Args:
        options: where to, and whom to trust.
        token: sent to this host and to none other: no redirect is followed.

    Raises:
        RestError: the options, or the environment's proxy, can't lead anywhere.
    """

    def __init__(self, options: ConnectionOptions, token: str) -> None:
        self._endpoint = options.endpoint()
        self._mask = TokenMask(token)
        self._bucket = TokenBucket(REQUEST_RATE, REQUEST_BURST, time.monotonic())
        self._proxy = proxy_for(self._endpoint)
        self.scarce = False
        """Whether the platform said that few requests are left to us."""
        scheme = "https" if self._endpoint.secure else "http"
        host = f"[{self._endpoint.host}]" if ":" in self._endpoint.host else self._endpoint.host
        self._client = httpx.AsyncClient(
            base_url=f"{scheme}://{host}:{self._endpoint.port}{API_PATH}",
            headers={
                "Authorization": f"Bearer {token}",
                "Accept": "application/json",
                # What is packed may be any size unpacked.
                "Accept-Encoding": "identity",
                "User-Agent": f"hexatui/{hexatui.__version__}",
            },
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            transport=self._transport(options),
            timeout=None,  # Each request has its own, for all of it.
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(self, path: str, **query: str | int) -> Answer:
        """What the platform says at a path below the API's.

        Raises:
            RestError: it says nothing, or nothing that can be used.
        """
        now = time.monotonic()
        ready_at = self._bucket.ready_at(now)
        self._bucket.owe(now)
        await asyncio.sleep(ready_at - now)
        asked_at = time.time()
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT):
                async with self._client.stream("GET", path, params=query) as response:
                    body = await self._body(response)
        except RestError:
            raise
        except Exception as error:
            raise self._unanswered(error) from None
        self._note_budget(response.headers)
        if response.status_code != 200:
            said = rest_failures.said(body)
            raise rest_failures.of_status(response.status_code, said, response.headers, self._endpoint, asked_at)
        try:
            said = _read(body)
            data = said["data"]
            meta = said.get("meta")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise rest_failures.broken("does not answer with a listing", self._endpoint) from None
        return Answer(data, _pages(meta), asked_at, _skew(response.headers.get("Date"), time.time()), len(body))

    async def _body(self, response: httpx.Response) -> bytes:
        """The answer's body without the token, which a platform may quote anywhere."""
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > MAX_BODY:
                raise rest_failures.broken(f"answers with more than {MAX_BODY:,} bytes", self._endpoint)
        return self._mask.frame(bytes(body))

    def _note_budget(self, headers: httpx.Headers) -> None:
        limit, left = _whole(headers.get("X-RateLimit-Limit")), _whole(headers.get("X-RateLimit-Remaining"))
        if limit is not None and left is not None:
            self.scarce = left < limit // RESERVE

    def _unanswered(self, error: Exception) -> RestError:
        """Why there is no answer at all, from an exception of httpx, asyncio or ours."""
        if isinstance(error, httpx.ProxyError) and self._proxy:
            return rest_failures.proxy_failed(self._mask.text(str(error)), host_and_port(self._proxy))
        # Who hangs up in the middle breaks the protocol too; only the words tell it apart.
        hung_up = any(word in str(error) for word in ("disconnected", "closed connection"))
        if isinstance(error, httpx.RemoteProtocolError) and not hung_up:
            return rest_failures.broken("answers a request for a listing with what is no HTTP", self._endpoint)
        return rest_failures.of_error(_root(error), self._endpoint)

    def _transport(self, options: ConnectionOptions) -> httpx.AsyncBaseTransport:
        # Where nothing is encrypted, nobody is trusted: a cheap context, that would let nothing through.
        secure = self._endpoint.secure
        tls = tls_context(options) if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        limits = httpx.Limits(max_connections=MAX_CONNECTIONS)
        try:
            inner = httpx.AsyncHTTPTransport(verify=tls, proxy=self._proxy, limits=limits, trust_env=False)
        except (ImportError, ValueError, httpx.InvalidURL):
            raise rest_failures.proxy_failed("it can't be used for REST", host_and_port(self._proxy or "")) from None
        return inner if self._proxy else _ByAddress(self._endpoint, inner)


class _ByAddress(httpx.AsyncBaseTransport):
    """Connects as the WebSocket does: names are looked up beside the loop, `*.localhost` not at all."""

    def __init__(self, endpoint: Endpoint, inner: httpx.AsyncHTTPTransport) -> None:
        self._endpoint = endpoint
        self._inner = inner
        self._addresses: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the first address that takes the connection; later ones to the same."""
        if not self._addresses:
            self._addresses = list(await addresses_of(self._endpoint))
        first_error: httpx.ConnectError | None = None
        request.extensions = {**request.extensions, "sni_hostname": self._endpoint.host}
        for address in tuple(self._addresses):
            request.url = request.url.copy_with(host=address)
            try:
                response = await self._inner.handle_async_request(request)
            except httpx.ConnectError as error:
                first_error = first_error or error
            else:
                self._addresses = [address]
                return response
        raise first_error or httpx.ConnectError("no address")

    async def aclose(self) -> None:
        """Close all connections."""
        await self._inner.aclose()


def _root(error: BaseException) -> BaseException:
    """The exception of the standard library behind one of httpx; where there is none, the connection was cut."""
    chain = list(_causes(error))
    known = [cause for cause in chain if isinstance(cause, OSError)]  # TimeoutError and ssl.SSLError among them.
    if known:
        return known[-1]
    if isinstance(error, httpx.TimeoutException):
        return TimeoutError()
    return EOFError() if isinstance(error, httpx.TransportError) else error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        # The library hides causes that it passes on.
        error = error.__cause__ or error.__context__


def _read(body: bytes) -> Any:
    """The value of a body of JSON; what is no text in it is replaced, so that a page loses no more than that.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply.
    """
    try:
        return from_json(body)
    except ValueError:
        return without_surrogates(json.loads(body.decode("utf-8", "replace")))


def _pages(meta: Any) -> int | None:
    try:
        return Pagination.model_validate(meta["pagination"]).pages
    except (TypeError, KeyError, ValueError):
        return None


def _skew(date: str | None, at: float) -> float:
    told = failures.http_date(date)
    return 0.0 if told is None or abs(at - told) <= SKEW_TOLERANCE else at - told


def _whole(header: str | None) -> int | None:
    return int(header) if header and header.isascii() and header.isdecimal() and len(header) <= 15 else None
