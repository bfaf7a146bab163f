"""What is worked out of each workspace is as if it were worked out anew, and is not where nothing changed."""

from __future__ import annotations

from support.wire import message

from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import Resource
from hexatui.state.fleet import Fleet
from hexatui.state.of_each import OfEach
from hexatui.state.workspaces import Workspace


class Worked:
    """What was worked out, of whom."""

    def __init__(self) -> None:
        self.of: list[str] = []
        self.statuses = OfEach(self._status)

    def _status(self, workspace: Workspace) -> str:
        self.of.append(workspace.id)
        return workspace.status.value if workspace.status else ""


def fleet_of(*ids: str) -> Fleet:
    fleet = Fleet()
    for id in ids:
        fleet.apply(Place(Resource("workspace", id)), 1.0)
    return fleet


def test_only_what_changed_is_worked_out_again() -> None:
    worked, fleet = Worked(), fleet_of("a", "b", "c")
    worked.statuses(fleet)
    worked.of.clear()
    fleet.apply(message("workspace.status_changed", workspace_id="b", new_status="failed"), 2.0)
    assert worked.statuses(fleet) == {"a": "", "b": "failed", "c": ""}
    assert worked.of == ["b"]


def test_what_is_gone_is_let_go_of_in_the_end() -> None:
    worked, fleet = Worked(), fleet_of("a", *map(str, range(10)))
    worked.statuses(fleet)
    for id in map(str, range(10)):
        fleet.remove("workspace", id, 2.0)
    assert worked.statuses(fleet) == {"a": ""}


def test_each_fleet_has_values_of_its_own() -> None:
    worked, one, other = Worked(), fleet_of("a"), fleet_of("b")
    assert (worked.statuses(one), worked.statuses(other)) == ({"a": ""}, {"b": ""})


def test_a_workspace_that_comes_back_is_worked_out_anew() -> None:
    worked, fleet = Worked(), fleet_of("a", "b")
    fleet.apply(message("workspace.status_changed", workspace_id="b", new_status="failed"), 2.0)
    worked.statuses(fleet)
    fleet.remove("workspace", "b", 3.0)
    fleet.apply(Place(Resource("workspace", "b")), 4.0)
    assert worked.statuses(fleet)["b"] == ""
