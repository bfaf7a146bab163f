from __future__ import annotations

from support.wire import alert, message, usage

from hexatui.protocol.lifecycle import Place, StreamOpened
from hexatui.protocol.names import LogSource, Resource
from hexatui.state.fleet import Fleet
from hexatui.ui.render.tree_rows import ORDERS, TreeKey, natural, tree_rows

ORGANIZATION = Resource("organization", "org-1")
API = LogSource("ws-1", "frontend", "api-x", "api")


def place(
    fleet: Fleet, kind: str, id: str, name: str = "", parent: Resource | None = None, namespace: str = ""
) -> None:
    fleet.apply(Place(Resource(kind, id), name, parent, namespace), 100.0)


def small_fleet() -> Fleet:
    fleet = Fleet()
    place(fleet, "organization", "org-1", "My Organization")
    place(fleet, "workspace", "ws-1", "Development", ORGANIZATION)
    place(fleet, "project", "p-1", "frontend", Resource("workspace", "ws-1"), "frontend")
    fleet.apply(StreamOpened(API, "s"), 100.0)
    return fleet


def keys(fleet: Fleet, turned: frozenset[TreeKey] = frozenset()) -> list[tuple[int, str]]:
    return [
        (row.depth, row.key[2] if isinstance(row.key, LogSource) else row.key.id) for row in tree_rows(fleet, turned)
    ]


def test_what_belongs_to_something_stands_below_it_and_containers_are_folded_away() -> None:
    assert keys(small_fleet()) == [(0, "org-1"), (1, "ws-1"), (2, "p-1")]


def test_an_unfolded_project_shows_the_containers_of_its_namespace() -> None:
    turned: frozenset[TreeKey] = frozenset([Resource("project", "p-1")])
    assert keys(small_fleet(), turned) == [(0, "org-1"), (1, "ws-1"), (2, "p-1"), (3, "api-x")]


def test_a_folded_organization_shows_nothing_of_what_it_has() -> None:
    assert keys(small_fleet(), frozenset([ORGANIZATION])) == [(0, "org-1")]


def test_a_workspace_whose_organization_is_unknown_stands_at_the_top_level() -> None:
    fleet = small_fleet()
    fleet.apply(message("workspace.status_changed", workspace_id="ws-9", new_status="active"), 101.0)
    assert keys(fleet)[-1] == (0, "ws-9")


def test_a_pod_of_no_known_project_stands_below_its_workspace() -> None:
    fleet = small_fleet()
    fleet.apply(alert("ws-1", "a", resource="pod/search-7f9c"), 101.0)
    assert keys(fleet)[-1] == (2, "search-7f9c")


def test_numbers_in_names_are_sorted_as_numbers() -> None:
    fleet = Fleet()
    for number in (10, 9, 100):
        place(fleet, "workspace", f"ws-{number}")
    assert [id for _, id in keys(fleet)] == ["ws-9", "ws-10", "ws-100"]
    assert natural("Node 2") < natural("node 10")


def names(fleet: Fleet, order: str = "name", typed: str = "") -> list[str]:
    rows = tree_rows(fleet, order=ORDERS[order], typed=typed)
    return [row.key.pod if isinstance(row.key, LogSource) else row.key.id for row in rows]


def test_those_in_the_worst_trouble_can_come_first() -> None:
    fleet = Fleet()
    for name in "abcd":
        place(fleet, "workspace", name)
    fleet.apply(alert("c", "1", "warning"), 100.0)
    fleet.apply(alert("d", "2", "critical"), 100.0)
    assert names(fleet, "trouble") == ["d", "c", "a", "b"]


def test_the_fullest_can_come_first_and_small_changes_move_nothing() -> None:
    fleet = Fleet()
    for name, cpu in (("a", 1.0), ("b", 9.1), ("c", 9.2), ("d", 5.0)):
        place(fleet, "workspace", name)
        fleet.apply(usage(name, cpu=cpu, memory=0.0), 100.0)
    place(fleet, "workspace", "e")
    assert names(fleet, "load") == ["b", "c", "d", "a", "e"]


def test_a_filter_leaves_the_workspaces_that_every_word_is_said_of_and_what_they_belong_to() -> None:
    fleet = small_fleet()
    place(fleet, "workspace", "ws-2", "Payments", ORGANIZATION)
    assert names(fleet, typed="PAY my") == ["org-1", "ws-2"]


def test_a_filter_that_means_a_project_or_a_container_shows_it_unfolded() -> None:
    fleet = small_fleet()
    place(fleet, "project", "p-2", "backend", Resource("workspace", "ws-1"), "backend")
    assert names(fleet, typed="backend") == ["org-1", "ws-1", "p-2"]
    assert names(fleet, typed="api-x") == ["org-1", "ws-1", "p-1", "api-x"]


def test_a_filter_that_nothing_matches_leaves_nothing() -> None:
    assert names(small_fleet(), typed="nowhere") == []


def test_an_exclamation_mark_leaves_those_in_trouble() -> None:
    fleet = small_fleet()
    place(fleet, "workspace", "ws-2", "Payments", ORGANIZATION)
    fleet.apply(alert("ws-2", "1", "critical"), 100.0)
    assert names(fleet, typed="!") == ["org-1", "ws-2"]


def test_what_a_filter_unfolded_can_be_folded() -> None:
    rows = tree_rows(small_fleet(), turned={Resource("workspace", "ws-1")}, typed="frontend")
    assert [row.key for row in rows] == [ORGANIZATION, Resource("workspace", "ws-1")]


def test_ten_thousand_workspaces_are_laid_out() -> None:
    fleet = Fleet()
    for number in range(10_000):
        place(fleet, "workspace", f"ws-{number}", f"Workspace {number}")
    assert len(tree_rows(fleet)) == 10_000
    assert len(tree_rows(fleet, typed="77 work")) == 280
