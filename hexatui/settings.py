"""The settings of a run: options over the environment, over the TOML file, over the built-in profiles."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from hexatui.client.options import ConfigurationError, ConnectionOptions
from hexatui.client.tokens import CommandToken, FileToken, MissingToken, TokenError, TokenSource
from hexatui.config_file import ConfigFile, config_path, read_config_file
from hexatui.preferences import read_preferences
from hexatui.prepared import Given, Prepared, SettingsError, StreamRequest
from hexatui.profiles import Profile, expanded, read_profile
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import DOCUMENTED_EVENTS, Resource

DEFAULT_PROFILE = "production"
"""The profile of a run that names none."""

KEYRING_SERVICE = "hexatui"
"""Under which the system keyring keeps tokens; the user name there is the profile's name."""


class Environment(BaseSettings):
    """What the environment says, under what the options say; as text, since the profile checks it."""

    model_config = SettingsConfigDict(env_prefix="HEXATUI_", env_ignore_empty=True, extra="ignore")

    profile: str | None = None
    url: str | None = None
    token: SecretStr | None = None
    heartbeat_timeout: str | None = None
    log_memory: str | None = None


class Survey(NamedTuple):
    """What the settings decided, and why; its token was not looked at."""

    prepared: Prepared
    name: str
    """The profile's name."""
    profile: Profile
    file: ConfigFile
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
    preferences = read_preferences(file, environment.log_memory)
    variables = {"url": environment.url, "heartbeat_timeout": environment.heartbeat_timeout}
    profile, origins = read_profile(name, given, variables, file)
    if environment.log_memory is not None:
        origins["log_memory"] = "HEXATUI_LOG_MEMORY"
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
    prepared = Prepared(options, places, list(streams), shown, watch_listed, profile.url, preferences)
    return Survey(prepared, name, profile, file, origins)


def _token_source(name: str, given: Given, environment: Environment, profile: Profile) -> TokenSource:
    """Where the token comes from, the first that is given."""
    if given.token_file is not None:
        return TokenSource.from_file(expanded(given.token_file, "--token-file"))
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
