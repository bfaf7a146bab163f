"""The tree of organizations, workspaces, projects and containers."""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from hexatui.protocol.names import LogSource, Resource
from hexatui.ui.actions import bindings
from hexatui.ui.canvas import Line, span
from hexatui.ui.figures import count
from hexatui.ui.render.tree_rows import TreeKey, TreeRow, tree_rows
from hexatui.ui.render.workspace_rows import draw_tree_row, tree_row_version
from hexatui.ui.rows import RowList

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet

REBUILD_SHARE = 10
"""A fleet that is still being listed is laid out again after this many times what it took: a tenth of the time."""


class WorkspaceTree(RowList[TreeKey]):
    """What there is, and how each workspace is. Rows are rebuilt only when the fleet's structure changed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("workspaces")]

    class Highlighted(Message):
        """The cursor came to a row; on a container the resource is its workspace."""

        def __init__(self, resource: Resource) -> None:
            super().__init__()
            self.resource = resource

    class Selected(Message):
        """A workspace or a project was opened."""

        def __init__(self, resource: Resource) -> None:
            super().__init__()
            self.resource = resource

    class LogsWanted(Message):
        """Logs are asked for: of a container, or of a workspace or project whose container is still to be chosen.

        A `LogSource` whose namespace and container are "" is a pod of which no more is known.
        """

        def __init__(self, target: LogSource | Resource) -> None:
            super().__init__()
            self.target = target

    _fleet: Fleet | None = None
    _rows: Sequence[TreeRow] = ()
    _turned: frozenset[TreeKey] = frozenset()
    _structure = -1
    _rest = (0.0, 0.0)
    """From when to when it is not laid out again; a clock that is set back leaves it."""
    _now = 0.0

    def show(self, fleet: Fleet, now: float) -> None:
        """Bring the tree up to date with state, whose lock is held."""
        self._fleet, self._now = fleet, now
        if self._structure != fleet.structure_revision and not self._rest[0] <= now < self._rest[1]:
            self._structure = fleet.structure_revision
            begun = time.perf_counter()
            self._rebuild(fleet)
            self._rest = now, now + REBUILD_SHARE * (time.perf_counter() - begun)
        self.paint()

    def _rebuild(self, fleet: Fleet) -> None:
        self._rows = tree_rows(fleet, self._turned)
        self.set_keys([row.key for row in self._rows])
        total = len(fleet.workspaces)
        self.set_title(Content(f"Workspaces  {count(total)}" if total else "Workspaces"))

    # The rows

    def reading(self) -> AbstractContextManager[object]:
        """The fleet's lock."""
        return self._fleet.lock if self._fleet else nullcontext()

    def row_version(self, key: TreeKey) -> Hashable:
        """What the row's look depends on."""
        assert self._fleet is not None
        return tree_row_version(self._rows[self.index_of(key)], self._fleet, self._now)

    def draw_row(self, key: TreeKey, width: int) -> Line:
        """The row."""
        assert self._fleet is not None
        return draw_tree_row(self._rows[self.index_of(key)], self._fleet, self._now, width, self.look)

    def draw_empty(self, width: int) -> Sequence[Line]:
        """What to do while nothing is known."""
        dim = self.look.palette.dim
        if self._fleet is None or self._fleet.live_since is None:
            return [[span("Nothing is known yet.", dim)]]
        words = ("No workspace is known.", "Name some with", "--workspace ID", "or in the profile.")
        return [[span(line, dim)] for line in words]

    def start(self, keys: Sequence[TreeKey]) -> int:
        """On the workspace that was named first."""
        first = Resource("workspace", next(iter(self._fleet.workspaces), "")) if self._fleet else None
        return next((index for index, key in enumerate(keys) if key == first), 0)

    # What a person does

    def cursor_moved(self, key: TreeKey) -> None:
        """Tell which resource is looked at."""
        self.post_message(self.Highlighted(_resource(key)))

    def opened(self, key: TreeKey) -> None:
        """Enter: a container's logs, a workspace or a project itself; an organization is folded."""
        if isinstance(key, LogSource):
            self.post_message(self.LogsWanted(key))
        elif key.kind == "organization":
            self.action_toggle_fold()
        else:
            self.post_message(self.Selected(key))

    def action_toggle_fold(self) -> None:
        """Fold or unfold the row with the cursor."""
        row = self._row()
        if row and row.foldable:
            self._turn(row.key)

    def action_expand(self) -> None:
        """Unfold, or go to the first row within."""
        row = self._row()
        if row and row.foldable and not row.unfolded:
            self._turn(row.key)
        elif row and row.unfolded:
            self.action_down()

    def action_collapse(self) -> None:
        """Fold, or go to the row that this one belongs to."""
        row = self._row()
        if row and row.unfolded:
            self._turn(row.key)
        elif row and row.parent:
            self.move_to(row.parent)

    def action_logs(self) -> None:
        """Ask for the logs of what the cursor is on."""
        if (key := self.cursor) is not None:
            self.post_message(self.LogsWanted(key))

    def _row(self) -> TreeRow | None:
        key = self.cursor
        return self._rows[self.index_of(key)] if key is not None else None

    def _turn(self, key: TreeKey) -> None:
        if self._fleet is None:
            return
        self._turned ^= {key}
        with self._fleet.lock:
            self._rebuild(self._fleet)
            self.paint()


def _resource(key: TreeKey) -> Resource:
    return Resource("workspace", key.workspace_id) if isinstance(key, LogSource) else key
