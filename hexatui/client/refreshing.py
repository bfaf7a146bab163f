"""Which statuses are asked for again, without anybody's wish, so that none on the screen grows old. Pure; no clock.

`workspace_status` is told only when asked for (protocol-notes 9). So a workspace is asked about again when an event
says that something about it changed, and each in its turn even when none does.
"""

from __future__ import annotations

import math

TURN = 55.0
"""Seconds in which every workspace has its turn; with the answer's way, no status becomes older than a minute."""

SHORTEST_STEP = 0.5
"""The fewest seconds between two turns."""

SHORTEST_PAUSE = 5.0
"""The fewest seconds after which the same workspace is asked about again; changes meanwhile wait together."""


class Refreshing:
    """The workspaces of one connection after another, and when each was asked about."""

    def __init__(self) -> None:
        self._asked_at: dict[str, float] = {}
        self._unanswered: set[str] = set()
        self._changed: dict[str, None] = {}
        # Those that have turns, the one asked about longest ago first.
        self._turns: dict[str, None] = {}
        self._latest_turn = -math.inf

    def begin(self) -> None:
        """A new connection: nothing is watched, and nothing was asked."""
        self._asked_at.clear()
        self._unanswered.clear()
        self._changed.clear()
        self._turns.clear()

    def joined(self, workspace_id: str, now: float) -> None:
        """A workspace is watched from now on; its first status is somebody else's to ask for."""
        if not self._turns:
            self._latest_turn = now
        self._asked_at.setdefault(workspace_id, now)
        self._turns.setdefault(workspace_id)

    def left(self, workspace_id: str) -> None:
        """A workspace is watched no more."""
        self._turns.pop(workspace_id, None)
        self._changed.pop(workspace_id, None)

    def changed(self, workspace_id: str) -> None:
        """Something happened that a status would tell more of."""
        self._changed[workspace_id] = None

    def asked(self, workspace_id: str, now: float) -> None:
        """A status is asked for, by whomever; it will tell of all that changed so far."""
        self._asked_at[workspace_id] = now
        self._unanswered.add(workspace_id)
        self._changed.pop(workspace_id, None)
        if workspace_id in self._turns:
            del self._turns[workspace_id]
            self._turns[workspace_id] = None

    def answered(self, workspace_id: str) -> None:
        """The status came, or won't come any more."""
        self._unanswered.discard(workspace_id)

    def next(self, now: float) -> str | None:
        """A workspace to ask about now; `asked` is to be told of it."""
        for workspace_id in self._changed:
            if self._change_due(workspace_id) <= now:
                return workspace_id
        if self._turn_due() > now:
            return None
        self._latest_turn = now
        return next(iter(self._turns))

    def due(self) -> float:
        """When there is a workspace to ask about; infinity if that takes an answer or an event first."""
        return min([self._turn_due(), *map(self._change_due, self._changed)])

    def _change_due(self, workspace_id: str) -> float:
        if workspace_id in self._unanswered:
            return math.inf
        return self._asked_at.get(workspace_id, -math.inf) + SHORTEST_PAUSE

    def _turn_due(self) -> float:
        longest_ago = next(iter(self._turns), None)
        if longest_ago is None or longest_ago in self._unanswered:
            return math.inf
        asked_at = self._asked_at[longest_ago]
        # Evenly spread, which the second term hurries on where many were watched until a moment ago.
        due = min(self._latest_turn + TURN / len(self._turns), asked_at + TURN)
        return max(due, self._latest_turn + SHORTEST_STEP, asked_at + SHORTEST_PAUSE)
