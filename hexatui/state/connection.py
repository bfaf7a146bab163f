"""The link to the platform, what passes on it, and what was asked for: folds of the conversation's own facts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hexatui.protocol.lifecycle import Link, LinkPhase, RequestFailed, Slowed, Subscribed, Throughput
from hexatui.state.intake import name, sentence
from hexatui.state.places import Organization, Project
from hexatui.state.streams import interrupt_all
from hexatui.state.workspaces import Workspace

if TYPE_CHECKING:
    from hexatui.protocol.replies import Error
    from hexatui.state.fleet import Fleet


def link(fleet: Fleet, fact: Link, at: float) -> None:
    """The connection's state: what it ends, and what it begins."""
    before = fleet.link
    # What the platform or the network said stands in it.
    fleet.link = replace(
        fact,
        url=sentence(fact.url),
        reason=sentence(fact.reason),
        advice=sentence(fact.advice),
        user_id=name(fact.user_id),
    )
    fleet.advance()
    if fact.phase is LinkPhase.LIVE:
        if fleet.live_since is None:
            fleet.tell(at, "live", "info", None, "connected", since=fleet.heard_until)
            fleet.live_since, fleet.lost_since, fleet.heard_until = at, None, None
    elif fleet.live_since is not None:
        heard = fleet.last_message_at
        fleet.live_since, fleet.lost_since, fleet.heard_until = None, at, at if heard is None else min(heard, at)
        _interrupt(fleet, at)
        by_person = fact.phase is LinkPhase.CLOSED
        why = f": {_why(fact)}" if fact.reason else ""
        fleet.tell(
            at, "lost", "info" if by_person else "error", None, f"connection {'closed' if by_person else 'lost'}{why}"
        )
    elif fact.phase is LinkPhase.REFUSED and before.phase is not LinkPhase.REFUSED:
        fleet.tell(at, "link", "error", None, _why(fact) or "the token was refused")
    elif fact.phase is LinkPhase.WAITING and fact.reason and fact.reason != before.reason:
        # Once for each cause, however many attempts fail of it; while one is under way its cause stands.
        fleet.tell(at, "link", "error", None, f"no connection: {_why(fact)}")


def _why(fact: Link | Slowed) -> str:
    """What happened, and what a person can do about it."""
    return ". ".join(filter(None, (sentence(fact.reason), sentence(fact.advice))))


def slowed(fleet: Fleet, fact: Slowed, at: float) -> None:
    """Nothing is asked for a while, since the platform found us too fast."""
    fleet.slowed = replace(fact, reason=sentence(fact.reason), advice=sentence(fact.advice))
    fleet.slowed_until = at + fact.seconds
    fleet.advance()
    fleet.tell(at, "request", "warning", None, _why(fact))


def throughput(fleet: Fleet, fact: Throughput, at: float) -> None:
    """What passed on the wire; the rate is that between the latest two."""
    if fleet.throughput is not None and at > fleet.throughput_at:
        received = max(0, fact.received - fleet.throughput.received)
        fleet.message_rate = received / (at - fleet.throughput_at)
    if fact != fleet.throughput:
        fleet.advance()
    fleet.throughput, fleet.throughput_at = fact, at


def subscribed(fleet: Fleet, fact: Subscribed, at: float) -> None:
    """A resource is now subscribed to, or not."""
    kind, id = fact.resource
    part: Workspace | Organization | Project | None = None
    if kind == "workspace":
        part = fleet.workspace(id, is_ours=True)
    elif kind == "organization":
        part = fleet.organization(id, is_ours=True)
    elif kind == "project":
        part = fleet.project(id, is_ours=True)
    if part is None:
        return
    refusal = "" if fact.live else sentence(fact.reason)
    if refusal and refusal != part.refusal:
        workspace_id = part.id if kind == "workspace" else None
        fleet.tell(at, "request", "warning", workspace_id, f"{part.name} can't be watched: {refusal}")
    part.subscribed, part.refusal = fact.live, refusal
    fleet.touch(part)


def request_failed(fleet: Fleet, fact: RequestFailed, at: float) -> None:
    """Something that was asked for was refused, or never answered."""
    code = f" ({name(fact.code)})" if fact.code else ""
    fleet.tell(at, "request", "warning", None, f"{name(fact.what)}: {sentence(fact.reason)}{code}")


def error(fleet: Fleet, message: Error, at: float) -> None:
    """`error` without an id: it belongs to the connection (protocol-notes 3). One with an id fails its request."""
    if not message.id:
        fleet.tell(at, "error", "warning", None, f"the platform says {sentence(str(message.error))}")


def _interrupt(fleet: Fleet, at: float) -> None:
    """Nothing is live any more: no line is drawn on, no stream and no subscription stands."""
    for workspace in fleet.workspaces.values():
        workspace.gauges.interrupt(at)
    parts = (fleet.workspaces, fleet.organizations, fleet.projects)
    for part in (part for kind in parts for part in kind.values()):
        if part.subscribed:
            part.subscribed = False
        fleet.touch(part)
    interrupt_all(fleet)
