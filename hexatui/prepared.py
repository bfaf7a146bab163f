"""What a run needs before it can connect, as plain values. Light: the first paint comes before settings are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from hexatui.state.log_memory import DEFAULT_LIMIT

if TYPE_CHECKING:
    from pathlib import Path

    from hexatui.client.options import ConnectionOptions
    from hexatui.protocol.lifecycle import Place
    from hexatui.protocol.names import LogSource

TAIL_LINES = 100
"""Lines of history asked for with a log stream, unless the person says otherwise."""


class SettingsError(Exception):
    """Wrong usage or configuration, said in one sentence that names what to do; exit code 2."""


class StreamRequest(NamedTuple):
    """A log stream to open from the start."""

    source: LogSource
    tail_lines: int = TAIL_LINES
    """Lines of history, 0 or more."""


@dataclass(frozen=True, slots=True)
class Given:
    """The connection options of a command line; None and () where the person gave none."""

    profile: str | None = None
    url: str | None = None
    token_file: Path | None = None
    organizations: tuple[str, ...] = ()
    workspaces: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    ca_file: Path | None = None
    allow_insecure: bool = False
    retry: bool = True


@dataclass(frozen=True, slots=True)
class Notifications:
    """How critical alerts reach a person who looks elsewhere; each way can be switched off."""

    bell: bool = True
    terminal: Literal["auto", "osc9", "osc777", "off"] = "auto"
    """Which escape sequence the terminal's notification takes."""
    command: str = ""
    """A program and its arguments, run without a shell; the alert is in its environment as HEXATUI_ALERT_..."""
    every: float = 60.0
    """Seconds between two calls at least."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the screen begins; None leaves it as it was at the end of the last run."""

    mouse: Literal["auto", "on", "off"] = "auto"
    """Whether the mouse is listened to; auto: not over SSH, where each move of it travels."""
    timestamps: Literal["utc", "local", "relative", "off"] | None = None
    """How log lines show their time."""
    wrap: bool | None = None
    """Whether long log lines are broken."""
    fields: bool | None = None
    """Whether JSON and logfmt are shown as fields."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is held."""

    log_memory: int = DEFAULT_LIMIT
    """Bytes that the log lines of all streams together may hold, packed as they are held."""


class Rebinding(NamedTuple):
    """Other keys for an action, unchecked: the screen knows what there is."""

    action: str
    """Its id: "logs.search"."""
    keys: str
    """Key names by commas; "" for none."""
    origin: str
    """Where that was said: `PATH, line 4: key "logs.search"`."""


ThemeName = Literal["hexatui", "light", "high-contrast", "terminal"]


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person wants of the program, whatever it connects to."""

    theme: ThemeName | None = None
    """None for the one chosen last on the screen."""
    keys: tuple[Rebinding, ...] = ()
    layout: Layout = Layout()
    limits: Limits = Limits()
    notifications: Notifications = Notifications()


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that the settings decided."""

    options: ConnectionOptions
    places: list[Place]
    """What is known to exist before anything was listed: what the person named."""
    streams: list[StreamRequest]
    profile: str
    """The profile's name, to be shown: "production", or "demo"."""
    watch_listed: bool = False
    """Whether what is listed over REST is watched, as far as a connection carries: the person named no workspaces."""
    platform: str = ""
    """Under which name what a person decides is kept across runs; "" keeps nothing."""
    preferences: Preferences = Preferences()
    containers: tuple[LogSource, ...] = ()
    """Some that are known to write logs; the platform lists none."""
