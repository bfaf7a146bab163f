"""Bytes that go over the line: one line down, one page down, and a second of the demo, at 120x40.

Beside hexatui stands the same program with Textual's own driver, and, for the log, lnav and less on the same lines.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from support.gateway import HEXATUI, ServedGateway
from support.terminal import Terminal

from benchmarks.figure import Figure, Wanted

CONTAINER = "ws-123/frontend/api-server-abc123/api"
WATCHED = ["-o", "org-123", "-w", "ws-123"]
PLAIN = {"TEXTUAL_DRIVER": "textual.drivers.linux_driver:LinuxDriver"}
SYNCHRONIZED = "\x1b[?2026;2$y"
"""The terminal's answer that it knows synchronized updates."""

TIMES = 10
"""Keys of each kind, of which the median counts."""

DEMO_SECONDS = 20.0

Costs = tuple[float, float]
"""Bytes of a line and of a page."""


def settle(terminal: Terminal, quiet: float = 0.25, patience: float = 3.0) -> int:
    """Read until nothing comes for a while; the bytes that came."""
    before, deadline = len(terminal.output), time.monotonic() + patience
    while terminal.read(quiet) and time.monotonic() < deadline:
        pass
    return len(terminal.output) - before


def cost_of(terminal: Terminal, key: str) -> int:
    """Bytes that a key leads to."""
    before = len(terminal.output)
    terminal.press(key)
    settle(terminal)
    return len(terminal.output) - before


def scrolling(terminal: Terminal, down: str, page: str) -> Costs:
    """The bytes of a line and a page, from the first line on."""
    for _ in range(40):  # Where there is a cursor it comes to the lower edge.
        terminal.press(down)
    settle(terminal)
    line = statistics.median(cost_of(terminal, down) for _ in range(TIMES))
    return line, cost_of(terminal, page)


def in_dashboard(gateway: ServedGateway, zoomed: bool, environment: Mapping[str, str]) -> Costs:
    """The same of the log pane."""
    with Terminal(
        [*HEXATUI, *WATCHED, "--logs", CONTAINER], environment={**gateway.environment, **environment}
    ) as terminal:
        terminal.wait_for("● live")
        terminal.press(SYNCHRONIZED, "4", *("z" if zoomed else ""))
        settle(terminal)
        terminal.press("home")
        settle(terminal)
        return scrolling(terminal, "down", "pagedown")


def in_pager(command: Sequence[str]) -> Costs | None:
    """The same of another program; None if it isn't installed."""
    if not shutil.which(command[0]):
        return None
    with Terminal(command) as terminal:
        settle(terminal, quiet=1.0)
        terminal.press("g")
        settle(terminal)
        return scrolling(terminal, "j", " ")


def in_demo(environment: Mapping[str, str]) -> float:
    """Bytes a second of the demo as it starts."""
    with Terminal([*HEXATUI, "demo"], environment=environment) as terminal:
        terminal.wait_for("● live")
        terminal.press(SYNCHRONIZED)
        settle(terminal)
        start, before = time.monotonic(), len(terminal.output)
        while time.monotonic() < start + DEMO_SECONDS:
            terminal.read(0.05)
        return (len(terminal.output) - before) / (time.monotonic() - start)


def measure() -> list[Figure]:
    """All of it."""
    with ServedGateway("--speed", "0.01") as gateway, tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "api.log")
        lines = subprocess.run(
            [*HEXATUI, "logs", "ws-123", "api-server-abc123", "-n", "frontend", "-c", "api", "--tail", "1000"],
            env={**os.environ, **gateway.environment},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        file.write_bytes(lines)
        pagers = {"lnav": in_pager(["lnav", "-q", str(file)]), "less": in_pager(["less", str(file)])}
        zoomed = in_dashboard(gateway, True, {}), in_dashboard(gateway, True, PLAIN)
        beside = in_dashboard(gateway, False, {}), in_dashboard(gateway, False, PLAIN)
    figures = []
    for index, what, most in ((0, "one line down", 2_048), (1, "one page down", 14_336)):
        wanted = [Wanted(most, at_most=True)]
        for where, (ours, plain), others in (("whole screen", zoomed, pagers), ("four panes", beside, {})):
            peers = {
                "Textual's driver": plain[index],
                **{name: costs and costs[index] for name, costs in others.items()},
            }
            figures.append(Figure(f"{what}, {where}", ours[index], peers, "B", wanted))
    demo = Figure("demo", in_demo({}), {"Textual's driver": in_demo(PLAIN)}, "B/s", [Wanted(10_000, at_most=True)])
    return [*figures, demo]
