"""The TOML file with the person's profiles: read, and its keys found again by line when one is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from hexatui.prepared import SettingsError

_TOP_LEVEL = ("profile", "profiles")
_HEADING = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """What the file says; empty where there is none."""

    path: Path
    text: str = ""
    default_profile: str | None = None
    """`profile` at the top: the one to take when neither an option nor the environment names one."""
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def place(self, profile: str, key: str) -> str:
        """Where a key of a profile stands, for an error: `PATH, line 4: key "url"`."""
        return _place(self.path, self.text, f"profiles.{profile}", key)


def config_path() -> Path:
    """Where the file lies on this system, whether or not it is there."""
    return platformdirs.user_config_path("hexatui") / "config.toml"


def read_config_file(path: Path) -> ConfigFile:
    """Read the file; a missing one is empty.

    Raises:
        SettingsError: it can't be read, is no TOML, or its tables are not [profiles.NAME].
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except FileNotFoundError:
        return ConfigFile(path)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not valid TOML: it must be UTF-8 text") from None
    except OSError as error:
        raise SettingsError(f"{path} can't be read: {error.strerror}") from None

    for key in content:
        if key not in _TOP_LEVEL:
            raise SettingsError(
                f"{_place(path, text, '', key)} is unknown at the top of the file: "
                "settings stand in tables [profiles.NAME], and profile = NAME chooses one"
            )
    default, profiles = content.get("profile"), content.get("profiles", {})
    if not isinstance(default, str | None):
        raise SettingsError(f"{_place(path, text, '', 'profile')} must be a profile's name, as text")
    if not isinstance(profiles, dict) or not all(isinstance(table, dict) for table in profiles.values()):
        raise SettingsError(f"{_place(path, text, '', 'profiles')} must hold tables, each named [profiles.NAME]")
    return ConfigFile(path, text, default, profiles)


def _place(path: Path, text: str, table: str, key: str) -> str:
    line = _line_of(text, table, key)
    return f'{path}, line {line}: key "{key}"' if line else f'{path}: key "{key}"'


def _line_of(text: str, table: str, key: str) -> int | None:
    """The line (from 1) of a key, or of the heading that makes it; tomllib doesn't tell. None where it isn't plain."""
    setting = re.compile(rf"""\s*(["']?){re.escape(key)}\1\s*[.=]""")
    heading, wanted = "", f"{table}.{key}".lstrip(".")
    for number, line in enumerate(text.splitlines(), 1):
        if match := _HEADING.match(line):
            heading = match[1].replace('"', "").replace("'", "")
            if f"{heading}.".startswith(f"{wanted}."):
                return number
        elif heading == table and setting.match(line):
            return number
    return None
