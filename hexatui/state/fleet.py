"""All that is known, as a pure fold: `Fleet.apply(message, at)`. The same sequence gives the same fleet."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from hexatui.protocol import lifecycle, listing
from hexatui.protocol.lifecycle import Link, LinkPhase, Slowed, Throughput
from hexatui.protocol.names import LogSource
from hexatui.state import connection, listings, places, streams, workspaces
from hexatui.state.alerts import AlertBook
from hexatui.state.intake import Revisions, Seen, moved, name
from hexatui.state.log_memory import DEFAULT_LIMIT, LogMemory
from hexatui.state.places import Organization, Project
from hexatui.state.room import Room
from hexatui.state.streams import Stream
from hexatui.state.timeline import Moment, Timeline
from hexatui.state.workspaces import Workspace

if TYPE_CHECKING:
    from hexatui.protocol.codec import ServerMessage
    from hexatui.protocol.events import LogEntry
    from hexatui.protocol.lifecycle import LifecycleFact

__all__ = ["Fleet", "Organization", "Project", "Seen", "Stream", "Workspace"]

MAX_PARTS = 20_000
"""Organizations, workspaces and projects that are kept, of each; more are counted in `Fleet.not_kept`."""

MAX_STRAYS = 500
"""Of these, those of each kind that only a message spoke of: neither placed nor watched by us, nor asked for logs."""

CLOCK_SLACK = 1.0
"""Seconds by which a message may be older than the one before it without our clock having been set back."""

Fold = Callable[["Fleet", Any, float], None]

_MESSAGES: dict[str, Fold] = {
    "workspace.status_changed": workspaces.status_changed,
    "workspace.resource_updated": workspaces.resource_updated,
    "workspace.alert_triggered": workspaces.alert_triggered,
    "workspace_status": workspaces.workspace_status,
    "provisioning.progress": workspaces.provisioning_progress,
    "provisioning.completed": workspaces.provisioning_completed,
    "provisioning.failed": workspaces.provisioning_failed,
    "monitoring.metrics_update": workspaces.metrics_update,
    "monitoring.health_changed": workspaces.health_changed,
    "project.created": places.project_changed,
    "project.updated": places.project_changed,
    "project.deleted": places.project_deleted,
    "project.resource_quota_exceeded": places.quota_exceeded,
    "organization.member_added": places.member_added,
    "organization.member_removed": places.member_removed,
    "organization.billing_updated": places.billing_updated,
    "log_entry": streams.entry,
    "error": connection.error,
}
"""What each message changes. The rest (`ping`, results, what is unknown or malformed) shows only that it came."""

_FACTS: dict[type, Fold] = {
    lifecycle.Link: connection.link,
    lifecycle.Throughput: connection.throughput,
    lifecycle.Subscribed: connection.subscribed,
    lifecycle.RequestFailed: connection.request_failed,
    lifecycle.Slowed: connection.slowed,
    lifecycle.StreamWanted: streams.wanted,
    lifecycle.StreamOpened: streams.opened,
    lifecycle.StreamResumed: streams.resumed,
    lifecycle.StreamGap: streams.gap,
    lifecycle.StreamEnded: streams.ended,
    lifecycle.Place: places.place,
    listing.Directory: listings.directory,
    listing.Listed: listings.listed,
    listing.WorkspaceUsage: listings.usage,
    listing.PastUse: listings.past_use,
    listing.WorkspaceHealth: listings.health,
    listing.FiringAlerts: listings.firing,
}


class Versioned(Protocol):
    """Anything that knows when it last changed."""

    revision: int


Part = TypeVar("Part", Organization, Workspace, Project)


class Fleet:
    """What is known of everything that was told.

    Whoever shares it between threads holds `lock` while applying or reading; the fleet itself never takes it.

    Args:
        log_budget: bytes that the log lines of all streams together may hold.
        room: how much else all parts together may hold.
        revision: what the first change is counted from.

    """

    def __init__(self, log_budget: int = DEFAULT_LIMIT, room: Room | None = None, revision: int = 0) -> None:
        self.lock = threading.Lock()
        self.link = Link(LinkPhase.CONNECTING)
        self.live_since: float | None = None
        """When the present live phase began (Unix seconds), None while not live."""
        self.lost_since: float | None = None
        """When it stopped being live; None if it is live, or never was."""
        self.heard_until: float | None = None
        """When anything was last heard before it stopped being live: where the gap begins."""
        self.last_message_at: float | None = None
        """When the platform was last heard, a ping included."""
        self.slowed: Slowed | None = None
        """The latest silence that the platform wanted."""
        self.slowed_until = 0.0
        self.throughput: Throughput | None = None
        self.throughput_at = 0.0
        self.message_rate = 0.0
        """Messages a second between the latest two throughputs."""
        self.organizations: dict[str, Organization] = {}
        self.workspaces: dict[str, Workspace] = {}
        self.projects: dict[str, Project] = {}
        self.structure_revision = 0
        """The revision at which the set, the names or the parents of the parts, or the known containers, changed."""
        self.not_kept = 0
        """Mentions of organizations, workspaces and projects beyond their bounds, and of what had no `room`."""
        self.listings = listings.Listings()
        """How listing over REST stands, and what it found before."""
        self._room = room or Room()
        self._strays: dict[type, set[str]] = {Organization: set(), Workspace: set(), Project: set()}
        self._now = -math.inf
        self._revisions = Revisions(revision)
        self.alerts = AlertBook(revisions=self._revisions)
        self.timeline = Timeline()
        self.streams: dict[LogSource, Stream] = {}
        self.stream_ids: dict[str, Stream] = {}
        """The streams by their ids on the present connection."""
        self.closing: set[LogSource] = set()
        """Streams that a person closed before they had ended; the client has yet to tell that they have."""
        self.log_memory = LogMemory(log_budget)

    def become(self, other: Fleet) -> None:
        """Know what another fleet knows, which is not used any more, and nothing else; the lock stays."""
        lock = self.lock
        self.__dict__ = other.__dict__
        self.lock = lock
        self.advance()

    @property
    def revision(self) -> int:
        """Greater after each visible change; each part's own `revision` is set to it."""
        return self._revisions.value

    def apply(self, message: ServerMessage | LifecycleFact, at: float) -> None:
        """Fold in one message or fact that came `at` (Unix seconds). Never raises on what was decoded.

        Times never go backwards in it: where the clock was set back, all that is known moves with the clock, so that
        order, ages and what is current stay as they were.
        """
        at = self._time(at)
        fold = _FACTS.get(type(message))
        if fold is None:
            self.last_message_at = at
            fold = _MESSAGES.get(getattr(message, "type", ""))
        if fold is not None:
            fold(self, message, at)

    def apply_all(self, told: Iterable[tuple[ServerMessage | LifecycleFact, float]]) -> None:
        """Fold in what came together, as `apply` does; log entries of one moment in one go."""
        entries: list[Any] = []
        moment = 0.0
        for message, at in told:
            is_entry = getattr(message, "type", "") == "log_entry"
            if entries and (not is_entry or at != moment):
                self._apply_entries(entries, moment)
                entries = []
            if is_entry:
                entries.append(message)
                moment = at
            else:
                self.apply(message, at)
        if entries:
            self._apply_entries(entries, moment)

    def _apply_entries(self, entries: Sequence[LogEntry], at: float) -> None:
        self.last_message_at = at = self._time(at)
        streams.entries(self, entries, at)

    def _time(self, at: float) -> float:
        """When that is on the fleet's clock, which stands there from now on."""
        if at < self._now:
            if at < self._now - CLOCK_SLACK:
                self._move(at - self._now)
            else:
                at = self._now
        self._now = at
        return at

    def is_current(self, seen_at: float | None) -> bool:
        """Whether a value that came then (Unix seconds) still stands: live now, and come since it is."""
        return self.live_since is not None and seen_at is not None and seen_at >= self.live_since

    def organization(self, id: str, *, is_ours: bool = False) -> Organization | None:
        """The organization of this id, made if it is new; None without an id or beyond the bounds.

        Args:
            id: as the platform or a person gave it.
            is_ours: whether a person or a listing named it, and not only a message.

        """
        return self._part(self.organizations, Organization, id, is_ours)

    def workspace(self, id: str, *, is_ours: bool = False) -> Workspace | None:
        """The workspace of this id, as with `organization`."""
        return self._part(self.workspaces, Workspace, id, is_ours)

    def project(self, id: str, *, is_ours: bool = False) -> Project | None:
        """The project of this id, as with `organization`."""
        return self._part(self.projects, Project, id, is_ours)

    def parts(self, kind: str) -> Mapping[str, Organization | Workspace | Project]:
        """All parts of a kind of resource, by their ids."""
        match kind:
            case "organization":
                return self.organizations
            case "workspace":
                return self.workspaces
            case "project":
                return self.projects
        return {}

    def remove(self, kind: str, id: str, at: float) -> bool:
        """Something that was listed is gone, says the next listing; whether that is news.

        A project stays, marked, as when the platform tells that it was deleted. What the platform still sends events
        of is not gone, whatever the listing says.
        """
        if kind == "project":
            project = self.projects[id]
            was_there, project.deleted, project.deleted_at = not project.deleted, True, at
            self.restructured(project)
            return was_there
        part = self.workspaces[id] if kind == "workspace" else self.organizations[id]
        if part.subscribed and self.live_since is not None:
            return False
        if isinstance(part, Workspace):
            part.give_back_room()
            del self.workspaces[id]
            for project in [one for one in self.projects.values() if one.workspace_id == id]:
                del self.projects[project.id]
            self.alerts.settle(id, set(), at)
        else:
            part.give_back_room()
            del self.organizations[id]
        self.structure_revision = self.advance()
        return True

    def advance(self) -> int:
        """Note a visible change; its revision."""
        return self._revisions.advance()

    def touch(self, part: Versioned) -> None:
        """Note a visible change of one part."""
        part.revision = self._revisions.advance()

    def restructured(self, part: Versioned) -> None:
        """Note a change of what there is, what it is called or where it belongs."""
        self.touch(part)
        self.structure_revision = part.revision

    def tell(
        self, at: float, kind: str, severity: str, workspace_id: str | None, text: str, since: float | None = None
    ) -> None:
        """Put a moment on the timeline."""
        self.timeline.add(Moment(at, kind, severity, workspace_id or "", text, since))
        self.touch(self.timeline)

    def _part(self, parts: dict[str, Part], make: type[Part], id: str, is_ours: bool) -> Part | None:
        id = name(id)
        part, strays = parts.get(id), self._strays[make]
        if part is None and id:
            if len(parts) >= MAX_PARTS or (not is_ours and len(strays) >= MAX_STRAYS):
                self.not_kept += 1
                return None
            part = parts[id] = make(id, id, room=self._room)
            if not is_ours:
                strays.add(id)
            self.restructured(part)
        elif is_ours:
            strays.discard(id)
        return part

    def _move(self, by: float) -> None:
        """Move all times of our own clock by so many seconds."""
        self.live_since, self.lost_since = moved(self.live_since, by), moved(self.lost_since, by)
        self.heard_until, self.last_message_at = moved(self.heard_until, by), moved(self.last_message_at, by)
        self.throughput_at += by
        self.slowed_until += by
        for parts in (self.workspaces, self.organizations, self.projects):
            for part in parts.values():
                part.move(by)
                self.touch(part)
        for stream in self.streams.values():
            stream.ended_at = moved(stream.ended_at, by)
        self.alerts.move(by)
        self.timeline.move(by)
        self.touch(self.timeline)
