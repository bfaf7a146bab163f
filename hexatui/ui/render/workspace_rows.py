"""The rows of the workspace tree: status by shape, colour and word, alerts by their worst severity. Pure."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style

from hexatui.protocol.names import LogSource
from hexatui.state.alerts import RANK
from hexatui.state.conditions import is_active, is_failed, is_healthy, is_suspended, is_under_way
from hexatui.state.trouble import failing, fuller, fullest
from hexatui.text import safe
from hexatui.ui.canvas import Line, span, width_of
from hexatui.ui.figures import count, percent
from hexatui.ui.palette import Look
from hexatui.ui.render.bars import severity_of
from hexatui.ui.render.cells import crop, fit
from hexatui.ui.render.tree_rows import TreeRow

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet, Project, Workspace

MOST_WORD = 14
"""Cells that a word beside a name may take, whatever the platform calls a status."""

LEAST_NAME = 10
"""Cells of a name that a word beside it must leave; the shape has said it already."""


class Standing(NamedTuple):
    """How something is: a shape, its style, and a word where the shape alone is not plain."""

    shape: str
    style: Style
    word: str = ""


def refusal_word(refusal: str) -> str:
    """One or two words for why something is not subscribed."""
    reason = refusal.upper().replace(" ", "_")
    for part, word in (("PERMISSION", "no permission"), ("NOT_FOUND", "not found"), ("LIMIT", "not live")):
        if part in reason:
            return word
    return "refused"


def is_degraded(workspace: Workspace) -> bool:
    """Whether the workspace or one of its components was last told to be anything but healthy."""
    health = workspace.health.value if workspace.health else ""
    states = (health, *(component.status for component in workspace.components.values()))
    return not all(is_healthy(state) for state in states)


def standing(workspace: Workspace, fleet: Fleet, look: Look) -> Standing:
    """How a workspace is, the worst of what is to be said about it."""
    shapes, palette = look.shapes, look.palette
    if workspace.refusal:
        word = refusal_word(workspace.refusal)
        return Standing(shapes.not_live if word == "not live" else shapes.refused, palette.dim, word)
    found = _status(workspace, look)
    if fleet.live_since is None:
        return found._replace(style=palette.stale)
    if workspace.subscribed is False:
        return Standing(shapes.not_live, palette.stale, "not live")
    told_at = workspace.status.at if workspace.status else None
    under_way = workspace.provisioning is not None and fleet.is_current(workspace.provisioning.at)
    return found if under_way or fleet.is_current(told_at) else found._replace(style=palette.stale)


def _status(workspace: Workspace, look: Look) -> Standing:
    shapes, palette = look.shapes, look.palette
    task, status = workspace.provisioning, workspace.status
    if task is not None and (status is None or status.at <= task.at or is_under_way(status.value)):
        if task.outcome is None:
            return Standing(shapes.provisioning, palette.accent, percent(task.progress))
        if task.outcome == "failed":
            return Standing(shapes.failed, palette.critical, "failed")
    if status is None:
        return Standing(shapes.not_live, palette.stale, "")
    if is_failed(status.value):
        return Standing(shapes.failed, palette.critical, status.value)
    if is_suspended(status.value):
        return Standing(shapes.suspended, palette.dim, status.value)
    if is_under_way(status.value):
        return Standing(shapes.provisioning, palette.accent, status.value)
    if is_degraded(workspace):
        return Standing(shapes.degraded, palette.warning, "degraded")
    if is_active(status.value):
        return Standing(shapes.active, palette.ok, "")
    return Standing(shapes.active, palette.dim, status.value)


def tree_row_version(row: TreeRow, fleet: Fleet, now: float) -> Hashable:
    """What a row's look depends on, cheap to compare. `now` in Unix seconds."""
    key = row.key
    live = fleet.live_since
    if isinstance(key, LogSource):
        stream = fleet.streams.get(key)
        return row, live is None, stream.phase if stream else ""
    if key.id not in fleet.parts(key.kind):
        return None
    if key.kind == "workspace":
        workspace = fleet.workspaces[key.id]
        return row, live, workspace.revision, workspace.name, fleet.alerts.count(key.id), fleet.alerts.worst(key.id)
    if key.kind == "project":
        project = fleet.projects[key.id]
        return row, live, project.revision, _is_over_quota(project, now)
    within = (fleet.alerts.revision, failing(fleet).get(key.id)) if row.foldable and not row.unfolded else None
    return row, live, fleet.organizations[key.id].revision, within


def draw_tree_row(row: TreeRow, fleet: Fleet, now: float, width: int, look: Look, load_from: float = math.inf) -> Line:
    """A row; of what is gone since the rows were laid out, that it is.

    Args:
        row: what it is about, and where it stands.
        fleet: what is known; held.
        now: Unix seconds.
        width: the cells that it has at most.
        look: palette and shapes.
        load_from: the percentage from which the fuller of a workspace's cpu and memory is told.
    """
    key = row.key
    palette, shapes = look.palette, look.shapes
    fold = (shapes.expanded if row.unfolded else shapes.collapsed) if row.foldable else " "
    lead = [span(" " * row.depth), span(fold, palette.dim), span(" ")]
    quiet = fleet.live_since is None
    if isinstance(key, LogSource):
        stream = fleet.streams.get(key)
        right = [span(shapes.playing, palette.accent)] if stream and stream.phase in ("opening", "live") else []
        name = "/".join(part for part in (key.pod, key.container) if part)
        lead += [span(shapes.leaf + " ", palette.faint)]
        return _joined(lead, safe(name), palette.stale if quiet else palette.dim, [], right, width, look)
    if key.id not in fleet.parts(key.kind):
        return [*lead, span(f"{shapes.not_live} gone", palette.stale)]
    if key.kind == "workspace":
        return _workspace_row(lead, fleet.workspaces[key.id], row.pinned, fleet, width, look, load_from)
    if key.kind == "project":
        project = fleet.projects[key.id]
        return _project_row(lead, project, _is_over_quota(project, now), quiet, width, look)
    organization = fleet.organizations[key.id]
    word = [span(refusal_word(organization.refusal), palette.dim)] if organization.refusal else []
    right = _within(key.id, fleet, look) if row.foldable and not row.unfolded else []
    style = palette.stale if quiet else palette.bright
    return _joined(lead, organization.name, style, word, right, width, look)


def _within(organization_id: str, fleet: Fleet, look: Look) -> Line:
    """What a fold must not hide: how many workspaces failed or are unhealthy, and how many alerts are open."""
    style = look.palette.critical if fleet.live_since is not None else look.palette.stale
    failed = failing(fleet).get(organization_id, 0)
    marks = [span(f"{look.shapes.failed}{count(failed)}", style)] if failed else []
    alerts = _alerts(_burning_within(organization_id, fleet), fleet, look)
    return [*marks, span(" "), *alerts] if marks and alerts else marks or alerts


def _burning_within(organization_id: str, fleet: Fleet) -> list[str]:
    """The workspaces of an organization that have open alerts: few, where all of them may be thousands."""
    known = (fleet.workspaces.get(id) for id in fleet.alerts.burning())
    return [workspace.id for workspace in known if workspace and workspace.organization_id == organization_id]


def _workspace_row(
    lead: Line, workspace: Workspace, pinned: bool, fleet: Fleet, width: int, look: Look, load_from: float
) -> Line:
    palette = look.palette
    how = standing(workspace, fleet, look)
    quiet = how.style in (palette.stale, palette.dim)
    word = [span(how.word, how.style)] if how.word else []
    load = _load(workspace, fleet, load_from, look)
    alerts = _alerts([workspace.id], fleet, look, is_heard=workspace.subscribed is not False)
    right = [*([span(look.shapes.pin, palette.accent)] if pinned else []), *load]
    right += [span(" "), *alerts] if load and alerts else alerts
    name_style = how.style if quiet else palette.text
    return _joined([*lead, span(how.shape + " ", how.style)], workspace.name, name_style, word, right, width, look)


def _project_row(lead: Line, project: Project, is_over_quota: bool, quiet: bool, width: int, look: Look) -> Line:
    palette, shapes = look.palette, look.shapes
    style = palette.stale if quiet else palette.dim
    if project.deleted:
        how = Standing(shapes.bad, palette.faint, "deleted")
        style = palette.faint
    elif project.refusal:
        how = Standing(shapes.refused, palette.dim, refusal_word(project.refusal))
    elif is_over_quota:
        how = Standing(shapes.warning, palette.stale if quiet else palette.warning, "over quota")
    else:
        how = Standing(shapes.leaf, palette.faint)
    word = [span(how.word, how.style)] if how.word else []
    return _joined([*lead, span(how.shape + " ", how.style)], project.name, style, word, [], width, look)


def _is_over_quota(project: Project, now: float) -> bool:
    return project.quota is not None and project.quota.is_recent(now)


def _load(workspace: Workspace, fleet: Fleet, load_from: float, look: Look) -> Line:
    """How full it is, from so many percent; nothing where that is not known."""
    if fullest(workspace) < max(load_from, 0.0):
        return []
    gauge = fuller(workspace)
    severity = severity_of(gauge.percent)
    is_current = workspace.subscribed is not False and fleet.is_current(gauge.at)
    style = look.palette.severity(severity) if severity else look.palette.dim
    mark = look.shapes.severity(severity) if severity else " "
    return [span(percent(gauge.percent) + mark, style if is_current else look.palette.stale)]


def _alerts(workspace_ids: list[str], fleet: Fleet, look: Look, *, is_heard: bool = True) -> Line:
    """How many alerts are open, with the shape of the worst, stale where no more is heard; nothing if there is none."""
    total: dict[str, int] = {}
    for workspace_id in workspace_ids:
        for severity, number in fleet.alerts.counts(workspace_id).items():
            total[severity] = total.get(severity, 0) + number
    if not total:
        return []
    worst = min(total, key=lambda severity: RANK[severity])
    style = look.palette.severity(worst) if is_heard and fleet.live_since is not None else look.palette.stale
    return [span(f"{look.shapes.severity(worst)}{count(sum(total.values()))}", style)]


def _joined(lead: Line, name: str, style: Style, word: Line, right: Line, width: int, look: Look) -> Line:
    """Lead, name, and at the right edge the word and the figure; what doesn't fit goes, the word first."""
    word = [span(crop(text, MOST_WORD), of) for text, of, _ in word]
    room = width - width_of(lead)
    both = [*word, span(" "), *right] if word and right else [*word, *right]
    for kept, least in ((both, LEAST_NAME), (right, 2), ([], 1)):
        space = [span(" ")] if kept else []
        rest = room - width_of(kept) - len(space)
        if rest >= least:
            return [*lead, span(fit(name, rest, look.shapes.ellipsis), style), *space, *kept]
    return lead
