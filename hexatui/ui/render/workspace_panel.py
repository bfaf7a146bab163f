"""The gauges of the chosen workspace: how full is it, where is it going, how old is that. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from hexatui.state.conditions import is_active, is_failed, is_healthy, is_suspended, is_under_way
from hexatui.state.trouble import TIGHT
from hexatui.ui.canvas import Line, span, spread, width_of
from hexatui.ui.figures import duration, exact_duration, percent, plural, rate
from hexatui.ui.palette import Look, Palette
from hexatui.ui.render.bars import bar, severity_of
from hexatui.ui.render.cells import fit
from hexatui.ui.render.gauge_rows import averages, gauge_charts, gauge_row
from hexatui.ui.render.panel_view import LABEL_WIDTH, View

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.state.workspaces import Workspace

LEAST_WIDTH = 40
"""Cells from which an hour's charts are worth drawing."""

COMPONENTS = {"api_server": "api", "etcd": "etcd", "scheduler": "scheduler", "controller_manager": "controller"}
"""The control plane's components and what the panel calls them."""


def panel_title(workspace: Workspace) -> str:
    """What the panel's border says: the name, and the id where that is something else."""
    return workspace.name if workspace.name == workspace.id else f"{workspace.name}  {workspace.id}"


def panel_lines(fleet: Fleet, workspace: Workspace, now: float, width: int, look: Look, height: int = 6) -> list[Line]:
    """The panel's lines: status, cpu, memory, network, health and one note, `width` cells each at most.

    Where there is room below them, the hour of cpu and memory follows as charts, with exact figures.
    """
    view = View(fleet, workspace, now, width, look)
    cpu, memory = ("cpu", "cores", workspace.gauges.cpu), ("memory", "bytes", workspace.gauges.memory)
    lines = [
        _status(view),
        gauge_row(view, *cpu),
        gauge_row(view, *memory),
        _network(view, averages(view, *cpu)),
        _health(view),
        _note(view),
    ]
    return lines + (gauge_charts(view, [cpu, memory], height - len(lines)) if width >= LEAST_WIDTH else [])


def _status(view: View) -> Line:
    workspace, palette = view.workspace, view.look.palette
    parts: list[Segment] = []
    if status := workspace.status:
        parts.append(span(status.value, view.tone(_status_style(status.value, palette), status.at)))
    health = workspace.health
    if health and is_healthy(health.value) and _is_ill_since(workspace, health.at):
        health = None
    if health:
        style = palette.ok if is_healthy(health.value) else palette.critical
        parts.append(span(health.value, view.tone(style, health.at)))
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
    if LABEL_WIDTH + width_of(view.separated(parts)) > view.width:
        parts = [part for part in parts if part.style != palette.text]
    times = [told.at for told in (status, health, nodes, pods) if told]
    # A fresh status must not lend its age to counts that were told before the connection was lost.
    stale = [at for at in times if not view.is_current(at)]
    age = view.age(min(stale) if stale else max(times))
    return spread([view.label("status"), *view.separated(parts)], [age], view.width)


def _status_style(status: str, palette: Palette) -> Style:
    if is_active(status):
        return palette.ok
    if is_failed(status):
        return palette.critical
    if is_under_way(status):
        return palette.info
    return palette.dim if is_suspended(status) else palette.text


def _network(view: View, beside: Line) -> Line:
    """The rates, what stands beside them, and, where a rate may be out of date, its age."""
    gauges, palette = view.workspace.gauges, view.look.palette
    parts: list[Segment] = []
    overdue = []
    for word, seen in (("in", gauges.network.ingress), ("out", gauges.network.egress)):
        if seen:
            is_fresh = view.is_fresh(seen.at)
            parts.append(span(f"{word} {rate(seen.value)}", palette.text if is_fresh else palette.stale))
            overdue += [] if is_fresh else [seen.at]
    line = [view.label("network"), *view.separated(parts)]
    if not parts:
        line.append(span("no figures yet", palette.dim))
    if not overdue:
        return spread(line, beside, view.width)
    age = view.age(min(overdue))
    return spread(spread(line, beside, view.width - width_of([age]) - 2), [age], view.width)


def _is_ill_since(workspace: Workspace, at: float) -> bool:
    """Whether a component told later that it isn't healthy: a status that came before doesn't know that."""
    return any(told.at > at and not is_healthy(told.status) for told in workspace.components.values())


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
    """What else is worth knowing: a provisioning, a refusal, why a component is ill, other resources, the endpoint."""
    workspace, palette = view.workspace, view.look.palette
    if (task := workspace.provisioning) and task.outcome != "completed":
        if task.outcome == "failed":
            what = f"{task.stage} failed" if task.stage else "provisioning failed"
            lead = [view.label("note"), span(f"{what}, {task.retry}", view.tone(palette.critical, task.at))]
            return _filled_up(view, lead, f": {task.error}" if task.error else "", task.at)
        style = view.tone(palette.info, task.at)
        until = view.now if view.is_current(task.at) else task.at  # Whether it goes on, nobody knows then.
        lead = [
            view.label("task"),
            *bar(task.progress, min(22, view.width // 5), view.look, style),
            span(f" {percent(task.progress):>5}  ", style),
            span(f"for {exact_duration(until - task.started_at)}  ", palette.dim),
            span(task.stage, style),
        ]
        return _filled_up(view, lead, f"  {task.message}", task.at)
    if workspace.refusal:
        return [view.label("note"), span(workspace.refusal, palette.warning)]
    for component in workspace.components.values():
        if not is_healthy(component.status) and component.reason:
            note = [view.label("note"), span(component.reason, view.tone(palette.text, component.at))]
            tight, age = _others(view, TIGHT)
            return spread(note, [*tight, *age], view.width)
    endpoint = task.api_endpoint if task else ""
    others, age = _others(view, 0.0)
    if endpoint:
        return spread([view.label("endpoint"), span(endpoint, palette.text)], [*others, *age], view.width)
    return spread([view.label("also"), *others], age, view.width) if others else []


def _filled_up(view: View, line: Line, words: str, at: float) -> Line:
    """The line and as much of the words behind it as there is room for; its age where it may be out of date."""
    age = [] if view.is_current(at) else [span("  "), view.age(at)]
    room = view.width - width_of(line) - width_of(age)
    filled = span(fit(words, room, view.look.shapes.ellipsis), view.tone(view.look.palette.text, at))
    return [*line, filled, *(age if room >= 0 else [])]


def _others(view: View, least: float) -> tuple[Line, Line]:
    """Storage, pods and whatever else is told beside cpu and memory, from so many percent on; and its age."""
    palette = view.look.palette
    told = [(name, gauge) for name, gauge in view.workspace.gauges.other.items() if (gauge.percent or 0.0) >= least]
    parts, times = [], []
    for name, gauge in told:
        if gauge.percent is not None and gauge.at is not None:
            severity = severity_of(gauge.percent)
            style = palette.severity(severity) if severity else palette.text
            mark = f" {view.look.shapes.severity(severity)}" if severity else ""
            parts.append(span(f"{name} {percent(gauge.percent)}{mark}", view.tone(style, gauge.at)))
            times.append(gauge.at)
    if not times:
        return [], []
    oldest = min(times)
    # Some of it is told with a listing only: as long as the connection stands, its age alone is no reason to warn.
    age = span(f"{duration(view.now - oldest)} ago", palette.dim) if view.is_current(oldest) else view.age(oldest)
    return view.separated(parts), [span("  "), age]
