"""The dashboard's own theme, and which look fits the terminal."""

from __future__ import annotations

from textual.theme import Theme

from hexatui.terminal import few_colours, no_colours, no_unicode
from hexatui.ui.palette import ANSI, ASCII, COLOURLESS, DARK, UNICODE, Look

THEME = Theme(
    name="hexatui",
    primary="#5ec4d8",
    secondary="#74b4f5",
    accent="#5ec4d8",
    warning="#f0b94d",
    error="#ff7369",
    success="#71c98f",
    foreground="#cdd5df",
    background="#0f1318",
    surface="#151b22",
    panel="#1c242d",
    boost="#1c242d",
    variables={
        "line": "#303a45",
        "line-focus": "#5ec4d8",
        "dimmed": "#8a95a3",
        "block-cursor-background": "#23415a",
        "block-cursor-foreground": "#f2f5f8",
        "block-cursor-text-style": "none",
        "footer-background": "#0f1318",
    },
)
"""Calm: one accent, three severities, two tones of text."""

TERMINAL_VARIABLES = {"line": "ansi_bright_black", "line-focus": "ansi_cyan", "dimmed": "ansi_bright_black"}
"""What the theme adds to Textual's variables, for the themes that have the terminal's own colours."""


def fitting_look() -> Look:
    """Palette and shapes for this terminal: `NO_COLOR`, few colours and a locale without UTF-8 are honoured."""
    palette = COLOURLESS if no_colours() else ANSI if few_colours() else DARK
    return Look(palette, ASCII if no_unicode() else UNICODE)
