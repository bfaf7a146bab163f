"""A program: the three panes of rows over a fleet in which much happens, moved about; then what they should show.

Run as `python -m support.busy_panes SEED FILE`. Repaints only what changed for a while; then writes the whole picture
to FILE and waits for the end.
"""

from __future__ import annotations

import random
import sys
from contextlib import suppress
from pathlib import Path

from support.wire import alert, message, usage
from textual.actions import SkipAction
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from hexatui.protocol.lifecycle import Link, LinkPhase, Place, StreamOpened, Subscribed
from hexatui.protocol.names import LogSource, Resource
from hexatui.state.fleet import Fleet
from hexatui.state.log_query import Query
from hexatui.ui.styles import styles_path
from hexatui.ui.widgets.alert_feed import AlertFeed
from hexatui.ui.widgets.log_pane import LogPane
from hexatui.ui.widgets.workspace_tree import WorkspaceTree

NOW = 1_705_744_800.0
NAMES = ("Development", "日本語の仕事", "Search", "x", "Payments and [/brackets]", "한국어")
STEPS = 150
ACTIONS = (
    "up", "down", "page_up", "page_down", "first", "last", "half_page_up", "toggle_fold", "collapse", "expand",
    "toggle_follow", "toggle_wrap", "scroll_right", "scroll_left", "cycle_timestamps", "next_stream",
    "previous_hit", "next_hit", "cycle_level", "toggle_pod",
)  # fmt: skip


class BusyPanes(App[None]):
    CSS_PATH = [styles_path() / f"{name}.tcss" for name in ("workspace_tree", "alert_feed", "log_pane")]  # noqa: RUF012
    CSS = """
    WorkspaceTree { width: 34; }
    AlertFeed { height: 8; }
    WorkspaceTree, AlertFeed, LogPane { border: round grey; padding: 0 1; }
    WorkspaceTree:focus, AlertFeed:focus, LogPane:focus { border: round cyan; }
    """

    def __init__(self, seed: int, result: Path) -> None:
        super().__init__()
        self.animation_level = "none"
        self._chance = random.Random(seed)
        self._result = result
        self._step = 0
        self._fleet = Fleet(log_budget=20_000)
        self._fleet.apply(Link(LinkPhase.LIVE), NOW)
        for pod in ("api", "worker"):
            self._fleet.apply(StreamOpened(LogSource("ws-0", "ns", pod, "main"), pod), NOW)

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield WorkspaceTree()
            with Vertical():
                yield AlertFeed()
                yield LogPane()

    def on_mount(self) -> None:
        self.query_one(LogPane).finding.find(Query("ent"))
        self._timer = self.set_interval(0.02, self._go_on)

    def _go_on(self) -> None:
        self._step += 1
        now = NOW + self._step * 3
        for _ in range(self._chance.randrange(4)):
            self._happen(now)
        with self._fleet.lock:
            for pane in (self.query_one(WorkspaceTree), self.query_one(AlertFeed), self.query_one(LogPane)):
                pane.show(self._fleet, now)
        target: Widget = self._chance.choice(list(self.query("WorkspaceTree, AlertFeed, LogPane")))
        if self._chance.random() < 0.3:
            target.focus()
        action = getattr(target, f"action_{self._chance.choice(ACTIONS)}", None)
        if action:
            with suppress(SkipAction):
                action()
        if self._step == STEPS:
            self._timer.stop()
            self.set_timer(0.3, self._tell)

    def _happen(self, now: float) -> None:
        chance, fleet = self._chance, self._fleet
        workspace = f"ws-{chance.randrange(40)}"
        match chance.randrange(8):
            case 0:
                parent = Resource("organization", f"org-{chance.randrange(3)}")
                fleet.apply(Place(Resource("workspace", workspace), chance.choice(NAMES), parent), now)
            case 1:
                fleet.apply(Subscribed(Resource("workspace", workspace), chance.random() < 0.7), now)
            case 2:
                status = chance.choice(("active", "failed", "suspended", "provisioning"))
                fleet.apply(message("workspace.status_changed", workspace_id=workspace, new_status=status), now)
            case 3:
                severity, state = chance.choice(("critical", "warning", "info")), chance.choice(("firing", "resolved"))
                title = chance.choice(NAMES)
                fleet.apply(alert(workspace, f"a{chance.randrange(20)}", severity, status=state, title=title), now)
            case 4:
                fleet.apply(usage(workspace), now)
            case 5:
                phase = LinkPhase.LIVE if chance.random() < 0.8 else LinkPhase.WAITING
                fleet.apply(Link(phase), now)
                for pod in ("api", "worker"):
                    fleet.apply(StreamOpened(LogSource("ws-0", "ns", pod, "main"), pod), now)
            case _:
                for _ in range(chance.randrange(6)):
                    text = chance.choice(NAMES) * chance.randrange(30)
                    entry = message("log_entry", stream_id=chance.choice(("api", "worker")), level="info", message=text)
                    fleet.apply(entry, now)

    def _tell(self) -> None:
        for pane in self.query("WorkspaceTree, AlertFeed, LogPane"):
            pane._styles_cache.clear()
        strips = self.screen._compositor.render_strips(self.size)
        lines = ["".join(segment.text for segment in strip) for strip in strips]
        self._result.with_suffix(".part").write_text("\n".join(lines), encoding="utf-8")
        self._result.with_suffix(".part").rename(self._result)


if __name__ == "__main__":
    BusyPanes(int(sys.argv[1]), Path(sys.argv[2])).run()
