"""What exists, and how it was before we came: listed over REST beside the WebSocket, while that is live.

Nothing waits for it, and nothing else ends with it: where there is no REST, everything works from what the options,
the profile and the events themselves name.
"""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from pydantic import ValidationError

from hexatui.client import failures
from hexatui.client.aside import aside
from hexatui.client.backoff import Backoff
from hexatui.client.failures import Failure, FailureKind
from hexatui.client.options import ConfigurationError, ConnectionOptions
from hexatui.client.paging import Paging
from hexatui.client.rest_failures import WITHOUT, RestError
from hexatui.client.tokens import claims
from hexatui.protocol import rest as wire
from hexatui.protocol.lifecycle import LifecycleFact, Place
from hexatui.protocol.listing import (
    AlertRecord,
    Directory,
    FiringAlerts,
    Listed,
    PastUse,
    WorkspaceHealth,
    WorkspaceUsage,
)
from hexatui.protocol.names import MAX_SUBSCRIPTIONS, Resource
from hexatui.protocol.times import epoch_seconds
from hexatui.token_bucket import TokenBucket

if TYPE_CHECKING:
    from hexatui.client.connection import Deliver
    from hexatui.client.rest import Answer, Rest

WORKERS = 3
"""Requests under way at one time."""

MAX_ITEMS = 10_000
"""Items of one page that are looked at: a list that knows no pages comes as one."""

MAX_WORKSPACES = 25_000
"""Workspaces listed of all organizations together; more than the fleet keeps."""

MAX_ID = 256
"""Characters of an id: of a longer one state would keep a part, which may be that of another, too."""

MAX_POINTS = 3_600
"""Samples of a history that are handed on."""

LISTING_TIMEOUT = 300.0
"""Seconds that the listing of everything may take, before it counts as endless."""

LOOK_EVERY = 1.0
"""Seconds between two looks at whether other workspaces are wanted by now."""

LISTINGS_AT_ONCE = 3
LISTING_EVERY = 120.0
"""So many listings begin at once with their connections; where one is lost again and again, one in so many seconds."""

MEBIBYTE = 1_048_576.0
"""What histories count memory in, as "Metrics Update" does."""

Item = TypeVar("Item", wire.ListedOrganization, wire.ListedWorkspace, wire.ListedProject, wire.ListedAlert)
Model = TypeVar("Model", wire.Usage, wire.MetricsHistory, wire.Health)


class DirectoryReader:
    """Lists again with each connection, and fills in the workspaces that are wanted.

    Args:
        options: where to.
        deliver: takes what was listed.
        wanted: what is watched at the moment, the most wanted first.
    """

    def __init__(self, options: ConnectionOptions, deliver: Deliver, wanted: Callable[[], Sequence[Resource]]) -> None:
        self._options = options
        self._deliver = deliver
        self._wanted = wanted
        self._listings = TokenBucket(1 / LISTING_EVERY, LISTINGS_AT_ONCE, time.monotonic())

    async def read(self, token: str) -> None:
        """List everything, fill in what is wanted, and go on doing so until cancelled; never raises what REST did."""
        backoff = Backoff()
        while True:
            await asyncio.sleep(self._listings.ready_at(now := time.monotonic()) - now)
            self._listings.owe(time.monotonic())
            failure = await self._failure_of_a_round(token)
            self._tell(Directory("failed", failure.reason, failure.advice))
            if failure.kind in (FailureKind.REFUSED, FailureKind.CONFIGURATION):
                # Nothing is different before the next connection, or the next token.
                await asyncio.Event().wait()
            await asyncio.sleep(max(backoff.failed(), failure.retry_after or 0.0))

    async def _failure_of_a_round(self, token: str) -> Failure:
        """Read as long as it goes well; why it went no further."""
        # Loading it takes a tenth of a second, in which the WebSocket must be served.
        http = await aside(lambda: importlib.import_module("hexatui.client.rest"))
        try:
            self._tell(Directory("under way"))
            async with http.Rest(self._options, token) as rest:
                return await _Round(rest, self._tell, self._wanted, _organizations_of(token)).read()
        except RestError as error:
            return error.failure
        except ConfigurationError as error:
            return Failure(str(error), WITHOUT, FailureKind.CONFIGURATION)
        except TimeoutError:
            return Failure("the listing of everything takes too long", WITHOUT)
        except Exception as error:
            return Failure(failures.internal(error).reason, WITHOUT, FailureKind.REFUSED)

    def _tell(self, *facts: LifecycleFact) -> None:
        at = time.time()
        self._deliver([(fact, at) for fact in facts])


class _Round:
    """One listing, and what is filled in after it."""

    def __init__(
        self,
        rest: Rest,
        tell: Callable[..., None],
        wanted: Callable[[], Sequence[Resource]],
        own_organizations: Sequence[str],
    ) -> None:
        self._rest = rest
        self._tell = tell
        self._wanted = wanted
        self._own = own_organizations
        self._organization_of: dict[str, str] = {}
        self._filled: set[str] = set()
        self._missing: dict[str, dict[str, None]] = {}

    async def read(self) -> Failure:
        async with asyncio.timeout(LISTING_TIMEOUT):
            await self._list()
        self._tell(Directory("filling in"))
        said = None
        # What was told just now may have led to other wishes.
        await asyncio.sleep(0)
        while not self._rest.scarce:
            await _each(self._next_to_fill_in, self._fill_in)
            missing = (f"some {', '.join(what)} can't be had: {why}" for why, what in self._missing.items())
            if said != (said := "; ".join(missing)):
                self._tell(Directory("complete", said))
            await asyncio.sleep(LOOK_EVERY)
        return Failure("few requests are left to us in this hour, so no more is asked for", kind=FailureKind.REFUSED)

    # What exists.

    async def _list(self) -> None:
        """Organizations and their workspaces, those of the token's own organizations first."""
        refused: RestError | None = None
        try:
            organizations = await self._all("/organizations", None, "organization", wire.ListedOrganization)
        except RestError as error:
            if not error.lasting:
                raise
            # Their workspaces may be listed, though they themselves may not.
            refused, organizations = error, list(self._own)
        own = dict.fromkeys(id for id in self._own if id in organizations)
        for id in own:
            await self._list_workspaces(id)
        others = iter([id for id in organizations if id not in own])
        await _each(lambda: next(others, None), self._list_workspaces)
        if refused and not self._organization_of:
            raise refused

    async def _list_workspaces(self, organization_id: str) -> None:
        if len(self._organization_of) >= MAX_WORKSPACES:
            self._missing.setdefault(f"there are more than {MAX_WORKSPACES:,}", {})["workspaces"] = None
            return
        parent = Resource("organization", organization_id)
        path = f"/organizations/{quote(organization_id, safe='')}/workspaces"
        with self._unless_missing("workspaces"):
            found = await self._all(path, parent, "workspace", wire.ListedWorkspace)
            self._organization_of.update(dict.fromkeys(found, organization_id))

    async def _all(self, path: str, parent: Resource | None, kind: str, model: type[Item]) -> list[str]:
        """The ids of everything in a listing; each page is told as it comes."""
        paging = Paging()
        while not paging.done:
            answer, items = await self._page(paging, path, model)
            self._tell(*(_place(item, kind, parent, answer.asked_at) for item in items))
        if paging.whole:
            self._tell(Listed(kind, parent, frozenset(paging.ids)))
        return list(paging.ids)

    async def _page(self, paging: Paging, path: str, model: type[Item], **query: str) -> tuple[Answer, list[Item]]:
        """The next page of a listing, and what is new in it."""
        answer = await self._rest.get(path, page=paging.page, limit=wire.PAGE_LIMIT, **query)
        items = {item.id: item for item in _items(answer, model)}
        return answer, [items[id] for id in paging.take(list(items), answer.pages, answer.size)]

    # How it is, and how it was.

    def _next_to_fill_in(self) -> str | None:
        """The most wanted workspace that is not filled in; None where all are."""
        wanted = islice((one.id for one in self._wanted() if one.kind == "workspace"), MAX_SUBSCRIPTIONS)
        found = next((id for id in wanted if id not in self._filled and _is_plain(id)), None)
        if found is None or self._rest.scarce:
            return None
        self._filled.add(found)
        return found

    async def _fill_in(self, workspace_id: str) -> None:
        below = f"/workspaces/{quote(workspace_id, safe='')}"
        if organization_id := self._organization_of.get(workspace_id):
            path = f"/organizations/{quote(organization_id, safe='')}{below}/resource-usage"
            with self._unless_missing("usage"):
                await self._usage(workspace_id, path)
        with self._unless_missing("alerts"):
            await self._alerts(workspace_id, f"{below}/monitoring/alerts")
        with self._unless_missing("history"):
            await self._history(workspace_id, f"{below}/monitoring/metrics")
        with self._unless_missing("health"):
            await self._health(workspace_id, f"{below}/monitoring/health")
        with self._unless_missing("projects"):
            here = Resource("workspace", workspace_id)
            await self._all(f"{below}/projects", here, "project", wire.ListedProject)

    async def _usage(self, workspace_id: str, path: str) -> None:
        answer = await self._rest.get(path)
        usage = {name: of for name, of in _read(wire.Usage, answer).root.items() if of}
        if usage:
            self._tell(WorkspaceUsage(workspace_id, usage, answer.asked_at))

    async def _alerts(self, workspace_id: str, path: str) -> None:
        paging, records, as_of = Paging(), list[AlertRecord](), time.time()
        while not paging.done:
            answer, items = await self._page(paging, path, wire.ListedAlert, status="firing")
            for item in items:
                if item.status is None or item.status.strip().lower() == "firing":
                    since = epoch_seconds(item.started_at)
                    records.append(AlertRecord(item, since, None if since is None else since + answer.skew))
        if paging.whole:
            self._tell(FiringAlerts(workspace_id, tuple(records), as_of))

    async def _history(self, workspace_id: str, path: str) -> None:
        answer = await self._rest.get(path, period="1h")
        history = _read(wire.MetricsHistory, answer)
        cpu, memory = (_points(series, answer) for series in (history.cpu, history.memory))
        if cpu or memory:
            in_bytes = tuple((at, value * MEBIBYTE) for at, value in memory)
            self._tell(PastUse(workspace_id, cpu, in_bytes))

    async def _health(self, workspace_id: str, path: str) -> None:
        answer = await self._rest.get(path)
        health = _read(wire.Health, answer)
        checks = {name: check for name, check in health.checks.items() if check}
        self._tell(WorkspaceHealth(workspace_id, health.status, checks, health.nodes, answer.asked_at))

    @contextmanager
    def _unless_missing(self, what: str) -> Iterator[None]:
        """Do without what the platform doesn't list; what keeps everything from being listed is raised."""
        try:
            yield
        except RestError as error:
            if not error.lasting:
                raise
            self._missing.setdefault(error.failure.reason, {})[what] = None


def _organizations_of(token: str) -> Sequence[str]:
    read = claims(token)
    return read.organizations if read else ()


async def _each(next_id: Callable[[], str | None], work: Callable[[str], Awaitable[None]]) -> None:
    """Do the work for one after the other, a few at a time, until there is no next one.

    Raises:
        Exception: the first that any of them raised; the others are left.
    """

    async def in_turn() -> None:
        while (id := next_id()) is not None:
            await work(id)

    try:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(WORKERS):
                tasks.create_task(in_turn())
    except ExceptionGroup as group:
        raise group.exceptions[0] from None


def _items(answer: Answer, model: type[Item]) -> list[Item]:
    """The items of a page that can be read.

    Raises:
        RestError: there are too many to look at.
    """
    found = []
    data = answer.data if isinstance(answer.data, list) else []
    if len(data) > MAX_ITEMS:
        what = f"a listing holds more than {MAX_ITEMS:,} items at once"
        raise RestError(Failure(what, WITHOUT, FailureKind.REFUSED), lasting=True)
    for item in data:
        try:
            read = model.model_validate(item)
        except ValidationError:
            continue
        if _is_plain(read.id):
            found.append(read)
    return found


def _is_plain(id: str) -> bool:
    """Whether an id can be a part of a path: two would be taken for folders."""
    return id not in (".", "..") and len(id) <= MAX_ID


def _place(item: Any, kind: str, parent: Resource | None, as_of: float) -> Place:
    return Place(
        Resource(kind, item.id),
        item.name,
        parent,
        namespace=getattr(item, "namespace", ""),
        status=getattr(item, "status", ""),
        as_of=as_of,
    )


def _read(model: type[Model], answer: Answer) -> Model:
    """The answer's data; where it can't be read, nothing was told."""
    try:
        return model.model_validate(answer.data)
    except ValidationError:
        return model.model_validate({})


def _points(series: wire.Series, answer: Answer) -> tuple[tuple[float, float], ...]:
    """The samples whose time can be read, by our own clock, none from times to come."""
    timed = ((epoch_seconds(sample.timestamp), sample.value) for sample in series.series)
    points = ((at + answer.skew, value) for at, value in timed if at is not None and value is not None)
    return tuple(sorted((at, value) for at, value in points if at <= time.time())[-MAX_POINTS:])
