"""What goes wrong in the demo, and when: at most one incident a workspace and period, each a pure function of both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from hexatui.server.sources.demo.chance import dice, drift, fraction
from hexatui.server.sources.demo.fleet import DemoFleet, Life, Workspace

PERIOD = 300.0
"""Seconds; an incident begins and ends within one period, so the present one is found without looking back."""

_AT_ONCE = 40
"""About how many incidents a large fleet has in a period; a fleet that is all red tells nothing."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of incident: the alert it raises, and what else can be seen of it."""

    type: str
    title: str
    description: str
    resource: str
    """What the alert is about: `pod`, `node`, `deployment` or `certificate`."""
    usual: float
    threshold: float
    peak: float
    """The measured value without the incident, where the alert begins, and at the incident's height."""
    severities: tuple[str, ...]
    """The severity at first and, where there are two, at the height."""
    component: str = ""
    """The health component that suffers, if any: `api_server`, `etcd`, `scheduler` or `controller_manager`."""
    health: str = "degraded"
    reason: str = ""
    cpu: float = 0.0
    memory: float = 0.0
    """Shares of the workspace's limit that are used on top."""
    nodes_lost: int = 0
    pods_pending: int = 0
    pods_failed: int = 0
    log: str = ""
    """Which troubles the logs tell: a key of `log_styles.TROUBLES`."""


# fmt: off
KINDS = {
    kind.type: kind
    for kind in (
        Kind("high_memory_usage", "High Memory Usage", "Memory usage has exceeded 80%", "pod", 68, 80, 95,
             ("warning", "critical"), "api_server", "degraded", "API server answers slowly: p99 is 2.4 s",
             cpu=0.12, memory=0.3, pods_pending=2, log="memory"),
        Kind("high_cpu_usage", "High CPU Usage", "CPU usage has exceeded 85% of the limit", "pod", 70, 85, 99,
             ("warning", "critical"), "api_server", "unhealthy", "API server not responding to health checks",
             cpu=0.45, memory=0.08, pods_pending=1, log="timeout"),
        Kind("node_not_ready", "Node Not Ready", "A node has not reported for more than 40 s", "node", 5, 40, 95,
             ("critical",), "scheduler", "degraded", "1 node is not ready, 6 pods can't be placed",
             cpu=0.15, memory=0.1, nodes_lost=1, pods_pending=6, log="timeout"),
        Kind("pod_crash_looping", "Pod Crash Looping", "More than 5 restarts within 10 minutes", "pod", 1, 5, 11,
             ("critical",), cpu=0.05, pods_failed=2, log="crash"),
        Kind("disk_pressure", "Disk Almost Full", "A volume is more than 85% full", "node", 74, 85, 97,
             ("warning",), "etcd", "degraded", "etcd: fsync takes 480 ms at p99",
             cpu=0.04, log="disk"),
        Kind("high_latency", "High Latency", "Requests take longer than 500 ms at p95", "deployment", 120, 500, 1150,
             ("warning",), cpu=0.18, memory=0.05, log="timeout"),
        Kind("replicas_unavailable", "Replicas Unavailable", "Fewer than 80% of the replicas are ready",
             "deployment", 0, 20, 60, ("warning",), "controller_manager", "degraded",
             "deployment exceeded its progress deadline", pods_pending=4, log="crash"),
        Kind("rollout_in_progress", "Rollout In Progress", "A new version is being rolled out", "deployment", 0, 1, 3,
             ("info",), cpu=0.06, pods_pending=3, log="rollout"),
        Kind("certificate_expiring", "Certificate Expires Soon", "A certificate expires within 14 days", "certificate",
             20, 14, 9, ("info",)),
        Kind("image_outdated", "Image Outdated", "A newer image with security fixes is available", "deployment",
             0, 2, 5, ("info",)),
    )
}
# fmt: on
"""All kinds by the type of their alert."""

_OPENING: dict[str, tuple[str, float, float, float]] = {
    "ws-123": ("high_memory_usage", 0.8, 220.0, 7.4),
    "ws-payments": ("high_cpu_usage", 2.1, 160.0, 6.0),
    "ws-search": ("node_not_ready", 2.7, 260.0, 4.0),
    "ws-batch": ("pod_crash_looping", 3.9, 190.0, 4.0),
    "ws-mobile": ("rollout_in_progress", 1.5, 90.0, 3.0),
    "ws-identity": ("certificate_expiring", 5.2, 290.0, 4.0),
    "ws-analytics": ("disk_pressure", 3.3, 240.0, 6.0),
    "ws-media": ("high_latency", 4.6, 130.0, 6.0),
    "ws-sandbox": ("image_outdated", 6.3, 280.0, 4.0),
}
"""What the demo opens with, so that its first half minute shows something of everything: kind, begin, end, ramp."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident; times are seconds since the demo's start."""

    kind: Kind
    workspace: Workspace
    number: int
    begins: float
    ends: float
    ramp: float
    """Seconds from nothing to its height."""
    pod: str
    """The pod that suffers most."""

    @property
    def alert_id(self) -> str:
        """The id of its alert; the first one of ws-123 is the reference's own."""
        if self.workspace.id == "ws-123" and self.number == 0:
            return "alert-123"
        return f"alert-{self.workspace.slug}-{self.kind.type.replace('_', '-')}-{self.number}"

    @property
    def fall(self) -> float:
        """Seconds from its height back to nothing."""
        return min(24.0, 0.2 * (self.ends - self.begins))

    @property
    def fires_from(self) -> float:
        """When its alert fires first."""
        return self.begins + 0.62 * self.ramp

    @property
    def resolved(self) -> float:
        """When its alert is resolved."""
        return self.ends - 0.25 * self.fall

    @property
    def hurts_from(self) -> float:
        """When the health of its component suffers; it does until the incident ends."""
        return self.begins + 0.8 * self.ramp

    def hurts(self, time: float) -> bool:
        """Whether a component's health suffers at this time."""
        return bool(self.kind.component) and self.hurts_from <= time < self.ends

    def shows(self, time: float) -> bool:
        """Whether the counts of nodes and pods tell of it: as long as a component suffers, or else the alert fires."""
        return self.hurts(time) if self.kind.component else self.fires_from <= time < self.resolved

    def strength(self, time: float) -> float:
        """How much of it there is, 0 to 1."""
        rising = (time - self.begins) / self.ramp
        falling = (self.ends - time) / self.fall
        level = max(0.0, min(1.0, rising, falling))
        return level * level * (3 - 2 * level)

    def value(self, time: float) -> float:
        """What the alert measures: a percentage to a tenth, a count as a whole number."""
        kind = self.kind
        wobble = 0.03 * drift(self.workspace.key ^ self.number, time / 7)
        value = kind.usual + (kind.peak - kind.usual) * self.strength(time) * (1 + wobble)
        return round(value, 1) if "%" in kind.description else round(value)

    def severity(self, time: float) -> str:
        """The severity of its alert at this time."""
        return self.kind.severities[-1 if self.strength(time) > 0.9 else 0]

    @property
    def resource(self) -> str:
        """What its alert is about, as a path."""
        workspace = self.workspace
        deployment = self.pod.rsplit("-", 2)[0]
        return {
            "pod": f"pod/{self.pod}",
            "deployment": f"deployment/{deployment}",
            "node": f"node/{workspace.slug}-node-{1 + self.number % workspace.nodes}",
            "certificate": f"certificate/{workspace.slug}-tls",
        }[self.kind.resource]


class Incidents:
    """The incidents of a fleet."""

    def __init__(self, fleet: DemoFleet) -> None:
        self._seed = fleet.seed
        self._likelihood = min(0.5, _AT_ONCE / max(1, len(fleet.workspaces)))
        # Each workspace is asked about its present period and, by the script, about its next incident.
        self._made = lru_cache(maxsize=2 * len(fleet.workspaces) + 16)(self._make)

    def at(self, workspace: Workspace, time: float) -> Incident | None:
        """The incident of the period that this time is in, which may be over or still to come."""
        return self.of_period(workspace, int(time // PERIOD)) if time >= 0 else None

    def of_period(self, workspace: Workspace, number: int) -> Incident | None:
        """The one incident of a period, counted from 0, if there is one."""
        happens = workspace.id in _OPENING if number == 0 else fraction(workspace.key, number) < self._likelihood
        return self._made(workspace, number) if happens and workspace.life is Life.STEADY else None

    def _make(self, workspace: Workspace, number: int) -> Incident:
        random = dice(self._seed, f"incident/{workspace.id}", number)
        if number == 0:
            type, begins, ends, ramp = _OPENING[workspace.id]
        else:
            type = random.choice(list(KINDS))
            begins = number * PERIOD + random.uniform(5, 120)
            ends = begins + random.uniform(60, 170)
            ramp = random.uniform(8, 25)
        pods = [container.source.pod for container in workspace.containers]
        pod = pods[0] if number == 0 else random.choice(pods)
        return Incident(KINDS[type], workspace, number, begins, ends, ramp, pod)
