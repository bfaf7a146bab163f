from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from hexatui.protocol.codec import Malformed, Unknown, decode_server
from hexatui.protocol.lifecycle import Link, LinkPhase
from hexatui.state.fleet import Fleet

Tell = Callable[..., None]


@pytest.fixture
def fleet() -> Fleet:
    """A fleet that is live since 100.0."""
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.LIVE), 100.0)
    return fleet


@pytest.fixture
def tell(fleet: Fleet) -> Tell:
    """Folds a message of the wire into the fleet: tell("workspace.status_changed", at=..., workspace_id=..., ...)."""

    def tell(type: str, at: float = 101.0, timestamp: str | None = None, **data: Any) -> None:
        message = decode_server(json.dumps({"type": type, "timestamp": timestamp, "data": data}))
        assert not isinstance(message, Unknown | Malformed), message
        fleet.apply(message, at)

    return tell
