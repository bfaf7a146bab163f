"""What things look like, by meaning: colours as rich styles, shapes as characters, keys as they are in force.

State is always a shape or a word as well as a colour, so each palette works without its colours too.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style

from hexatui.ui.keys import USUAL, Keyboard


def _style(colour: str = "", *, background: str = "", bold: bool = False, dim: bool = False) -> Style:
    return Style(color=colour or None, bgcolor=background or None, bold=bold or None, dim=dim or None)


@dataclass(frozen=True)
class Palette:
    """The styles of one theme. Rows are drawn with these; the TCSS uses the theme of the same name."""

    text: Style
    bright: Style
    """Text that stands out: names, newest values."""
    dim: Style
    """The second tone: labels, units, ages."""
    faint: Style
    """Lines, empty parts of bars, separators."""
    accent: Style
    critical: Style
    warning: Style
    info: Style
    ok: Style
    stale: Style
    """Anything that may be out of date."""
    cursor: Style
    """Background of the chosen row while its pane has the focus."""
    cursor_blurred: Style
    """Background of the chosen row otherwise."""
    match: Style
    """A hit of a search."""
    match_here: Style
    """One in the line with the cursor, also where that is reversed."""
    gap: Style
    """Where something was not received."""
    pods: tuple[Style, ...]
    """One colour a pod, in turn."""

    def severity(self, name: str) -> Style:
        """The style of an alert's severity or of a log line's level."""
        return {
            "critical": self.critical, "fatal": self.critical, "error": self.critical,
            "warning": self.warning, "warn": self.warning,
            "info": self.info, "notice": self.info,
            "debug": self.dim, "trace": self.dim,
        }.get(name.lower(), self.text)  # fmt: skip


DARK = Palette(
    text=_style("#cdd5df"),
    bright=_style("#f2f5f8", bold=True),
    dim=_style("#8a95a3"),
    faint=_style("#46505c"),
    accent=_style("#5ec4d8"),
    critical=_style("#ff7369", bold=True),
    warning=_style("#f0b94d"),
    info=_style("#74b4f5"),
    ok=_style("#71c98f"),
    stale=_style("#77828f"),
    cursor=_style(background="#23415a"),
    cursor_blurred=_style(background="#1c242d"),
    match=_style("#10151b", background="#f0b94d"),
    match_here=Style(color="#10151b", bgcolor="#ff8f5e", bold=True, underline=True),
    gap=_style("#c88cd9"),
    pods=tuple(
        _style(colour)
        for colour in ("#5ec4d8", "#c88cd9", "#9cc267", "#e0a06c", "#7da7f0", "#d98ba6", "#6fc7ae", "#b8ab6a")
    ),
)
"""Truecolor, and what Textual makes of it in 256 colours."""

LIGHT = Palette(
    text=_style("#2b333c"),
    bright=_style("#0b0f14", bold=True),
    dim=_style("#56616d"),
    faint=_style("#a9b2bc"),
    accent=_style("#00697f"),
    critical=_style("#b3201a", bold=True),
    warning=_style("#805400"),
    info=_style("#1059a8"),
    ok=_style("#1c6b3a"),
    stale=_style("#67717c"),
    cursor=_style(background="#cfe3f3"),
    cursor_blurred=_style(background="#e9edf1"),
    match=_style("#10151b", background="#f3c55c"),
    match_here=Style(color="#10151b", bgcolor="#ff9d6b", bold=True, underline=True),
    gap=_style("#8a3fa0"),
    pods=tuple(
        _style(colour)
        for colour in ("#00697f", "#8a3fa0", "#48691a", "#8f4f14", "#2a57b5", "#a03560", "#0f6b58", "#6b5f17")
    ),
)
"""Dark on nearly white, for bright rooms."""

HIGH_CONTRAST = Palette(
    text=_style("#ffffff"),
    bright=_style("#ffffff", bold=True),
    dim=_style("#ffffff"),
    faint=_style("#c0c0c0"),
    accent=_style("#00ffff", bold=True),
    critical=_style("#ff7070", bold=True),
    warning=_style("#ffff00", bold=True),
    info=_style("#80c0ff", bold=True),
    ok=_style("#00ff00", bold=True),
    stale=Style(color="#ffffff", italic=True),
    cursor=Style(reverse=True),
    cursor_blurred=Style(underline=True),
    match=_style("#000000", background="#ffff00", bold=True),
    match_here=Style(color="#000000", bgcolor="#ff9f40", bold=True, underline=True, reverse=False),
    gap=_style("#ff80ff", bold=True),
    pods=tuple(_style(colour) for colour in ("#00ffff", "#ff80ff", "#00ff00", "#ffff00", "#80c0ff", "#ff9f40")),
)
"""Nothing is told by a shade of grey: white and few strong colours on black."""

ANSI = Palette(
    text=_style(),
    bright=_style(bold=True),
    dim=_style(dim=True),
    faint=_style(dim=True),
    accent=_style("cyan"),
    critical=_style("red", bold=True),
    warning=_style("yellow"),
    info=_style("blue"),
    ok=_style("green"),
    stale=_style(dim=True),
    cursor=Style(color="default", reverse=True),
    cursor_blurred=Style(bold=True),
    match=Style(reverse=True, bold=True),
    match_here=Style(reverse=False, bold=True, underline=True),
    gap=_style("magenta"),
    pods=tuple(_style(colour) for colour in ("cyan", "magenta", "green", "yellow", "blue")),
)
"""The terminal's own sixteen colours."""

COLOURLESS = Palette(
    text=_style(),
    bright=_style(bold=True),
    dim=_style(dim=True),
    faint=_style(dim=True),
    accent=_style(bold=True),
    critical=_style(bold=True),
    warning=_style(bold=True),
    info=_style(),
    ok=_style(),
    stale=_style(dim=True),
    cursor=Style(reverse=True),
    cursor_blurred=Style(bold=True),
    match=Style(reverse=True, bold=True),
    match_here=Style(reverse=False, bold=True, underline=True),
    gap=_style(),
    pods=(_style(),),
)
"""`NO_COLOR`: weight, dimness and reversal alone."""


@dataclass(frozen=True)
class Shapes:
    """The characters that stand for states; each one cell wide."""

    active: str
    provisioning: str
    failed: str
    suspended: str
    not_live: str
    degraded: str
    refused: str
    critical: str
    warning: str
    info: str
    acknowledged: str
    resolved: str
    expanded: str
    collapsed: str
    leaf: str
    playing: str
    paused: str
    stopped: str
    opening: str
    good: str
    bad: str
    up: str
    down: str
    level: str
    incoming: str
    outgoing: str
    bar_full: str
    bar_empty: str
    bar_left: str
    bar_right: str
    tick: str
    """In the empty part of a bar, where a threshold is."""
    peak: str
    """In the empty part of a bar, where it stood at its highest."""
    sparks: str
    """Heights, lowest first; none is a whole cell high, so that rows stay apart."""
    column: str
    """A whole cell of a chart."""
    spark_gap: str
    scrollbar: str
    gap_line: str
    ellipsis: str
    times: str
    dot: str
    bar: str
    """Beside what goes on from the line above."""
    mark: str
    pin: str

    def severity(self, name: str) -> str:
        """The shape of an alert's severity."""
        return {"critical": self.critical, "error": self.critical, "warning": self.warning}.get(name.lower(), self.info)


UNICODE = Shapes(
    active="●", provisioning="◐", failed="✖", suspended="○", not_live="◌", degraded="◆", refused="⊘",
    critical="▲", warning="△", info="▪", acknowledged="◎", resolved="✔",
    expanded="▾", collapsed="▸", leaf="·",
    playing="▶", paused="‖", stopped="■", opening="…", good="✔", bad="✖", up="↗", down="↘", level="→",
    incoming="←", outgoing="→",
    bar_full="▆", bar_empty="▁", bar_left="", bar_right="", tick="╷", peak="▎",
    sparks="▁▂▃▄▅▆▇", column="█", spark_gap="┄", scrollbar="▐", gap_line="┄", ellipsis="…", times="×", dot="·", bar="│",
    mark="◆",
    pin="✱",
)  # fmt: skip

ASCII = Shapes(
    active="*", provisioning="%", failed="X", suspended="o", not_live="?", degraded="!", refused="#",
    critical="!", warning="^", info="-", acknowledged="@", resolved="v",
    expanded="-", collapsed="+", leaf=".",
    playing=">", paused="=", stopped="#", opening="~", good="v", bad="X", up="/", down="\\", level="-",
    incoming="<", outgoing=">",
    bar_full="#", bar_empty=".", bar_left="[", bar_right="]", tick=":", peak="|",
    sparks="_.,-=+*", column="#", spark_gap=" ", scrollbar="#", gap_line="-", ellipsis="~", times="x", dot=".", bar="|",
    mark="*",
    pin="+",
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """Everything together that every renderer is given."""

    palette: Palette
    shapes: Shapes
    keys: Keyboard = USUAL


DEFAULT_LOOK = Look(DARK, UNICODE)
