"""The themes: a palette for rows and a Textual theme for style sheets each; and which one fits the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from textual.theme import BUILTIN_THEMES, Theme

from hexatui.prepared import ThemeName
from hexatui.terminal import few_colours, no_colours, no_unicode
from hexatui.ui.palette import ANSI, ASCII, COLOURLESS, DARK, HIGH_CONTRAST, LIGHT, UNICODE, Look, Palette

if TYPE_CHECKING:
    from collections.abc import Mapping

THEME_NAMES: tuple[ThemeName, ...] = get_args(ThemeName)
"""In the order in which a key goes through them."""

PALETTES: Mapping[ThemeName, Palette] = {
    "hexatui": DARK,
    "light": LIGHT,
    "high-contrast": HIGH_CONTRAST,
    "terminal": ANSI,
}

TERMINAL_VARIABLES = {"line": "ansi_bright_black", "line-focus": "ansi_cyan", "dimmed": "ansi_bright_black"}
"""What the themes add to Textual's variables, for those that have the terminal's own colours."""


def _theme(
    name: ThemeName, *, background: str, surface: str, panel: str, line: str, cursor: str, dark: bool = True
) -> Theme:
    """The theme of a palette; of its styles only the colours count."""
    palette = PALETTES[name]
    text, bright, accent, secondary, warning, error, success, dimmed = (
        style.color.name if style.color else ""
        for style in (
            palette.text, palette.bright, palette.accent, palette.info, palette.warning, palette.critical, palette.ok,
            palette.dim,
        )
    )  # fmt: skip
    return Theme(
        name=name,
        primary=accent,
        secondary=secondary,
        accent=accent,
        warning=warning,
        error=error,
        success=success,
        foreground=text,
        background=background,
        surface=surface,
        panel=panel,
        boost=panel,
        dark=dark,
        variables={
            "line": line,
            "line-focus": accent,
            "dimmed": dimmed,
            "block-cursor-background": cursor,
            "block-cursor-foreground": bright,
            "block-cursor-text-style": "none",
            "footer-background": background,
        },
    )


_ANSI = BUILTIN_THEMES["ansi-dark"]

THEMES = (
    _theme("hexatui", background="#0f1318", surface="#151b22", panel="#1c242d", line="#303a45", cursor="#23415a"),
    _theme(
        "light", background="#fcfcfc", surface="#f4f6f8", panel="#e9edf1", line="#c3cad2", cursor="#cfe3f3", dark=False
    ),
    _theme("high-contrast", background="#000000", surface="#000000", panel="#000000", line="#ffffff", cursor="#0000c0"),
    Theme(**{**vars(_ANSI), "name": "terminal", "variables": {**_ANSI.variables, **TERMINAL_VARIABLES}}),
)
"""Calm all of them: one accent, three severities, two tones of text."""


def fitting_theme(wanted: object) -> ThemeName:
    """The theme of that name, as far as this terminal can show it: few colours leave the terminal's own."""
    if no_colours() or few_colours():
        return "terminal"
    return next((name for name in THEME_NAMES if name == wanted), "hexatui")


def look_of(theme: ThemeName) -> Look:
    """A theme's palette, and shapes for this terminal: `NO_COLOR` and a locale without UTF-8 are honoured."""
    return Look(COLOURLESS if no_colours() else PALETTES[theme], ASCII if no_unicode() else UNICODE)
