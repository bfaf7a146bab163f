"""How full a workspace is: cpu, memory, network and whatever else is told, each with its age and a short history."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hexatui.protocol.quantities import amount_in_unit, parse_rate, percentage
from hexatui.state.intake import Seen, amount, moved, name, seen_moved
from hexatui.state.room import Allowance

if TYPE_CHECKING:
    from hexatui.protocol.events import Averages, Metrics, ResourceUsage

HISTORY_SAMPLES = 360
"""Samples a history holds."""

HISTORY_STEP = 1.0
"""Seconds that two samples are apart at least; a newer one within them takes the place of the last."""

MAX_OTHER = 32
"""How many resources beside cpu and memory a workspace may have."""

MEBIBYTE = 1_048_576.0
"""What `monitoring.metrics_update` counts memory in ("Metrics Update")."""


class History:
    """The newest samples (Unix seconds, percent) in a ring; NaN marks where nothing was known any more."""

    __slots__ = ("_next", "_times", "_values")

    def __init__(self) -> None:
        self._times = array("d")
        self._values = array("d")
        self._next = 0

    def __len__(self) -> int:
        return len(self._times)

    def __iter__(self) -> Iterator[tuple[float, float]]:
        """The samples, oldest first."""
        size = len(self._times)
        for step in range(size):
            index = (self._next + step) % size
            yield self._times[index], self._values[index]

    def add(self, at: float, percent: float) -> None:
        """Keep a sample."""
        last = self._next - 1
        if self._times and 0 <= at - self._times[last] < HISTORY_STEP and not math.isnan(self._values[last]):
            self._values[last] = percent
        else:
            self._append(at, percent)

    def interrupt(self, at: float) -> None:
        """From here on nothing is known, until the next sample."""
        if self._times and not math.isnan(self._values[self._next - 1]):
            self._append(at, math.nan)

    def move(self, by: float) -> None:
        """Move all samples by so many seconds: the clock was set."""
        for index, at in enumerate(self._times):
            self._times[index] = at + by

    def columns(self, n: int, now: float, span: float) -> list[float | None]:
        """The last `span` seconds in `n` columns, the newest last, each the highest percent told in it.

        A value stands until the next one comes, up to `now`; None where nothing was known. The columns' edges are
        multiples of their width, so that a picture drawn each second moves by whole columns.
        """
        if n <= 0 or span <= 0:
            return []
        if self._times:
            # The clock may have been set back since the newest sample: it is no reason to forget them all.
            now = max(now, self._times[self._next - 1])
        width = span / n
        oldest = math.floor(now / width) - n + 1
        columns: list[float | None] = []
        standing: float | None = None
        for at, percent in self:
            column = math.floor(at / width) - oldest
            if column >= n:
                break
            value = None if math.isnan(percent) else percent
            if column >= 0:
                columns += [standing] * (column - len(columns))
                if column == len(columns):
                    columns.append(value)
                else:
                    before = columns[column]
                    columns[column] = value if value is None or before is None else max(before, value)
            standing = value
        return columns + [standing] * (n - len(columns))

    def _append(self, at: float, value: float) -> None:
        if len(self._times) < HISTORY_SAMPLES:
            self._times.append(at)
            self._values.append(value)
            return
        self._times[self._next] = at
        self._values[self._next] = value
        self._next = (self._next + 1) % HISTORY_SAMPLES


@dataclass(slots=True)
class Gauge:
    """One resource of a workspace; the amounts in base units (cores, bytes), None while unknown."""

    used: float | None = None
    limit: float | None = None
    """None also where there is no limit."""
    percent: float | None = None
    """0 to 100, above where the limit is passed; None where there is no limit."""
    at: float | None = None
    """When `used` came, in Unix seconds."""
    average_5m: float | None = None
    average_1h: float | None = None
    averages_at: float | None = None
    """When the averages came, in Unix seconds."""
    history: History = field(default_factory=History)

    def use(self, used: float | None, percent: float | None, at: float) -> None:
        """Take a newer figure; a percentage that is missing or absurd is computed (protocol-notes 4)."""
        self.used = amount(used)
        self.percent = amount(percentage(percent, self.used, self.limit))
        self.at = at
        if self.percent is None:
            self.history.interrupt(at)
        else:
            self.history.add(at, self.percent)


@dataclass(slots=True)
class Network:
    """Network rates in bytes a second; None while unknown."""

    ingress: Seen[float] | None = None
    egress: Seen[float] | None = None


@dataclass(slots=True)
class Gauges:
    """All that is measured of one workspace."""

    cpu: Gauge = field(default_factory=Gauge)
    """In cores."""
    memory: Gauge = field(default_factory=Gauge)
    """In bytes."""
    other: dict[str, Gauge] = field(default_factory=dict)
    """Further resources by name, at most `MAX_OTHER`."""
    network: Network = field(default_factory=Network)

    def update(self, resources: Mapping[str, ResourceUsage], at: float, others: Allowance | None = None) -> None:
        """Fold in a `workspace.resource_updated`; of resources beside cpu and memory as many as `others` allows."""
        for resource, usage in resources.items():
            if usage.used is None and usage.percentage is None:
                continue
            gauge = self._gauge(resource, others)
            if gauge is None:
                continue
            gauge.limit = None if usage.limit is None else amount(amount_in_unit(usage.limit, usage.unit)) or None
            used = None if usage.used is None else amount_in_unit(usage.used, usage.unit)
            gauge.use(used, usage.percentage, at)

    def measure(self, metrics: Metrics, at: float) -> None:
        """Fold in a `monitoring.metrics_update`."""
        if metrics.cpu is not None:
            _average(self.cpu, metrics.cpu, 1.0, at)
        if metrics.memory is not None:
            _average(self.memory, metrics.memory, MEBIBYTE, at)
        if metrics.network is not None:
            self.network.ingress = _rate(metrics.network.ingress_rate, at) or self.network.ingress
            self.network.egress = _rate(metrics.network.egress_rate, at) or self.network.egress

    def interrupt(self, at: float) -> None:
        """The connection was lost: no line is drawn over what follows."""
        for gauge in self._all():
            gauge.history.interrupt(at)

    def move(self, by: float) -> None:
        """Move all times by so many seconds: the clock was set."""
        for gauge in self._all():
            gauge.at, gauge.averages_at = moved(gauge.at, by), moved(gauge.averages_at, by)
            gauge.history.move(by)
        self.network.ingress, self.network.egress = (
            seen_moved(self.network.ingress, by),
            seen_moved(self.network.egress, by),
        )

    def _all(self) -> tuple[Gauge, ...]:
        return self.cpu, self.memory, *self.other.values()

    def _gauge(self, resource: str, others: Allowance | None) -> Gauge | None:
        if resource == "cpu":
            return self.cpu
        if resource == "memory":
            return self.memory
        resource = name(resource)
        if resource not in self.other and len(self.other) < MAX_OTHER and (others is None or others.take()):
            self.other[resource] = Gauge()
        return self.other.get(resource)


def _average(gauge: Gauge, averages: Averages, factor: float, at: float) -> None:
    if averages.instant is not None:
        gauge.use(averages.instant * factor, None, at)
    if averages.average_5m is not None or averages.average_1h is not None:
        gauge.average_5m = _scaled(averages.average_5m, factor)
        gauge.average_1h = _scaled(averages.average_1h, factor)
        gauge.averages_at = at


def _scaled(number: float | None, factor: float) -> float | None:
    return None if number is None else amount(number * factor)


def _rate(text: str | None, at: float) -> Seen[float] | None:
    rate = None if text is None else amount(parse_rate(text))
    return None if rate is None else Seen(rate, at)
