"""What is subscribed to of all that is known to exist, where that is more than a connection carries. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from hexatui.protocol.names import MAX_SUBSCRIPTIONS, Resource
from hexatui.state.alerts import RANK
from hexatui.state.streams import ENDED

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet

SWAPS = 2
"""The most that gives way at one time, some three times a second. Each takes three messages, and the client says 20 a
second: with more, what is looked at next would wait for its turn."""


@dataclass(frozen=True, slots=True)
class Attention:
    """What a person looks at."""

    on_screen: tuple[Resource, ...] = ()
    """What is in view, that with the cursor first."""
    pinned: frozenset[str] = frozenset()
    """Workspaces that are always to be live."""
    recent: tuple[str, ...] = ()
    """Workspaces that were looked at lately, the latest first."""


def watchlist(
    fleet: Fleet,
    named: Iterable[Resource],
    attention: Attention = Attention(),
    held: Collection[Resource] = (),
    swaps: int = SWAPS,
    limit: int = MAX_SUBSCRIPTIONS,
) -> tuple[Resource, ...]:
    """The most wanted first, `limit` at most: a connection carries no more.

    What the person named comes first, then what is on the screen, has open logs, is pinned, or has an open alert. The
    rest is not worth a swap: of that what is held stays, lately seen longest, and more is taken only where there is
    room. What gives way does so a few at a time.

    Args:
        fleet: what is known.
        named: where the person named organizations, only their workspaces are added, otherwise all.
        attention: what the person looks at.
        held: what was given the last time.
        swaps: how many may give way; what there is room for comes in any case.
        limit: how many subscriptions a connection carries.
    """
    named, held = tuple(named), dict.fromkeys(held).keys()
    eligible = _Eligible(fleet, named)
    urgent = dict.fromkeys(chain(named, filter(eligible, _urgent(fleet, attention, held))))
    recent = (Resource("workspace", id) for id in attention.recent)
    rest = filter(eligible, chain((one for one in recent if one in held), held))
    best = dict.fromkeys(chain(urgent, rest))
    if len(best) < limit:
        best.update(dict.fromkeys(_everything(fleet, eligible, limit)))
    kept = [one for one in best if one in held]
    entering = [one for one in list(best)[:limit] if one not in held]
    room = max(0, limit - len(kept))
    entering = entering[: room + swaps]
    staying = kept[: limit - len(entering)]
    chosen = {*entering, *staying}
    return tuple(one for one in best if one in chosen)


class _Eligible:
    """What may be watched: what is known, in the organizations that were named, if any were."""

    def __init__(self, fleet: Fleet, named: Iterable[Resource]) -> None:
        self._fleet = fleet
        self.organizations = {one.id for one in named if one.kind == "organization"} or fleet.organizations.keys()

    def __call__(self, resource: Resource) -> bool:
        fleet, id = self._fleet, resource.id
        if resource.kind == "project":
            project = fleet.projects.get(id)
            id = project.workspace_id or "" if project else ""
        elif resource.kind == "organization":
            return id in self.organizations
        workspace = fleet.workspaces.get(id)
        return workspace is not None and workspace.organization_id in self.organizations


def _urgent(fleet: Fleet, attention: Attention, held: Collection[Resource]) -> Iterator[Resource]:
    """What is worth a swap, the most wanted first."""
    yield from attention.on_screen
    for source, stream in fleet.streams.items():
        if stream.phase not in ENDED:
            yield Resource("workspace", source.workspace_id)
    yield from (Resource("workspace", id) for id in sorted(attention.pinned))
    burning = {Resource("workspace", id): RANK[severity] for id, severity in fleet.alerts.burning().items()}
    yield from sorted(burning, key=lambda one: (burning[one], one not in held))


def _everything(fleet: Fleet, eligible: _Eligible, limit: int) -> Iterator[Resource]:
    """As much of the fleet as a connection could carry: workspaces, organizations, projects of these workspaces."""
    workspaces = []
    for id in fleet.workspaces:
        resource = Resource("workspace", id)
        if eligible(resource):
            workspaces.append(resource)
            if len(workspaces) >= limit:
                break
    yield from workspaces
    if len(workspaces) < limit:
        yield from (Resource("organization", id) for id in eligible.organizations)
        yield from filter(eligible, (Resource("project", id) for id in fleet.projects))
