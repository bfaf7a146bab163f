"""What the terminal is able to, from its environment. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hexatui.headless.diagnosis import TERMINAL, ok, warning
from hexatui.headless.verdicts import Finding
from hexatui.terminal import FEW_COLOURS, no_colours, no_unicode

SMALLEST = (80, 24)
"""Columns and rows from which the dashboard shows everything."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What was seen of the terminal."""

    environment: Mapping[str, str]
    is_terminal: bool
    """Whether keys can be read, and something be drawn."""
    columns: int = 0
    rows: int = 0


def examined(seen: Terminal) -> Finding:
    """Whether the dashboard can be drawn, and how well."""
    if not seen.is_terminal:
        return warning(TERMINAL, "none here: the dashboard needs one, the other commands don't")
    kind = seen.environment.get("TERM", "")
    if kind in ("", "dumb"):
        return warning(TERMINAL, f'TERM is "{kind}": the dashboard can\'t be drawn on it', "Use another terminal")
    words = [f"TERM is {kind}", colours(seen.environment), "ASCII only" if no_unicode(seen.environment) else "UTF-8"]
    words += [f"{seen.columns}x{seen.rows}", *_around(seen.environment)]
    found = ", ".join(words)
    if no_unicode(seen.environment):
        return warning(TERMINAL, found, "Set LANG to a UTF-8 locale, such as C.UTF-8")
    if seen.columns < SMALLEST[0] or seen.rows < SMALLEST[1]:
        return warning(TERMINAL, found, f"From {SMALLEST[0]}x{SMALLEST[1]} on everything is shown")
    return ok(TERMINAL, found)


def colours(environment: Mapping[str, str]) -> str:
    """How many colours there are."""
    kind, promised = environment.get("TERM", ""), environment.get("COLORTERM", "")
    if no_colours(environment):
        return "no colours (NO_COLOR)"
    if kind in ("", "dumb"):
        return "no colours"
    if promised in ("truecolor", "24bit") or kind.endswith(("-direct", "-truecolor")):
        return "truecolor"
    if "256" in kind or (promised and kind not in FEW_COLOURS):
        return "256 colours"
    return "16 colours"


def _around(environment: Mapping[str, str]) -> list[str]:
    inside = []
    if environment.get("TMUX"):
        inside.append("in tmux")
    elif environment.get("STY"):
        inside.append("in screen")
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        inside.append("over SSH")
    return inside
