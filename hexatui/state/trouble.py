"""How much trouble a workspace is in, and how much it carries: what lists of many are sorted by. Pure."""

from __future__ import annotations

from collections import Counter
from enum import IntEnum
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from hexatui.state.conditions import is_failed, is_healthy, is_under_way, is_unhealthy
from hexatui.state.of_each import OfEach

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hexatui.state.alerts import AlertBook
    from hexatui.state.fleet import Fleet
    from hexatui.state.gauges import Gauge
    from hexatui.state.workspaces import Workspace

FULL = 90.0
"""Percent of a limit from which a figure is trouble."""

TIGHT = 80.0
"""Percent of a limit from which a figure is worth a look."""


class Trouble(IntEnum):
    """How much; more is worse."""

    NONE = 0
    NOTICE = 1
    """Something is under way, is tight, or an alert that only informs."""
    WARNING = 2
    """It is degraded, full, or has an alert that warns."""
    CRITICAL = 3
    """It failed, is unhealthy, or has a critical alert."""


_OF_ALERT = {"critical": Trouble.CRITICAL, "error": Trouble.CRITICAL, "warning": Trouble.WARNING}


def troubles(fleet: Fleet) -> Mapping[str, Trouble]:
    """How much trouble each workspace is in, by its id: the worst of its alerts, status, health, task and figures."""
    found = dict(_own_troubles(fleet))
    for id, severity in fleet.alerts.burning().items():
        found[id] = max(_OF_ALERT.get(severity, Trouble.NOTICE), found.get(id, Trouble.NONE))
    return found


def _own_trouble(workspace: Workspace) -> Trouble:
    """All but the alerts, which change without it."""
    status = workspace.status.value if workspace.status else ""
    task = workspace.provisioning
    if is_failed(status) or (task is not None and task.outcome == "failed" and not status):
        return Trouble.CRITICAL
    states = [component.status for component in workspace.components.values()]
    if workspace.health:
        states.append(workspace.health.value)
    if any(is_unhealthy(state) for state in states):
        return Trouble.CRITICAL
    load = fullest(workspace)
    if load >= FULL or not all(is_healthy(state) for state in states):
        return Trouble.WARNING
    return Trouble.NOTICE if load >= TIGHT or is_under_way(status) else Trouble.NONE


_own_troubles = OfEach(_own_trouble)


_FAILING: WeakKeyDictionary[Fleet, tuple[int, Counter[str]]] = WeakKeyDictionary()
"""What `failing` found, as of a revision of the fleet: each folded row asks for it in each frame."""


def failing(fleet: Fleet) -> Mapping[str, int]:
    """How many workspaces of an organization failed or are unhealthy, by its id, also where no alert says so."""
    revision, found = _FAILING.get(fleet, (-1, Counter[str]()))
    if revision != fleet.revision:
        ids = [id for id, trouble in _own_troubles(fleet).items() if trouble is Trouble.CRITICAL]
        known = (fleet.workspaces.get(id) for id in ids)
        found = Counter(workspace.organization_id for workspace in known if workspace and workspace.organization_id)
        _FAILING[fleet] = fleet.revision, found
    return found


def worst_other(alerts: AlertBook, chosen: str | None, shown: str | None, now: float) -> str | None:
    """The workspace beside the chosen one with the worst open alert; the one shown, as long as none is worse."""
    worst = next((entry for entry in alerts.ordered(now) if entry.is_open and entry.workspace_id != chosen), None)
    if worst is None:
        return None
    return shown if shown and shown != chosen and alerts.worst(shown) == worst.severity else worst.workspace_id


def fullest(workspace: Workspace) -> float:
    """The higher of cpu and memory, in percent of their limits; -1 where neither is known."""
    return _percent(fuller(workspace))


def fuller(workspace: Workspace) -> Gauge:
    """Cpu or memory, whichever is higher in percent of its limit."""
    cpu, memory = workspace.gauges.cpu, workspace.gauges.memory
    return cpu if _percent(cpu) >= _percent(memory) else memory


def _percent(gauge: Gauge) -> float:
    return -1.0 if gauge.percent is None else gauge.percent
