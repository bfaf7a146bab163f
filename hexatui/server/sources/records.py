"""What the REST listings ask of a source: what exists below what, how it is, and how it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from hexatui.protocol.events import Alert, ResourceUsage
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import Resource
from hexatui.protocol.rest import Check


class Use(NamedTuple):
    """What a workspace used at one moment."""

    at: datetime
    cpu: float
    """Cores."""
    memory: float
    """Mi."""


class Firing(NamedTuple):
    """An alert that fires, and since when."""

    alert: Alert
    since: datetime


class Records(Protocol):
    """What a source remembers. All answer at once, from memory; what a source doesn't have is empty."""

    def children(self, parent: Resource | None) -> Sequence[Place]:
        """The organizations (None), an organization's workspaces or a workspace's projects, always in one order."""

    def usage(self, workspace_id: str) -> Mapping[str, ResourceUsage]:
        """What a workspace uses now, by the resource's name."""

    def past_use(self, workspace_id: str, seconds: float) -> Sequence[Use]:
        """What it used in the last so many seconds, the oldest first, some hundred moments at most."""

    def components(self, workspace_id: str) -> Mapping[str, Check]:
        """The health of its components, by their names."""

    def firing(self, workspace_id: str) -> Sequence[Firing]:
        """Its alerts that fire now."""


class NoRecords:
    """For a source that remembers nothing; a base class."""

    def children(self, parent: Resource | None) -> Sequence[Place]:
        """Nothing is listed."""
        return ()

    def usage(self, workspace_id: str) -> Mapping[str, ResourceUsage]:
        """Nothing is measured."""
        return {}

    def past_use(self, workspace_id: str, seconds: float) -> Sequence[Use]:
        """Nothing was measured."""
        return ()

    def components(self, workspace_id: str) -> Mapping[str, Check]:
        """No component is known."""
        return {}

    def firing(self, workspace_id: str) -> Sequence[Firing]:
        """Nothing fires."""
        return ()
