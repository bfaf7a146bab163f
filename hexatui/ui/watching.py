"""What a person looks at becomes live: told to whoever subscribes, once they have looked for a moment."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from hexatui.protocol.names import Resource
from hexatui.state.watchlist import Attention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexatui.ui.live import Live

DWELL = 0.4
"""Seconds that something must be in view before it counts as looked at: what is only passed over does not."""

EVERY = 0.375
"""Seconds between two choices of what is subscribed to: for what is looked at still, and for something else."""

RECENT = 50
"""Workspaces that count as looked at lately."""


class Watching:
    """What the person looks at in the tree.

    Args:
        live: whom to tell.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._seen: tuple[Resource, ...] = ()
        self._seen_since = 0.0
        self._recent: deque[str] = deque(maxlen=RECENT)
        self._told: tuple[Resource, ...] = ()
        self._told_at = self._told_other_at = 0.0

    def look(self, on_screen: Sequence[Resource], pinned: frozenset[str], now: float) -> None:
        """Tell what is in view, that with the cursor first, at `now` (monotonic seconds)."""
        if self._seen != (seen := tuple(dict.fromkeys(on_screen))):
            self._seen, self._seen_since = seen, now
        is_other = seen != self._told
        if now < self._seen_since + DWELL or now < (self._told_other_at if is_other else self._told_at) + EVERY:
            return
        self._told, self._told_at = seen, now
        self._told_other_at = now if is_other else self._told_other_at
        chosen = next((one.id for one in seen if one.kind == "workspace"), None)
        if chosen is not None and (not self._recent or self._recent[0] != chosen):
            if chosen in self._recent:
                self._recent.remove(chosen)
            self._recent.appendleft(chosen)
            self._ask(chosen)
        self._live.attend(Attention(seen, pinned, tuple(self._recent)))

    def _ask(self, workspace_id: str) -> None:
        """Ask how a workspace is, where nothing that is known of it is sure to hold."""
        fleet = self._live.fleet
        with fleet.lock:
            workspace = fleet.workspaces.get(workspace_id)
            told_at = workspace.status.at if workspace and workspace.status else None
            is_unsure = workspace is not None and not workspace.refusal and not workspace.subscribed
            is_wanted = is_unsure and fleet.live_since is not None and not fleet.is_current(told_at)
        if is_wanted:
            self._live.request_status(workspace_id)
