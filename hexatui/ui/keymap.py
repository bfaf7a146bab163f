"""Other keys for actions, as the person's file has them: checked, and told by the names that Textual has for keys."""

from __future__ import annotations

from collections.abc import Iterable

from textual.keys import REPLACED_KEYS, Keys, _character_to_key, key_to_character

from hexatui.config_file import nearest
from hexatui.prepared import Rebinding, SettingsError
from hexatui.text import safe
from hexatui.ui.actions import ACTION, ACTIONS, Action, Scope
from hexatui.ui.keys import UNBOUND, Keyboard

ALWAYS = {"ctrl+p": "dashboard.command_palette", "ctrl+l": "dashboard.redraw", "ctrl+q": "dashboard.quit"}
"""Keys that do the same on every screen, dialogs included."""

SAME_KEY = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+left_square_bracket": "escape", "ctrl+space": "ctrl+at"}
"""What most terminals tell as another key."""

WRITTEN = {
    "esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "bs": "backspace", "pgup": "pageup",
    "pgdn": "pagedown", "page_up": "pageup", "page_down": "pagedown", "control": "ctrl", "option": "alt",
}  # fmt: skip
"""What people write, and the name that is meant."""

TYPING: tuple[Scope, ...] = ("search", "narrowing", "opening", "commands")
"""Where characters are typed, so that none of them can be a key."""

MODIFIERS = ("ctrl", "shift", "alt", "super", "hyper", "meta")

NAMED = {name for key in Keys if len(name := key.value.rpartition("+")[2]) > 1 and name.isalnum()} - {"return"}
"""The keys that type no character, by name."""


def keymap(rebindings: Iterable[Rebinding]) -> dict[str, str]:
    """Keys by the id of the action, as Textual's `App.set_keymap` takes them.

    Raises:
        SettingsError: there is no such action or no such key, or a key would have two meanings.
    """
    changed: dict[str, str] = {}
    origins: dict[str, str] = {}
    for action_id, written, origin in rebindings:
        if action_id not in ACTION:
            raise SettingsError(f"{origin} is no action: {nearest(action_id, ACTION) or 'hexatui config lists all'}")
        named = [_named(key.strip(), ACTION[action_id], origin) for key in written.split(",") if key.strip()]
        changed[action_id], origins[action_id] = ",".join(dict.fromkeys(named)) or UNBOUND, origin
    keys = Keyboard(changed)
    for action_id, origin in origins.items():
        action = ACTION[action_id]
        for other in ACTIONS:
            if other.scope == action.scope and other != action:
                for key in set(keys.named(action_id)) & set(keys.named(other.id)):
                    raise SettingsError(
                        f'{origin} takes "{key}", which is a key of "{other.id}" ({other.words}): '
                        "take another one, or give that action another"
                    )
    return changed


def _named(key: str, action: Action, origin: str) -> str:
    """The key by Textual's name for it."""
    *modifiers, base = key.split("+") if len(key) > 1 else [key]
    modifiers = [modifier.lower() for modifier in modifiers]
    base = base.lower() if len(base) > 1 or modifiers else base
    if unknown := [modifier for modifier in modifiers if modifier not in MODIFIERS]:
        raise SettingsError(f'{origin} names "{safe(key)}", which is no key: {_advice(unknown[0], MODIFIERS)}')
    character = None if base in NAMED else key_to_character(REPLACED_KEYS.get(base, base))
    if base not in NAMED and not (character and character.isprintable()):
        raise SettingsError(f'{origin} names "{safe(key)}", which is no key: {_advice(base, NAMED)}')
    name = "+".join([*modifiers, _character_to_key(character) if character else base])
    if name in SAME_KEY:
        raise SettingsError(f'{origin} names "{name}", which terminals tell as "{SAME_KEY[name]}": take that')
    if character and modifiers == ["shift"]:
        raise SettingsError(f'{origin} names "{name}": take the character that it types, such as "{base.upper()}"')
    if character and not modifiers and action.scope in TYPING:
        raise SettingsError(f'{origin} names "{name}", which is typed there: take one with ctrl, or an F key')
    if ALWAYS.get(name, action.id) != action.id:
        raise SettingsError(f'{origin} names "{name}", which is that of "{ALWAYS[name]}" on every screen: take another')
    return name


def _advice(word: str, known: Iterable[str]) -> str:
    return nearest(WRITTEN.get(word, word), known) or 'keys are named such as "ctrl+f", "f5", "pageup" or "?"'
