"""The last line of the screen: the keys that do something here and now."""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.dom import DOMNode

from hexatui.ui.actions import ACTION, words_now
from hexatui.ui.canvas import Canvas, Line, span, width_of
from hexatui.ui.keys import UNBOUND

GAP = 3
"""Blanks behind each key."""

LAST = ("replay.toggle_replay", "dashboard.command_palette", "dashboard.help", "dashboard.quit")
"""What stands at the end: what a newcomer needs most."""

ALWAYS = ("dashboard.next_pane", *LAST)
"""What is shown even where there is no room for everything."""


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
        offered = [(binding.id, self._item(node, binding)) for node, binding in self._offered()]
        room = self.size.width - 1
        fitting: dict[str | None, Line] = {}
        for is_needed in (True, False):
            for id, item in offered:
                if (id in ALWAYS) == is_needed and (needed := width_of(item) + GAP) <= room:
                    room -= needed
                    fitting[id] = item
        shown = [(id, item) for id, item in offered if fitting.get(id) is item]
        shown.sort(key=lambda each: each[0] in LAST and 1 + LAST.index(each[0]))
        self.draw([[span(" "), *(part for _, item in shown for part in (*item, span(" " * GAP)))]])

    def _item(self, node: DOMNode, binding: Binding) -> Line:
        palette, click = self.look.palette, Style(meta={"@click": f"app.simulate_key({binding.key!r})"})
        words = words_now(ACTION[binding.id], node) if binding.id else binding.description
        return [
            span(self.app.get_key_display(binding), palette.accent + click),
            span(f" {words}", palette.dim + click),
        ]

    def _offered(self) -> Iterable[tuple[DOMNode, Binding]]:
        """One binding an action, in order of nearness; of several keys the one that needs no modifier."""
        found: dict[tuple[DOMNode, str], Binding] = {}
        for node, binding, enabled, _ in self.screen.active_bindings.values():
            known = found.get((node, binding.action))
            if binding.show and enabled and binding.key != UNBOUND and (known is None or "+" in known.key):
                found[node, binding.action] = binding
        return [(node, binding) for (node, _), binding in found.items()]
