"""When a measured value becomes an alert, and when it is none any more. Pure: values and times come in, alerts out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from hexatui.protocol.events import Alert

TOLD_EVERY = 15.0
"""Seconds after which an alert that still fires is told again, with its new value."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Above which values this machine raises alerts: percentages, and runnable processes a core."""

    cpu: float = 90.0
    memory_warning: float = 85.0
    memory_critical: float = 95.0
    disk: float = 90.0
    disk_critical: float = 98.0
    load: float = 2.0


class Limit(NamedTuple):
    """A value above which an alert has a severity."""

    severity: str
    threshold: float


@dataclass(slots=True)
class Alarm:
    """One alert's life. It fires above a limit, and ends a margin below it so that it doesn't flicker.

    Args:
        id: The alert's id.
        type: Its type, such as "high_memory_usage".
        title: Its title.
        measure: What is measured, to begin a sentence: "Memory usage".
        unit: What follows a value in that sentence.
        resource: What it is about, as a path.
        limits: Rising, at least one.
        margin: How far below the lowest limit, as a share of it, the value must fall.
        patience: How many values in a row must be above a limit before it fires.
    """

    id: str
    type: str
    title: str
    measure: str
    unit: str
    resource: str
    limits: tuple[Limit, ...]
    margin: float = 0.05
    patience: int = 1
    firing: Limit | None = None
    _above: int = 0
    _told_at: float = 0.0

    def observe(self, value: float, now: float) -> Alert | None:
        """Take a value, at a time in seconds; gives an alert when there is something to tell."""
        before = self.firing
        reached = self._reached(value)
        self._above = self._above + 1 if reached else 0
        if reached and (before or self._above >= self.patience):
            self.firing = reached
            if reached == before and now - self._told_at < TOLD_EVERY:
                return None
            self._told_at = now
            return self._alert(reached, value, "firing")
        if before and not reached:
            self.firing = None
            return self._alert(before, value, "resolved")
        return None

    def _reached(self, value: float) -> Limit | None:
        reached = None
        for limit in self.limits:
            is_kept = self.firing is not None and limit.threshold <= self.firing.threshold
            if value > limit.threshold * (1 - self.margin if is_kept else 1):
                reached = limit
        return reached

    def _alert(self, limit: Limit, value: float, status: str) -> Alert:
        relation = "is above" if status == "firing" else "is no longer above"
        return Alert(
            id=self.id,
            type=self.type,
            severity=limit.severity,
            title=self.title,
            description=f"{self.measure} {relation} {limit.threshold:g}{self.unit}",
            resource=self.resource,
            threshold=limit.threshold,
            value=round(value, 1),
            status=status,
        )
