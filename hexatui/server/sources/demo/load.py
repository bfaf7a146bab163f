"""How loaded a workspace of the demo is at any time: curves that go together, as pure functions of the time."""

from __future__ import annotations

import math
from typing import NamedTuple

from hexatui.server.sources.demo.chance import drift
from hexatui.server.sources.demo.fleet import Workspace
from hexatui.server.sources.demo.incidents import Incident

_DAY = 86400.0


class Load(NamedTuple):
    """What a workspace uses at one moment."""

    cpu: float
    """Cores."""
    memory: float
    """Mi."""
    ingress: float
    egress: float
    """Bytes a second."""


def load_at(workspace: Workspace, incident: Incident | None, time: float) -> Load:
    """The load at `time`, seconds since the demo's start: the day's wave, work that comes and goes, an incident."""
    key = workspace.key
    strength = incident.strength(time) if incident else 0.0
    day = math.sin(2 * math.pi * (time / _DAY + (key % 997) / 997))
    work = 0.06 * day + 0.08 * drift(key, time / 180) + 0.05 * drift(key + 1, time / 25)
    cpu = workspace.cpu + work + 0.025 * drift(key + 2, time / 3)
    memory = workspace.memory + 0.45 * work + 0.05 * drift(key + 3, time / 600)
    # An incident adds to what its kind strains, and retries add traffic.
    traffic = max(0.02, 0.3 + 2.2 * work + 0.1 * drift(key + 4, time / 4) + 0.25 * strength)
    if incident:
        cpu += incident.kind.cpu * strength
        memory += incident.kind.memory * strength
    scale = workspace.pods * 90_000
    return Load(
        cpu=workspace.cores * min(0.995, max(0.01, cpu)),
        memory=workspace.memory_mi * min(0.985, max(0.05, memory)),
        ingress=scale * traffic,
        egress=scale * traffic * (0.7 + 0.2 * drift(key + 5, time / 60)),
    )
