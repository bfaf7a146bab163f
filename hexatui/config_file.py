"""The person's TOML file: read, and its keys found again by line when one is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import platformdirs

from hexatui.prepared import SettingsError
from hexatui.text import clipped, safe

BUILT_IN_URLS = {
    "production": "wss://api.hexabase.ai/ws",
    "staging": "wss://api-staging.hexabase.ai/ws",
    "local": "ws://api.localhost/ws",
}
"""The profiles that need no file ("WebSocket URL")."""

TABLES = ("keys", "layout", "limits", "notifications")
"""The tables of the file beside the profiles."""

COMMAND = "must be text: a program and its arguments, each quote closed"
"""What a command must be."""

MAX_BYTES = 1_048_576
"""A file larger than this is no configuration, and would keep the start waiting."""

MAX_KEY = 60
"""Characters of a key that an error shows."""

_TOP_LEVEL = ("profile", "theme", "profiles", *TABLES)
_HEADING = re.compile(r"\s*\[{1,2}\s*([^\[\]]+?)\s*\]")
_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_TWICE = ("Cannot overwrite", "Cannot declare", "Duplicate")
"""How tomllib begins to tell that something is there twice."""
_SETTING = re.compile(r"\s*([\w\"'. -]+?)\s*=")


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """What the file says; empty where there is none."""

    path: Path
    text: str = ""
    default_profile: str | None = None
    """`profile` at the top: the one to take when neither an option nor the environment names one."""
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    theme: object = None
    """`theme` at the top, unchecked."""
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The content of those of TABLES that are there, unchecked."""

    def place(self, table: str, key: str) -> str:
        """Where a key of a table ("" for the top) stands, for an error: `PATH, line 4: key "url"`."""
        return f'{self.line(table, key)}: key "{clipped(safe(key), MAX_KEY)}"'

    def line(self, table: str, key: str) -> str:
        """The same without the key: `PATH, line 4`; `PATH` alone where the line isn't plain."""
        number = _line_of(self.text, table, key)
        return f"{self.path}, line {number}" if number else str(self.path)


def config_path() -> Path:
    """Where the file lies on this system, whether or not it is there."""
    return platformdirs.user_config_path("hexatui") / "config.toml"


def read_config_file(path: Path) -> ConfigFile:
    """Read the file; a missing one is empty.

    Raises:
        SettingsError: it can't be read, is no TOML, or its tables are not [profiles.NAME].
    """
    text = _read(path)
    if text is None:
        return ConfigFile(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_told(path, text, str(error))) from None
    except RecursionError:
        raise SettingsError(f"{path} is not valid TOML: it is nested too deep") from None

    file = ConfigFile(path, text)
    for key in content:
        if key not in _TOP_LEVEL:
            raise SettingsError(
                f"{file.place('', key)} is unknown at the top of the file: "
                + (
                    nearest(key, _TOP_LEVEL)
                    or "a profile stands in a table [profiles.NAME], and profile = NAME chooses one"
                )
            )
    default, profiles = content.get("profile"), content.get("profiles", {})
    if not isinstance(default, str | None):
        raise SettingsError(f"{file.place('', 'profile')} must be a profile's name, as text")
    if not isinstance(profiles, dict) or not all(isinstance(table, dict) for table in profiles.values()):
        raise SettingsError(f"{file.place('', 'profiles')} must hold tables, each named [profiles.NAME]")
    tables = {name: content[name] for name in TABLES if name in content}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise SettingsError(f"{file.place('', name)} must be a table, [{name}]")
    return replace(file, default_profile=default, profiles=profiles, theme=content.get("theme"), tables=tables)


def _read(path: Path) -> str | None:
    """The file's text, its lines ended by a newline alone; None where there is no file."""
    try:
        if path.is_fifo():
            raise SettingsError(f"{path} can't be read: it is a pipe, not a file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(f"{path} can't be read: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise SettingsError(f"{path} is no configuration: it is larger than {MAX_BYTES // 1_048_576} MiB")
    try:
        # Some editors put a mark before everything that they call UTF-8.
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path}, line {line}: the file is not valid TOML: it must be UTF-8 text") from None


def _told(path: Path, text: str, error: str) -> str:
    """tomllib's sentence with the place in front, and with the key where one is there twice."""
    if not (found := _PLACE.fullmatch(error)):
        return f"{path} is not valid TOML: {error}"
    lines, words = text.rstrip().split("\n"), found[1]
    number = int(found[2]) if found[2] else len(lines)
    place = f"{path}, line {number}"
    if words.startswith(_TWICE) and (key := _SETTING.match(lines[number - 1]) or _HEADING.match(lines[number - 1])):
        return f'{place}: key "{clipped(safe(_unquoted(key[1])), MAX_KEY)}" stands in the file twice'
    return f"{place}{f', column {found[3]}' if found[3] else ''}: the file is not valid TOML: {words}"


def theme_in_file() -> object:
    """The theme that the person's file names, unchecked; None for none, and where the file is wrong, told later."""
    with suppress(SettingsError):
        return read_config_file(config_path()).theme
    return None


def splitting(command: str) -> str:
    """The command, where it can be split into words as a shell does.

    Raises:
        ValueError: it can't.
    """
    import shlex

    shlex.split(command)
    return command


def nearest(word: str, known: Iterable[str]) -> str:
    """`did you mean "url"?`, or "" where no known word is near."""
    import difflib

    close = difflib.get_close_matches(word, known, 1)
    return f'did you mean "{close[0]}"?' if close else ""


def _line_of(text: str, table: str, key: str) -> int | None:
    """The line (from 1) of a key, or of what makes it: its table's heading, the table it is written within.

    tomllib doesn't tell. None where it isn't plain.
    """
    heading, wanted, within = "", f"{table}.{key}".lstrip("."), None
    for number, line in enumerate(text.split("\n"), 1):
        if match := _HEADING.match(line):
            heading = said = _unquoted(match[1])
        elif match := _SETTING.match(line):
            said = f"{heading}.{_unquoted(match[1])}".lstrip(".")
        else:
            continue
        if f"{said}.".startswith(f"{wanted}."):
            return number
        if not line.lstrip().startswith("[") and wanted.startswith(f"{said}."):
            within = within or number
    return within


def _unquoted(name: str) -> str:
    return re.sub(r"""["']|\s*(\.)\s*""", r"\1", name).strip()
