"""A terminal that goes without a signal, since it was nobody's controlling one."""

from __future__ import annotations

from support.gateway import HEXATUI
from support.terminal import PATIENCE, Terminal

NOBODY = {"HEXATUI_URL": "ws://127.0.0.1:9/ws", "HEXATUI_TOKEN": "none"}


def test_the_program_ends_when_its_terminal_is_gone() -> None:
    with Terminal(HEXATUI, environment=NOBODY, is_controlling=False) as terminal:
        terminal.wait_for("Alerts")
        terminal.hang_up()
        assert terminal.process.wait(PATIENCE) == 0
