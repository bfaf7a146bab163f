"""`hexatui config`: the settings in force, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from hexatui.cli.options import connection_options, given

if TYPE_CHECKING:
    from hexatui.settings import Survey

DEFAULT = "the default"

LEFT = "as you left it"

COLUMN = 48
"""Characters behind which the origins stand, where a value leaves room."""


class Setting(NamedTuple):
    """One line."""

    table: str
    """The table of the file that it stands in; "" for the top."""
    key: str
    value: object
    """None for what is not shown."""
    origin: str


@click.command()
@click.option("--json", "as_json", is_flag=True, default=False, help="One JSON object a line.")
@connection_options
@click.pass_context
def config(context: click.Context, /, as_json: bool, **values: Any) -> int:
    """Print the settings in force, and where each comes from.

    The lines make a configuration file again. Nothing is connected to, and the token is neither read nor shown.
    """
    from hexatui.settings import survey

    # All of it before the first line: what is wrong leaves nothing half told.
    settings, table = list(in_force(survey(given(context, values)))), ""
    for setting in settings:
        if as_json:
            click.echo(json.dumps(setting._asdict(), default=str))
            continue
        if setting.table != table:
            table = setting.table
            click.echo(f"\n[{table}]")
        click.echo(_line(setting))
    return 0


def in_force(found: Survey) -> Iterator[Setting]:
    """Every setting, in the order of a configuration file.

    Raises:
        SettingsError: a key is given to an action that is none, or to two.
    """
    from hexatui.ui.habits import Habits, habits_path, kept_theme, read_habits
    from hexatui.ui.theme import THEME_NAMES

    file, prepared = found.file, found.prepared

    def origin(table: str, key: str) -> str:
        given = found.origins.get(key)
        return file.line(table, key) if given == "the file" else given or DEFAULT

    yield Setting("", "profile", found.name, origin("", "profile"))
    kept = kept_theme(habits_path())
    if prepared.preferences.theme:
        yield Setting("", "theme", prepared.preferences.theme, file.line("", "theme"))
    else:
        yield Setting("", "theme", kept, LEFT) if kept in THEME_NAMES else Setting("", "theme", THEME_NAMES[0], DEFAULT)

    table = f"profiles.{_key(found.name)}"
    for key, value in found.profile:
        if value is not None:
            shown = None if key == "token_command" else value  # It may hold a secret.
            yield Setting(table, key, shown, origin(f"profiles.{found.name}", key))
    yield Setting(table, "token", None, str(prepared.options.token))

    habits = read_habits(habits_path(), prepared.platform)
    for name, chosen in (
        ("layout", prepared.preferences.layout),
        ("limits", prepared.preferences.limits),
        ("notifications", prepared.preferences.notifications),
    ):
        for key in (field.name for field in fields(chosen)):
            value = getattr(chosen, key)
            if value is None:
                value, usual = getattr(habits, key), getattr(Habits(), key)
                yield Setting(name, key, value, DEFAULT if value == usual else LEFT)
            elif key in file.tables.get(name, {}) and key not in found.origins:
                yield Setting(name, key, value, file.line(name, key))
            else:
                yield Setting(name, key, value, found.origins.get(key, DEFAULT))
    yield from _keys(found)


def _keys(found: Survey) -> Iterator[Setting]:
    from hexatui.ui.actions import ACTIONS
    from hexatui.ui.keymap import keymap
    from hexatui.ui.keys import UNBOUND

    changed = keymap(found.prepared.preferences.keys)
    for action in ACTIONS:
        keys = changed.get(action.id, action.keys)
        origin = found.file.line("keys", action.id) if action.id in changed else DEFAULT
        yield Setting("keys", action.id, "" if keys == UNBOUND else keys, origin)


def _line(setting: Setting) -> str:
    from hexatui.text import safe

    said = f"{_key(setting.key)} = {_toml(setting.value)}" if setting.value is not None else f"# {setting.key}"
    return safe(f"{said:<{COLUMN}}  # {setting.origin}")


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else _toml(name)


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            return "{" + "".join(f" {_key(key)} = {_toml(each)}," for key, each in value.items())[:-1] + " }"
        case _:
            return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
