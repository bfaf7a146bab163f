from __future__ import annotations

import pytest
from support.panes import text
from support.wire import alert, message, usage

from hexatui.protocol.lifecycle import Link, LinkPhase, Place, StreamOpened, Subscribed
from hexatui.protocol.names import LogSource, Resource
from hexatui.state.fleet import Fleet
from hexatui.state.places import QUOTA_RECENT
from hexatui.ui.canvas import Line, width_of
from hexatui.ui.palette import ASCII, DEFAULT_LOOK, Look
from hexatui.ui.render.tree_rows import TreeRow, tree_rows
from hexatui.ui.render.workspace_panel import panel_lines
from hexatui.ui.render.workspace_rows import draw_tree_row, tree_row_version

NOW = 1_705_744_800.0
PALETTE = DEFAULT_LOOK.palette
DEVELOPMENT = Resource("workspace", "ws-1")


def live_fleet(status: str = "active") -> Fleet:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.LIVE), NOW)
    fleet.apply(Place(DEVELOPMENT, "Development"), NOW)
    fleet.apply(Subscribed(DEVELOPMENT, True), NOW)
    if status:
        fleet.apply(message("workspace.status_changed", workspace_id="ws-1", new_status=status), NOW)
    return fleet


def row(fleet: Fleet, key: Resource | LogSource = DEVELOPMENT) -> TreeRow:
    return next(row for row in tree_rows(fleet, frozenset([Resource("project", "p-1")])) if row.key == key)


def drawn(
    fleet: Fleet,
    width: int = 32,
    look: Look = DEFAULT_LOOK,
    key: Resource | LogSource = DEVELOPMENT,
    now: float = NOW,
) -> Line:
    return draw_tree_row(row(fleet, key), fleet, now, width, look)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("active", "  ● Development                 "),
        ("failed", "  ✖ Development           failed"),
        ("suspended", "  ○ Development        suspended"),
        ("provisioning", "  ◐ Development     provisioning"),
        ("melting", "  ● Development          melting"),
        ("", "  ◌ Development                 "),
    ],
)
def test_a_status_is_a_shape_and_a_word_where_the_shape_is_not_plain(status: str, expected: str) -> None:
    assert text(drawn(live_fleet(status))) == expected


def test_provisioning_shows_its_percentage_until_it_is_over() -> None:
    fleet = live_fleet("provisioning")
    fleet.apply(message("provisioning.progress", workspace_id="ws-1", progress=45), NOW)
    assert text(drawn(fleet)) == "  ◐ Development             45 %"
    fleet.apply(message("provisioning.failed", workspace_id="ws-1", error="no room"), NOW)
    assert text(drawn(fleet)) == "  ✖ Development           failed"
    fleet.apply(message("workspace.status_changed", workspace_id="ws-1", new_status="active"), NOW + 1)
    assert text(drawn(fleet)) == "  ● Development                 "


def test_a_component_that_is_not_healthy_shows_as_degraded() -> None:
    fleet = live_fleet()
    fleet.apply(message("monitoring.health_changed", workspace_id="ws-1", component="etcd", new_status="degraded"), NOW)
    assert text(drawn(fleet)) == "  ◆ Development         degraded"
    fleet.apply(message("monitoring.health_changed", workspace_id="ws-1", component="etcd", new_status="healthy"), NOW)
    assert text(drawn(fleet)) == "  ● Development                 "


def test_open_alerts_are_counted_with_the_shape_of_the_worst() -> None:
    fleet = live_fleet()
    for id, severity in (("a", "warning"), ("b", "critical"), ("c", "info")):
        fleet.apply(alert("ws-1", id, severity), NOW)
    assert text(drawn(fleet)) == "  ● Development               ▲3"
    assert drawn(fleet)[-1].style == PALETTE.critical


def test_what_is_not_live_any_more_shows_its_load_and_its_alerts_as_stale() -> None:
    fleet = live_fleet()
    fleet.apply(usage("ws-1", cpu=9.5), NOW)
    fleet.apply(alert("ws-1", "a", "critical"), NOW)

    def right() -> list[tuple[str, object]]:
        line = draw_tree_row(row(fleet), fleet, NOW, 36, DEFAULT_LOOK, 0.0)
        return [(text, style) for text, style, _ in line[-3:]]

    assert right() == [("95 %▲", PALETTE.critical), (" ", right()[1][1]), ("▲1", PALETTE.critical)]
    fleet.apply(Subscribed(DEVELOPMENT, False), NOW)
    assert right() == [("95 %▲", PALETTE.stale), (" ", right()[1][1]), ("▲1", PALETTE.stale)]


def test_a_folded_organization_counts_the_alerts_of_its_workspaces() -> None:
    fleet = live_fleet()
    organization = Resource("organization", "org-1")
    fleet.apply(Place(organization, "My Organization"), NOW)
    fleet.apply(Place(DEVELOPMENT, parent=organization), NOW)
    fleet.apply(alert("ws-1", "a"), NOW)
    folded = next(row for row in tree_rows(fleet, frozenset([organization])) if row.key == organization)
    assert text(draw_tree_row(folded, fleet, NOW, 24, DEFAULT_LOOK)) == "▸ My Organization     △1"
    assert text(drawn(fleet, 24, key=organization)) == "▾ My Organization       "


def test_a_folded_organization_counts_what_failed_in_it_also_where_no_alert_says_so() -> None:
    fleet, organization = live_fleet(), Resource("organization", "org-1")
    fleet.apply(Place(organization, "My Organization"), NOW)
    fleet.apply(Place(DEVELOPMENT, "Development", organization), NOW)
    folded = TreeRow(organization, 0, None, True, False)
    before = tree_row_version(folded, fleet, NOW)
    for id in ("ws-1", "ws-of-another"):
        fleet.apply(message("workspace.status_changed", workspace_id=id, new_status="failed"), NOW)
    assert tree_row_version(folded, fleet, NOW) != before
    row = draw_tree_row(folded, fleet, NOW, 24, DEFAULT_LOOK)
    assert text(row) == "▸ My Organization     ✖1"
    assert row[-1].style == PALETTE.critical
    fleet.apply(alert("ws-1", "a", "warning"), NOW)
    assert text(draw_tree_row(folded, fleet, NOW, 24, DEFAULT_LOOK)) == "▸ My Organization  ✖1 △1"
    fleet.apply(Link(LinkPhase.WAITING), NOW)
    row = draw_tree_row(folded, fleet, NOW, 24, DEFAULT_LOOK)
    assert {segment.style for segment in row if "1" in segment.text} == {PALETTE.stale}


def test_what_is_not_subscribed_says_so() -> None:
    fleet = live_fleet()
    fleet.apply(Subscribed(DEVELOPMENT, False), NOW)
    assert text(drawn(fleet)) == "  ◌ Development         not live"
    fleet.apply(Subscribed(DEVELOPMENT, False, "PERMISSION_DENIED: not for you"), NOW)
    assert text(drawn(fleet)) == "  ⊘ Development    no permission"


def test_everything_is_stale_while_the_connection_is_lost() -> None:
    fleet = live_fleet()
    fleet.apply(alert("ws-1", "a", "critical"), NOW)
    assert PALETTE.stale not in {segment.style for segment in drawn(fleet)}
    fleet.apply(Link(LinkPhase.WAITING, reason="refused"), NOW + 1)
    assert {segment.style for segment in drawn(fleet) if segment.text.strip()} == {PALETTE.stale}


def test_a_status_from_before_the_connection_was_lost_stays_stale_until_it_is_told_again() -> None:
    fleet = live_fleet()
    fleet.apply(Link(LinkPhase.WAITING), NOW + 1)
    fleet.apply(Link(LinkPhase.LIVE), NOW + 2)
    fleet.apply(Subscribed(DEVELOPMENT, True), NOW + 2)
    assert PALETTE.stale in {segment.style for segment in drawn(fleet)}
    fleet.apply(message("workspace_status", workspace_id="ws-1", status="active"), NOW + 3)
    assert PALETTE.stale not in {segment.style for segment in drawn(fleet)}


def test_projects_show_what_became_of_them() -> None:
    fleet, project = live_fleet(), Resource("project", "p-1")
    fleet.apply(Place(project, "frontend", DEVELOPMENT, "frontend"), NOW)
    assert text(drawn(fleet, key=project)) == "   · frontend                   "
    fleet.apply(message("project.resource_quota_exceeded", project_id="p-1", resource="memory"), NOW)
    assert text(drawn(fleet, key=project)) == "   △ frontend         over quota"
    fleet.apply(message("project.deleted", project={"id": "p-1"}), NOW)
    assert text(drawn(fleet, key=project)) == "   ✖ frontend            deleted"


def test_over_quota_ends_when_it_was_told_long_ago() -> None:
    fleet, project = live_fleet(), Resource("project", "p-1")
    fleet.apply(Place(project, "frontend", DEVELOPMENT, "frontend"), NOW)
    fleet.apply(message("project.resource_quota_exceeded", project_id="p-1", resource="memory"), NOW)
    later = NOW + QUOTA_RECENT
    assert text(drawn(fleet, key=project, now=later - 1)) == "   △ frontend         over quota"
    assert text(drawn(fleet, key=project, now=later)) == "   · frontend                   "
    told, over = (tree_row_version(row(fleet, project), fleet, now) for now in (later - 1, later))
    assert told == tree_row_version(row(fleet, project), fleet, NOW)
    assert told != over


@pytest.mark.parametrize(("health", "is_fine"), [("UP", True), (" Healthy ", True), ("degraded", False)])
def test_the_tree_and_the_panel_read_the_same_words(health: str, is_fine: bool) -> None:
    fleet = live_fleet("Active")
    fleet.apply(message("workspace_status", workspace_id="ws-1", status="Active", health=health), NOW)
    assert ("degraded" not in text(drawn(fleet))) == is_fine
    status = panel_lines(fleet, fleet.workspaces["ws-1"], NOW, 80, DEFAULT_LOOK)[0]
    styles = {segment.text.strip(): segment.style for segment in status}
    assert styles["Active"] == PALETTE.ok
    assert (styles[health.strip()] == PALETTE.ok) == is_fine


def test_a_container_shows_whether_its_logs_are_on_the_screen() -> None:
    fleet, source = live_fleet(), LogSource("ws-1", "frontend", "api-x", "api")
    fleet.apply(StreamOpened(source, "s"), NOW)
    assert text(drawn(fleet, key=source)) == "   · api-x/api                 ▶"


def test_a_narrow_row_gives_up_the_word_and_then_cuts_the_name() -> None:
    fleet = live_fleet("suspended")
    fleet.apply(alert("ws-1", "a"), NOW)
    assert text(drawn(fleet, 30)) == "  ○ Development   suspended △1"
    assert text(drawn(fleet, 20)) == "  ○ Development   △1"
    assert text(drawn(fleet, 14)) == "  ○ Develo… △1"
    assert all(width_of(drawn(fleet, width)) <= max(4, width) for width in range(1, 40))


def test_ascii_shapes_serve_as_well() -> None:
    assert text(drawn(live_fleet("failed"), 24, Look(PALETTE, ASCII))) == "  X Development   failed"


def test_the_version_changes_with_what_is_seen_and_with_nothing_else() -> None:
    fleet = live_fleet()
    before = tree_row_version(row(fleet), fleet, NOW)
    fleet.apply(message("workspace.status_changed", workspace_id="ws-2", new_status="active"), NOW)
    assert tree_row_version(row(fleet), fleet, NOW) == before
    fleet.apply(alert("ws-1", "a"), NOW)
    assert tree_row_version(row(fleet), fleet, NOW) != before
