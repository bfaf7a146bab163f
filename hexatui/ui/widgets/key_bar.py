"""The last line of the screen: the keys that do something here and now."""

from __future__ import annotations

from collections.abc import Iterator

from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

from hexatui.ui.actions import ACTION, words_now
from hexatui.ui.canvas import Canvas, Line, span, width_of
from hexatui.ui.keys import UNBOUND

GAP, NARROW_GAP = 3, 2
"""Blanks behind each key; the second where there is no room to waste."""

NARROW = 80
"""Columns below which there is none."""

LAST = ("replay.toggle_replay", "dashboard.command_palette", "dashboard.help", "dashboard.quit")
"""What stands at the end: what a newcomer needs most."""

ALWAYS = ("dashboard.next_pane", "timeline.close", "inspector.close", "line.close", *LAST)
"""What is shown even where there is no room for everything, the most needed first."""


class KeyBar(Canvas):
    """The bindings that apply where the focus is, nearest first, as far as they fit. A click presses the key.

    Below a dialog they are the dialog's: none of the screen's own does anything there.
    """

    def on_mount(self) -> None:
        """Follow the bindings of the screen and of the dialogs over it."""
        self._follow(self.screen)
        self.app.screen_change_signal.subscribe(self, self._follow)

    def _follow(self, screen: Screen[object]) -> None:
        if screen is self.screen or isinstance(screen, ModalScreen):
            # One that comes back from under a dialog is followed already.
            screen.bindings_updated_signal.unsubscribe(self)
            screen.bindings_updated_signal.subscribe(self, lambda _: self._show())
            self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Use the new width."""
        self._show()

    def _show(self) -> None:
        """Draw the keys that fit."""
        offered = {binding.id or "": self._item(node, binding) for node, binding in self._offered()}
        gap = GAP if self.size.width >= NARROW else NARROW_GAP
        room, fitting = self.size.width - 2 + gap, set()
        for id in (*(id for id in ALWAYS if id in offered), *(id for id in offered if id not in ALWAYS)):
            if (needed := width_of(offered[id]) + gap) <= room:
                room -= needed
                fitting.add(id)
        line: Line = [span(" ")]
        for id in (*(id for id in offered if id not in LAST), *(id for id in LAST if id in offered)):
            if id in fitting:
                line += [*offered[id], span(" " * gap)]
        self.draw([line])

    def _item(self, node: DOMNode, binding: Binding) -> Line:
        palette, click = self.look.palette, Style(meta={"@click": f"app.simulate_key({binding.key!r})"})
        return [
            span(self.app.get_key_display(binding), palette.accent + click),
            span(f" {words_now(ACTION[binding.id or ''], node)}", palette.dim + click),
        ]

    def _offered(self) -> Iterator[tuple[DOMNode, Binding]]:
        """One binding an action, in order of nearness; of several keys the first that does it here and now."""
        found: dict[tuple[DOMNode, str], list[Binding]] = {}
        top = self.app.screen
        screen = top if isinstance(top, ModalScreen) else self.screen
        for node, binding, enabled, _ in screen.active_bindings.values():
            if binding.id in ACTION and binding.show and enabled and binding.key != UNBOUND:
                found.setdefault((node, binding.id), []).append(binding)
        for (node, id), bindings in found.items():
            # Other keys can be in force before the look that tells them is worn.
            places = {key: place for place, key in enumerate(self.look.keys.named(id))}
            yield node, min(bindings, key=lambda binding: places.get(binding.key, len(places)))
