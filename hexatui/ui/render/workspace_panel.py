"""The gauges of the chosen workspace: how full is it, where is it going, how old is that. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from hexatui.state.conditions import is_active, is_failed, is_healthy, is_suspended, is_under_way
from hexatui.ui.canvas import Line, span, spread, width_of
from hexatui.ui.figures import duration, exact_duration, memory, number, percent, plural, rate, share, time_of_day
from hexatui.ui.palette import Look, Palette
from hexatui.ui.render.bars import bar, severity_of, sparkline
from hexatui.ui.render.charts import SCALE, chart, time_axis

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.state.gauges import Gauge
    from hexatui.state.workspaces import Workspace

LABEL_WIDTH = 9
SHARE_WIDTH = 18
HISTORY_SPAN = 3600.0
"""Seconds that a gauge's history shows."""

OVERDUE = 120.0
"""Seconds after which a figure looks stale though the connection is live: no newer one came."""

LEAST_CHART = 7
"""Rows from which a chart, with its figures and its time, is worth drawing."""

LONGEST_AGE = len("  ◌ 9 h 59 m ago")

COMPONENTS = {"api_server": "api", "etcd": "etcd", "scheduler": "scheduler", "controller_manager": "controller"}
"""The control plane's components and what the panel calls them."""


@dataclass(frozen=True)
class View:
    """What every line of the panel is drawn from."""

    fleet: Fleet
    workspace: Workspace
    now: float
    width: int
    look: Look

    def is_current(self, at: float) -> bool:
        """Whether a value that came at `at` still stands: live, watched, and on this connection."""
        return self.workspace.subscribed is not False and self.fleet.is_current(at)

    def is_fresh(self, at: float) -> bool:
        """Whether a figure that is told again and again is current and not overdue."""
        return self.is_current(at) and self.now - at < OVERDUE

    def tone(self, style: Style, at: float) -> Style:
        """The style of a value that came at `at`: its own while current, the stale one otherwise."""
        return style if self.is_current(at) else self.look.palette.stale

    def label(self, text: str) -> Segment:
        """The line's name, in its column."""
        return span(text.ljust(LABEL_WIDTH), self.look.palette.dim)

    def age(self, at: float) -> Segment:
        """How long ago a value came; loud where it may be out of date."""
        ago = f"{duration(self.now - at)} ago"
        if self.is_fresh(at):
            return span(ago, self.look.palette.dim)
        return span(f"{self.look.shapes.not_live} {ago}", self.look.palette.warning)

    def separated(self, parts: list[Segment]) -> Line:
        """The parts with dots between them."""
        line: Line = []
        for part in parts:
            line += [span(f" {self.look.shapes.dot} ", self.look.palette.faint), part] if line else [part]
        return line


def panel_title(workspace: Workspace) -> str:
    """What the panel's border says: the name, and the id where that is something else."""
    return workspace.name if workspace.name == workspace.id else f"{workspace.name}  {workspace.id}"


def panel_lines(fleet: Fleet, workspace: Workspace, now: float, width: int, look: Look, height: int = 6) -> list[Line]:
    """The panel's lines: status, cpu, memory, network, health and one note, `width` cells each at most.

    Where there is room below them, the hour of cpu and memory follows as charts, with exact figures.
    """
    view = View(fleet, workspace, now, width, look)
    gauges = workspace.gauges
    lines = [
        _status(view),
        _gauge(view, "cpu", "cores", gauges.cpu),
        _gauge(view, "memory", "bytes", gauges.memory),
        _network(view),
        _health(view),
        _note(view),
    ]
    each = (height - len(lines)) // 2
    if each >= LEAST_CHART and width >= 40:
        lines += _chart(view, "cpu", "cores", gauges.cpu, each) + _chart(view, "memory", "bytes", gauges.memory, each)
    return lines


def _chart(view: View, name: str, unit: str, gauge: Gauge, height: int) -> list[Line]:
    """A blank row, exact figures, the chart and its time, in `height` rows."""
    palette = view.look.palette
    if gauge.at is None:
        return [[], [view.label(name), span("no figures yet", palette.dim)], *([[]] * (height - 2))]
    parts = [span(f"now {percent(gauge.percent)}", view.tone(palette.bright, gauge.at))]
    if gauge.used is not None:
        parts.append(span(share(gauge.used, gauge.limit, unit), view.tone(palette.text, gauge.at)))
    if (peak := gauge.history.peak(view.now - HISTORY_SPAN)) is not None:
        parts.append(span(f"peak {percent(peak[1])} at {time_of_day(peak[0])}", palette.text))
    for words, average in (("5 m", gauge.average_5m), ("1 h", gauge.average_1h)):
        if average is not None and gauge.averages_at is not None:
            stated = memory(average) if unit == "bytes" else number(average)
            parts.append(span(f"{words} {stated}", view.tone(palette.text, gauge.averages_at)))
    parts.append(span(f"told {time_of_day(gauge.at)}", view.age(gauge.at).style))
    columns = _history(view, gauge, gauge.at, view.width - SCALE)
    style = palette.accent if view.is_fresh(gauge.at) else palette.stale
    rows = chart(columns, height - 3, view.look, style)
    while len(parts) > 1 and LABEL_WIDTH + width_of(view.separated(parts)) > view.width:
        parts.pop()
    return [[], [view.label(name), *view.separated(parts)], *rows, time_axis(len(columns), HISTORY_SPAN, view.look)]


def _status(view: View) -> Line:
    workspace, palette = view.workspace, view.look.palette
    parts: list[Segment] = []
    newest = 0.0
    if status := workspace.status:
        parts.append(span(status.value, view.tone(_status_style(status.value, palette), status.at)))
        newest = status.at
    if health := workspace.health:
        style = palette.ok if is_healthy(health.value) else palette.critical
        parts.append(span(health.value, view.tone(style, health.at)))
        newest = max(newest, health.at)
    if nodes := workspace.nodes:
        style = palette.warning if nodes.value.ready < nodes.value.total else palette.text
        parts.append(span(f"{nodes.value.ready}/{plural(nodes.value.total, 'node')}", view.tone(style, nodes.at)))
    if pods := workspace.pods:
        if pods.value.running is not None:
            parts.append(span(plural(pods.value.running, "pod"), view.tone(palette.text, pods.at)))
        if pods.value.pending:
            parts.append(span(f"{pods.value.pending} pending", view.tone(palette.warning, pods.at)))
        if pods.value.failed:
            parts.append(span(f"{pods.value.failed} failed", view.tone(palette.critical, pods.at)))
    if not parts:
        return [view.label("status"), span(workspace.refusal or "not told yet", palette.dim)]
    return spread([view.label("status"), *view.separated(parts)], [view.age(newest)] if newest else [], view.width)


def _status_style(status: str, palette: Palette) -> Style:
    if is_active(status):
        return palette.ok
    if is_failed(status):
        return palette.critical
    if is_under_way(status):
        return palette.info
    return palette.dim if is_suspended(status) else palette.text


def _gauge(view: View, name: str, unit: str, gauge: Gauge) -> Line:
    palette, shapes = view.look.palette, view.look.shapes
    if gauge.at is None:
        return [view.label(name), span("no figures yet", palette.dim)]
    severity, is_fresh = severity_of(gauge.percent), view.is_fresh(gauge.at)
    style = palette.stale if not is_fresh else palette.severity(severity) if severity else palette.accent
    mark = shapes.severity(severity) if severity else " "
    words = share(gauge.used, gauge.limit, unit) if gauge.used is not None else ""
    room = view.width - LABEL_WIDTH - len(" 100 % ▲ ") - SHARE_WIDTH - LONGEST_AGE
    bar_width = max(8, min(34, room // 2))
    history_width = min(60, room - bar_width - 2)
    line: Line = [
        view.label(name),
        *bar(gauge.percent, bar_width, view.look, style),
        span(f" {percent(gauge.percent):>5} {mark} ", style),
        span(words.ljust(SHARE_WIDTH), palette.text if is_fresh else palette.stale),
    ]
    if history_width >= 8:
        picture = sparkline(_history(view, gauge, gauge.at, history_width), shapes)
        picture = picture.lstrip(shapes.spark_gap).rjust(history_width)
        line.append(span(f"  {picture}", style if severity else palette.dim if is_fresh else palette.stale))
    return spread(line, [view.age(gauge.at)], view.width)


def _history(view: View, gauge: Gauge, at: float, width: int) -> list[float | None]:
    """The gauge's history in columns; nothing is drawn over the time in which a newer figure is overdue."""
    columns = gauge.history.columns(width, view.now, HISTORY_SPAN)
    if not view.is_fresh(at):
        unknown = min(width, int((view.now - at) / (HISTORY_SPAN / width)))
        columns[len(columns) - unknown :] = [None] * unknown
    return columns


def _network(view: View) -> Line:
    gauges, palette = view.workspace.gauges, view.look.palette
    parts: list[Segment] = []
    for word, seen in (("in", gauges.network.ingress), ("out", gauges.network.egress)):
        if seen:
            parts.append(span(f"{word} {rate(seen.value)}", view.tone(palette.text, seen.at)))
    line = [view.label("network"), *view.separated(parts)]
    if not parts:
        line.append(span("no figures yet", palette.dim))
    averages = _averages(view)
    return spread(line, averages, view.width)


def _averages(view: View) -> Line:
    """The cpu's five minutes and hour, with the way it is going."""
    cpu, shapes = view.workspace.gauges.cpu, view.look.shapes
    short, long = cpu.average_5m, cpu.average_1h
    if short is None or long is None or cpu.averages_at is None:
        return []
    trend = (
        shapes.level if abs(short - long) <= 0.05 * max(abs(long), 0.01) else shapes.up if short > long else shapes.down
    )
    style = view.tone(view.look.palette.dim, cpu.averages_at)
    return [span(f"cpu 5 m {number(short)} {shapes.dot} 1 h {number(long)} cores {trend}", style)]


def _health(view: View) -> Line:
    palette, shapes = view.look.palette, view.look.shapes
    components = view.workspace.components
    parts: list[Segment] = []
    ill: list[Segment] = []
    for name in [*COMPONENTS, *(name for name in components if name not in COMPONENTS)]:
        if component := components.get(name):
            good = is_healthy(component.status)
            words = f"{COMPONENTS.get(name, name)} {shapes.good if good else f'{shapes.bad} {component.status}'}"
            parts.append(span(words, view.tone(palette.ok if good else palette.critical, component.at)))
            ill += [] if good else parts[-1:]
    if not parts:
        return [view.label("health"), span("no component has reported", palette.dim)]
    if LABEL_WIDTH + width_of(view.separated(parts)) > view.width and len(ill) < len(parts):
        newest = max(component.at for component in components.values())
        healthy = span(f"{len(parts) - len(ill)} {shapes.good}", view.tone(palette.ok, newest))
        parts = [*ill, healthy]
    stale = [component.at for component in components.values() if not view.is_current(component.at)]
    return spread([view.label("health"), *view.separated(parts)], [view.age(min(stale))] if stale else [], view.width)


def _note(view: View) -> Line:
    """The one thing more worth knowing: a provisioning, a refusal, why a component is ill."""
    workspace, palette = view.workspace, view.look.palette
    if (task := workspace.provisioning) and task.outcome != "completed":
        if task.outcome == "failed":
            retry = "can be retried" if task.can_retry else "can't be retried"
            words = f"provisioning failed at {task.stage}: {task.error} ({retry})"
            return [view.label("note"), span(words, view.tone(palette.critical, task.at))]
        style = view.tone(palette.info, task.at)
        return spread(
            [
                view.label("task"),
                *bar(task.progress, 22, view.look, style),
                span(f" {percent(task.progress):>5}  {task.stage}  ", style),
                span(task.message, view.tone(palette.text, task.at)),
            ],
            [span(f"for {exact_duration(view.now - task.started_at)}", palette.dim)],
            view.width,
        )
    if workspace.refusal:
        return [view.label("note"), span(workspace.refusal, palette.warning)]
    for component in workspace.components.values():
        if not is_healthy(component.status) and component.reason:
            return [view.label("note"), span(component.reason, view.tone(palette.text, component.at))]
    return []
