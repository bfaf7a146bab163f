"""What was asked of the platform and awaits its answer, and which statuses are still to be asked. Pure; no clock."""

from __future__ import annotations

import math
from itertools import islice
from typing import NamedTuple

from hexatui.protocol.names import Resource

REQUEST_TIMEOUT = 10.0
"""Seconds that a request waits for its answer, counted from when it is sent (protocol-notes 13)."""

LONGEST_NUMBER = 18
"""Digits of a request's number; whatever has more was made up by somebody else."""


class Asked(NamedTuple):
    """A request that was sent."""

    subject: Resource | str
    """The resource subscribed to, or the id of the workspace whose status was asked for."""
    personal: bool
    """Whether a person asked, who must be told of a failure."""
    deadline: float
    number: int
    """How many requests had been made of any kind, with this one."""


class Requests:
    """Requests by their ids, in the order in which they were sent."""

    def __init__(self) -> None:
        self.number = 0
        """How many requests were made, of any kind."""
        self.latest_question = 0
        """The number of the latest request that is to be answered; 0 once one was not in time."""
        self._pending: dict[str, Asked] = {}
        self._unanswered: dict[str, Asked] = {}
        # Of workspaces. What a person asked for goes before what we ask for by ourselves.
        self._personal_statuses: dict[str, None] = {}
        self._statuses: dict[str, None] = {}

    def new_id(self, kind: str) -> str:
        """An id that no request had: on no connection, so that a late answer can't be taken for another's."""
        self.number += 1
        return f"{kind}-{self.number}"

    def number_of(self, id: str | None) -> int:
        """How many requests had been made with the one of this id; 0 if that is none of ours."""
        digits = (id or "").rpartition("-")[2]
        number = int(digits) if digits.isdecimal() and len(digits) <= LONGEST_NUMBER else 0
        return number if number <= self.number else 0

    def want_status(self, workspace_id: str, personal: bool) -> None:
        """A workspace's status is to be asked for."""
        (self._personal_statuses if personal else self._statuses)[workspace_id] = None

    def next_status(self, personal: bool) -> str | None:
        """A workspace whose status is to be asked for now, as a person wants it or we; it counts as asked."""
        waiting = self._personal_statuses if personal else self._statuses
        workspace_id = next(iter(waiting), None)
        if workspace_id is not None:
            del waiting[workspace_id]
        return workspace_id

    def sent(self, id: str, subject: Resource | str, personal: bool, now: float) -> None:
        """A request goes out."""
        self.latest_question = self.number
        self._pending[id] = Asked(subject, personal, now + REQUEST_TIMEOUT, self.number)

    def answered(self, id: str | None, workspace_id: str | None = None) -> Asked | None:
        """The request that an answer belongs to; with `workspace_id` a status, otherwise a subscription.

        An answer without an id belongs to the oldest request that it can answer (protocol-notes 2); one of another
        kind than its id's request answers nothing.
        """

        def fits(asked: Asked) -> bool:
            return isinstance(asked.subject, Resource) if workspace_id is None else asked.subject == workspace_id

        if id is None:
            id = next((known for known, asked in self._pending.items() if fits(asked)), "")
        for waiting in (self._pending, self._unanswered):
            if (asked := waiting.get(id)) is not None and fits(asked):
                return waiting.pop(id)
        return None

    def failed(self, id: str) -> Asked | None:
        """The request that an error belongs to."""
        return self._pending.pop(id, None) or self._unanswered.pop(id, None)

    def latest(self) -> list[Asked]:
        """Of the requests that wait, the one that was sent last, and the last subscription.

        They count as given up, though a late answer to a subscription still counts.
        """
        newest_first = list(reversed(self._pending))
        subscriptions = (id for id in newest_first if isinstance(self._pending[id].subject, Resource))
        latest = []
        for id in dict.fromkeys([*newest_first[:1], *islice(subscriptions, 1)]):
            latest.append(asked := self._pending.pop(id))
            if isinstance(asked.subject, Resource):
                self._unanswered[id] = asked
        return latest

    def overdue(self, now: float) -> list[Asked]:
        """Requests whose time has run out. An answer to a subscription may still come, and then it counts."""
        overdue = []
        for id, asked in list(self._pending.items()):
            if asked.deadline > now:
                break  # They all wait equally long.
            del self._pending[id]
            self.latest_question = 0
            overdue.append(asked)
            if isinstance(asked.subject, Resource):
                self._unanswered[id] = asked
        return overdue

    def deadline(self) -> float:
        """When the next request runs out of time; infinity if none waits."""
        first = next(iter(self._pending.values()), None)
        return first.deadline if first else math.inf

    def interrupted(self) -> None:
        """The connection is gone, answers won't come: what a person asked for is asked again on the next."""
        for asked in self._pending.values():
            if asked.personal and isinstance(asked.subject, str):
                self._personal_statuses.setdefault(asked.subject)
        self._pending.clear()
        self._unanswered.clear()
        self._statuses.clear()
