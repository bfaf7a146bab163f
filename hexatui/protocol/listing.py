"""What was listed over REST, as facts beside those of the conversation (`lifecycle`).

None of it is ever sent, nor recorded: a recording holds frames, so a replay shows ids where these would tell names,
and no history from before. Each figure carries the time at which it was asked for, so that nothing old looks new; all
times are Unix seconds of our own clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hexatui.protocol.names import Resource

if TYPE_CHECKING:
    from hexatui.protocol.events import Alert, ResourceUsage
    from hexatui.protocol.replies import NodeCounts
    from hexatui.protocol.rest import Check


@dataclass(frozen=True, slots=True)
class Directory:
    """How the listing stands, told when it changes.

    First what exists is listed ("under way"), then what of it is wanted is filled in.
    """

    phase: Literal["under way", "filling in", "complete", "failed"]
    reason: str = ""
    """Why it failed, one plain sentence without a full stop."""
    advice: str = ""
    """What that means, or what the person can do, one sentence, or ""."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Everything that exists below something was listed; each of them was told as a `Place` before."""

    kind: str
    """What was listed: `organization`, `workspace` or `project`."""
    parent: Resource | None
    """Below what; None for organizations."""
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class WorkspaceUsage:
    """What a workspace uses, by the resource's name."""

    workspace_id: str
    resources: Mapping[str, ResourceUsage]
    as_of: float


@dataclass(frozen=True, slots=True)
class PastUse:
    """What a workspace used, the oldest first; between two samples far apart nothing is known."""

    workspace_id: str
    cpu: tuple[tuple[float, float], ...]
    """Times and cores."""
    memory: tuple[tuple[float, float], ...]
    """Times and bytes."""


@dataclass(frozen=True, slots=True)
class WorkspaceHealth:
    """The health of a workspace and of its components."""

    workspace_id: str
    status: str
    components: Mapping[str, Check]
    nodes: NodeCounts | None
    as_of: float


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """An alert that fires."""

    alert: Alert
    platform_since: float | None
    """Since when, by the platform's clock."""
    since: float | None
    """The same by ours."""


@dataclass(frozen=True, slots=True)
class FiringAlerts:
    """All alerts of a workspace that fire."""

    workspace_id: str
    alerts: tuple[AlertRecord, ...]
    as_of: float


ListingFact = Directory | Listed | WorkspaceUsage | PastUse | WorkspaceHealth | FiringAlerts
"""Everything that a listing tells, beside `lifecycle.Place`."""
