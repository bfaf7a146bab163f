"""Every key, read from the registry of actions."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from hexatui.ui.actions import SCOPES, Scope, actions_of
from hexatui.ui.keymap import keys_of
from hexatui.ui.palette import Look


class HelpScreen(ModalScreen[None]):
    """The keys by scope, and what the shapes mean."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape,q,question_mark,f1", "dismiss", "Close", key_display="Esc"),
        Binding("down,j", "scroll('scroll_down')", "Down", show=False),
        Binding("up,k", "scroll('scroll_up')", "Up", show=False),
    ]

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def compose(self) -> ComposeResult:
        """One column of sections."""
        with VerticalScroll(id="help") as box:
            box.border_title = "Keys"
            box.border_subtitle = "Esc closes"
            for scope in SCOPES:
                if scope != "replay" or hasattr(self.app, "action_toggle_replay"):
                    yield Static(self._section(scope), markup=False)
            yield Static(self._legend(), markup=False)

    def action_scroll(self, method: str) -> None:
        """Scroll the text by a line."""
        getattr(self.query_one("#help"), method)(animate=False)

    def _section(self, scope: Scope) -> Text:
        palette = self._look.palette
        text = Text()
        text.append(f"{SCOPES[scope]}\n", palette.bright)
        for action in actions_of(scope):
            keys = "  ".join(self.app.get_key_display(Binding(key, "")) for key in keys_of(action, self.app))
            text.append(f"  {keys:<16}", palette.accent)
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
