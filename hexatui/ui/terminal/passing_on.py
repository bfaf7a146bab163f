"""How a sequence that is meant for the terminal gets there through tmux and GNU screen. Pure."""

from __future__ import annotations

from collections.abc import Mapping

SCREEN_PIECE = 250
"""Characters of one string to GNU screen, whose oldest versions take 256."""


def is_tmux(environment: Mapping[str, str]) -> bool:
    """Whether tmux is between; over SSH it is known by TERM alone.

    Where one runs within the other and TERM doesn't tell which, it counts as GNU screen: tmux leaves out what is
    wrapped for screen, but screen writes what is wrapped for tmux onto the terminal.
    """
    if environment.get("TERM", "").startswith("tmux"):
        return True
    return bool(environment.get("TMUX")) and not environment.get("STY")


def passed_on(sequence: str, environment: Mapping[str, str]) -> str:
    """The sequence, wrapped for what is between; as it is where nothing is.

    Args:
        sequence: what the terminal is told; its strings end with BEL, since an ST would end those around it.
        environment: the program's.
    """
    if is_tmux(environment):
        escaped = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{escaped}\x1b\\"
    # Over SSH GNU screen is known by TERM alone, too.
    if environment.get("STY") or environment.get("TERM", "").startswith("screen"):
        pieces = [sequence[start : start + SCREEN_PIECE] for start in range(0, len(sequence), SCREEN_PIECE)]
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return sequence
