"""A log pane by itself, with lines in it, and waits for what is searched in them."""

from __future__ import annotations

import time
from collections.abc import Callable

from support.panes import OnePane
from support.wire import message
from textual.pilot import Pilot

from hexatui.protocol.lifecycle import Link, LinkPhase, StreamOpened
from hexatui.protocol.names import LogSource
from hexatui.state.fleet import Fleet
from hexatui.ui.palette import DARK
from hexatui.ui.widgets.log_pane import LogPane

NOW = 1_705_759_329.12
API = LogSource("ws-1", "ns", "api-x", "api")
WORKER = LogSource("ws-1", "ns", "worker", "main")
PATIENCE = 20.0


class PaneApp(OnePane[LogPane]):
    def __init__(self) -> None:
        super().__init__(LogPane())

    @property
    def words(self) -> list[str]:
        """The texts of the lines, without times, levels and the badge."""
        return [line[19:].split("   ")[0] for line in self.lines]

    @property
    def bar(self) -> str:
        """The bar's texts, from the left."""
        if not self.pane.bar.display:
            return ""
        return " ".join(child.render_line(0).text.strip() for child in self.pane.bar.children)

    def marked(self) -> dict[int, list[str]]:
        """What is marked as found, by row."""
        backgrounds = {DARK.match.bgcolor, DARK.match_here.bgcolor}
        found = {}
        for y in range(self.pane.content_size.height):
            texts = [part.text for part in self.pane.render_line(y) if part.style and part.style.bgcolor in backgrounds]
            if texts:
                found[y] = texts
        return found


def live_fleet(*texts: str, log_budget: int | None = None) -> Fleet:
    fleet = Fleet(log_budget=log_budget) if log_budget else Fleet()
    fleet.apply(Link(LinkPhase.LIVE), NOW)
    fleet.apply(StreamOpened(API, "s1"), NOW)
    log(fleet, *texts)
    return fleet


def log(fleet: Fleet, *texts: str, stream_id: str = "s1", level: str = "info", pod: str = "api-x") -> None:
    for text in texts:
        entry = message(
            "log_entry", timestamp="2024-01-20T14:02:09.120Z", stream_id=stream_id, level=level, message=text, pod=pod
        )
        fleet.apply(entry, NOW)


def hundred() -> Fleet:
    """Lines of which every tenth tells of a Timeout."""
    return live_fleet(*(f"{'Timeout' if number % 10 == 0 else 'line'} {number}" for number in range(100)))


async def until(pilot: Pilot[None], condition: Callable[[], object], what: str = "") -> None:
    """Wait until the condition holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited for {what}"
        await pilot.pause(0.01)


async def settled(app: PaneApp, pilot: Pilot[None]) -> None:
    """Wait until everything is searched and shown."""
    await pilot.pause()
    await until(pilot, lambda: not app.pane.finding.is_busy, "the searches")
    app.pane.repaint()
    await pilot.pause()
