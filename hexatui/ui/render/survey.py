"""One look over all workspaces: how many of each kind there are, and which of them are the fullest or ill. Pure."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hexatui.state.conditions import is_active, is_failed, is_healthy, is_suspended, is_under_way, is_unhealthy
from hexatui.state.of_each import OfEach
from hexatui.text import clipped

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.state.intake import Seen
    from hexatui.state.places import Project
    from hexatui.state.timeline import Moment
    from hexatui.state.workspaces import Workspace

HOTTEST = 5
"""Workspaces named as the hottest by each figure."""

NEWS_KINDS = ("member", "billing")
"""Kinds of moments that are about people and plans."""

SEARCHED_MOMENTS = 1_000
"""Moments of the timeline that are looked through for news."""

Kinds = Sequence[tuple[str, Callable[[str], bool]]]
"""Kinds of words, and how to tell that a word is of one."""

_STATUSES: Kinds = (
    ("failed", is_failed), ("under way", is_under_way), ("suspended", is_suspended), ("active", is_active),
)  # fmt: skip
_HEALTHS: Kinds = (("healthy", is_healthy), ("unhealthy", is_unhealthy))

MAX_WORD = 14
"""Characters of a word of the platform's own, as it is counted."""


@dataclass
class Survey:
    """What one look over all workspaces found."""

    total: int = 0
    live: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    healths: Counter[str] = field(default_factory=Counter)
    components: Counter[str] = field(default_factory=Counter)
    """By component, in how many workspaces it was heard of."""
    ill: dict[str, list[Workspace]] = field(default_factory=dict)
    """By component, the workspaces in which it isn't healthy, the worst first; what is ill in most of them first."""
    hottest: dict[str, list[Workspace]] = field(default_factory=dict)
    """By "cpu" and "memory", the fullest first, at most `HOTTEST`."""
    tasks: list[Workspace] = field(default_factory=list)
    """Those that are being provisioned, or could not be; failed ones first."""
    breaches: list[Project] = field(default_factory=list)
    """Projects that lately went over a quota, the newest first."""
    news: list[Moment] = field(default_factory=list)
    """Who came or left, and changes of plans, the newest first."""


def survey(fleet: Fleet, now: float) -> Survey:
    """Look over all that is known, once; `now` in Unix seconds."""
    workspaces = fleet.workspaces.values()
    kinds = _kinds(fleet)
    statuses, healths = (Counter(kinds[id][which] for id in fleet.workspaces) for which in (0, 1))
    found = Survey(len(workspaces), statuses=statuses, healths=healths)
    for workspace in workspaces:
        found.live += bool(workspace.subscribed) and fleet.live_since is not None
        for name, component in workspace.components.items():
            found.components[name] += 1
            if not is_healthy(component.status):
                found.ill.setdefault(name, []).append(workspace)
        if (task := workspace.provisioning) and task.outcome != "completed":
            found.tasks.append(workspace)
    for name, ill in found.ill.items():
        ill.sort(key=lambda workspace: not is_unhealthy(workspace.components[name].status))
    found.ill = dict(sorted(found.ill.items(), key=lambda item: -len(item[1])))
    found.hottest = {
        "cpu": heapq.nlargest(HOTTEST, workspaces, key=lambda workspace: _percent(workspace.gauges.cpu.percent)),
        "memory": heapq.nlargest(HOTTEST, workspaces, key=lambda workspace: _percent(workspace.gauges.memory.percent)),
    }
    found.tasks.sort(key=_has_failed, reverse=True)
    over = [project for project in fleet.projects.values() if project.quota and project.quota.is_recent(now)]
    found.breaches = sorted(over, key=lambda project: project.quota.at if project.quota else 0.0, reverse=True)
    found.news = [moment for moment in fleet.timeline.latest(SEARCHED_MOMENTS) if moment.kind in NEWS_KINDS]
    return found


def _has_failed(workspace: Workspace) -> bool:
    return workspace.provisioning is not None and workspace.provisioning.outcome == "failed"


def _percent(value: float | None) -> float:
    return -1.0 if value is None else value


def _kinds_of(workspace: Workspace) -> tuple[str, str]:
    """The kinds of its status and of its health."""
    return _kind(workspace.status, _STATUSES), _kind(workspace.health, _HEALTHS)


_kinds = OfEach(_kinds_of)


def _kind(told: Seen[str] | None, kinds: Kinds) -> str:
    """The kind that a word is of, or else the word itself."""
    if told is None:
        return "not told"
    word = clipped(told.value.strip(), MAX_WORD)
    return next((kind for kind, holds in kinds if holds(word)), clipped(word.casefold(), MAX_WORD))
