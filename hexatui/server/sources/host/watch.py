"""What is told of a machine: its measures as events, alerts, and the health of what could fail. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from hexatui.protocol.events import (
    Alert,
    AlertTriggered,
    AlertTriggeredData,
    Averages,
    Event,
    HealthChanged,
    HealthChangedData,
    Metrics,
    MetricsUpdate,
    MetricsUpdateData,
    NetworkRates,
    ResourceUpdated,
    ResourceUpdatedData,
    ResourceUsage,
)
from hexatui.protocol.rest import Check
from hexatui.server.sources.host.alarms import Alarm, Limit, Thresholds
from hexatui.server.sources.host.machine import Measures
from hexatui.server.sources.rates import byte_rate
from hexatui.server.sources.records import Firing, Use

_HOUR = 3600.0
_FIVE_MINUTES = 300.0
MAX_PAST = 360
"""Moments of a history; where more were measured, some are left out evenly."""

_SEVERITY_HEALTH = {"warning": "degraded", "critical": "unhealthy"}


class _Sample(NamedTuple):
    at: float
    cpu: float
    memory: float


class HostWatch:
    """Remembers what was measured, and says what is worth telling.

    Attributes:
        unreadable: Why log files can't be read, by their path.
        usage: What was measured last, by the resource's name.
        components: The health of what could fail.
    """

    def __init__(self, workspace_id: str, host: str, thresholds: Thresholds) -> None:
        self.unreadable: dict[str, str] = {}
        self.usage: dict[str, ResourceUsage] = {}
        self.components: dict[str, Check] = {}
        self._firing: dict[str, Firing] = {}
        self._workspace_id = workspace_id
        self._host = host
        self._thresholds = thresholds
        self._samples: deque[_Sample] = deque()
        self._disks: dict[str, Alarm] = {}
        node = f"node/{host}"
        memory = (Limit("warning", thresholds.memory_warning), Limit("critical", thresholds.memory_critical))
        self._cpu = Alarm(
            "alert-host-cpu", "high_cpu_usage", "High CPU Usage", "CPU usage", "%", node,
            (Limit("warning", thresholds.cpu),), patience=3,
        )  # fmt: skip
        self._memory = Alarm(
            "alert-host-memory", "high_memory_usage", "High Memory Usage", "Memory usage", "%", node, memory
        )
        self._load = Alarm(
            "alert-host-load", "high_load", "High Load", "The load average of one minute", " for each core", node,
            (Limit("warning", thresholds.load),), patience=3,
        )  # fmt: skip

    @property
    def health(self) -> str:
        """The worst health of any component."""
        order = ("unhealthy", "degraded")
        states = {check.status for check in self.components.values()}
        return next((worst for worst in order if worst in states), "healthy")

    @property
    def firing(self) -> list[Firing]:
        """The alerts that fire, those that began first before the others."""
        return list(self._firing.values())

    def past_use(self, seconds: float, now: float) -> list[Use]:
        """What was measured in the last so many seconds before `now` (Unix seconds), an hour at most."""
        samples = [sample for sample in self._samples if sample.at >= now - seconds]
        every = -(-len(samples) // MAX_PAST) or 1
        # Counted from the newest, which is never left out.
        kept = samples[::-1][::every][::-1]
        return [Use(datetime.fromtimestamp(at, UTC), round(cpu, 2), memory) for at, cpu, memory in kept]

    def observe(self, measures: Measures, unreadable: dict[str, str], at: float) -> list[Event]:
        """What there is to tell after a look at the machine, at a time in Unix seconds."""
        timestamp = datetime.fromtimestamp(at, UTC)
        self.usage = self._usage(measures)
        usage = ResourceUpdated(data=ResourceUpdatedData(workspace_id=self._workspace_id, resources=self.usage))
        events: list[Event] = [usage, self._metrics(measures, at)]
        events += self._alerts(measures, at)
        self.unreadable = unreadable
        events += self._health_changes(measures)
        return [event.model_copy(update={"timestamp": timestamp}) for event in events]

    def _usage(self, measures: Measures) -> dict[str, ResourceUsage]:
        cpu = ResourceUsage(
            used=f"{measures.cpu_percent / 100 * measures.cores:.2f}",
            limit=str(measures.cores),
            unit="cores",
            percentage=round(measures.cpu_percent, 1),
        )
        memory = ResourceUsage(
            used=str(measures.memory_used_mi),
            limit=str(measures.memory_total_mi),
            unit="Mi",
            percentage=round(measures.memory_percent, 1),
        )
        return {"cpu": cpu, "memory": memory}

    def _metrics(self, measures: Measures, at: float) -> Event:
        cores = measures.cpu_percent / 100 * measures.cores
        self._samples.append(_Sample(at, cores, measures.memory_used_mi))
        while self._samples[0].at < at - _HOUR:
            self._samples.popleft()
        network = None
        if measures.network:
            network = NetworkRates(
                ingress_rate=byte_rate(measures.network.ingress), egress_rate=byte_rate(measures.network.egress)
            )
        metrics = Metrics(
            cpu=Averages(
                instant=round(cores, 2),
                average_5m=self._average(_cpu, at, _FIVE_MINUTES),
                average_1h=self._average(_cpu, at, _HOUR),
            ),
            memory=Averages(
                instant=measures.memory_used_mi,
                average_5m=self._average(_memory, at, _FIVE_MINUTES),
                average_1h=self._average(_memory, at, _HOUR),
            ),
            network=network,
        )
        return MetricsUpdate(data=MetricsUpdateData(workspace_id=self._workspace_id, metrics=metrics))

    def _average(self, what: Callable[[_Sample], float], at: float, seconds: float) -> float | None:
        """The average over the last seconds; None until that long was observed (within two looks)."""
        if self._samples[0].at > at - 0.98 * seconds:
            return None
        values = [what(sample) for sample in self._samples if sample.at >= at - seconds]
        return round(sum(values) / len(values), 2)

    def _alerts(self, measures: Measures, at: float) -> Iterator[Event]:
        observed = [
            self._cpu.observe(measures.cpu_percent, at),
            self._memory.observe(measures.memory_percent, at),
        ]
        if measures.load is not None:
            observed.append(self._load.observe(measures.load / measures.cores, at))
        # A disk that is gone is no longer full.
        gone = dict.fromkeys(self._disks.keys() - measures.disks.keys(), 0.0)
        for mount, percent in {**measures.disks, **gone}.items():
            observed.append(self._disk(mount).observe(percent, at))
        for alert in observed:
            if alert:
                self._remember(alert, at)
                yield AlertTriggered(data=AlertTriggeredData(workspace_id=self._workspace_id, alert=alert))

    def _remember(self, alert: Alert, at: float) -> None:
        if alert.status != "firing":
            self._firing.pop(alert.id, None)
            return
        known = self._firing.get(alert.id)
        self._firing[alert.id] = Firing(alert, known.since if known else datetime.fromtimestamp(at, UTC))

    def _disk(self, mount: str) -> Alarm:
        if mount not in self._disks:
            slug = mount.strip("/\\:").replace("/", "-") or "root"
            limits = (
                Limit("warning", self._thresholds.disk),
                Limit("critical", max(self._thresholds.disk, self._thresholds.disk_critical)),
            )
            self._disks[mount] = Alarm(
                f"alert-host-disk-{slug}", "disk_pressure", "Disk Almost Full", f"Disk usage of {mount}", "%",
                f"disk/{slug}", limits,
            )  # fmt: skip
        return self._disks[mount]

    def _health_changes(self, measures: Measures) -> Iterator[Event]:
        full = [mount for mount, alarm in self._disks.items() if alarm.firing]
        disk = max((self._disks[mount] for mount in full), key=_seriousness, default=None)
        states: dict[str, tuple[Alarm | None, str]] = {}
        states["memory"] = (self._memory, f"{measures.memory_percent:.0f}% of the memory is in use")
        if measures.load is not None:
            states["load"] = (self._load, f"The load average is {measures.load:.1f} on {measures.cores} cores")
        if self._disks:
            states["disk"] = (disk, f"Almost full: {', '.join(full)}" if full else "All disks have room")
        for component, (alarm, reason) in states.items():
            health = _SEVERITY_HEALTH[alarm.firing.severity] if alarm and alarm.firing else "healthy"
            yield from self._change(component, health, reason)
        lost = next(iter(self.unreadable.items()), None)
        if lost:
            others = f", and {len(self.unreadable) - 1} more" if len(self.unreadable) > 1 else ""
            yield from self._change("logs", "degraded", f"{lost[0]} can't be read: {lost[1]}{others}")
        else:
            yield from self._change("logs", "healthy", "All log files can be read")

    def _change(self, component: str, health: str, reason: str) -> Iterator[Event]:
        known = self.components.get(component)
        previous = known.status if known else "unknown"
        self.components[component] = Check(status=health, message=reason)
        if health == previous:
            return
        data = HealthChangedData(
            workspace_id=self._workspace_id,
            component=component,
            previous_status=previous,
            new_status=health,
            reason=reason,
        )
        yield HealthChanged(data=data)


def _cpu(sample: _Sample) -> float:
    return sample.cpu


def _memory(sample: _Sample) -> float:
    return sample.memory


def _seriousness(alarm: Alarm) -> float:
    return alarm.firing.threshold if alarm.firing else 0.0
