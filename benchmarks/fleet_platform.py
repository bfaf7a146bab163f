"""A platform with a large fleet: a real gateway in a process of its own, whose source does only what is measured.

Each workspace is updated once a second. When the last page of the listing was asked for, it says so on its standard
output.

    python -m benchmarks.fleet_platform COUNT
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from typing import Any

from support.village import Village

from hexatui.collecting import collect_seldom
from hexatui.protocol.events import ResourceUpdated, ResourceUpdatedData, ResourceUsage
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import Resource
from hexatui.protocol.replies import WorkspaceStatusData
from hexatui.server.gateway import Gateway
from hexatui.server.limits import Limits
from hexatui.server.sources import Publish, PublishLog

TEAMS = ("Checkout", "Catalog", "Pricing", "Inventory", "Shipping", "Orders", "Invoices", "Loyalty", "Reviews", "Carts")
ORGANIZATION = Resource("organization", "org-1")

STEPS = 50
"""Parts of a second in which updates are told."""

FAILED = 250
"""One in so many failed."""


class Pages(list[Place]):
    """What is listed page by page; the last page is told of."""

    def __getitem__(self, part: Any) -> Any:
        if isinstance(part, slice) and part.stop is not None and part.stop >= len(self):
            print(f"listed {time.monotonic()}", flush=True)
        return super().__getitem__(part)


class LargeFleet(Village):
    """One organization with many workspaces."""

    def __init__(self, count: int) -> None:
        super().__init__()
        names = [f"{TEAMS[number % len(TEAMS)]} {number:05}" for number in range(count)]
        self.listed = Pages(
            Place(Resource("workspace", f"ws-{number}"), name, ORGANIZATION) for number, name in enumerate(names)
        )
        self.resources = {ORGANIZATION, *(place.resource for place in self.listed)}

    def children(self, parent: Resource | None) -> Sequence[Place]:
        """One organization, and all workspaces in it."""
        if parent is None:
            return [Place(ORGANIZATION, "Large")]
        return self.listed if parent == ORGANIZATION else ()

    def status(self, workspace_id: str) -> WorkspaceStatusData | None:
        """A few failed."""
        told = super().status(workspace_id)
        if told is None or int(workspace_id.removeprefix("ws-")) % FAILED:
            return told
        return told.model_copy(update={"status": "failed"})

    async def run(self, publish: Publish, publish_log: PublishLog) -> None:
        """Each workspace once a second, evenly; only what is subscribed to is sent."""
        updates = [[usage(place.resource.id, share) for place in self.listed] for share in (31.0, 47.0)]
        turn = 0
        while True:
            turn += 1
            for update in updates[turn // STEPS % 2][turn % STEPS :: STEPS]:
                publish(update)
            await asyncio.sleep(1 / STEPS)


def usage(workspace_id: str, share: float) -> ResourceUpdated:
    """What a workspace uses of its processors, in percent."""
    cpu = ResourceUsage(used=f"{share / 10:.1f}", limit="10", unit="cores", percentage=share)
    return ResourceUpdated(data=ResourceUpdatedData(workspace_id=workspace_id, resources={"cpu": cpu}))


async def serve(count: int) -> None:
    """Until it is killed."""
    async with Gateway(LargeFleet(count), limits=Limits()) as gateway:
        print(gateway.url, gateway.token, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    collect_seldom()
    asyncio.run(serve(int(sys.argv[1])))
