"""Runs the program on the screen until a person, a signal or a fault ends it, and leaves the terminal as it was."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from hexatui.collecting import collect_seldom
from hexatui.exit_codes import ENDING_SIGNALS
from hexatui.ui.app import HexatuiApp

if TYPE_CHECKING:
    from hexatui.ui.live import Prepare


def run_dashboard(prepare: Prepare) -> int:
    """Show the dashboard until the person leaves; the exit code, 0.

    Raises:
        SettingsError: what `prepare` found wrong, after the terminal is as it was.
        Exception: what crashed the program, likewise.
    """
    return run_app(HexatuiApp(prepare))


def run_app(app: HexatuiApp) -> int:
    """Show an app, likewise. Signals stay with it: what follows is not disturbed by another Ctrl+C."""
    collect_seldom()
    for number in ENDING_SIGNALS:
        signal.signal(number, app.leave)
    try:
        # Over SSH each move of the mouse travels upstream, and a cut connection leaves a terminal that spits codes.
        app.run(mouse="SSH_CONNECTION" not in os.environ)
    finally:
        app.keep_habits()
        if app.live:
            app.live.stop()
        if app.notify_command:
            app.notify_command.close()
    if app.failure:
        raise app.failure
    return 0
