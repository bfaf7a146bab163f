"""What is worked out of each workspace, again only of those that changed since: a fleet has thousands. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet
    from hexatui.state.workspaces import Workspace

Value = TypeVar("Value")


class OfEach(Generic[Value]):
    """A value of each workspace, of any fleet; called with one, it gives them by the workspaces' ids.

    Args:
        work_out: the value of a workspace, from nothing but what is in it.
    """

    def __init__(self, work_out: Callable[[Workspace], Value]) -> None:
        self._work_out = work_out
        self._known: WeakKeyDictionary[Fleet, tuple[int, dict[str, Value]]] = WeakKeyDictionary()

    def __call__(self, fleet: Fleet) -> Mapping[str, Value]:
        """The values as of now, to be read before the fleet changes; ids of workspaces that are gone may be among them.

        Args:
            fleet: what is known; held.
        """
        until, values = self._known.get(fleet, (-1, {}))
        workspaces, work_out = fleet.workspaces, self._work_out
        for workspace in [one for one in workspaces.values() if one.revision > until]:
            values[workspace.id] = work_out(workspace)
        if len(values) > 2 * len(workspaces):
            values = {id: values[id] for id in workspaces}
        self._known[fleet] = fleet.revision, values
        return values
