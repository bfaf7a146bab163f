"""The REST listings of a source: requests in, answers out. Sans-I/O; `gateway` carries them on the WebSocket's port.

Only reading is done here: every method but GET is answered with 405.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, unquote

from pydantic_core import to_json

from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import Resource
from hexatui.protocol.replies import ErrorCode
from hexatui.protocol.rest import (
    API_PATH,
    DEFAULT_PAGE_LIMIT,
    PAGE_LIMIT,
    PERIODS,
    Health,
    ListedAlert,
    ListedOrganization,
    ListedProject,
    ListedWorkspace,
    MetricsHistory,
    Pagination,
    Sample,
    Series,
)
from hexatui.server.limits import Limits
from hexatui.server.sources import Source
from hexatui.server.tokens import InvalidToken
from hexatui.token_bucket import TokenBucket

MAX_USERS = 1_000
"""Users whose requests are counted; beyond it they begin to be counted anew."""

MAX_PARAMETERS = 20
"""Parameters of a query; more are refused."""

_DIGITS = 6
"""The most digits of a page's number."""

VALIDATION_ERROR = "VALIDATION_ERROR"
METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
INTERNAL_ERROR = "INTERNAL_ERROR"
"""Codes of the REST reference beside those of the WebSocket's."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of HTTP: a JSON object, and headers beside those that every answer has."""

    status: HTTPStatus
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Refused(Exception):
    status: HTTPStatus
    code: str
    message: str
    details: dict[str, Any] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    data: Any
    pagination: Pagination | None = None


class Rest:
    """The listings of one source.

    Args:
        source: what there is to list.
        verify: gives the user of a token, or raises `InvalidToken`.
        limits: how many requests a user may make, as for messages.
    """

    def __init__(self, source: Source, verify: Callable[[str], str], limits: Limits) -> None:
        self._source = source
        self._verify = verify
        self._limits = limits
        self._buckets: dict[str, TokenBucket] = {}

    def answer(self, method: str, target: str, authorization: Sequence[str], now: float, at: datetime) -> Answer:
        """Answer one request; never raises on what a client says.

        Args:
            target: the path and the query, as they were sent.
            authorization: all headers of that name.
            now: monotonic seconds.
            at: what the clock shows.
        """
        meta: dict[str, Any] = {"request_id": f"req_{uuid.uuid4().hex[:12]}", "timestamp": at}
        # What is no text could not be told back in an answer.
        path, _, query = target.encode("utf-8", "replace").decode().partition("?")
        try:
            self._admit(self._user(authorization), now)
            if method != "GET":
                allow = (("Allow", "GET"),)
                raise _Refused(HTTPStatus.METHOD_NOT_ALLOWED, METHOD_NOT_ALLOWED, "Only GET works here", headers=allow)
            found = self._find(path, _parameters(query))
        except _Refused as refused:
            error = {"code": refused.code, "message": refused.message, "details": refused.details}
            return Answer(refused.status, to_json({"error": error, "meta": meta}), refused.headers)
        if found.pagination:
            meta["pagination"] = found.pagination
        return Answer(HTTPStatus.OK, to_json({"data": found.data, "meta": meta}))

    def _user(self, authorization: Sequence[str]) -> str:
        scheme, _, token = authorization[0].strip().partition(" ") if len(authorization) == 1 else ("", "", "")
        challenge = (("WWW-Authenticate", "Bearer"),)
        if scheme.lower() != "bearer" or not token.strip():
            raise _Refused(
                HTTPStatus.UNAUTHORIZED, ErrorCode.AUTH_REQUIRED, "Authentication required", headers=challenge
            )
        try:
            return self._verify(token.strip())
        except InvalidToken as error:
            raise _Refused(HTTPStatus.UNAUTHORIZED, ErrorCode.INVALID_TOKEN, str(error), headers=challenge) from None

    def _admit(self, user: str, now: float) -> None:
        if user not in self._buckets:
            if len(self._buckets) >= MAX_USERS:
                self._buckets.clear()
            self._buckets[user] = TokenBucket(self._limits.rate, self._limits.burst, now)
        bucket = self._buckets[user]
        if not bucket.take(now):
            wait = str(int(bucket.ready_at(now) - now) + 1)
            raise _Refused(
                HTTPStatus.TOO_MANY_REQUESTS,
                ErrorCode.RATE_LIMIT_EXCEEDED,
                "Too many requests",
                headers=(("Retry-After", wait),),
            )

    def _find(self, path: str, query: dict[str, str]) -> _Found:
        match [unquote(segment) for segment in path.removeprefix(API_PATH).split("/")[1:]]:
            case ["organizations"]:
                return self._page(None, query, lambda place: self._organization(place))
            case ["organizations", id, "workspaces"]:
                organization = self._seen("organization", id)
                return self._workspaces(organization, query)
            case ["organizations", id, "workspaces", workspace, "resource-usage"]:
                organization = self._seen("organization", id)
                return _Found(dict(self._source.usage(self._workspace(workspace, organization))))
            case ["workspaces", id, "projects"]:
                return self._page(self._seen("workspace", id), query, _project)
            case ["workspaces", id, "monitoring", "metrics"]:
                return self._metrics(self._workspace(id), query)
            case ["workspaces", id, "monitoring", "health"]:
                return self._health(self._workspace(id))
            case ["workspaces", id, "monitoring", "alerts"]:
                return self._alerts(self._workspace(id), query)
        raise _Refused(HTTPStatus.NOT_FOUND, ErrorCode.RESOURCE_NOT_FOUND, "There is nothing at this path")

    def _seen(self, kind: str, id: str) -> Resource:
        """A resource that exists, and may be seen."""
        resource = Resource(kind, id)
        if not self._source.permitted(resource):
            raise _Refused(HTTPStatus.FORBIDDEN, ErrorCode.PERMISSION_DENIED, f"No permission for this {kind}")
        if not self._source.exists(resource):
            raise _Refused(HTTPStatus.NOT_FOUND, ErrorCode.RESOURCE_NOT_FOUND, f"{kind.capitalize()} not found")
        return resource

    def _workspace(self, id: str, organization: Resource | None = None) -> str:
        resource = self._seen("workspace", id)
        if organization and all(place.resource != resource for place in self._source.children(organization)):
            raise _Refused(HTTPStatus.NOT_FOUND, ErrorCode.RESOURCE_NOT_FOUND, "Workspace not found")
        return id

    def _page(self, parent: Resource | None, query: dict[str, str], item: Callable[[Place], Any]) -> _Found:
        return _paged(self._source.children(parent), query, item)

    def _workspaces(self, organization: Resource, query: dict[str, str]) -> _Found:
        places = self._source.children(organization)
        if wanted := _one_of("status", query, ("active", "provisioning", "suspended")):
            places = [place for place in places if self._status(place.resource.id) == wanted]
        return _paged(places, query, self._listed_workspace)

    def _organization(self, place: Place) -> ListedOrganization:
        count = len(self._source.children(place.resource))
        return ListedOrganization(
            id=place.resource.id, name=place.name, slug=_slug(place.resource), workspace_count=count
        )

    def _listed_workspace(self, place: Place) -> ListedWorkspace:
        return ListedWorkspace(
            id=place.resource.id,
            name=place.name,
            slug=_slug(place.resource),
            organization_id=place.parent.id if place.parent else "",
            status=self._status(place.resource.id),
        )

    def _status(self, workspace_id: str) -> str:
        status = self._source.status(workspace_id)
        return status.status if status else ""

    def _metrics(self, workspace_id: str, query: dict[str, str]) -> _Found:
        period = _one_of("period", query, tuple(PERIODS)) or "1h"
        uses = self._source.past_use(workspace_id, PERIODS[period])
        cpu = [Sample(timestamp=use.at, value=use.cpu) for use in uses]
        memory = [Sample(timestamp=use.at, value=use.memory) for use in uses]
        return _Found(MetricsHistory(cpu=Series(series=cpu), memory=Series(series=memory)))

    def _health(self, workspace_id: str) -> _Found:
        status = self._source.status(workspace_id)
        return _Found(
            Health(
                status=status.health if status else "",
                checks=dict(self._source.components(workspace_id)),
                nodes=status.nodes if status else None,
            )
        )

    def _alerts(self, workspace_id: str, query: dict[str, str]) -> _Found:
        status = _one_of("status", query, ("firing", "resolved"))
        # Those that were resolved are not remembered.
        firing = () if status == "resolved" else self._source.firing(workspace_id)
        alerts = [
            ListedAlert(**{**one.alert.model_dump(), "workspace_id": workspace_id, "started_at": one.since})
            for one in firing
        ]
        return _Found(alerts)


def _project(place: Place) -> ListedProject:
    return ListedProject(
        id=place.resource.id,
        name=place.name,
        namespace=place.namespace,
        workspace_id=place.parent.id if place.parent else "",
    )


def _slug(resource: Resource) -> str:
    return resource.id.partition("-")[2] or resource.id


def _parameters(query: str) -> dict[str, str]:
    """The parameters of a query, each once."""
    try:
        found = parse_qs(query, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
    except ValueError:
        raise _invalid("query", f"at most {MAX_PARAMETERS} parameters") from None
    if twice := next((name for name, values in found.items() if len(values) > 1), None):
        raise _invalid(twice[:40], "given more than once")
    return {name: values[0] for name, values in found.items()}


def _paged(items: Sequence[Place], query: dict[str, str], item: Callable[[Place], Any]) -> _Found:
    page, limit = _number("page", query, 1), min(_number("limit", query, DEFAULT_PAGE_LIMIT), PAGE_LIMIT)
    start, total = (page - 1) * limit, len(items)
    pagination = Pagination(page=page, limit=limit, total=total, pages=-(-total // limit))
    return _Found([item(place) for place in items[start : start + limit]], pagination)


def _number(name: str, query: dict[str, str], default: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS and int(text) >= 1):
        raise _invalid(name, "a whole number from 1 on")
    return int(text)


def _one_of(name: str, query: dict[str, str], allowed: tuple[str, ...]) -> str | None:
    value = query.get(name)
    if value is not None and value not in allowed:
        raise _invalid(name, f"one of {', '.join(allowed)}")
    return value


def _invalid(name: str, reason: str) -> _Refused:
    return _Refused(HTTPStatus.BAD_REQUEST, VALIDATION_ERROR, "Validation failed", {"field": name, "reason": reason})
