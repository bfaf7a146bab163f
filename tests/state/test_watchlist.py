"""What is watched once it is known what exists."""

from __future__ import annotations

from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import Resource
from hexatui.state.fleet import Fleet
from hexatui.state.watchlist import watchlist


def fleet(*workspaces: tuple[str, str]) -> Fleet:
    """Workspaces by id and organization, each with one project."""
    fleet = Fleet()
    for id, organization in workspaces:
        here = Resource("workspace", id)
        fleet.apply(Place(Resource("organization", organization)), 1)
        fleet.apply(Place(here, parent=Resource("organization", organization)), 1)
        fleet.apply(Place(Resource("project", f"p-{id}"), parent=here), 1)
    return fleet


def test_everything_that_was_listed_is_watched_workspaces_first() -> None:
    assert [id for _, id in watchlist(fleet(("a", "o1"), ("b", "o2")), ())] == ["a", "b", "o1", "o2", "p-a", "p-b"]


def test_a_connection_carries_only_so_many() -> None:
    wanted = watchlist(fleet(*((str(number), "o") for number in range(500))), ())
    assert len(wanted) == 100
    assert {kind for kind, _ in wanted} == {"workspace"}


def test_of_the_organizations_that_were_named_the_workspaces_are_watched() -> None:
    named = [Resource("organization", "o2")]
    assert [id for _, id in watchlist(fleet(("a", "o1"), ("b", "o2")), named)] == ["o2", "b", "p-b"]


def test_what_was_named_comes_first() -> None:
    named = [Resource("workspace", "z")]
    assert [id for _, id in watchlist(fleet(("a", "o1")), named, limit=2)] == ["z", "a"]
