from __future__ import annotations

import time

from support.wire import alert, message

from hexatui.protocol.lifecycle import Place, StreamOpened
from hexatui.protocol.names import LogSource, Resource
from hexatui.state.fleet import Fleet
from hexatui.ui.render.tree_rows import TreeKey, natural, tree_rows

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


def test_another_order_of_workspaces_can_be_asked_for() -> None:
    fleet = Fleet()
    for name in "abc":
        place(fleet, "workspace", name)
    rows = tree_rows(fleet, order=lambda workspace: -ord(workspace.name))
    assert [row.key for row in rows] == [Resource("workspace", name) for name in "cba"]


def test_ten_thousand_workspaces_are_laid_out_at_once() -> None:
    fleet = Fleet()
    for number in range(10_000):
        place(fleet, "workspace", f"ws-{number}", f"Workspace {number}")
    tree_rows(fleet)
    begun = time.perf_counter()
    assert len(tree_rows(fleet)) == 10_000
    assert time.perf_counter() - begun < 1.0
