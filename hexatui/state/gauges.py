"""How full a workspace is: cpu, memory, network and whatever else is told, each with its age and a short history."""

from __future__ import annotations

import math
from array import array
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from hexatui.protocol.quantities import amount_in_unit, parse_rate, percentage
from hexatui.state.intake import Seen, amount, moved, name, seen_moved
from hexatui.state.room import Allowance

if TYPE_CHECKING:
    from hexatui.protocol.events import Averages, Metrics, ResourceUsage

HISTORY_SAMPLES = 360
"""Samples a history holds: an hour of them, where they come often."""

HISTORY_STEP = 10.0
"""Seconds that two samples are apart at least; of those told within them the highest stands for all."""

HISTORY_GAP = 2.5
"""How many times the usual distance of two samples measured before may pass until nothing counts as known."""

MAX_OTHER = 32
"""How many resources beside cpu and memory a workspace may have."""

MEBIBYTE = 1_048_576.0
"""What `monitoring.metrics_update` counts memory in ("Metrics Update")."""


class History:
    """The newest samples (Unix seconds, percent) in a ring; NaN marks where nothing was known any more."""

    __slots__ = ("_latest", "_next", "_times", "_values")

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._times = array("d")
        self._values = array("d")
        self._next = 0
        self._latest = math.nan  # The value told last, which need not be the highest of its sample.

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
            self._values[last] = max(self._values[last], percent)
        else:
            self._append(at, percent)
        self._latest = percent

    def interrupt(self, at: float) -> None:
        """From here on nothing is known, until the next sample."""
        if self._times and not math.isnan(self._values[self._next - 1]):
            self._append(at, math.nan)
            self._latest = math.nan

    def fill_in(self, samples: Sequence[tuple[float, float]]) -> None:
        """Put in what was measured while nothing was heard, the oldest first; what was heard stays as it is.

        Where samples are missing among these, or between these and what was heard then, nothing is known.
        """
        usual = max(median([b - a for (a, _), (b, _) in pairwise(samples)] or [0.0]), HISTORY_STEP)
        heard, latest = deque(self), self._latest
        self._clear()
        filled_at = math.inf
        """The time of the latest sample, where that is one of these."""

        def end_at(at: float) -> None:
            if at - filled_at > HISTORY_GAP * usual:
                self.interrupt(filled_at + usual)

        is_heard = False
        for at, percent in samples:
            while heard and heard[0][0] <= at:
                end_at(heard[0][0])
                self._append(*heard[0])
                is_heard, filled_at = not math.isnan(heard.popleft()[1]), math.inf
            if not is_heard:
                end_at(at)
                self.add(at, percent)
                filled_at = at
        for one in heard:
            end_at(one[0])
            self._append(*one)
            filled_at = math.inf
        if heard or is_heard:
            self._latest = latest

    def move(self, by: float) -> None:
        """Move all samples by so many seconds: the clock was set."""
        for index, at in enumerate(self._times):
            self._times[index] = at + by

    def peak(self, since: float) -> tuple[float, float] | None:
        """When the highest percentage since then (Unix seconds) was told, and which; None where nothing was known."""
        return max(
            ((at, value) for at, value in self if at >= since and not math.isnan(value)),
            key=lambda sample: sample[1],
            default=None,
        )

    def standing(self, at: float) -> float | None:
        """The percentage that stood at a time (Unix seconds), None where nothing was known."""
        percent = math.nan
        for told_at, told in self:
            if told_at > at:
                break
            percent = told
        return None if math.isnan(percent) else percent

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
        if standing is not None and not math.isnan(self._latest):
            standing = self._latest
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
    """0 where there is none."""
    percent: float | None = None
    """0 to 100, above where the limit is passed; None also where there is no limit."""
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
            limit = None if usage.limit is None else amount(amount_in_unit(usage.limit, usage.unit))
            gauge.limit = limit or 0.0  # What the platform doesn't say here is none (protocol-notes 4).
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

    def fill_in(self, resources: Mapping[str, ResourceUsage], as_of: float, others: Allowance | None = None) -> None:
        """Fold in what was asked for as of a time, where nothing newer was told."""
        known = {"cpu": self.cpu, "memory": self.memory, **self.other}

        def is_news(resource: str) -> bool:
            gauge = known.get(name(resource))
            return gauge is None or gauge.at is None or gauge.at < as_of

        self.update({resource: usage for resource, usage in resources.items() if is_news(resource)}, as_of, others)

    def recall(self, cpu: Sequence[tuple[float, float]], memory: Sequence[tuple[float, float]]) -> None:
        """Fold in what was used before: times with cores and with bytes, the oldest first."""
        for gauge, samples in ((self.cpu, cpu), (self.memory, memory)):
            shares = ((at, amount(percentage(None, used, gauge.limit))) for at, used in samples)
            if known := [(at, percent) for at, percent in shares if percent is not None]:
                gauge.history.fill_in(known)

    def percentages(self) -> dict[str, float]:
        """How full cpu and memory are, in percent; those that are known."""
        known = {"cpu": self.cpu.percent, "memory": self.memory.percent}
        return {resource: percent for resource, percent in known.items() if percent is not None}

    def percentages_at(self, at: float) -> dict[str, float]:
        """How full they were at a time (Unix seconds), by what is known of the past."""
        known = {"cpu": self.cpu.history.standing(at), "memory": self.memory.history.standing(at)}
        return {resource: percent for resource, percent in known.items() if percent is not None}

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
