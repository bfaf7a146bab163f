"""Where the gateway's facts come from: `Source` is what the gateway asks of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from hexatui.protocol.events import Event, LogEntryData
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import LogSource, Resource
from hexatui.protocol.replies import WorkspaceStatusData
from hexatui.server.sources.records import Records

Publish = Callable[[Event], None]
"""Takes an event that happened; returns at once."""

PublishLog = Callable[[LogSource, LogEntryData], None]
"""Takes a log line of a container; its `stream_id` is "", the gateway fills it in for each stream. Returns at once."""


@dataclass(frozen=True, slots=True)
class History:
    """The log lines before the present, as they were when it was asked for."""

    entries: Iterator[LogEntryData | None]
    """Oldest first, each made when it is asked for, in a moment; None is a pause, in which others get their turn."""
    size: int = 0
    """Bytes that are kept for it until it was told."""


class SourceError(ValueError):
    """A source can't be made from what was asked for; its text is one sentence for a person."""


class Source(Records, Protocol):
    """A platform as the gateway sees it: what exists, who may see it, how it is, and what happens.

    All but `run` answer at once, from memory (`history` may read the end of a file), and may be called before `run`.
    What the REST listings ask for besides is in `Records`.
    """

    def places(self) -> list[Place]:
        """Organizations, workspaces (parent: organization) and projects (parent: workspace) to be seen, with names."""

    def permitted(self, resource: Resource) -> bool:
        """False is answered with PERMISSION_DENIED; True for what doesn't exist."""

    def exists(self, resource: Resource) -> bool:
        """False is answered with RESOURCE_NOT_FOUND."""

    def status(self, workspace_id: str) -> WorkspaceStatusData | None:
        """A workspace's status as it is now; None for a workspace that doesn't exist."""

    def containers(self) -> list[LogSource]:
        """All containers that have logs."""

    def has_logs(self, source: LogSource) -> bool:
        """Whether this container exists."""

    def history(self, source: LogSource, lines: int) -> History:
        """The last `lines` log lines of a container, oldest first, up to the last one that was published.

        What is published afterwards continues it without loss or repeats. Fewer, or none, where there are no more.
        Asking (for 0 lines too, or by `has_logs`) also tells the source that someone is interested: it need not
        publish lines of containers nobody has asked about.
        """

    async def run(self, publish: Publish, publish_log: PublishLog) -> None:
        """Tell what happens as it happens, until cancelled; `publish` and `publish_log` are called from this loop."""
