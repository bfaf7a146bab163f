"""Every key, read from the registry of actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual.binding import BindingType

from hexatui.ui.actions import SCOPES, actions_of, bindings
from hexatui.ui.palette import Look
from hexatui.ui.screens.dialog import TextDialog

INDENT, SIGN = 2, 16
"""Cells before each key or shape, and those that it has before what it stands for."""

Sign = tuple[str, Style]
"""A key or a shape, as it is drawn."""


class HelpScreen(TextDialog[None]):
    """The keys by scope, and what the shapes mean."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("help")]
    SCOPE, NAME, TITLE = "help", "help", "Keys"

    def __init__(self, look: Look) -> None:
        super().__init__(look.keys)
        self._look = look

    def texts(self) -> Iterator[Text | Table]:
        """One column of sections."""
        for scope in SCOPES:
            if scope != "replay" or hasattr(self.app, "action_toggle_replay"):
                keys = [(self._keys.all_shown(action.id), self._look.palette.accent) for action in actions_of(scope)]
                yield from self._section(SCOPES[scope], keys, [action.help for action in actions_of(scope)])
        yield from self._section("What the shapes mean", *zip(*self._legend(), strict=True))

    def _section(self, heading: str, signs: Iterable[Sign], words: Iterable[str]) -> Iterator[Text | Table]:
        """A heading, and what each sign stands for; words that don't fit go on below themselves."""
        palette = self._look.palette
        yield Text(heading, palette.bright)
        rows = Table.grid()
        rows.add_column(min_width=INDENT + SIGN, no_wrap=True)
        rows.add_column()
        for (sign, style), said in zip(signs, words, strict=True):
            rows.add_row(Text(" " * INDENT + sign + " ", style), Text(said, palette.text))
        rows.add_row()
        yield rows

    def _legend(self) -> Iterator[tuple[Sign, str]]:
        palette, shapes = self._look.palette, self._look.shapes
        yield (shapes.active, palette.ok), "active"
        yield (shapes.provisioning, palette.info), "being provisioned"
        yield (shapes.degraded, palette.warning), "a component is unhealthy"
        yield (shapes.failed, palette.critical), "failed"
        yield (shapes.suspended, palette.dim), "suspended"
        yield (shapes.not_live, palette.stale), "not live: what is shown may be out of date"
        yield (shapes.refused, palette.warning), "refused: this token may not see it"
        yield (shapes.pin, palette.accent), "pinned: kept live whatever else is looked at"
        yield (shapes.critical, palette.critical), "critical alert"
        yield (shapes.warning, palette.warning), "warning"
        yield (shapes.info, palette.info), "information"
        yield (shapes.acknowledged, palette.critical), "an alert that somebody acknowledged"
        yield (shapes.paused, palette.dim), "put off, or held still"
        yield (shapes.resolved, palette.dim), "resolved"
