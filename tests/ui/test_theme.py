from __future__ import annotations

from dataclasses import fields

import pytest
from rich.style import Style

from hexatui.prepared import ThemeName
from hexatui.ui.palette import ANSI, COLOURLESS, Palette
from hexatui.ui.theme import PALETTES, THEME_NAMES, THEMES, fitting_theme, look_of

DRAWN: tuple[ThemeName, ...] = ("hexatui", "light", "high-contrast")
"""The themes whose colours are ours."""

READABLE, STRONG, SEEN = 4.5, 7.0, 2.0
"""Contrast ratios: WCAG AA and AAA for text; and what is enough for lines that only separate."""

SEPARATING = ("faint",)

BACKGROUNDS = ("cursor", "cursor_blurred")


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def styles(palette: Palette) -> dict[str, Style]:
    """Every style with letters of its own."""
    found = {field.name: getattr(palette, field.name) for field in fields(palette)}
    pods = {f"pod {index}": style for index, style in enumerate(found.pop("pods"))}
    return {name: style for name, style in {**found, **pods}.items() if name not in BACKGROUNDS}


def background(theme: ThemeName) -> str:
    found = next(each for each in THEMES if each.name == theme).background
    assert found
    return found


def ratios(theme: ThemeName, behind: str) -> dict[str, float]:
    return {
        name: contrast(style.color.name, style.bgcolor.name if style.bgcolor else behind)
        for name, style in styles(PALETTES[theme]).items()
        if style.color
    }


def test_contrast_is_counted_as_the_guidelines_do() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", DRAWN)
def test_every_style_can_be_read_on_its_background(theme: ThemeName) -> None:
    for name, ratio in ratios(theme, background(theme)).items():
        wanted = STRONG if theme == "high-contrast" else SEEN if name in SEPARATING else READABLE
        assert ratio >= wanted, f"{name}: {ratio:.2f}"


@pytest.mark.parametrize("theme", DRAWN)
@pytest.mark.parametrize("cursor", BACKGROUNDS)
def test_what_tells_most_can_be_read_under_the_cursor(theme: ThemeName, cursor: str) -> None:
    # A cursor that reverses, or underlines, leaves the ratios as they are.
    style: Style = getattr(PALETTES[theme], cursor)
    under = ratios(theme, style.bgcolor.name if style.bgcolor else background(theme))
    for name in ("text", "bright", "critical", "warning", "ok", "accent"):
        assert under[name] >= (STRONG if theme == "high-contrast" else READABLE - 1), f"{name}: {under[name]:.2f}"


@pytest.mark.parametrize("theme", DRAWN)
def test_what_style_sheets_write_can_be_read(theme: ThemeName) -> None:
    found = next(each for each in THEMES if each.name == theme)
    wanted = STRONG if theme == "high-contrast" else READABLE
    for behind in (found.background, found.surface, found.panel):
        for colour in (found.foreground, found.accent, found.warning, found.variables["dimmed"]):
            assert behind
            assert colour
            assert contrast(colour, behind) >= wanted, f"{colour} on {behind}"
    assert contrast(found.variables["block-cursor-foreground"], found.variables["block-cursor-background"]) >= wanted


def test_no_style_of_high_contrast_is_dim() -> None:
    assert not [name for name, style in styles(PALETTES["high-contrast"]).items() if style.dim]


def test_the_terminal_s_own_colours_are_the_sixteen_alone() -> None:
    colours = [colour for style in styles(ANSI).values() for colour in (style.color, style.bgcolor) if colour]
    assert colours
    assert all(colour.number is not None and colour.number < 16 for colour in colours)


def test_every_theme_has_a_palette_and_is_known_to_textual() -> None:
    assert [theme.name for theme in THEMES] == list(THEME_NAMES) == list(PALETTES)


@pytest.mark.parametrize("environment", [{"TERM": "linux", "COLORTERM": ""}, {"NO_COLOR": "1"}])
def test_a_terminal_of_few_colours_keeps_its_own(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert fitting_theme("light") == "light"
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert fitting_theme("light") == "terminal"
    assert look_of("terminal").palette == (COLOURLESS if "NO_COLOR" in environment else ANSI)


def test_a_theme_that_does_not_exist_is_the_first() -> None:
    assert fitting_theme("dark") == fitting_theme(None) == fitting_theme([]) == "hexatui"
