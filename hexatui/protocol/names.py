"""The names and limits that the reference gives, as plain values. Light: the first paint needs these."""

from __future__ import annotations

from typing import NamedTuple, Self

MAX_MESSAGE_BYTES = 1_048_576
"""The largest message either side takes: "1MB" ("Connection Limits") read generously (protocol-notes 16)."""

MOST_SENT_BYTES = 1_000_000
"""The largest message that the client sends: the same read strictly, as some platform may."""

MAX_SUBSCRIPTIONS = 100
"""The most subscriptions a connection carries ("Connection Limits")."""

PING_INTERVAL = 30.0
"""Seconds between two pings of the server ("Ping/Pong")."""

IDLE_TIMEOUT = 300.0
"""Seconds after which the server closes a connection on which the client said nothing ("Connection Limits")."""

DOCUMENTED_EVENTS: dict[str, tuple[str, ...]] = {
    "workspace": ("status_changed", "resource_updated", "alert_triggered"),
    "organization": ("member_added", "member_removed", "billing_updated"),
    "project": ("created", "updated", "deleted", "resource_quota_exceeded"),
}
"""The event names that the reference prints for each kind of resource ("Subscribe to Events")."""

CONTAINER_PATH = "WORKSPACE/NAMESPACE/POD/CONTAINER"
"""How a person names a container, on the command line and in dialogs."""


class Resource(NamedTuple):
    """Something that can be subscribed to."""

    kind: str
    """`organization`, `workspace` or `project`."""
    id: str


class LogSource(NamedTuple):
    """Where log lines come from: one container of one pod. The stable name of a log stream across connections."""

    workspace_id: str
    namespace: str
    pod: str
    container: str

    @classmethod
    def parse(cls, path: str) -> Self:
        """The container that a person named as `CONTAINER_PATH` says; space around its parts doesn't count.

        Raises:
            ValueError: one sentence that says what is wrong.

        """
        parts = [part.strip() for part in path.split("/")]
        if len(parts) > len(cls._fields):
            raise ValueError(f"it has too many parts: a container is {CONTAINER_PATH}")
        parts += [""] * (len(cls._fields) - len(parts))
        for field, part in zip(cls._fields, parts, strict=True):
            if not part:
                raise ValueError(f"the {field.removesuffix('_id')} is missing: a container is {CONTAINER_PATH}")
        return cls(*parts)

    def __str__(self) -> str:
        return "/".join(self)
