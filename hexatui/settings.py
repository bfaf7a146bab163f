"""The settings of a run: options over the environment, over the TOML file, over the built-in profiles."""

from __future__ import annotations

import difflib
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ByteSize, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from hexatui.client.options import HEARTBEAT_TIMEOUT, ConfigurationError, ConnectionOptions, parse_url
from hexatui.client.tokens import CommandToken, FileToken, MissingToken, TokenError, TokenSource
from hexatui.config_file import ConfigFile, config_path, read_config_file
from hexatui.prepared import Given, Prepared, SettingsError, StreamRequest
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import DOCUMENTED_EVENTS, Resource
from hexatui.state.log_memory import DEFAULT_LIMIT

BUILT_IN_URLS = {
    "production": "wss://api.hexabase.ai/ws",
    "staging": "wss://api-staging.hexabase.ai/ws",
    "local": "ws://api.localhost/ws",
}
"""The profiles that need no file ("WebSocket URL")."""

DEFAULT_PROFILE = "production"
"""The profile of a run that names none."""

LEAST_LOG_MEMORY = 1_048_576
"""Bytes; in less, no stream could hold a page."""

KEYRING_SERVICE = "hexatui"
"""Under which the system keyring keeps tokens; the user name there is the profile's name."""


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
    token_command: str | None = None
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
    log_memory: ByteSize = Field(default=ByteSize(DEFAULT_LIMIT), ge=LEAST_LOG_MEMORY)
    """Bytes that the log lines of all streams together may hold, packed as they are held: 268435456, or "256MiB"."""


class Environment(BaseSettings):
    """What the environment says, under what the options say; as text, since the profile checks it."""

    model_config = SettingsConfigDict(env_prefix="HEXATUI_", env_ignore_empty=True, extra="ignore")

    profile: str | None = None
    url: str | None = None
    token: SecretStr | None = None
    heartbeat_timeout: str | None = None
    log_memory: str | None = None


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
    "heartbeat_timeout": "must be a number of seconds above 0, such as 75",
    "log_memory": 'must be a number of bytes, at least 1 MiB, such as "256MiB"',
    "organizations": 'must be a list of ids, such as ["org-123"]',
    "workspaces": 'must be a list of ids, such as ["ws-123"]',
    "projects": 'must be a list of ids, such as ["proj-123"]',
    "events": 'must be a table of lists, such as { workspace = ["metrics_update"] }',
    "allow_insecure": "must be true or false",
    "rest": "must be true or false",
}
"""What a key's value must be, where it isn't text."""


class Survey(NamedTuple):
    """What the settings decided, and why; its token was not looked at."""

    prepared: Prepared
    profile: str
    """The profile's name."""
    file: Path
    """The configuration file, whether or not it is there."""
    origins: Mapping[str, str]
    """Where the profile's name (under `profile`) and each key that was given come from: "-p", "HEXATUI_URL",
    "the file", "built in"."""


def prepare(given: Given, streams: tuple[StreamRequest, ...] = ()) -> Prepared:
    """Read every layer of the settings, check them, and say what the run needs. Reads files, the network never.

    The workspaces of `streams` are watched too.

    Raises:
        SettingsError: something is wrong or missing; the sentence names where, and what to do.
    """
    prepared = survey(given, streams).prepared
    token = prepared.options.token
    # A command may take long, and a pipe (<(command) in a shell) gives its content once, to the authentication.
    if not isinstance(token, CommandToken) and not (isinstance(token, FileToken) and token.is_pipe):
        try:
            token.read()
        except TokenError as error:
            raise SettingsError(str(error)) from None
    return prepared


def survey(given: Given, streams: tuple[StreamRequest, ...] = ()) -> Survey:
    """As `prepare`, without a look at the token: where there is none, its source says so when it is read.

    Raises:
        SettingsError: something is wrong; the sentence names where, and what to do.
    """
    environment = Environment(**{key: value for key in ("profile", "url") if (value := getattr(given, key))})
    file = read_config_file(config_path())
    name = environment.profile or file.default_profile or DEFAULT_PROFILE
    profile, origins = _profile(name, given, environment, file)
    named = {"-p": given.profile, "HEXATUI_PROFILE": environment.profile, "the file": file.default_profile}
    origins["profile"] = next((origin for origin, value in named.items() if value), "the default")
    resources = dict.fromkeys(
        [
            *(Resource("workspace", id) for id in profile.workspaces),
            *(Resource("workspace", stream.source.workspace_id) for stream in streams),
            *(Resource("organization", id) for id in profile.organizations),
            *(Resource("project", id) for id in profile.projects),
        ]
    )
    options = ConnectionOptions(
        url=profile.url,
        token=_token_source(name, given, environment, profile),
        resources=tuple(resources),
        events={kind: (*names, *profile.events.get(kind, ())) for kind, names in DOCUMENTED_EVENTS.items()},
        allow_insecure=profile.allow_insecure,
        ca_file=profile.ca_file,
        heartbeat_timeout=profile.heartbeat_timeout,
        retry=given.retry,
        rest=profile.rest,
    )
    try:
        options.endpoint()
    except ConfigurationError as error:
        raise SettingsError(f"{profile.url}: {error}") from None
    # Another URL than the profile's must not be shown under the profile's name.
    shown = urlsplit(profile.url).netloc if environment.url else name
    places = [Place(resource) for resource in resources]
    watch_listed = not (profile.workspaces or profile.projects)
    prepared = Prepared(options, places, list(streams), shown, watch_listed, profile.url, log_memory=profile.log_memory)
    return Survey(prepared, name, file.path, origins)


def _profile(name: str, given: Given, environment: Environment, file: ConfigFile) -> tuple[Profile, dict[str, str]]:
    """The named profile with every layer over it, checked; and where its values stand."""
    if name not in BUILT_IN_URLS and name not in file.profiles:
        known = ", ".join(dict.fromkeys([*BUILT_IN_URLS, *file.profiles]))
        raise SettingsError(
            f'there is no profile "{name}": take one of {known}, or add [profiles.{name}] to {file.path}'
        )
    values: dict[str, Any] = {**file.profiles.get(name, {})}
    for key in ("token_file", "ca_file"):
        if isinstance(values.get(key), str):
            values[key] = file.path.parent / _expanded(Path(values[key]), file.place(name, key))
    origins: dict[str, str] = {}
    for key in ("url", "heartbeat_timeout", "log_memory"):
        if (value := getattr(environment, key)) is not None:
            values[key], origins[key] = value, f"HEXATUI_{key.upper()}"
    for key, option in _OPTIONS.items():
        if value := getattr(given, key):
            values[key], origins[key] = list(value) if isinstance(value, tuple) else value, option
    if given.ca_file is not None:
        values["ca_file"] = _expanded(given.ca_file, "--ca-file")
    if "url" not in values:
        if name not in BUILT_IN_URLS:
            raise SettingsError(f'profile "{name}" in {file.path} has no url: add url = "wss://HOST/ws"')
        values["url"] = BUILT_IN_URLS[name]

    def origin(key: str) -> str:
        return origins.get(key) or file.place(name, key)

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


def _expanded(path: Path, origin: str) -> Path:
    """The path with the home folder that its "~" stands for; `origin` says where the path was given."""
    try:
        return path.expanduser()
    except RuntimeError:
        raise SettingsError(f"{origin} names {path}, and there is no home folder for {path.parts[0]}") from None


def _sentence(error: ErrorDetails, key: str) -> str:
    """What is wrong with a key's value, to follow the key's place."""
    if error["type"] == "url":
        return f"is wrong: {error['msg']}"
    if error["type"] == "extra_forbidden":
        close = difflib.get_close_matches(key, Profile.model_fields, 1)
        return "is unknown: " + (
            f'did you mean "{close[0]}"?' if close else f"a profile may say {', '.join(Profile.model_fields)}"
        )
    return _WANTED.get(key, "must be text")


def _token_source(name: str, given: Given, environment: Environment, profile: Profile) -> TokenSource:
    """Where the token comes from, the first that is given."""
    if given.token_file is not None:
        return TokenSource.from_file(_expanded(given.token_file, "--token-file"))
    if profile.token_file is not None and environment.token is None:
        return TokenSource.from_file(profile.token_file)
    if environment.token is not None:
        return TokenSource.from_value(environment.token.get_secret_value())
    if profile.token_command is not None:
        return TokenSource.from_command(profile.token_command)
    if importlib.util.find_spec("keyring"):
        return TokenSource.from_keyring(KEYRING_SERVICE, name)
    return MissingToken(
        f'there is no token for profile "{name}": give one with --token-file PATH, in HEXATUI_TOKEN, '
        f"or as token_command in {config_path()}"
    )
