"""What the platform lists over REST: one model a listing, read tolerantly as the messages are, and sent as printed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, RootModel

from hexatui.protocol.events import MAX_RESOURCES, Alert, ResourceUsage
from hexatui.protocol.model import Count, Figure, Lenient, Timestamp, WireModel
from hexatui.protocol.replies import NodeCounts

API_PATH = "/api/v1"
"""What every listing's path begins with."""

PAGE_LIMIT = 100
"""The most items of one page."""

DEFAULT_PAGE_LIMIT = 20
"""The items of a page where nothing else is asked for."""

PERIODS = {"1h": 3600.0, "6h": 21_600.0, "24h": 86_400.0, "7d": 604_800.0, "30d": 2_592_000.0}
"""How far back a history may reach, in seconds by the name of the period."""


class Pagination(WireModel):
    """Where a page stands among its siblings; all of it may be missing, then one page is all."""

    page: Count = None
    limit: Count = None
    total: Count = None
    pages: Count = None


class ListedOrganization(WireModel):
    """An item of GET /organizations."""

    id: str = Field(min_length=1)
    name: Annotated[str, Lenient("")] = ""
    slug: Annotated[str, Lenient("")] = ""
    workspace_count: Count = None


class ListedWorkspace(WireModel):
    """An item of GET /organizations/{org}/workspaces."""

    id: str = Field(min_length=1)
    name: Annotated[str, Lenient("")] = ""
    slug: Annotated[str, Lenient("")] = ""
    organization_id: Annotated[str, Lenient("")] = ""
    status: Annotated[str, Lenient("")] = ""


class ListedProject(WireModel):
    """An item of GET /workspaces/{ws}/projects."""

    id: str = Field(min_length=1)
    name: Annotated[str, Lenient("")] = ""
    namespace: Annotated[str, Lenient("")] = ""
    workspace_id: Annotated[str, Lenient("")] = ""
    parent_id: Annotated[str | None, Lenient()] = None


class ListedAlert(Alert):
    """An item of GET /workspaces/{ws}/monitoring/alerts."""

    id: str = Field(min_length=1)
    workspace_id: Annotated[str, Lenient("")] = ""
    started_at: Annotated[Timestamp | None, Lenient()] = None


class Sample(WireModel):
    """One point of a history."""

    timestamp: Annotated[Timestamp | None, Lenient()] = None
    value: Figure = None


class Series(WireModel):
    """The points of one metric, in any order."""

    series: list[Annotated[Sample, Lenient(Sample())]] = Field(default_factory=list)


class MetricsHistory(WireModel):
    """`data` of GET /workspaces/{ws}/monitoring/metrics: cpu in cores, memory in Mi, as in "Metrics Update"."""

    cpu: Annotated[Series, Lenient(Series())] = Series()
    memory: Annotated[Series, Lenient(Series())] = Series()


class Check(WireModel):
    """The health of one component."""

    status: str
    message: Annotated[str, Lenient("")] = ""


class Health(WireModel):
    """`data` of GET /workspaces/{ws}/monitoring/health."""

    status: Annotated[str, Lenient("")] = ""
    checks: dict[str, Annotated[Check | None, Lenient()]] = Field(default_factory=dict, max_length=MAX_RESOURCES)
    nodes: Annotated[NodeCounts | None, Lenient()] = None


class Usage(RootModel[dict[str, Annotated[ResourceUsage | None, Lenient()]]]):
    """`data` of GET /organizations/{org}/workspaces/{ws}/resource-usage, by the resource's name."""

    root: dict[str, Annotated[ResourceUsage | None, Lenient()]] = Field(max_length=MAX_RESOURCES)
