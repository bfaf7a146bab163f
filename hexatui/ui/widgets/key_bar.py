"""The last line of the screen: the keys that do something here and now."""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.dom import DOMNode

from hexatui.ui.canvas import Canvas, Line, span, width_of
from hexatui.ui.keymap import UNBOUND

GAP = 3
"""Blanks behind each key."""

ALWAYS = ("replay.toggle_replay", "dashboard.command_palette", "dashboard.help", "dashboard.quit")
"""What a newcomer needs most: shown even where there is no room for everything."""


class KeyBar(Canvas):
    """The bindings that apply where the focus is, nearest first, as far as they fit. A click presses the key."""

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._show())

    def on_resize(self, event: events.Resize) -> None:
        """Use the new width."""
        self._show()

    def _show(self) -> None:
        """Draw the keys that fit."""
        items = [(binding, self._item(binding)) for binding in self._offered()]
        always = [item for binding, item in items if binding.id in ALWAYS]
        room = self.size.width - 1 - sum(width_of(item) + GAP for item in always)
        line: Line = [span(" ")]
        for binding, item in items:
            needed = width_of(item) + GAP
            if binding.id in ALWAYS or needed > room:
                continue
            room -= needed
            line += [*item, span(" " * GAP)]
        for item in always:
            line += [*item, span(" " * GAP)]
        self.draw([line])

    def _item(self, binding: Binding) -> Line:
        palette, click = self.look.palette, Style(meta={"@click": f"app.simulate_key({binding.key!r})"})
        return [
            span(self.app.get_key_display(binding), palette.accent + click),
            span(f" {binding.description}", palette.dim + click),
        ]

    def _offered(self) -> Iterable[Binding]:
        """One binding an action, in order of nearness; of several keys the one that needs no modifier."""
        found: dict[tuple[DOMNode, str], Binding] = {}
        for node, binding, enabled, _ in self.screen.active_bindings.values():
            known = found.get((node, binding.action))
            if binding.show and enabled and binding.key != UNBOUND and (known is None or "+" in known.key):
                found[node, binding.action] = binding
        return found.values()
