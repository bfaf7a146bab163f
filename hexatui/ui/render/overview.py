"""The whole fleet in a few lines: what there is, how it is, what is hottest, what is under way and what broke. Pure."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from hexatui.state.alerts import SEVERITIES
from hexatui.state.conditions import is_failed, is_healthy, is_suspended, is_under_way, is_unhealthy
from hexatui.ui.canvas import Line, span, width_of
from hexatui.ui.figures import count, duration, percent, plural, time_of_day
from hexatui.ui.palette import Look, Palette
from hexatui.ui.render.bars import bar, severity_of
from hexatui.ui.render.cells import fit
from hexatui.ui.render.workspace_panel import COMPONENTS

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.state.places import Project
    from hexatui.state.timeline import Moment
    from hexatui.state.workspaces import Workspace

LABEL = 14
"""Cells of the column of headings."""

HOTTEST = 5
"""Workspaces named as the hottest by each figure."""

TASKS = 5
"""Provisioning tasks named, failed ones first."""

BREACHES = 3
"""Quota breaches named."""

NEWS = 3
"""Comings, goings and billing changes named."""

NEWS_KINDS = ("member", "billing")
"""Kinds of moments that are about people and plans."""

SEARCHED_MOMENTS = 1_000
"""Moments of the timeline that are looked through for news."""

_STATUSES = ("failed", "under way", "active", "suspended", "not told")


@dataclass
class Survey:
    """What one look over all workspaces found."""

    total: int = 0
    live: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    healths: Counter[str] = field(default_factory=Counter)
    ill: dict[str, list[Workspace]] = field(default_factory=dict)
    """By component, the workspaces in which it isn't healthy."""
    hottest: dict[str, list[Workspace]] = field(default_factory=dict)
    """By "cpu" and "memory", the fullest first, at most `HOTTEST`."""
    tasks: list[Workspace] = field(default_factory=list)
    """Those that are being provisioned, or could not be; failed ones first."""
    breaches: list[Project] = field(default_factory=list)
    """Projects that lately went over a quota, the newest first."""


def survey(fleet: Fleet, now: float) -> Survey:
    """Look over all that is known, once; `now` in Unix seconds."""
    found = Survey(len(fleet.workspaces))
    workspaces = fleet.workspaces.values()
    for workspace in workspaces:
        found.live += bool(workspace.subscribed) and fleet.live_since is not None
        found.statuses[_status(workspace)] += 1
        found.healths[_health(workspace)] += 1
        for name, component in workspace.components.items():
            if not is_healthy(component.status):
                found.ill.setdefault(name, []).append(workspace)
        if (task := workspace.provisioning) and task.outcome != "completed":
            found.tasks.append(workspace)
    found.hottest = {
        "cpu": heapq.nlargest(HOTTEST, workspaces, key=lambda workspace: _percent(workspace.gauges.cpu.percent)),
        "memory": heapq.nlargest(HOTTEST, workspaces, key=lambda workspace: _percent(workspace.gauges.memory.percent)),
    }
    found.tasks.sort(key=_has_failed, reverse=True)
    over = [project for project in fleet.projects.values() if project.quota and project.quota.is_recent(now)]
    found.breaches = sorted(over, key=lambda project: project.quota.at if project.quota else 0.0, reverse=True)
    return found


def _has_failed(workspace: Workspace) -> bool:
    return workspace.provisioning is not None and workspace.provisioning.outcome == "failed"


def _percent(value: float | None) -> float:
    return -1.0 if value is None else value


def _status(workspace: Workspace) -> str:
    if workspace.status is None:
        return "not told"
    status = workspace.status.value
    for word, holds in (("failed", is_failed), ("under way", is_under_way), ("suspended", is_suspended)):
        if holds(status):
            return word
    return "active"


def _health(workspace: Workspace) -> str:
    if workspace.health is None:
        return "not told"
    health = workspace.health.value
    return "healthy" if is_healthy(health) else "unhealthy" if is_unhealthy(health) else "degraded"


def overview_lines(fleet: Fleet, now: float, width: int, look: Look) -> list[Line]:
    """All lines, in at most `width` cells each; sections that have nothing to say are left out."""
    return _Overview(fleet, survey(fleet, now), now, width, look).lines()


class _Overview:
    """One drawing."""

    def __init__(self, fleet: Fleet, found: Survey, now: float, width: int, look: Look) -> None:
        self._fleet = fleet
        self._found = found
        self._now = now
        self._width = width
        self._look = look

    def lines(self) -> list[Line]:
        return [
            self._fleet_line(),
            self._counts("health", self._found.healths, ("unhealthy", "degraded", "healthy", "not told")),
            self._alerts(),
            *self._components(),
            *self._hottest(),
            *self._section("provisioning", [self._task(workspace) for workspace in self._found.tasks], TASKS),
            *self._section("over quota", [self._breach(project) for project in self._found.breaches], BREACHES),
            *self._section("people, plans", [self._news(moment) for moment in self._latest_news()], NEWS),
        ]

    # The parts

    def _label(self, text: str) -> Segment:
        return span(fit(text, LABEL), self._look.palette.dim)

    def _tone(self, style: Style, at: float | None) -> Style:
        return style if self._fleet.is_current(at) else self._look.palette.stale

    def _fleet_line(self) -> Line:
        found, palette = self._found, self._look.palette
        watched = f"{count(found.live)} live"
        head = [
            self._label("workspaces"),
            span(count(found.total), palette.bright),
            span(f"  {watched}  ", palette.dim),
        ]
        return [*head, *self._counted(found.statuses, _STATUSES)]

    def _counts(self, label: str, counts: Counter[str], words: Sequence[str]) -> Line:
        return [self._label(label), *self._counted(counts, words)]

    def _counted(self, counts: Counter[str], words: Iterable[str]) -> Line:
        palette = self._look.palette
        parts = [span(f"{count(counts[word])} {word}", self._loudness(word, palette)) for word in words if counts[word]]
        return self._separated(parts)

    def _loudness(self, word: str, palette: Palette) -> Style:
        if self._fleet.live_since is None:
            return palette.stale
        loud = {
            "failed": palette.critical, "unhealthy": palette.critical, "degraded": palette.warning,
            "under way": palette.info, "active": palette.ok, "healthy": palette.ok,
        }  # fmt: skip
        return loud.get(word, palette.dim)

    def _separated(self, parts: Sequence[Segment]) -> Line:
        line: Line = []
        for part in parts:
            line += [span(f" {self._look.shapes.dot} ", self._look.palette.faint), part] if line else [part]
        return line or [span("nothing is known yet", self._look.palette.dim)]

    def _alerts(self) -> Line:
        shapes, palette = self._look.shapes, self._look.palette
        counts = self._fleet.alerts.open_counts()
        parts = [
            span(f"{shapes.severity(severity)} {count(counts[severity])} {severity}", palette.severity(severity))
            for severity in SEVERITIES
            if severity in counts
        ]
        return [self._label("alerts"), *(self._separated(parts) if parts else [span("none open", palette.dim)])]

    def _components(self) -> list[Line]:
        """Which parts of which workspaces are not healthy."""
        rows: list[Line] = []
        for name, workspaces in self._found.ill.items():
            names = ", ".join(workspace.name for workspace in workspaces[:HOTTEST])
            more = f" and {count(len(workspaces) - HOTTEST)} more" if len(workspaces) > HOTTEST else ""
            at = max(workspace.components[name].at for workspace in workspaces)
            words = f"{self._look.shapes.bad} {COMPONENTS.get(name, name)} of {names}{more}"
            rows.append([span(words, self._tone(self._look.palette.critical, at))])
        return self._section("components", rows, HOTTEST)

    def _hottest(self) -> list[Line]:
        """The fullest by cpu and by memory, side by side."""
        half = (self._width - LABEL - 3) // 2
        columns = [
            [self._heat(workspace, which, half) for workspace in self._found.hottest[which]]
            for which in ("cpu", "memory")
        ]
        rows = [
            [*(cpu or [span(" " * half)]), span("   "), *(memory or [])]
            for cpu, memory in zip_longest(*([line for line in column if line] for column in columns))
        ]
        return self._section("fullest", rows, HOTTEST)

    def _heat(self, workspace: Workspace, which: str, width: int) -> Line:
        gauge = workspace.gauges.cpu if which == "cpu" else workspace.gauges.memory
        if gauge.percent is None or width < 30:
            return []
        severity = severity_of(gauge.percent)
        palette = self._look.palette
        style = self._tone(palette.severity(severity) if severity else palette.accent, gauge.at)
        name = max(8, min(24, width - 24))
        shape = self._look.shapes.severity(severity) if severity else " "
        return [
            span(fit(workspace.name, name) + " ", self._tone(palette.text, gauge.at)),
            *bar(gauge.percent, max(4, width - name - 17), self._look, style),
            span(f" {percent(gauge.percent):>5} {shape} ", style),
            span(f"{which:<6}", palette.dim),
        ]

    def _task(self, workspace: Workspace) -> Line:
        task, palette = workspace.provisioning, self._look.palette
        if task is None:
            return []
        name = span(fit(workspace.name, 24) + " ", self._tone(palette.text, task.at))
        if task.outcome == "failed":
            retry = "can be retried" if task.can_retry else "can't be retried"
            words = f"{self._look.shapes.failed} failed at {task.stage or 'an unknown stage'}: {task.error} ({retry})"
            return [name, span(words, self._tone(palette.critical, task.at))]
        style = self._tone(palette.info, task.at)
        words = f" {percent(task.progress):>5}  {task.stage}  {task.message}"
        since = f"  for {duration(self._now - task.started_at)}"
        return [name, *bar(task.progress, 16, self._look, style), span(words, style), span(since, palette.dim)]

    def _breach(self, project: Project) -> Line:
        quota, palette = project.quota, self._look.palette
        if quota is None:
            return []
        workspace = self._fleet.workspaces.get(project.workspace_id or "")
        where = f"{project.name}{f' in {workspace.name}' if workspace else ''}"
        words = f"{quota.resource}: {quota.requested} requested, {quota.current_usage} of {quota.limit} in use"
        ago = f"  {duration(self._now - quota.at)} ago"
        return [
            span(fit(where, 24) + " ", palette.text),
            span(words, self._tone(palette.warning, quota.at)),
            span(ago, palette.dim),
        ]

    def _latest_news(self) -> list[Moment]:
        latest = self._fleet.timeline.latest(SEARCHED_MOMENTS)
        return [moment for moment in latest if moment.kind in NEWS_KINDS]

    def _news(self, moment: Moment) -> Line:
        palette = self._look.palette
        return [span(f"{time_of_day(moment.at)}  ", palette.dim), span(moment.text, palette.text)]

    def _section(self, label: str, rows: Sequence[Line], most: int) -> list[Line]:
        """Rows under one heading; how many more there are is said behind the last."""
        shown = [[self._label(label if index == 0 else ""), *row] for index, row in enumerate(rows[:most])]
        if len(rows) > most:
            shown.append([self._label(""), span(f"and {plural(len(rows) - most, 'more')}", self._look.palette.dim)])
        return [self._cut(row) for row in shown]

    def _cut(self, line: Line) -> Line:
        """The line, its last words cut where there is no room for them."""
        over = width_of(line) - self._width
        while over > 0 and line:
            last = line.pop()
            kept = fit(last.text, last.cell_length - over, self._look.shapes.ellipsis)
            over -= last.cell_length
            if kept:
                line.append(span(kept, last.style))
                break
        return line
