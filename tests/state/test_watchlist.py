"""What is watched once it is known what exists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from support.wire import alert

from hexatui.protocol.lifecycle import Place, StreamWanted
from hexatui.protocol.names import LogSource, Resource
from hexatui.state.fleet import Fleet
from hexatui.state.watchlist import SWAPS, Attention, watchlist


def fleet(*workspaces: tuple[str, str]) -> Fleet:
    """Workspaces by id and organization, each with one project."""
    fleet = Fleet()
    for id, organization in workspaces:
        here = Resource("workspace", id)
        fleet.apply(Place(Resource("organization", organization)), 1)
        fleet.apply(Place(here, parent=Resource("organization", organization)), 1)
        fleet.apply(Place(Resource("project", f"p-{id}"), parent=here), 1)
    return fleet


def many(count: int) -> Fleet:
    return fleet(*((str(number), "o") for number in range(count)))


def workspaces(*ids: object) -> tuple[Resource, ...]:
    return tuple(Resource("workspace", str(id)) for id in ids)


def test_everything_that_was_listed_is_watched_workspaces_first() -> None:
    assert [id for _, id in watchlist(fleet(("a", "o1"), ("b", "o2")), ())] == ["a", "b", "o1", "o2", "p-a", "p-b"]


def test_a_connection_carries_only_so_many() -> None:
    wanted = watchlist(many(500), ())
    assert len(wanted) == 100
    assert {kind for kind, _ in wanted} == {"workspace"}


def test_of_the_organizations_that_were_named_the_workspaces_are_watched() -> None:
    named = [Resource("organization", "o2")]
    looking = Attention(workspaces("a"))
    assert [id for _, id in watchlist(fleet(("a", "o1"), ("b", "o2")), named, looking)] == ["o2", "b", "p-b"]


def test_what_was_named_comes_first() -> None:
    named = [Resource("workspace", "z")]
    assert [id for _, id in watchlist(fleet(("a", "o1")), named, limit=2)] == ["z", "a"]


def test_the_screen_comes_before_open_logs_then_pins_then_alerts_the_worst_first() -> None:
    known = many(500)
    known.apply(alert("300", "a", "warning"), 2)
    known.apply(alert("301", "a", "critical"), 2)
    known.apply(StreamWanted(LogSource("302", "n", "p", "c")), 2)
    looking = Attention((Resource("workspace", "400"), Resource("project", "p-400")), frozenset({"303"}))
    assert [id for _, id in watchlist(known, (), looking, limit=6)] == ["400", "p-400", "302", "303", "301", "300"]


def test_what_was_looked_at_lately_gives_way_last() -> None:
    known, held = many(50), workspaces(*range(10))
    looking = Attention(workspaces(40, 41), recent=("9", "8"))
    assert watchlist(known, (), looking, held, limit=10) == workspaces(40, 41, 9, 8, 0, 1, 2, 3, 4, 5)


def test_a_few_give_way_at_a_time_that_with_the_cursor_first() -> None:
    held = workspaces(*range(100))
    next = watchlist(many(500), (), Attention(workspaces(*range(200, 250))), held)
    assert [one for one in next if one not in held] == [*workspaces(*range(200, 200 + SWAPS))]


def test_what_is_gone_is_not_watched() -> None:
    assert watchlist(many(3), (), Attention(pinned=frozenset({"gone"})), workspaces("gone"), limit=3) == workspaces(
        0, 1, 2
    )


ids = st.integers(0, 59)
attentions = st.builds(
    Attention,
    st.lists(ids, max_size=15, unique=True).map(lambda on_screen: workspaces(*on_screen)),
    st.frozensets(ids.map(str), max_size=15),
    st.lists(ids.map(str), max_size=15, unique=True).map(tuple),
)


@given(st.lists(st.tuples(attentions, st.sets(ids, max_size=15)), max_size=8), st.integers(1, 30))
def test_whatever_is_looked_at_the_budget_holds_and_the_screen_becomes_live_and_nothing_flaps(
    steps: list[tuple[Attention, set[int]]], limit: int
) -> None:
    known = many(60)
    held: tuple[Resource, ...] = ()
    for looking, burning in steps:
        for number in burning:
            known.apply(alert(str(number), "a", "critical"), 2)
        for _ in range(limit // SWAPS + 2):
            next = watchlist(known, (), looking, held, limit=limit)
            assert len(next) == len(set(next)) == limit
            if held:
                assert len(set(next) - set(held)) <= SWAPS
            # What is looked at first is never what gives way, and is the first to come in.
            assert looking.on_screen[:1] == () or looking.on_screen[0] in next
            held = next
        assert set(looking.on_screen[:limit]) <= set(held)
        assert watchlist(known, (), looking, held, limit=limit) == held
