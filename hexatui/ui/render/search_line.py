"""What is said about a search and a filter: where the cursor is in what was found, how words are meant. Pure."""

from __future__ import annotations

from rich.cells import cell_len

from hexatui.text import safe
from hexatui.ui.canvas import Line, span
from hexatui.ui.figures import count, plural
from hexatui.ui.palette import Look
from hexatui.ui.render.cells import crop, fit

MAX_WORDS = 20
"""Cells of what was typed that are repeated."""

LEVEL_WORDS = "debug", "info", "warn", "warning", "error", "critical"
"""Words that a person may look for who means a level."""

NOT_FOUND = "not found"

GAP = 2
"""Blanks between two parts."""


def position(index: int | None, found: int, complete: bool) -> str:
    """ "3 of 41"; "41 found" where the cursor is on none of them; with a "+" while more may be found.

    Args:
        index: how many were found above the line with the cursor; None where that line is none of them.
        found: how many were found so far.
        complete: whether everything was looked through.
    """
    more = "" if complete else "+"
    if not found:
        return NOT_FOUND if complete else "searching"
    return f"{count(index + 1)} of {count(found)}{more}" if index is not None else f"{count(found)}{more} found"


def errors_told(where: str) -> str:
    """ "error lines 3 of 41", "error lines 41 found", "no errors": the same of a look for errors, as `where` tells it.

    Lines, since a trace has many of them that are one error.
    """
    return "no errors" if where == NOT_FOUND else f"error lines {where}"


def around(is_below: bool) -> str:
    """Said where what was looked for went on at the other end, as there was none any more below, or above."""
    return "from the top" if is_below else "from the end"


def looked_for(text: str, where: str, look: Look) -> str:
    """ "/timeout 3 of 41": what is said of a search in the title."""
    return f"/{_cut(text, look)} {where}"


def narrowed(words: str, how_many: str, look: Look) -> str:
    """ "error: 1,204 of 200,000 lines": what is said of a filter in the title."""
    return f"{_cut(words, look)}: {how_many}"


def shown_lines(shown: int, complete: bool, total: int) -> str:
    """ "1,204 of 200,000 lines", with a "+" while more may be let through."""
    return f"{count(shown)}{'' if complete else '+'} of {plural(total, 'line')}"


def _cut(text: str, look: Look) -> str:
    return fit(safe(text), min(cell_len(safe(text)), MAX_WORDS), look.shapes.ellipsis)


def nothing_shown(words: str, complete: bool, width: int, look: Look) -> list[Line]:
    """What stands in place of lines while a filter lets none through."""
    all_again = look.keys.hint("logs.show_all", "shows all lines again")
    # A level stands beside the text, which alone is looked through.
    by_level = look.keys.hint("logs.cycle_level", "shows lines by their level") if words.lower() in LEVEL_WORDS else ""
    said = [f"No line matches {_cut(words, look)}", by_level, all_again] if complete else ["Searching"]
    return [[span(crop(f"{line}.", width), look.palette.dim)] for line in said if line]


def bar_status(said: str, problem: str, toggles: tuple[tuple[str, str], ...], width: int, look: Look) -> Line:
    """The right part of the bar, in at most `width` cells: what was found or what is wrong, then what keys change.

    Args:
        said: what was found.
        problem: one sentence, or "" where nothing is wrong.
        toggles: a key and what it changes, as it stands now.
        width: cells.
        look: palette and shapes.
    """
    palette = look.palette
    if problem:
        return [span(fit(safe(problem), min(width, cell_len(safe(problem))), look.shapes.ellipsis), palette.critical)]
    line: Line = [span(crop(said, width), palette.bright)] if said else []
    room = width - cell_len(said)
    for key, words in toggles:
        needed = GAP + cell_len(key) + 1 + cell_len(words)
        if needed > room:
            break
        line += [span(" " * GAP), span(key, palette.accent), span(f" {words}", palette.dim)]
        room -= needed
    return line
