"""The tree of organizations, workspaces, projects and containers."""

from __future__ import annotations

import math
import time
from collections.abc import Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from hexatui.protocol.names import LogSource, Resource
from hexatui.state.trouble import FULL, Trouble, troubles
from hexatui.text import clipped
from hexatui.ui.actions import bindings
from hexatui.ui.canvas import Line, span
from hexatui.ui.figures import count
from hexatui.ui.render.tree_rows import ORDERS, TreeKey, TreeRow, tree_rows
from hexatui.ui.render.workspace_rows import draw_tree_row, tree_row_version
from hexatui.ui.widgets.narrowed_list import NarrowedList

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet

REBUILD_SHARE = 10
"""A fleet that is still being listed is laid out again after this many times what it took: a tenth of the time."""


MAX_SHOWN = 20
"""Characters of the filter's words that the title shows."""

SORT_INTERVAL = 3.0
"""Seconds between two sortings by what changes by itself, and from a step of the cursor to the next: rows that change
places all the time can't be read, and what a person goes to must not go away."""


class WorkspaceTree(NarrowedList[TreeKey]):
    """What there is, and how each workspace is. Rows are rebuilt only when the fleet's structure or order changed."""

    PLACEHOLDER = "name, status, pod, ! in trouble"
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

    pinned: frozenset[str] = frozenset()
    """The ids of the workspaces that are to be live whatever else is looked at."""
    _fleet: Fleet | None = None
    _rows: Sequence[TreeRow] = ()
    _turned: frozenset[TreeKey] = frozenset()
    _order = "name"
    _remembered: Resource | None = None
    _sorted_at = 0.0
    _laid_out = (-1, -1)
    """Of which revisions of the fleet's structure, and of the whole fleet, the rows are."""
    _all_rows: tuple[tuple[object, ...], list[TreeRow]] = ((), [])
    """All rows by name, and what they were made of."""
    _rest = (0.0, 0.0)
    """From when to when it is not laid out again; a clock that is set back leaves it."""
    _now = 0.0

    def show(self, fleet: Fleet, now: float) -> None:
        """Bring the tree up to date with state, whose lock is held."""
        self._fleet, self._now = fleet, now
        if self._is_outdated(fleet, now) and not self._rest[0] <= now < self._rest[1]:
            begun = time.perf_counter()
            self._rebuild(fleet)
            self._rest = now, now + REBUILD_SHARE * (time.perf_counter() - begun)
        self.paint()

    @property
    def holds_cursor(self) -> bool:
        """In rows that change places by themselves."""
        return self._order != "name" or bool(self.typed)

    def _is_outdated(self, fleet: Fleet, now: float) -> bool:
        structure, revision = self._laid_out
        if structure != fleet.structure_revision:
            return True
        is_settled = self._sorted_at <= now < self._sorted_at + SORT_INTERVAL
        return self.holds_cursor and revision != fleet.revision and not is_settled

    def _rebuild(self, fleet: Fleet) -> None:
        self._laid_out = fleet.structure_revision, fleet.revision
        self._sorted_at = self._now
        self._rows = self._chosen_rows(fleet)
        self.set_keys([row.key for row in self._rows])
        total = len(fleet.workspaces)
        parts = ["Workspaces"]
        if self.typed:
            shown = sum(isinstance(row.key, Resource) and row.key.kind == "workspace" for row in self._rows)
            parts.append(f"{count(shown)} of {count(total)}  {clipped(self.typed, MAX_SHOWN)}")
        elif total:
            parts.append(count(total))
        if self._order != "name":
            parts.append(f"by {self._order}")
        self.set_title(Content("  ".join(parts)))

    def _chosen_rows(self, fleet: Fleet) -> list[TreeRow]:
        if self._order != "name" or self.typed:
            return tree_rows(fleet, self._turned, ORDERS[self._order], self.typed, self.pinned)
        # Kept for who comes back from a filter or another order.
        made_of = fleet.structure_revision, self._turned, self.pinned
        if self._all_rows[0] != made_of:
            self._all_rows = made_of, tree_rows(fleet, self._turned, pinned=self.pinned)
        return self._all_rows[1]

    def _rebuild_now(self) -> None:
        if self._fleet is not None:
            with self._fleet.lock:
                self._rebuild(self._fleet)

    def _show_anew(self) -> None:
        self._rebuild_now()
        self.repaint()

    def narrowed(self) -> None:
        """Choose the rows that the words leave; the cursor stays on a row that they mean, or goes to the first."""
        before = self.cursor
        self._show_anew()
        if self.typed and (self.cursor != before or (before and _is_organization(before))):
            self._move(next((index for index, row in enumerate(self._rows) if not _is_organization(row.key)), 0))

    # The rows

    def reading(self) -> AbstractContextManager[object]:
        """The fleet's lock."""
        return self._fleet.lock if self._fleet else nullcontext()

    def row_version(self, key: TreeKey) -> Hashable:
        """What the row's look depends on."""
        assert self._fleet is not None
        return self._load_from, tree_row_version(self._rows[self.index_of(key)], self._fleet, self._now)

    def draw_row(self, key: TreeKey, width: int) -> Line:
        """The row."""
        assert self._fleet is not None
        row = self._rows[self.index_of(key)]
        return draw_tree_row(row, self._fleet, self._now, width, self.look, self._load_from)

    @property
    def _load_from(self) -> float:
        """From how many percent a row tells its workspace's load: where that is why it stands where it does."""
        return 0.0 if self._order == "load" else FULL if self._order == "trouble" or "!" in self.typed else math.inf

    def draw_empty(self, width: int) -> Sequence[Line]:
        """What to do while nothing is known."""
        dim = self.look.palette.dim
        if self.typed:
            return self.nothing_left("workspaces")
        if self._fleet is None or self._fleet.live_since is None:
            return [[span("Nothing is known yet.", dim)]]
        words = ("No workspace is known.", "Name some with", "--workspace ID", "or in the profile.")
        return [[span(line, dim)] for line in words]

    def start(self, keys: Sequence[TreeKey]) -> int:
        """On the workspace that was chosen in the last run, or on the one that was named first, where that is near."""
        named = Resource("workspace", next(iter(self._fleet.workspaces), "")) if self._fleet else None
        if self._remembered in self._index_of:
            return self._index_of[self._remembered]
        first = next((index for index, key in enumerate(keys) if _resource(key).kind == "workspace"), 0)
        near = keys[: self.row_height]
        return near.index(named) if named in near else first

    def begin(self, order: str, workspace_id: str) -> None:
        """Take the order, and the workspace to start on, of the last run."""
        self._order = order
        self._remembered = Resource("workspace", workspace_id)
        self._show_anew()
        if not self._is_moved:
            self.move_to(self._remembered)

    @property
    def order(self) -> str:
        """What the rows are sorted by."""
        return self._order

    def in_view(self) -> list[Resource]:
        """What stands on the screen, that with the cursor first."""
        cursor = [] if self.cursor is None else [self.cursor]
        return [_resource(key) for key in (*cursor, *self._keys[self._top : self._top + self.row_height])]

    # What a person does

    def cursor_moved(self, key: TreeKey) -> None:
        """Tell which resource is looked at; the others stay in their places for a while."""
        self._sorted_at = self._now
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
        row = self._row_with_cursor()
        if row and row.foldable:
            self._turn(row.key)

    def action_expand(self) -> None:
        """Unfold, or go to the first row within."""
        row = self._row_with_cursor()
        if row and row.foldable and not row.unfolded:
            self._turn(row.key)
        elif row and row.unfolded:
            self.action_down()

    def action_collapse(self) -> None:
        """Fold, or go to the row that this one belongs to."""
        row = self._row_with_cursor()
        if row and row.unfolded:
            self._turn(row.key)
        elif row and row.parent:
            self.move_to(row.parent)

    def reveal(self, key: Resource) -> None:
        """Put the cursor on a workspace: a filter is taken back, and what it belongs to unfolded, if that hides it."""
        fleet = self._fleet
        if self.move_to(key) or fleet is None:
            return
        if self.typed:
            self.action_show_all()
        workspace = fleet.workspaces.get(key.id)
        if workspace and not self.move_to(key):
            self._turned ^= {Resource("organization", workspace.organization_id or "")}
            self._show_anew()
            self.move_to(key)

    def action_logs(self) -> None:
        """Ask for the logs of what the cursor is on."""
        if (key := self.cursor) is not None:
            self.post_message(self.LogsWanted(key))

    def action_pin(self) -> None:
        """Pin the workspace with the cursor, or take the pin away."""
        key = _resource(self.cursor) if self.cursor is not None else None
        if key is None or key.kind != "workspace":
            self.notify("only a workspace can be pinned", severity="warning", markup=False)
            return
        self.pinned ^= {key.id}
        self._show_anew()

    def action_toggle_order(self, order: str) -> None:
        """Sort by trouble or by load, or by name again; the cursor goes to the first row."""
        self._order = "name" if self._order == order else order
        self._rebuild_now()
        self.action_first()  # Which paints, once for both.

    def action_next_trouble(self, step: int = 1) -> None:
        """Go to the next workspace in trouble, around the end; one within a fold is not seen."""
        fleet, total = self._fleet, len(self._rows)
        if fleet is None or not total:
            return
        here = self.index_of(self.cursor) if self.cursor is not None else 0
        with fleet.lock:
            ill = {id for id, trouble in troubles(fleet).items() if trouble > Trouble.NOTICE}
        for distance in range(1, total + 1):
            key = self._keys[(here + step * distance) % total]
            if isinstance(key, Resource) and key.kind == "workspace" and key.id in ill:
                self.move_to(key)
                return
        hidden = ", but some are within folds, or hidden by the filter" if ill else ""
        self.notify(f"no workspace in this list is in trouble{hidden}", markup=False)

    def action_previous_trouble(self) -> None:
        """Go to the workspace in trouble before."""
        self.action_next_trouble(-1)

    def _row_with_cursor(self) -> TreeRow | None:
        key = self.cursor
        return self._rows[self.index_of(key)] if key is not None else None

    def _turn(self, key: TreeKey) -> None:
        self._turned ^= {key}
        self._show_anew()


def _is_organization(key: TreeKey) -> bool:
    return isinstance(key, Resource) and key.kind == "organization"


def _resource(key: TreeKey) -> Resource:
    return Resource("workspace", key.workspace_id) if isinstance(key, LogSource) else key
