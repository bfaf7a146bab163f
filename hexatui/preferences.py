"""What a person prefers, read from the file and checked: everything in it that isn't a connection."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

from pydantic import AfterValidator, ByteSize, ConfigDict, Field, TypeAdapter, ValidationError

from hexatui.config_file import COMMAND, ConfigFile, config_path, nearest, read_config_file, splitting
from hexatui.prepared import Layout, Limits, Notifications, Preferences, Rebinding, SettingsError

LEAST_LOG_MEMORY = 1_048_576
"""Bytes; in less, no stream could hold a page."""

LEAST_EVERY = 10
"""Seconds between two calls; what calls more often is switched off by the person it calls."""

Values = TypeVar("Values", Layout, Limits, Notifications)

_STRICT = ConfigDict(strict=True, allow_inf_nan=False, hide_input_in_errors=True)

_NARROWER: dict[str, Any] = {
    "log_memory": Annotated[ByteSize, Field(ge=LEAST_LOG_MEMORY)],
    "every": Annotated[float, Field(ge=LEAST_EVERY)],
    "command": Annotated[str, AfterValidator(splitting)],
}
"""The kinds of values that must be more than their type says."""

_WANTED = {
    "log_memory": 'must be a number of bytes, at least 1 MiB, such as "256MiB"',
    "every": f"must be a number of seconds, at least {LEAST_EVERY}",
    "command": COMMAND,
}
"""What a value must be, where its type doesn't tell."""


def own_preferences() -> Preferences:
    """What the person's file and environment say, for what needs no connection.

    Raises:
        SettingsError: something is wrong; the sentence names file, line and key.
    """
    return read_preferences(read_config_file(config_path()), os.environ.get("HEXATUI_LOG_MEMORY") or None)


def read_preferences(file: ConfigFile, log_memory: str | None = None) -> Preferences:
    """What the file says; `log_memory` is the environment's, which goes before it.

    Raises:
        SettingsError: something is wrong; the sentence names file, line and key.
    """
    limits = _table(Limits, "limits", file)
    if log_memory is not None:
        limits = replace(limits, log_memory=_checked(Limits, "log_memory", log_memory, "HEXATUI_LOG_MEMORY"))
    theme = None if file.theme is None else _checked(Preferences, "theme", file.theme, file.place("", "theme"))
    return Preferences(
        theme=theme,
        keys=tuple(_rebindings(file)),
        layout=_table(Layout, "layout", file),
        limits=limits,
        notifications=_table(Notifications, "notifications", file),
    )


def _table(kind: type[Values], name: str, file: ConfigFile) -> Values:
    """A table of the file as its values, over the defaults."""
    known = get_type_hints(kind)
    checked: dict[str, Any] = {}
    for key, value in file.tables.get(name, {}).items():
        origin = file.place(name, key)
        if key not in known:
            advice = nearest(key, known) or f"[{name}] may say {', '.join(known)}"
            raise SettingsError(f"{origin} is unknown: {advice}")
        checked[key] = _checked(kind, key, value, origin)
    return kind(**checked)


def _checked(kind: type[Any], key: str, value: object, origin: str) -> Any:
    """The value, if it is one of those that the key may have."""
    expected = _NARROWER.get(key) or get_type_hints(kind)[key]
    try:
        return TypeAdapter(expected, config=_STRICT).validate_python(value)
    except ValidationError:
        raise SettingsError(f"{origin} {_WANTED.get(key) or _wanted(expected)}") from None


def _wanted(expected: Any) -> str:
    """What a type asks for, in words."""
    if expected is bool or bool in get_args(expected):
        return "must be true or false"
    choices = [choice for choice in _choices(expected) if isinstance(choice, str)]
    return f"must be one of {', '.join(choices)}" if choices else "must be text"


def _choices(expected: Any) -> Iterator[object]:
    for part in get_args(expected):
        yield part
        yield from _choices(part)


def _rebindings(file: ConfigFile) -> Iterator[Rebinding]:
    """[keys], whether its ids are written as text or as TOML's dotted keys."""
    for action, keys in _flat(file.tables.get("keys", {})):
        origin = file.place("keys", action)
        if not isinstance(keys, str):
            raise SettingsError(f'{origin} must be text: keys by commas, such as "ctrl+f,slash", or "" for none')
        yield Rebinding(action, keys, origin)


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict) and not prefix:
            yield from _flat(value, f"{key}.")
        else:
            yield prefix + key, value
