"""`hexatui replay`: the dashboard over a recording."""

from __future__ import annotations

from pathlib import Path

import click

from hexatui.cli.options import PATH
from hexatui.cli.screen import require_screen
from hexatui.prepared import Prepared, SettingsError
from hexatui.recording import RecordingError
from hexatui.tape import check
from hexatui.text import safe

NOWHERE = "wss://localhost/ws"
"""Stands for the platform's address: nothing connects."""


@click.command()
@click.argument("file", type=PATH)
def replay(file: Path) -> int:
    """The dashboard over a recording, which "hexatui record" and the inspector make: pause, speed, seek."""
    check_recording(file)
    require_screen()
    from hexatui.ui.replay import ReplayApp
    from hexatui.ui.running import run_app

    try:
        return run_app(ReplayApp(prepare_replay, file))
    except RecordingError as error:
        raise unplayable(file, error) from None


def check_recording(file: Path) -> None:
    """Find what is wrong with the beginning of a recording before anything is started for it.

    Raises:
        SettingsError: it can't be played.
    """
    try:
        check(file)
    except RecordingError as error:
        raise unplayable(file, error) from None


def unplayable(file: Path, error: RecordingError) -> SettingsError:
    """What a person reads of a recording that can't be played."""
    return SettingsError(f"{safe(str(file))} can't be played: {error}")


def prepare_replay() -> Prepared:
    """What a replay needs to know: how the person wants the screen. Called after the first paint."""
    from hexatui.client.options import ConnectionOptions
    from hexatui.client.tokens import TokenSource
    from hexatui.preferences import own_preferences

    options = ConnectionOptions(NOWHERE, TokenSource.from_value(""))
    return Prepared(options, [], [], "", preferences=own_preferences())
