"""Every key, read from the registry of actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType

from hexatui.ui.actions import SCOPES, Scope, actions_of, bindings
from hexatui.ui.palette import Look
from hexatui.ui.screens.dialog import TextDialog


class HelpScreen(TextDialog[None]):
    """The keys by scope, and what the shapes mean."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("help")]
    SCOPE, NAME, TITLE = "help", "help", "Keys"

    def __init__(self, look: Look) -> None:
        super().__init__(look.keys)
        self._look = look

    def texts(self) -> Iterator[Text]:
        """One column of sections."""
        for scope in SCOPES:
            if scope != "replay" or hasattr(self.app, "action_toggle_replay"):
                yield self._section(scope)
        yield self._legend()

    def _section(self, scope: Scope) -> Text:
        palette = self._look.palette
        text = Text()
        text.append(f"{SCOPES[scope]}\n", palette.bright)
        for action in actions_of(scope):
            text.append(f"  {self._keys.all_shown(action.id):<16}", palette.accent)
            text.append(f"{action.help}\n", palette.text)
        return text

    def _legend(self) -> Text:
        palette, shapes = self._look.palette, self._look.shapes
        text = Text()
        text.append("What the shapes mean\n", palette.bright)
        for shape, style, words in (
            (shapes.active, palette.ok, "active"),
            (shapes.provisioning, palette.info, "being provisioned"),
            (shapes.degraded, palette.warning, "a component is unhealthy"),
            (shapes.failed, palette.critical, "failed"),
            (shapes.suspended, palette.dim, "suspended"),
            (shapes.not_live, palette.stale, "not live: what is shown may be out of date"),
            (shapes.refused, palette.warning, "refused: this token may not see it"),
            (shapes.critical, palette.critical, "critical alert"),
            (shapes.warning, palette.warning, "warning"),
            (shapes.info, palette.info, "information"),
        ):
            text.append(f"  {shape:<16}", style)
            text.append(f"{words}\n", palette.text)
        return text
