"""What was listed over REST: what exists, how it is, and how it was. Folds of the facts in `protocol.listing`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hexatui.protocol.names import Resource
from hexatui.state.alerts import AlertKey
from hexatui.state.conditions import is_healthy
from hexatui.state.intake import Seen, count, name, sentence
from hexatui.state.workspaces import Component, Nodes, forget_former_trouble, note_pod, tell_alert, tell_health

if TYPE_CHECKING:
    from hexatui.protocol import listing
    from hexatui.state.fleet import Fleet

MAX_REMEMBERED = 100_000
"""Ids that the latest listings held, all together; beyond it, what appeared and what is gone is not told."""

MAX_NAMED = 3
"""Places that one moment names."""


class Listings:
    """What the latest listings held, to see at the next what appeared and what is gone."""

    def __init__(self) -> None:
        self.state: listing.Directory | None = None
        """How the listing stands; None while none was begun."""
        self.complaint = ""
        """Why there was none, or less than all, as it was told last; "" once there was."""
        self.unheard_of: set[Resource] = set()
        """What nobody had spoken of before the listing that is under way."""
        self.revision = 0
        """Greater after each list that came whole."""
        self._held: dict[tuple[str, str], frozenset[str]] = {}
        self._remembered = 0

    def replace(self, kind: str, parent: str, ids: frozenset[str]) -> frozenset[str] | None:
        """Remember what was listed below something; what was before, None at the first time."""
        self.revision += 1
        before = self._held.pop((kind, parent), None)
        self._remembered -= len(before or ())
        if self._remembered + len(ids) <= MAX_REMEMBERED:
            self._held[kind, parent] = ids
            self._remembered += len(ids)
        return before


def directory(fleet: Fleet, fact: listing.Directory, at: float) -> None:
    """How the listing stands; each complaint is told once."""
    listings = fleet.listings
    fact = listings.state = replace(fact, reason=sentence(fact.reason), advice=sentence(fact.advice))
    fleet.advance()
    if fact.phase in ("under way", "filling in") or fact.reason == listings.complaint:
        return
    listings.complaint = fact.reason
    if not fact.reason:
        fleet.tell(at, "listing", "info", None, "what exists can be listed again")
    elif fact.phase == "failed":
        advice = f". {fact.advice}" if fact.advice else ""
        fleet.tell(at, "request", "warning", None, f"no listing over REST: {fact.reason}{advice}")
    else:
        fleet.tell(at, "request", "warning", None, f"listed over REST, but {fact.reason}")


def listed(fleet: Fleet, fact: listing.Listed, at: float) -> None:
    """Everything below something was listed: what is not among it any more is gone."""
    listings, parent_id = fleet.listings, name(fact.parent.id) if fact.parent else ""
    known = fleet.parts(fact.kind)
    ids = frozenset(id for id in map(name, fact.ids) if id in known)
    if fact.kind == "workspace":
        for id in ids:
            if fleet.workspaces[id].subscribed is None:
                # A status that nobody keeps up to date must not look as if somebody did.
                fleet.workspaces[id].subscribed = False
                fleet.touch(fleet.workspaces[id])
    unheard_of = {id for id in ids if Resource(fact.kind, id) in listings.unheard_of}
    listings.unheard_of.difference_update(Resource(fact.kind, id) for id in unheard_of)
    before = listings.replace(fact.kind, parent_id, ids)
    if before is None:
        return
    workspace_id = parent_id if fact.kind == "project" else None
    where = _where(fleet, fact.parent)
    if appeared := [known[id].name for id in sorted(unheard_of - before)]:
        below = f" in {where}" if where else ""
        fleet.tell(at, "listing", "info", workspace_id, f"{_named(fact.kind, appeared)} appeared{below}")
    gone = [id for id in sorted(before - ids) if id in known and _is_below(fleet, fact.kind, id, parent_id)]
    names = [known[id].name for id in gone]
    gone_for_good = [fleet.remove(fact.kind, id, at) for id in gone]
    if told := [title for title, is_news in zip(names, gone_for_good, strict=True) if is_news]:
        below = f" from {where}" if where else ""
        verb = "is" if len(told) == 1 else "are"
        fleet.tell(at, "listing", "warning", workspace_id, f"{_named(fact.kind, told)} {verb} gone{below}")


def usage(fleet: Fleet, fact: listing.WorkspaceUsage, at: float) -> None:
    """What a workspace uses, where nothing newer was heard."""
    if workspace := fleet.workspace(fact.workspace_id):
        workspace.gauges.fill_in(fact.resources, min(fact.as_of, at), workspace.room.gauges)
        fleet.touch(workspace)


def past_use(fleet: Fleet, fact: listing.PastUse, at: float) -> None:
    """What a workspace used while nobody listened."""
    if workspace := fleet.workspace(fact.workspace_id):
        workspace.gauges.recall(fact.cpu, fact.memory)
        fleet.alerts.recall_figures(workspace.id, workspace.gauges.percentages_at)
        fleet.touch(workspace)


def health(fleet: Fleet, fact: listing.WorkspaceHealth, at: float) -> None:
    """How a workspace and its components are, where nothing newer was heard; a change that was missed is told."""
    workspace, as_of = fleet.workspace(fact.workspace_id), min(fact.as_of, at)
    if workspace is None:
        return
    for component, check in fact.components.items():
        known = workspace.components.get(name(component))
        if known is None or known.at < as_of:
            told = Component(name(check.status), sentence(check.message), as_of)
            if not workspace.keep_component(name(component), told):
                fleet.not_kept += 1
            elif known is not None and known.status != told.status:
                what = f"{name(component)} of {workspace.name}"
                tell_health(fleet, workspace, what, known.status, told.status, told.reason, at)
    before = workspace.health
    if fact.status and (before is None or before.at < as_of):
        workspace.health = Seen(name(fact.status), as_of)
        if before is not None and before.value != workspace.health.value:
            tell_health(fleet, workspace, workspace.name, before.value, workspace.health.value, "", at)
        if is_healthy(workspace.health.value):
            forget_former_trouble(fleet, workspace)
    ready, total = (count(fact.nodes.ready), count(fact.nodes.total)) if fact.nodes else (None, None)
    if ready is not None and total is not None and (workspace.nodes is None or workspace.nodes.at < as_of):
        workspace.nodes = Seen(Nodes(ready, total), as_of)
    fleet.touch(workspace)


def firing(fleet: Fleet, fact: listing.FiringAlerts, at: float) -> None:
    """The alerts of a workspace that fire: what fires already isn't counted anew, and all others do so no more."""
    workspace, as_of = fleet.workspace(fact.workspace_id), min(fact.as_of, at)
    if workspace is None:
        return
    for record in fact.alerts:
        change = fleet.alerts.confirm(workspace.id, record.alert, record.platform_since, record.since, as_of)
        if note_pod(workspace, record.alert.resource):
            fleet.restructured(workspace)
        if change in ("new", "reopened"):
            tell_alert(fleet, fleet.alerts.entries[AlertKey(workspace.id, name(record.alert.id))], at)
    fleet.alerts.settle(workspace.id, {name(record.alert.id) for record in fact.alerts}, as_of)
    fleet.touch(workspace)


def _is_below(fleet: Fleet, kind: str, id: str, parent_id: str) -> bool:
    """Whether it still counts as belonging there: it may have been listed elsewhere since."""
    if kind == "workspace":
        return fleet.workspaces[id].organization_id == parent_id
    return kind != "project" or fleet.projects[id].workspace_id == parent_id


def _where(fleet: Fleet, parent: Resource | None) -> str:
    part = fleet.parts(parent.kind).get(name(parent.id)) if parent else None
    return part.name if part else ""


def _named(kind: str, names: list[str]) -> str:
    """ "workspace Edge", or "5 workspaces (Batch, Edge, Media, …)"."""
    if len(names) == 1:
        return f"{kind} {names[0]}"
    more = ", …" if len(names) > MAX_NAMED else ""
    return f"{len(names):,} {kind}s ({', '.join(names[:MAX_NAMED])}{more})"
