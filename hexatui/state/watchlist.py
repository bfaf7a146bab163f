"""What is subscribed to once it is known what exists: what the person named, then what was listed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice
from typing import TYPE_CHECKING

from hexatui.protocol.names import MAX_SUBSCRIPTIONS, Resource

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet


def watchlist(fleet: Fleet, named: Iterable[Resource], limit: int = MAX_SUBSCRIPTIONS) -> tuple[Resource, ...]:
    """The most wanted first, `limit` at most: a connection carries no more.

    Where the person named organizations, only their workspaces are added, otherwise all; then the organizations, then
    the projects of these workspaces.
    """
    named = tuple(named)
    organizations = {one.id for one in named if one.kind == "organization"} or fleet.organizations.keys()
    workspaces = [one for one in fleet.workspaces.values() if one.organization_id in organizations]
    ids = {one.id for one in workspaces}
    wanted = chain(
        named,
        (Resource("workspace", one.id) for one in workspaces),
        (Resource("organization", id) for id in organizations),
        (Resource("project", one.id) for one in fleet.projects.values() if one.workspace_id in ids),
    )
    return tuple(islice(dict.fromkeys(wanted), limit))
