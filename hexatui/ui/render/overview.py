"""The whole fleet in a few lines: what there is, how it is, what is hottest, what is under way and what broke. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from hexatui.state.conditions import is_unhealthy
from hexatui.ui.canvas import Line, span, width_of
from hexatui.ui.figures import count, duration, percent, time_of_day
from hexatui.ui.palette import Look, Palette
from hexatui.ui.render.bars import bar, severity_of
from hexatui.ui.render.cells import fit
from hexatui.ui.render.survey import HOTTEST, Survey, survey
from hexatui.ui.render.workspace_panel import COMPONENTS

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.state.places import Project
    from hexatui.state.timeline import Moment
    from hexatui.state.workspaces import Workspace

Entry = TypeVar("Entry")

LABEL = 14
"""Cells of the column of headings."""

TASKS = 5
"""Provisioning tasks named, failed ones first."""

ILL = 5
"""Components named that are ill somewhere, and workspaces named of each."""

OTHER_WORDS = 3
"""Words of the platform's own that are counted one by one."""

BREACHES = 3
"""Quota breaches named."""

NEWS = 3
"""Comings, goings and billing changes named."""

ROWS = 40
"""Rows in which all there is to say has room."""

WIDE = 100
"""Cells from which there is room for long names and bars."""

LONGEST_NAME = 24
"""Cells of a workspace's name at most."""

HEADING = 7
"""Cells of "memory" and a blank."""

LEAST_HALF = 28
"""Cells from which two columns stand side by side."""

LEAST_BAR = 6
"""Cells from which a bar is worth drawing."""

_STATUSES = ("failed", "under way"), ("active", "suspended", "not told")
_HEALTHS = ("unhealthy", "degraded"), ("healthy", "not told")
"""What is counted first and last; other words of the platform stand between them."""


def overview_lines(fleet: Fleet, now: float, width: int, look: Look, rows: int = ROWS) -> list[Line]:
    """All lines, in at most `width` cells each; sections that have nothing to say are left out.

    Args:
        fleet: what is known, its lock held.
        now: Unix seconds.
        width: cells.
        look: palette and shapes.
        rows: for how many lines there is room; sections are shortened alike until they fit.
    """
    found, drawn = survey(fleet, now), list[Line]()
    for most in range(HOTTEST, 0, -1):
        drawn = _Overview(fleet, found, now, width, look, most).lines()
        if len(drawn) <= rows:
            break
    return drawn


class _Overview:
    """One drawing, with at most so many entries a section."""

    def __init__(self, fleet: Fleet, found: Survey, now: float, width: int, look: Look, most: int) -> None:
        self._fleet = fleet
        self._found = found
        self._now = now
        self._width = width
        self._look = look
        self._most = most
        named = [*found.tasks[:most], *(one for hottest in found.hottest.values() for one in hottest[:most])]
        longest = max((cell_len(workspace.name) for workspace in named), default=0)
        self._name = min(longest, LONGEST_NAME if width >= WIDE else LONGEST_NAME // 2 + 2)

    def lines(self) -> list[Line]:
        found = self._found
        lines = [
            self._fleet_line(),
            [self._label("health"), *self._counted(found.healths, *_HEALTHS)],
            self._alerts(),
            *self._components(),
            *self._section("", [*found.ill], lambda name: [self._ill(name)], ILL),
            *self._hottest(),
            *self._section("provisioning", found.tasks, self._task, TASKS),
            *self._section("over quota", found.breaches, lambda project: [self._breach(project)], BREACHES),
            *self._section("people, plans", found.news, lambda moment: [self._news(moment)], NEWS),
        ]
        return [self._cut(line) for line in lines]

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
        return [*head, *self._counted(found.statuses, *_STATUSES)]

    def _counted(self, counts: Counter[str], first: Sequence[str], last: Sequence[str]) -> Line:
        """How many of each word, the words that nobody foresaw between those that stand first and last."""
        others = [(word, n) for word, n in counts.most_common() if word not in first and word not in last]
        named, rest = others[:OTHER_WORDS], sum(n for _, n in others[OTHER_WORDS:])
        parts = [
            *((word, counts[word]) for word in first),
            *named,
            *([("others", rest)] if rest else []),
            *((word, counts[word]) for word in last),
        ]
        return self._separated(
            [span(f"{count(n)} {word}", self._loudness(word, self._look.palette)) for word, n in parts if n]
        )

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
        alerts, is_live = self._fleet.alerts, self._fleet.live_since is not None
        parts = [
            span(
                f"{shapes.severity(severity)} {count(n)} {severity}",
                palette.severity(severity) if is_live else palette.stale,
            )
            for severity, n in alerts.open_counts().items()
        ]
        none = span("none open" if alerts.entries else "none received", palette.dim)
        return [self._label("alerts"), *(self._separated(parts) if parts else [none])]

    def _components(self) -> list[Line]:
        """In how many workspaces each component is healthy, and in how many it isn't."""
        found, palette, shapes = self._found, self._look.palette, self._look.shapes
        parts = []
        names = [*COMPONENTS, *(name for name in found.components if name not in COMPONENTS)]
        for name in islice(names, self._width):  # Each takes a cell and more; a hostile platform has thousands.
            if total := found.components[name]:
                ill = len(found.ill.get(name, ()))
                words = f"{COMPONENTS.get(name, name)} {count(total - ill)}{shapes.good}"
                words += f" {count(ill)}{shapes.bad}" if ill else ""
                style = palette.critical if ill else palette.ok
                parts.append(span(words, style if self._fleet.live_since is not None else palette.stale))
        return [[self._label("components"), *self._separated(parts)]] if parts else []

    def _ill(self, name: str) -> Line:
        """Of which workspaces a component is ill, and how; why, where it is but one."""
        palette, workspaces = self._look.palette, self._found.ill[name]
        parts = []
        for workspace in workspaces[:ILL]:
            health = workspace.components[name]
            style = palette.critical if is_unhealthy(health.status) else palette.warning
            parts.append(span(f"{workspace.name} {health.status}", self._tone(style, health.at)))
        if len(workspaces) > ILL:
            parts.append(span(f"{count(len(workspaces) - ILL)} more", palette.dim))
        reason = workspaces[0].components[name].reason if len(workspaces) == 1 else ""
        title = fit(COMPONENTS.get(name, name), LABEL - 4, self._look.shapes.ellipsis)
        at = workspaces[0].components[name].at
        why = [span(f"  {reason}", self._tone(palette.text, at))] if reason else []
        return [span(f"{self._look.shapes.bad} {title}  ", palette.text), *self._separated(parts), *why]

    def _hottest(self) -> list[Line]:
        """The fullest by cpu and by memory, side by side; one below the other where there is no room for that."""
        room = self._width - LABEL
        half = (room - 3) // 2
        if half < LEAST_HALF:
            return self._headed("fullest", [row for which in self._found.hottest for row in self._heat(which, room)])
        left, right = (self._heat(which, half) for which in self._found.hottest)
        pairs = zip_longest(left, right)
        rows: list[Line] = [[*(cpu or [span(" " * half)]), span("   "), *(memory or [])] for cpu, memory in pairs]
        return self._headed("fullest", rows)

    def _heat(self, which: str, width: int) -> list[Line]:
        """The fullest by one figure, a row each of exactly `width` cells."""
        palette, shapes = self._look.palette, self._look.shapes
        rows: list[Line] = []
        for workspace in self._found.hottest[which][: self._most]:
            gauge = workspace.gauges.cpu if which == "cpu" else workspace.gauges.memory
            if gauge.percent is None:
                break
            severity = severity_of(gauge.percent)
            style = self._tone(palette.severity(severity) if severity else palette.accent, gauge.at)
            mark = shapes.severity(severity) if severity else " "
            room = width - HEADING - len("  100 % ! ")
            name = room if room < self._name + LEAST_BAR else self._name
            drawn = bar(gauge.percent, room - name, self._look, style) if room > name else []
            rows.append(
                [
                    span(fit("" if rows else which, HEADING), palette.dim),
                    span(fit(workspace.name, name, shapes.ellipsis) + " ", self._tone(palette.text, gauge.at)),
                    *drawn,
                    span(f" {percent(gauge.percent):>5} {mark} ", style),
                ]
            )
        return rows

    def _task(self, workspace: Workspace) -> list[Line]:
        """One row; of a failed one two where they say more than fits."""
        task, palette = workspace.provisioning, self._look.palette
        if task is None:
            return []
        name = span(self._fitted(workspace.name), self._tone(palette.text, task.at))
        if task.outcome == "failed":
            style = self._tone(palette.critical, task.at)
            what = f"{task.stage} failed" if task.stage else "failed"
            head = [name, span(f"{self._look.shapes.failed} {what}, {task.retry}", style)]
            why = [span(f"{task.error}  ", self._tone(palette.text, task.at))] if task.error else []
            why.append(span(f"{duration(self._now - task.at)} ago", palette.dim))
            if LABEL + width_of([*head, *why]) + 2 <= self._width:
                return [[*head, span("  "), *why]]
            return [head, [span(self._fitted("")), *why]]
        style = self._tone(palette.info, task.at)
        until = self._now if self._fleet.is_current(task.at) else task.at  # Whether it goes on, nobody knows then.
        since = f"  for {duration(until - task.started_at)}"
        words = f"  {task.stage}  {task.message}"
        row = [name, *bar(task.progress, 16 if self._width >= WIDE else 8, self._look, style)]
        return [[*row, span(f" {percent(task.progress):>5}", style), span(since, palette.dim), span(words, style)]]

    def _breach(self, project: Project) -> Line:
        quota, palette = project.quota, self._look.palette
        if quota is None:
            return []
        workspace = self._fleet.workspaces.get(project.workspace_id or "")
        words = f"{quota.resource}: {quota.requested} requested, {quota.current_usage} of {quota.limit} in use"
        return [
            span(f"{duration(self._now - quota.at)} ago  ", palette.dim),
            span(f"{project.name}  ", palette.text),
            span(words, self._tone(palette.warning, quota.at)),
            span(f"  of {workspace.name}" if workspace else "", palette.text),
        ]

    def _fitted(self, name: str) -> str:
        return fit(name, self._name, self._look.shapes.ellipsis) + " "

    def _news(self, moment: Moment) -> Line:
        palette = self._look.palette
        return [span(f"{time_of_day(moment.at)}  ", palette.dim), span(moment.text, palette.text)]

    def _section(
        self, label: str, entries: Sequence[Entry], draw: Callable[[Entry], list[Line]], most: int
    ) -> list[Line]:
        """Entries of a row or more under one heading; how many more there are is said under it."""
        most = min(most, self._most)
        rows = [row for entry in entries[:most] for row in draw(entry)]
        more = f"{count(len(entries) - most)} more" if len(entries) > most else ""
        return self._headed(label, [*rows, []] if more and len(rows) == 1 else rows, more)

    def _headed(self, label: str, rows: Sequence[Line], last: str = "") -> list[Line]:
        """Rows with a heading beside the first, and if wanted one beside the last."""
        labels = {len(rows) - 1: last, 0: label} if rows else {}
        return [[self._label(labels.get(index, "")), *row] for index, row in enumerate(rows)]

    def _cut(self, line: Line) -> Line:
        """The line, with an ellipsis at its end where there is no room for all of it."""
        if width_of(line) <= self._width:
            return line
        return [*Strip(line).crop(0, self._width - 1), span(self._look.shapes.ellipsis, line[-1].style)]
