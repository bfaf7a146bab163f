"""The whole app without a network: state and frames are fed where the client would feed them."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from hexatui.prepared import Prepared
from hexatui.ui.app import HexatuiApp
from hexatui.ui.screens.framed import Framed


def wait_for_ever() -> Prepared:
    threading.Event().wait(60)
    raise AssertionError("the test is over long since")


@asynccontextmanager
async def running(size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[HexatuiApp, Pilot[None]]]:
    app = HexatuiApp(wait_for_ever)
    async with app.run_test(size=size, notifications=True) as pilot:
        while app.dashboard is None or not app.dashboard.is_mounted:
            await pilot.pause(0.01)
        yield app, pilot


async def feed(app: HexatuiApp, pilot: Pilot[None], *messages: object) -> None:
    """Apply messages and see them on the screen, on that of the dashboard, and on the one in front of it."""
    assert app.live
    assert app.dashboard
    app.live.deliver([(each, time.time()) for each in messages])  # type: ignore[misc]
    for screen in {app.dashboard, app.screen}:
        if isinstance(screen, Framed):
            screen.show_frame(time.time())
    await pilot.pause()


def text(app: HexatuiApp) -> str:
    """What stands on the screen, a line each."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)
