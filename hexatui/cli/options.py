"""The options that the dashboard and the headless commands have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from hexatui.cli.completion import opened_before, profiles
from hexatui.prepared import Given, StreamRequest
from hexatui.protocol.names import CONTAINER_PATH, LogSource

Command = TypeVar("Command", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)


def name(text: str) -> str:
    """Text that names something. What is empty names nothing: often a variable of the shell that was never set."""
    if not text.strip():
        raise click.BadParameter("it is empty.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise click.BadParameter("it is not valid UTF-8.") from None
    return text


def log_source(text: str | LogSource) -> LogSource:
    """A container as `CONTAINER_PATH` says."""
    if isinstance(text, LogSource):
        return text
    try:
        return LogSource.parse(name(text))
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="'--logs'") from None


def logs_option(command: Command) -> Command:
    """Give a dashboard command `--logs`, as the parameter `sources`."""
    return click.option(
        "--logs",
        "sources",
        multiple=True,
        type=log_source,
        metavar=CONTAINER_PATH,
        shell_complete=opened_before(str),
        help="Open a log stream from the start.",
    )(command)


CONNECTION_OPTIONS = (
    click.option(
        "-p",
        "--profile",
        type=name,
        metavar="NAME",
        shell_complete=profiles,
        help="Profile: production, staging, local or one of your file.",
    ),
    click.option("--url", type=name, metavar="URL", help="The platform's WebSocket address instead of the profile's."),
    click.option("--token-file", type=PATH, metavar="PATH", help="A file that holds the token (a JWT)."),
    click.option(
        "-o", "--organization", "organizations", type=name, multiple=True, metavar="ID", help="Watch an organization."
    ),
    click.option(
        "-w",
        "--workspace",
        "workspaces",
        type=name,
        multiple=True,
        metavar="ID",
        shell_complete=opened_before(lambda source: source.workspace_id),
        help="Watch a workspace.",
    ),
    click.option("-P", "--project", "projects", type=name, multiple=True, metavar="ID", help="Watch a project."),
    click.option("--ca-file", type=PATH, metavar="PATH", help="Certificates (PEM) to trust besides the system's."),
    click.option(
        "--allow-insecure",
        is_flag=True,
        default=False,
        help="Send the token over ws:// to another machine, unencrypted.",
    ),
)
"""What says where to connect, as whom, and what to watch."""


def connection_options(command: Command) -> Command:
    """Give a command the connection options, as the parameters of `given`."""
    for option in reversed(CONNECTION_OPTIONS):
        command = option(command)
    return command


def headless_options(command: Command) -> Command:
    """Give a command the connection options and `--no-retry`."""
    no_retry = click.option("--no-retry", is_flag=True, default=False, help="Give up at the first failure.")
    return connection_options(no_retry(command))


def given(context: click.Context, values: dict[str, Any]) -> Given:
    """What the person gave after the command's name, over what stood before it."""
    values = dict(values)
    retry = not values.pop("no_retry", False)
    own = {key: value for key, value in values.items() if value}
    outer = context.find_object(Given) or Given()
    return replace(outer, retry=retry, **own)


def stream_requests(sources: tuple[LogSource, ...]) -> tuple[StreamRequest, ...]:
    """The log streams to open, each once."""
    return tuple(StreamRequest(source) for source in dict.fromkeys(sources))
