"""What is wanted against what is live on this connection, within its budget of subscriptions. Pure; no clock."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable

from hexatui.protocol.names import MAX_SUBSCRIPTIONS, Resource


class Subscriptions:
    """The subscriptions of one connection after another.

    What is wanted stays across connections; what was asked, answered or refused belongs to one (protocol-notes 8).
    Each resource is asked for once (protocol-notes 21), in the order of the wish, until the budget is full; and after
    it was given up only once the platform is known to have taken that.
    """

    def __init__(self) -> None:
        self.budget = MAX_SUBSCRIPTIONS
        """How many this connection carries; less once the platform has said so."""
        self.live: dict[Resource, str] = {}
        """Subscription ids by resource."""
        self._wanted: dict[Resource, None] = {}
        self._asked: set[Resource] = set()
        self._refused: set[Resource] = set()
        self._limited: set[Resource] = set()
        self._later: dict[Resource, float] = {}
        self._leaving: dict[Resource, int] = {}
        self._awaits = 0
        self._left_out: set[Resource] = set()
        self._newly_left_out: list[Resource] = []
        self._to_unsubscribe: deque[Resource] = deque()
        self._to_subscribe: deque[Resource] = deque()
        self._settled = False

    @property
    def wanted(self) -> Iterable[Resource]:
        """What is wanted, the most wanted first."""
        return self._wanted.keys()

    def want(self, resources: Iterable[Resource]) -> None:
        """Replace what is wanted."""
        self._wanted = dict.fromkeys(resources)
        self._left_out.intersection_update(self._wanted)
        # Wanting something anew is a reason to ask again, once.
        self._refused.intersection_update(self._wanted)
        self._settled = False

    def heard_asked(self, resource: Resource) -> None:
        """Somebody else asked for a resource on this connection: it counts as wanted, and as asked."""
        self._wanted[resource] = None
        self._asked.add(resource)
        self._settled = False

    def heard_given_up(self, subscription_id: str) -> Resource | None:
        """Somebody else gave up the subscription of this id; what it was to, if that is known."""
        resource = next((resource for resource, id in self.live.items() if id == subscription_id), None)
        if resource is not None:
            self._wanted.pop(resource, None)
            del self.live[resource]
            self._settled = False
        return resource

    def begin(self) -> None:
        """A new connection: nothing is live, and everything may be asked for."""
        self.budget = MAX_SUBSCRIPTIONS
        self.live.clear()
        self._asked.clear()
        self._refused.clear()
        self._limited.clear()
        self._later.clear()
        self._leaving.clear()
        self._left_out.clear()
        self._newly_left_out.clear()
        self._settled = False

    def next_unsubscribe(self, now: float) -> tuple[Resource, str] | None:
        """A subscription to give up now, with its id; it counts as given up."""
        self._plan(now)
        if not self._to_unsubscribe:
            return None
        resource = self._to_unsubscribe.popleft()
        return resource, self.live.pop(resource)

    def left(self, resource: Resource, number: int, until: float) -> None:
        """A resource was given up by the request of this number, which may be refused.

        Until a later one is answered it keeps its place in the budget, and isn't asked for again.

        Args:
            until: when it is taken to be gone though nothing was answered; infinity if something will be.
        """
        self._settled = False
        self._leaving[resource] = number
        self._later[resource] = until

    def answered(self, number: int) -> None:
        """The platform answered a request of this number: it has taken those before, or has refused them already."""
        for resource in [resource for resource, leaving in self._leaving.items() if leaving < number]:
            self._may_ask(resource)

    def awaits(self, now: float) -> int:
        """The number of a request that something wanted waits for: any later answer will do; 0 if nothing waits."""
        self._plan(now)
        return self._awaits

    def a_workspace(self) -> str | None:
        """The id of a workspace to ask about, for the sake of an answer; the most wanted if any is wanted."""
        known = (resource.id for resource in (*self._wanted, *self._leaving) if resource.kind == "workspace")
        return next(known, None)

    def is_to_give_up(self, now: float) -> bool:
        """Whether anything is live that has to make room."""
        self._plan(now)
        return bool(self._to_unsubscribe)

    def next_subscribe(self, now: float) -> Resource | None:
        """A resource to ask for now; it counts as asked."""
        self._plan(now)
        if not self._to_subscribe:
            return None
        resource = self._to_subscribe.popleft()
        self._asked.add(resource)
        return resource

    def newly_left_out(self, now: float) -> list[Resource]:
        """What is wanted, and was not yet said to be beyond the budget."""
        self._plan(now)
        told = [resource for resource in self._newly_left_out if resource in self._left_out]
        self._newly_left_out = []
        return told

    def accepted(self, resource: Resource, subscription_id: str) -> str | None:
        """The platform says yes, or that it still holds it. What is no longer wanted is given up by the next plan.

        Returns:
            the id of a former subscription to the same, which is one too many.
        """
        self._asked.discard(resource)
        self._refused.discard(resource)
        self._limited.discard(resource)
        self._may_ask(resource)
        surplus = self.live.get(resource)
        self.live[resource] = subscription_id
        self.budget = min(max(self.budget, len(self.live)), MAX_SUBSCRIPTIONS)
        self._settled = False
        return surplus if surplus != subscription_id else None

    def refused(self, resource: Resource) -> None:
        """The platform says no, or nothing: it is not asked again on this connection."""
        self._asked.discard(resource)
        self._refused.add(resource)
        self._settled = False

    def limited(self, resource: Resource) -> None:
        """The platform says that it is one too many: the budget is what is live.

        What was refused so takes a place that is free, and none that another holds.
        """
        self._asked.discard(resource)
        self._limited.add(resource)
        self._left_out.add(resource)
        self.budget = len(self.live)
        self._settled = False

    def postponed(self, resource: Resource, until: float) -> None:
        """The platform found us too fast: ask again then."""
        self._asked.discard(resource)
        self._later[resource] = until
        self._settled = False

    def deadline(self, now: float) -> float:
        """When something postponed may be asked for again; infinity if nothing is, or only waits to be sent."""
        return min((until for until in self._later.values() if until > now), default=math.inf)

    def _may_ask(self, resource: Resource) -> None:
        self._later.pop(resource, None)
        self._leaving.pop(resource, None)
        self._settled = False

    def _plan(self, now: float) -> None:
        """Work out what to say, if anything changed since."""
        if self._later:
            due = [resource for resource, until in self._later.items() if until <= now]
            for resource in due:
                self._may_ask(resource)
        if self._settled:
            return
        self._settled = True
        eligible = [resource for resource in self._wanted if resource not in self._refused]
        if self._limited:
            eligible.sort(key=self._limited.__contains__)
        chosen = dict.fromkeys(eligible[: self.budget])
        self._to_unsubscribe = deque(resource for resource in self.live if resource not in chosen)
        room = self.budget - len(self.live) - len(self._asked) - len(self._leaving)
        open = [r for r in chosen if r not in self.live and r not in self._asked and r not in self._later]
        self._to_subscribe = deque(open[: max(0, room)])
        waits = len(open) > room or not self._leaving.keys().isdisjoint(chosen)
        self._awaits = max(self._leaving.values(), default=0) if waits else 0
        left_out = [r for r in eligible[self.budget :] if r not in self._asked and r not in self.live]
        self._newly_left_out += [resource for resource in left_out if resource not in self._left_out]
        self._left_out = set(left_out)
