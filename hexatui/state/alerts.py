"""The alert book: one entry an alert of a workspace, in order of severity, acknowledged, snoozed, resolved."""

from __future__ import annotations

from array import array
from collections import Counter, deque
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from hexatui.state.intake import Revisions, moved, name, sentence

if TYPE_CHECKING:
    from hexatui.protocol.events import Alert

SEVERITIES = ("critical", "error", "warning", "info", "unknown")
"""The worst first. What the platform says beyond these counts as unknown; `AlertEntry.stated_severity` keeps it."""

RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}
"""A severity's place in the order, 0 is the worst."""

CAPACITY = 5_000
"""Entries kept; beyond it the oldest resolved fall out, then the least severe."""

MAX_VALUES = 32
"""Values of an alert over time that are kept."""

NEWS = 64
"""How many of the alerts that fired last are remembered as news."""

Change = Literal["new", "repeated", "reopened", "resolved"]
"""What a message made of its entry."""


class AlertKey(NamedTuple):
    """What tells alerts apart."""

    workspace_id: str
    id: str


@dataclass(slots=True)
class AlertEntry:
    """One alert, as last told. Times are Unix seconds of our own clock, but for `platform_since`."""

    workspace_id: str
    id: str
    first_at: float
    type: str = ""
    severity: str = "unknown"
    stated_severity: str = ""
    title: str = ""
    description: str = ""
    resource: str = ""
    threshold: float | str | None = None
    value: float | str | None = None
    status: Literal["firing", "resolved"] = "firing"
    since: float = 0.0
    """When it began to fire or was resolved, whichever is its present status."""
    last_at: float = 0.0
    platform_since: float | None = None
    """The same by the platform's clock, where it said so: for sorting, never for freshness (protocol-notes 11)."""
    fired_since: float | None = None
    """Of a resolved one, when it had begun to fire; None where that was not heard of."""
    platform_fired_since: float | None = None
    """The same by the platform's clock, where it said so."""
    values: array[float] = field(default_factory=lambda: array("d"))
    """The newest numbers told as `value`, each behind when it came (Unix seconds); at most `MAX_VALUES`."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """What its workspace's gauges stood at when it began to fire, in percent; those that were known."""
    count: int = 0
    """How often it fired."""
    acknowledged_at: float | None = None
    snoozed_until: float | None = None
    revision: int = 0

    @property
    def key(self) -> AlertKey:
        """What tells it apart."""
        return AlertKey(self.workspace_id, self.id)

    @property
    def is_open(self) -> bool:
        """Firing, acknowledged or not."""
        return self.status == "firing"

    @property
    def history(self) -> list[tuple[float, float]]:
        """When which value was told, oldest first."""
        return list(zip(self.values[::2], self.values[1::2], strict=True))

    def is_snoozed(self, now: float) -> bool:
        """Put off until later than `now`, Unix seconds."""
        return self.snoozed_until is not None and self.snoozed_until > now


class Verdict(NamedTuple):
    """What a person decided about an alert, as it is kept across runs. Unix seconds."""

    acknowledged_at: float | None
    snoozed_until: float | None
    severity: str
    """How bad it was then: when it comes back worse, nothing was decided."""


class AlertBook:
    """All alerts, at most `capacity`."""

    def __init__(self, capacity: int = CAPACITY, revisions: Revisions | None = None) -> None:
        self.entries: dict[AlertKey, AlertEntry] = {}
        self.revision = 0
        self.dropped = 0
        """Entries that fell out."""
        self.fired: deque[AlertKey] = deque(maxlen=NEWS)
        """Those that began to fire last, or got worse while they did, newest last."""
        self.fired_total = 0
        """How many ever did."""
        self._remembered: dict[AlertKey, Verdict] = {}
        self.verdicts_revision = 0
        """Changes with what a person decided, and with nothing else."""
        self._capacity = max(1, capacity)
        self._revisions = revisions or Revisions()
        self._open: dict[str, Counter[str]] = {}  # open entries by workspace and severity
        self._open_total: Counter[str] = Counter()
        self._order: list[AlertEntry] = []
        self._order_revision = -1
        self._order_until = 0.0  # the order holds until then: a snooze ends

    def record(
        self, workspace_id: str, alert: Alert, platform_time: float | None, at: float
    ) -> tuple[AlertEntry, Change]:
        """Fold in a `workspace.alert_triggered`."""
        key = AlertKey(workspace_id, name(alert.id))
        entry = self.entries.get(key)
        is_known = entry is not None
        if entry is None:
            entry = AlertEntry(*key, first_at=at, since=at, platform_since=platform_time)
            self._recall(entry, alert)
        else:
            self._count(entry, -1)
        was_open, old_rank = entry.is_open, RANK[entry.severity]
        _restate(entry, alert)
        entry.last_at = at
        if isinstance(entry.value, float) and alert.value is not None:
            entry.values.extend((at, entry.value))
            del entry.values[: -2 * MAX_VALUES]
        change: Change
        if alert.status is not None and alert.status.strip().lower() == "resolved":
            if was_open:
                _resolve(entry, at, platform_time, was_firing=is_known)
            entry.acknowledged_at = None
            change = "resolved"
        else:
            entry.status = "firing"
            entry.count += 1
            change = "new" if not is_known else "repeated" if was_open else "reopened"
            if change == "reopened":
                entry.since, entry.platform_since = at, platform_time
            is_worse = is_known and RANK[entry.severity] < old_rank
            if is_worse:
                entry.acknowledged_at = entry.snoozed_until = None
            if is_worse or change != "repeated":
                self.fired.append(key)
                self.fired_total += 1
        self._count(entry, +1)
        self.entries[key] = entry
        if len(self.entries) > self._capacity:
            self._shed(keep=entry)
        self._touch(entry)
        return entry, change

    def confirm(
        self, workspace_id: str, alert: Alert, platform_since: float | None, since: float | None, as_of: float
    ) -> Change | None:
        """Fold in an alert that a listing says to fire; one that does already is not counted as fired anew.

        Args:
            platform_since: since when, by the platform's clock.
            since: the same by ours.
            as_of: when the listing was asked for; where newer news came, nothing changes and None is given.
        """
        known = self.entries.get(AlertKey(workspace_id, name(alert.id)))
        if known is not None and known.last_at >= as_of:
            return None
        was_open = known is not None and known.is_open
        entry, change = self.record(workspace_id, alert, platform_since, as_of)
        if was_open:
            entry.count -= 1
        elif since is not None:
            entry.since = min(since, as_of)
            entry.first_at = min(entry.first_at, entry.since)
        return change

    def settle(self, workspace_id: str, firing: Container[str], as_of: float) -> None:
        """All alerts of a workspace but these were resolved, unheard, unless newer news of them came."""
        if workspace_id not in self._open:
            return
        for entry in self.entries.values():
            if entry.workspace_id != workspace_id or not entry.is_open or entry.id in firing or entry.last_at >= as_of:
                continue
            self._count(entry, -1)
            _resolve(entry, as_of, None)
            entry.acknowledged_at, entry.last_at = None, as_of
            self._touch(entry)

    def recall_figures(self, workspace_id: str, figures_at: Callable[[float], Mapping[str, float]]) -> None:
        """Of the alerts that began before the gauges were known: what these stood at then was heard now."""
        for entry in self.entries.values():
            if entry.workspace_id == workspace_id and entry.is_open and not entry.figures:
                entry.figures = figures_at(entry.since)
                self._touch(entry)

    def remember(self, verdicts: Mapping[AlertKey, Verdict]) -> None:
        """What was decided in an earlier run; it holds from when the alert is heard of again, unless it got worse."""
        self._remembered = dict(verdicts)

    def verdicts(self) -> dict[AlertKey, Verdict]:
        """What is to be remembered: of open alerts, and of those remembered and not heard of yet."""
        return self._remembered | {
            key: Verdict(entry.acknowledged_at, entry.snoozed_until, entry.severity)
            for key, entry in self.entries.items()
            if entry.is_open and (entry.acknowledged_at is not None or entry.snoozed_until is not None)
        }

    def _recall(self, entry: AlertEntry, alert: Alert) -> None:
        verdict = self._remembered.pop(entry.key, None)
        if verdict and RANK.get(alert.severity.strip().lower(), RANK["unknown"]) >= RANK.get(verdict.severity, -1):
            entry.acknowledged_at, entry.snoozed_until = verdict.acknowledged_at, verdict.snoozed_until

    def acknowledge(self, key: tuple[str, str], at: float) -> bool:
        """Note that a person took it on; it stays so until it resolves or gets worse. False for none that is open."""
        entry = self._entry(key)
        if entry is None or not entry.is_open:
            return False
        entry.acknowledged_at = at
        self.verdicts_revision += 1
        return self._touch(entry)

    def unacknowledge(self, key: tuple[str, str]) -> bool:
        """Take the note back. False for an unknown alert."""
        entry = self._entry(key)
        if entry is None:
            return False
        entry.acknowledged_at = None
        self.verdicts_revision += 1
        return self._touch(entry)

    def snooze(self, key: tuple[str, str], until: float | None) -> bool:
        """Put it below the open ones until then (Unix seconds), or None to call it back. False for an unknown alert."""
        entry = self._entry(key)
        if entry is None:
            return False
        entry.snoozed_until = until
        self.verdicts_revision += 1
        return self._touch(entry)

    def move(self, by: float) -> None:
        """Move all times of our own clock by so many seconds: it was set."""
        for entry in self.entries.values():
            entry.first_at, entry.since, entry.last_at = entry.first_at + by, entry.since + by, entry.last_at + by
            entry.values = array("d", (value if index % 2 else value + by for index, value in enumerate(entry.values)))
            entry.fired_since = moved(entry.fired_since, by)
            entry.acknowledged_at = moved(entry.acknowledged_at, by)
            entry.snoozed_until = moved(entry.snoozed_until, by)
            self._touch(entry)

    def ordered(self, now: float) -> list[AlertEntry]:
        """Open ones by severity and then those first that began last, after them the snoozed, the resolved last."""
        if self._order_revision != self.revision or now >= self._order_until:
            self._order = sorted(self.entries.values(), key=lambda entry: _place(entry, now))
            self._order_revision = self.revision
            ends = (entry.snoozed_until for entry in self._order if entry.is_snoozed(now))
            self._order_until = min((end for end in ends if end is not None), default=float("inf"))
        return self._order

    def open_counts(self) -> dict[str, int]:
        """How many are open by severity, the worst first; severities without any are left out."""
        return _present(self._open_total)

    def counts(self, workspace_id: str) -> dict[str, int]:
        """How many of a workspace are open by severity, the worst first."""
        return _present(self._open.get(workspace_id, Counter()))

    def worst(self, workspace_id: str) -> str | None:
        """The worst open severity of a workspace, or None."""
        of_workspace = self._open.get(workspace_id)
        return next(iter(_present(of_workspace))) if of_workspace else None

    def burning(self) -> dict[str, str]:
        """The worst open severity of each workspace that has an open alert."""
        return {id: next(iter(_present(of_workspace))) for id, of_workspace in self._open.items()}

    def count(self, workspace_id: str) -> int:
        """How many of a workspace are open."""
        return sum(self.counts(workspace_id).values())

    def _entry(self, key: tuple[str, str]) -> AlertEntry | None:
        return self.entries.get(AlertKey(*key))

    def _touch(self, entry: AlertEntry) -> bool:
        self.revision = entry.revision = self._revisions.advance()
        return True

    def _count(self, entry: AlertEntry, step: int) -> None:
        if not entry.is_open:
            return
        of_workspace = self._open.setdefault(entry.workspace_id, Counter())
        of_workspace[entry.severity] += step
        self._open_total[entry.severity] += step
        if not any(of_workspace.values()):
            del self._open[entry.workspace_id]

    def _shed(self, keep: AlertEntry) -> None:
        # A sixteenth at once: under a flood the sorting must not be paid for each new alert.
        surplus = max(1, self._capacity // 16)
        for entry in sorted((entry for entry in self.entries.values() if entry is not keep), key=_worth)[:surplus]:
            self._count(entry, -1)
            del self.entries[entry.key]
            self.dropped += 1


def _restate(entry: AlertEntry, alert: Alert) -> None:
    """Take what the newest message says; what it leaves out stays, for a resolution may name little but the id."""
    if alert.severity or not entry.stated_severity:
        stated = alert.severity.strip().lower()
        entry.severity = stated if stated in RANK else "unknown"
        entry.stated_severity = name(alert.severity)
    entry.type = name(alert.type) or entry.type
    entry.title = sentence(alert.title) or entry.title
    entry.description = sentence(alert.description) or entry.description
    entry.resource = name(alert.resource) or entry.resource
    entry.threshold = entry.threshold if alert.threshold is None else _figure(alert.threshold)
    entry.value = entry.value if alert.value is None else _figure(alert.value)


def _resolve(entry: AlertEntry, at: float, platform_time: float | None, *, was_firing: bool = True) -> None:
    """It fires no more; when it had begun to is kept, where it was heard of firing at all."""
    if was_firing:
        entry.fired_since, entry.platform_fired_since = entry.since, entry.platform_since
    entry.status, entry.since, entry.platform_since = "resolved", at, platform_time


def _figure(value: float | str | None) -> float | str | None:
    return name(value) if isinstance(value, str) else value


def _place(entry: AlertEntry, now: float) -> tuple[int, int, float]:
    group = 2 if not entry.is_open else 1 if entry.is_snoozed(now) else 0
    # By its beginning, not its newest repeat: rows that change places can't be read.
    began = entry.since if entry.platform_since is None else entry.platform_since
    return group, RANK[entry.severity], -began


def _worth(entry: AlertEntry) -> tuple[bool, int, float]:
    """What is least worth keeping sorts first: resolved before open, then mild before severe, then old before new."""
    return entry.is_open, -RANK[entry.severity] if entry.is_open else 0, entry.last_at


def _present(counts: Counter[str]) -> dict[str, int]:
    return {severity: counts[severity] for severity in SEVERITIES if counts[severity]}
