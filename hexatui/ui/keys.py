"""The keys in force, and what stands on them: whatever is shown of a key asks here, since a person may change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from textual.keys import format_key

from hexatui.ui.actions import ACTION

UNBOUND = "none"
"""What stands for no key at all, since Textual takes "" for the keys that an action has anyway."""

ON_KEYS = {
    "enter": "Enter", "space": "Space", "tab": "Tab", "escape": "Esc", "home": "Home", "end": "End",
    "pageup": "PgUp", "pagedown": "PgDn", **{f"f{number}": f"F{number}" for number in range(1, 25)},
}  # fmt: skip
"""What stands on keys that Textual shows otherwise."""


def on_keyboard(key: str) -> str:
    """A key as it stands on the keyboard, by Textual's name for it: "Ctrl+P", "F1", "Space"."""
    *modifiers, name = key.split("+")
    shown = ON_KEYS.get(name) or format_key(name)
    return "+".join([*(modifier.title() for modifier in modifiers), shown.title() if modifiers else shown])


@dataclass(frozen=True)
class Keyboard:
    """Which keys do what."""

    changed: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Other keys than the usual ones, by the id of the action, as Textual's `App.set_keymap` takes them."""

    def named(self, id: str) -> list[str]:
        """All keys of an action by Textual's names, the one to be shown first; none where the person wants none."""
        return [key for key in (self.changed.get(id) or ACTION[id].keys).split(",") if key != UNBOUND]

    def shown(self, id: str) -> str:
        """The first of them as it stands on the keyboard; "" where there is none."""
        return next((on_keyboard(key) for key in self.named(id)), "")

    def all_shown(self, id: str) -> str:
        """All of them, two blanks apart."""
        return "  ".join(on_keyboard(key) for key in self.named(id))

    def hint(self, id: str, does: str) -> str:
        """ "Esc shows all": an action's key and what it does; "" where it has none."""
        key = self.shown(id)
        return f"{key} {does}" if key else ""

    def hints(self, *told: tuple[str, str]) -> str:
        """Several of them in one line, by commas."""
        return ", ".join(hint for id, does in told if (hint := self.hint(id, does)))


USUAL = Keyboard()
"""The keys of a person who changed none."""
