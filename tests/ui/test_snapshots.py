"""What a person sees, as pictures: `pytest tests/ui/test_snapshots.py --snapshot-update` takes new ones. Look at them.

The clock stands still and the data are the same each time, so that a picture changes only when its look does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import pytest
from support.running import wait_for_ever
from support.wire import alert, message, usage
from textual.pilot import Pilot

from hexatui.protocol.codec import ServerMessage
from hexatui.protocol.lifecycle import Link, LinkPhase, Place, StreamOpened
from hexatui.protocol.names import LogSource, Resource
from hexatui.ui.app import HexatuiApp

NOW = 1_750_000_000.0
"""Unix seconds at which the clock stands."""

API = LogSource("ws-dev", "frontend", "api-server-abc123", "api")

SnapCompare = Callable[..., bool]

LINES = (
    ("info", "GET /api/v1/users 200 23 ms"),
    ("warn", "pool at 48 of 50 connections"),
    ("error", "upstream timeout after 30 s, and what follows is so long that a narrow screen can't show all of it"),
    ("debug", '{"level":"debug","msg":"cache miss","key":"product:4711"}'),
)

Told = tuple[object, float]
"""A message, and when it came."""


def places() -> list[Told]:
    names = {"ws-dev": "Development", "ws-stage": "Staging", "ws-pay": "Payments", "ws-archive": "Archive"}
    organization = Resource("organization", "org-1")
    known = [Place(organization, "My Organization")]
    known += [Place(Resource("workspace", id), name, organization) for id, name in names.items()]
    return [(place, NOW - 3600) for place in known]


def figures() -> list[Told]:
    """An hour of cpu and memory."""
    told: list[Told] = []
    for minute in range(60):
        at, wave = NOW - 2 - 60 * (59 - minute), math.sin(minute / 7)
        told.append((usage("ws-dev", cpu=round(4 + 2 * wave, 1), memory=20_000.0 + 140 * minute), at))
        told.append((usage("ws-pay", cpu=round(8.7 + wave, 1), memory=14_000.0), at))
    return told


def health() -> list[Told]:
    def status(id: str, new: str) -> ServerMessage:
        return message("workspace.status_changed", workspace_id=id, old_status="active", new_status=new)

    def component(name: str, new: str) -> ServerMessage:
        return message(
            "monitoring.health_changed", workspace_id="ws-dev", component=name, new_status=new, reason="slow"
        )

    told = [
        *(status(id, "active") for id in ("ws-dev", "ws-pay", "ws-stage")),
        status("ws-archive", "suspended"),
        component("api_server", "degraded"),
        *(component(name, "healthy") for name in ("etcd", "scheduler", "controller_manager")),
        alert("ws-pay", "a-1", "critical", title="High CPU Usage", description="CPU is above 85%", threshold="85",
              current_value="97", resource="pod/orders-7f9c"),
        alert("ws-dev", "a-2", "warning", title="High Memory Usage", description="Memory usage has exceeded 80%",
              threshold="80", current_value="85.5", resource="pod/api-server-abc123"),
        alert("ws-stage", "a-3", "info", title="Rollout In Progress", description="A new version is being rolled out"),
    ]  # fmt: skip
    return [(each, NOW - 120) for each in told]


def lines() -> list[Told]:
    told: list[Told] = [(StreamOpened(API, "log-1"), NOW - 60)]
    for number in range(60):
        level, words = LINES[number % len(LINES)]
        fields = {"level": level, "message": words, "pod": API.pod, "container": API.container}
        entry = message(
            "log_entry", f"2025-06-15T15:05:{number // 2:02}.{500 * (number % 2):03}Z", stream_id="log-1", **fields
        )
        told.append((entry, NOW - 2))
    return told


def connected() -> list[Told]:
    link = Link(LinkPhase.LIVE, user_id="you@example.com", token_expires_at=NOW + 3180)
    told = [*places(), (link, NOW - 3600), *figures(), *health(), *lines()]
    return sorted(told, key=lambda each: each[1])


def lost() -> list[Told]:
    reason = "refused by api.example.com"
    return [*connected(), (Link(LinkPhase.WAITING, reason=reason, attempt=3, retry_at=NOW + 12), NOW - 1)]


@pytest.mark.parametrize(
    ("size", "keys", "environment", "told"),
    [
        pytest.param((200, 60), "4 up", {}, connected, id="200x60"),
        pytest.param((120, 40), "", {}, connected, id="120x40"),
        pytest.param((80, 24), "2", {}, connected, id="80x24"),
        pytest.param((60, 16), "3", {}, connected, id="60x16"),
        pytest.param((120, 40), "", {"LC_ALL": "C"}, connected, id="ascii"),
        pytest.param((120, 40), "", {"NO_COLOR": "1"}, connected, id="no-colour"),
        pytest.param((120, 40), "", {"TERM": "linux", "COLORTERM": ""}, connected, id="16-colours"),
        pytest.param((120, 40), "T", {}, connected, id="light"),
        pytest.param((120, 40), "T T", {}, connected, id="high-contrast"),
        pytest.param((120, 40), "", {}, lost, id="disconnected"),
        pytest.param((60, 16), "", {}, lost, id="disconnected-60x16"),
        pytest.param((120, 40), "0", {}, connected, id="overview"),
        pytest.param((120, 40), "question_mark", {}, connected, id="help"),
    ],
)
def test_it_looks_as_it_did(
    size: tuple[int, int],
    keys: str,
    environment: Mapping[str, str],
    told: Callable[[], list[Told]],
    snap_compare: SnapCompare,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    app = HexatuiApp(wait_for_ever)

    async def feed(pilot: Pilot[None]) -> None:
        while app.dashboard is None or not app.dashboard.is_mounted:
            await pilot.pause(0.01)
        assert app.live
        app.live.clock = lambda: NOW
        app.live.deliver(told())  # type: ignore[arg-type]
        app.dashboard.show_frame(NOW)
        await pilot.press(*keys.split())
        # A toast goes by itself, after a time that a slow machine may need for the picture.
        app.clear_notifications()
        await pilot.pause(0.2)
        app.dashboard.show_frame(NOW)
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=size, run_before=feed)
