"""What the terminal can show, as its environment says."""

from __future__ import annotations

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
    """Whether the person's locale is plain C, whose encoding offers nothing beyond ASCII.

    The environment is asked, not the interpreter: Python itself makes UTF-8 of the C locale (PEP 538).
    """
    return (os.environ.get("LC_ALL") or os.environ.get("LANG") or "") in ("C", "POSIX")
