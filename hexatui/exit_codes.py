"""How the program ends, as numbers for scripts."""

from __future__ import annotations

import signal
from enum import IntEnum

ENDING_SIGNALS = signal.SIGINT, signal.SIGTERM, signal.SIGHUP
"""The signals with which a person ends the program, which is no failure."""


class ExitCode(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    """Done, or interrupted by the person (SIGINT, SIGTERM, SIGHUP, a closed pipe)."""
    FAULT = 1
    """A fault of Hexatui itself (HEXATUI_DEBUG=1 shows its details), or an output that can't be written."""
    USAGE = 2
    """Wrong usage or configuration."""
    REFUSED = 3
    """The platform refused the authentication."""
    UNREACHABLE = 4
    """Could not connect, or the connection was lost and `--no-retry` given."""
    PLATFORM_ERROR = 5
    """The platform answered with an error; its code is on standard error."""
