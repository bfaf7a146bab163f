"""What the terminal can show, as its environment says. Light: the first paint needs it."""

from __future__ import annotations

import os
from collections.abc import Mapping

FEW_COLOURS = ("linux", "xterm", "xterm-color", "screen", "vt100", "vt220", "ansi")
"""Values of TERM that promise sixteen colours at most, where COLORTERM doesn't promise more."""


def no_colours(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the person asked for none (`NO_COLOR`)."""
    return bool(environment.get("NO_COLOR"))


def few_colours(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal's own sixteen are all there are."""
    return environment.get("TERM", "") in FEW_COLOURS and not environment.get("COLORTERM")


def no_unicode(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the person's locale is plain C, whose encoding offers nothing beyond ASCII.

    The environment is asked, not the interpreter: Python itself makes UTF-8 of the C locale, and says so in
    `LC_CTYPE` (PEP 538).
    """
    return (environment.get("LC_ALL") or environment.get("LANG") or "") in ("C", "POSIX")
