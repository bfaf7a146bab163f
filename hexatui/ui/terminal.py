"""What the terminal can show, as its environment says."""

from __future__ import annotations

import locale
import os

FEW_COLOURS = ("linux", "xterm", "xterm-color", "screen", "vt100", "vt220", "ansi")
"""Values of TERM that promise sixteen colours at most, where COLORTERM doesn't promise more."""


def no_colours() -> bool:
    """Whether the person asked for none (`NO_COLOR`)."""
    return bool(os.environ.get("NO_COLOR"))


def few_colours() -> bool:
    """Whether the terminal's own sixteen are all there are."""
    return os.environ.get("TERM", "") in FEW_COLOURS and not os.environ.get("COLORTERM")


def no_unicode() -> bool:
    """Whether the locale's encoding has nothing beyond ASCII to offer."""
    return locale.getpreferredencoding(False).lower().replace("-", "") != "utf8"
