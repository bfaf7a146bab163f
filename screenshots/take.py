"""Pictures of the real program against the demo's gateway: `make screenshots`.

Each scene starts a gateway in a process of its own, connects the real dashboard to it over a real WebSocket, does what
a person would do, and saves what stands on the screen as SVG, and as PNG where the README needs it.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from hexatui.cli.demo import GatewayProcess, prepare_demo
from hexatui.cli.sources import SourceChoice
from hexatui.ui.app import HexatuiApp
from hexatui.ui.screens.dashboard import WIDE

HERE = Path(__file__).parent

TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
"""The terminal that the pictures pretend; `NO_COLOR` is taken away."""

CELL = 12.2
"""Pixels of a cell in Textual's pictures."""

ADVANCE = 12.04
"""Pixels of a character of DejaVu Sans Mono at 20 pixels."""

Deed = Callable[[Pilot[None], GatewayProcess], Awaitable[None]]


async def wait(pilot: Pilot[None], seconds: float) -> None:
    """Let the demo go on."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        await pilot.pause(0.1)


async def watch(pilot: Pilot[None], gateway: GatewayProcess) -> None:
    """Let the first incidents happen."""
    await wait(pilot, 45)


async def see_alerts(pilot: Pilot[None], gateway: GatewayProcess) -> None:
    """Go through the alerts and open one."""
    await watch(pilot, gateway)
    await pilot.press("3", "d")
    await wait(pilot, 1)


async def see_alerts_alone(pilot: Pilot[None], gateway: GatewayProcess) -> None:
    """Go to the alerts where one pane is all there is room for."""
    await watch(pilot, gateway)
    await pilot.press("3")
    await wait(pilot, 1)


async def read_logs(pilot: Pilot[None], gateway: GatewayProcess) -> None:
    """Give the screen to the logs."""
    await watch(pilot, gateway)
    await pilot.press("4", "z")
    await wait(pilot, 1)


async def search_logs(pilot: Pilot[None], gateway: GatewayProcess) -> None:
    """Search the logs."""
    await watch(pilot, gateway)
    await pilot.press("4", "z", "slash", *"timed out", "enter")
    await wait(pilot, 1)


async def read_line(pilot: Pilot[None], gateway: GatewayProcess) -> None:
    """Hold the logs, so that the chosen line is shown beside them where there is room; open it where there is none."""
    await watch(pilot, gateway)
    await pilot.press("4", "up", "up")
    if pilot.app.size.width < WIDE:
        await pilot.press("enter")
    await wait(pilot, 1)


async def survey_fleet(pilot: Pilot[None], gateway: GatewayProcess) -> None:
    """See the whole fleet."""
    await watch(pilot, gateway)
    await pilot.press("0")
    await wait(pilot, 1)


async def ask_for_help(pilot: Pilot[None], gateway: GatewayProcess) -> None:
    """Open the help."""
    await wait(pilot, 8)
    await pilot.press("question_mark")
    await wait(pilot, 1)


async def inspect_frames(pilot: Pilot[None], gateway: GatewayProcess) -> None:
    """Watch the frames pass, then read one of them."""
    await wait(pilot, 12)
    await pilot.press("i")
    await wait(pilot, 2)
    await pilot.press("space", "up", "up", "up")
    await wait(pilot, 2)


async def lose_connection(pilot: Pilot[None], gateway: GatewayProcess) -> None:
    """Kill the gateway."""
    await watch(pilot, gateway)
    gateway.kill()
    await wait(pilot, 9)


@dataclass(frozen=True)
class Scene:
    """One picture."""

    name: str
    size: tuple[int, int]
    deed: Deed
    png: bool = False


SCENES = (
    Scene("dashboard", (120, 40), watch, png=True),
    Scene("alerts", (120, 40), see_alerts),
    Scene("logs", (120, 40), read_logs),
    Scene("search", (120, 40), search_logs),
    Scene("line", (120, 40), read_line),
    Scene("overview", (120, 40), survey_fleet),
    Scene("help", (120, 40), ask_for_help),
    Scene("reconnecting", (120, 40), lose_connection, png=True),
    Scene("inspector", (120, 40), inspect_frames),
    Scene("80x24", (80, 24), watch),
    Scene("60x16", (60, 16), see_alerts_alone),
    Scene("200x60", (200, 60), read_line),
)


async def take(scene: Scene) -> None:
    """Play a scene and save its picture."""
    choice = SourceChoice()
    with GatewayProcess(choice) as gateway:
        app = HexatuiApp(lambda: prepare_demo(choice, gateway, ()))
        async with app.run_test(size=scene.size, notifications=True) as pilot:
            await scene.deed(pilot, gateway)
            picture = app.export_screenshot(title="hexatui")
        assert app.live
        app.live.stop()
    (HERE / f"{scene.name}.svg").write_text(picture)
    if scene.png:
        write_png(picture, HERE / f"{scene.name}.png")
    print(scene.name)


def write_png(svg: str, path: Path) -> None:
    """Draw an SVG with the monospaced font of this machine."""
    import cairosvg

    local = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono")
    # CairoSVG stretches texts to their length without the blanks at their ends; this size is as wide by itself.
    local = re.sub(r' textLength="[^"]*"', "", local).replace(
        "font-size: 20px", f"font-size: {20 * CELL / ADVANCE:.3f}px"
    )
    cairosvg.svg2png(bytestring=local.encode(), write_to=str(path), output_width=1600)


if __name__ == "__main__":
    os.environ.update(TERMINAL)
    os.environ.pop("NO_COLOR", None)
    wanted = sys.argv[1:]
    for scene in SCENES:
        if not wanted or scene.name in wanted:
            asyncio.run(take(scene))
