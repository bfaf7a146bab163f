"""The bounded journal of what happened, connection gaps included."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from itertools import islice

from hexatui.state.intake import moved

CAPACITY = 5_000
"""Moments kept; older ones fall out and are counted."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened."""

    at: float
    """When it came, in Unix seconds of our own clock."""
    kind: str
    """`lost`, `live`, `link`, `status`, `health`, `provisioning`, `alert`, `quota`, `member`, `billing`, `project`,
    `request`, `stream`, `listing` or `error`."""
    severity: str
    """One of `alerts.SEVERITIES`."""
    workspace_id: str
    """The workspace it belongs to, or ""."""
    text: str
    """One safe sentence."""
    since: float | None = None
    """On a `live` that ends a gap: when anything was last heard. What happened between the two was never told."""


class Timeline:
    """The newest moments, oldest first."""

    __slots__ = ("moments", "revision", "total")

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.moments: deque[Moment] = deque(maxlen=capacity)
        self.total = 0
        """Moments ever told."""
        self.revision = 0

    @property
    def dropped(self) -> int:
        """Moments that fell out."""
        return self.total - len(self.moments)

    def add(self, moment: Moment) -> None:
        """Tell a moment."""
        self.moments.append(moment)
        self.total += 1

    def move(self, by: float) -> None:
        """Move all moments by so many seconds: the clock was set."""
        told = (replace(moment, at=moment.at + by, since=moved(moment.since, by)) for moment in self.moments)
        self.moments = deque(told, self.moments.maxlen)

    def latest(self, n: int) -> list[Moment]:
        """The newest `n` moments, the newest first."""
        return list(islice(reversed(self.moments), max(0, n)))
