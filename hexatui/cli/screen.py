"""Whether there is a screen to draw on, found out before anything heavy is imported."""

from __future__ import annotations

import os
import sys

from hexatui.prepared import SettingsError

INSTEAD = 'without one, "hexatui events", "hexatui logs" and "hexatui status" print plain text'


def require_screen() -> None:
    """Make sure that the dashboard can be drawn, and keys read.

    Raises:
        SettingsError: there is no terminal, or one that can't be drawn on; it names the commands that need none.
    """
    if not (_is_terminal(sys.stdin) and (_is_terminal(sys.stdout) or _is_terminal(sys.stderr))):
        raise SettingsError(f"the dashboard needs a terminal: {INSTEAD}")
    if os.environ.get("TERM", "dumb") in ("dumb", ""):
        raise SettingsError(f'the dashboard can\'t be drawn on a terminal of the type TERM="dumb": {INSTEAD}')


def _is_terminal(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty())
