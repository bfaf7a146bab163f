"""A profile: what the file says of a platform, with the environment and the options over it, checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from hexatui.client.options import HEARTBEAT_TIMEOUT, ConfigurationError, parse_url
from hexatui.config_file import BUILT_IN_URLS, COMMAND, ConfigFile, nearest, splitting
from hexatui.prepared import Given, SettingsError
from hexatui.protocol.names import DOCUMENTED_EVENTS


def _checked_url(url: str) -> str:
    try:
        parse_url(url)
    except ConfigurationError as error:
        raise PydanticCustomError("url", "{sentence}", {"sentence": str(error)}) from None
    return url


class Profile(BaseModel):
    """What a profile may say, as `[profiles.NAME]` of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, allow_inf_nan=False)

    url: Annotated[str, AfterValidator(_checked_url)]
    """The platform's WebSocket address: wss:// or ws://."""
    token_file: Path | None = None
    """A file that holds the JWT; a relative path counts from the configuration file's folder."""
    token_command: Annotated[str, AfterValidator(splitting)] | None = None
    """A command whose standard output is the JWT; run for each authentication."""
    organizations: list[str] = Field(default_factory=list)
    """Ids of the organizations to watch."""
    workspaces: list[str] = Field(default_factory=list)
    """Ids of the workspaces to watch."""
    projects: list[str] = Field(default_factory=list)
    """Ids of the projects to watch."""
    events: dict[str, list[str]] = Field(default_factory=dict)
    """Event names asked for beyond the documented ones, by kind: workspace, organization, project."""
    ca_file: Path | None = None
    """Certificates (PEM) trusted besides the system's."""
    allow_insecure: bool = False
    """Whether a token may be sent unencrypted to a host that isn't this machine."""
    rest: bool = True
    """Whether what exists is listed over REST too, with names, history and the alerts that fire."""
    heartbeat_timeout: float = Field(default=HEARTBEAT_TIMEOUT, gt=0)
    """Seconds of silence after which the connection counts as dead."""


_OPTIONS = {
    "url": "--url",
    "organizations": "-o",
    "workspaces": "-w",
    "projects": "-P",
    "ca_file": "--ca-file",
    "allow_insecure": "--allow-insecure",
}
"""The options that replace a key of the profile."""

_WANTED = {
    "token_command": COMMAND,
    "heartbeat_timeout": "must be a number of seconds above 0, such as 75",
    "organizations": 'must be a list of ids, such as ["org-123"]',
    "workspaces": 'must be a list of ids, such as ["ws-123"]',
    "projects": 'must be a list of ids, such as ["proj-123"]',
    "events": 'must be a table of lists, such as { workspace = ["metrics_update"] }',
    "allow_insecure": "must be true or false",
    "rest": "must be true or false",
}
"""What a key's value must be, where it isn't text."""


def read_profile(
    name: str, given: Given, variables: Mapping[str, str | None], file: ConfigFile
) -> tuple[Profile, dict[str, str]]:
    """The named profile with every layer over it, checked; and where each key that was given comes from.

    `variables` are the environment's values by key, None where there is none.

    Raises:
        SettingsError: something is wrong or missing; the sentence names where, and what to do.
    """
    if name not in BUILT_IN_URLS and name not in file.profiles:
        known = ", ".join(dict.fromkeys([*BUILT_IN_URLS, *file.profiles]))
        place = f"{file.place('', 'profile')}: " if name == file.default_profile else ""
        raise SettingsError(
            f'{place}there is no profile "{name}": take one of {known}, or add [profiles.{name}] to {file.path}'
        )
    table = f"profiles.{name}"
    values: dict[str, Any] = {**file.profiles.get(name, {})}
    for key in ("token_file", "ca_file"):
        if isinstance(values.get(key), str):
            values[key] = file.path.parent / expanded(Path(values[key]), file.place(table, key))
    origins: dict[str, str] = {}
    for key, value in variables.items():
        if value is not None:
            values[key], origins[key] = value, f"HEXATUI_{key.upper()}"
    for key, option in _OPTIONS.items():
        if value := getattr(given, key):
            values[key], origins[key] = list(value) if isinstance(value, tuple) else value, option
    if given.ca_file is not None:
        values["ca_file"] = expanded(given.ca_file, "--ca-file")
    if "url" not in values:
        if name not in BUILT_IN_URLS:
            raise SettingsError(f'profile "{name}" in {file.path} has no url: add url = "wss://HOST/ws"')
        values["url"] = BUILT_IN_URLS[name]

    def origin(key: str) -> str:
        return origins.get(key) or file.place(table, key)

    try:
        profile = Profile.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = str(first["loc"][0])
        raise SettingsError(f"{origin(key)} {_sentence(first, key)}") from None
    if unknown := [kind for kind in profile.events if kind not in DOCUMENTED_EVENTS]:
        raise SettingsError(f'{origin("events")} names "{unknown[0]}": the kinds are {", ".join(DOCUMENTED_EVENTS)}')
    if profile.ca_file and not profile.ca_file.is_file():
        raise SettingsError(f"{origin('ca_file')} names {profile.ca_file}, which is no file that can be read")
    return profile, {"url": "built in", **dict.fromkeys(file.profiles.get(name, {}), "the file"), **origins}


def expanded(path: Path, origin: str) -> Path:
    """The path with the home folder that its "~" stands for; `origin` says where the path was given.

    Raises:
        SettingsError: there is no such folder.
    """
    try:
        return path.expanduser()
    except RuntimeError:
        raise SettingsError(f"{origin} names {path}, and there is no home folder for {path.parts[0]}") from None


def _sentence(error: ErrorDetails, key: str) -> str:
    """What is wrong with a key's value, to follow the key's place."""
    if error["type"] == "url":
        return f"is wrong: {error['msg']}"
    if error["type"] == "extra_forbidden":
        advice = nearest(key, Profile.model_fields) or f"a profile may say {', '.join(Profile.model_fields)}"
        return f"is unknown: {advice}"
    return _WANTED.get(key, "must be text")
