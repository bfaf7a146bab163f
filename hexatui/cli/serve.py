"""`hexatui serve`: the gateway alone."""

from __future__ import annotations

import errno
import os
import shlex
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from hexatui.cli.sources import SourceChoice, make_source, source_options
from hexatui.collecting import collect_seldom
from hexatui.exit_codes import ENDING_SIGNALS, ExitCode
from hexatui.prepared import SettingsError
from hexatui.recording import RecordingError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable

    from hexatui.protocol.lifecycle import Place
    from hexatui.server.sources import Source

LOOPBACK = "127.0.0.1"

TOKEN_LIFETIME = 24 * 3600
"""Seconds. The platform's tokens live an hour; a demo that is left open over lunch should still reconnect."""

MOST_NAMED = 40
"""Organizations and workspaces that the command for connecting names; an invented fleet may have thousands."""


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Port to listen on; 0 takes a free one."
)
@click.option("--host", default=LOOPBACK, metavar="ADDRESS", show_default=True, help="Address to listen on.")
@source_options
@click.option("--while-stdin-open", is_flag=True, hidden=True, help="End when standard input reaches its end.")
def serve(port: int, host: str, while_stdin_open: bool, **choice: Any) -> int:
    """A gateway that speaks the platform's WebSocket API, for demos and tests.

    Prints its address and a token as its first two lines, and serves until it is interrupted.
    """
    import asyncio

    # Twice: what a large fleet is made of is many objects, and lasts.
    collect_seldom()
    source = make_source(SourceChoice(**choice))
    collect_seldom()
    try:
        asyncio.run(_serve(source, host, port, while_stdin_open))
    except RecordingError as error:
        raise SettingsError(f"the recording can't be played further: {error}") from None
    except OSError as error:
        raise SettingsError(_why_not_listening(error, host, port)) from None
    return ExitCode.DONE


async def _serve(source: Source, host: str, port: int, while_stdin_open: bool) -> None:
    import asyncio

    import platformdirs

    from hexatui.client.options import is_loopback
    from hexatui.server.gateway import Gateway
    from hexatui.server.secret import kept_secret

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in ENDING_SIGNALS:
        loop.add_signal_handler(number, stop.set)
    if while_stdin_open:
        _when_stdin_ends(loop, stop)
    secret = kept_secret(platformdirs.user_state_path("hexatui") / "gateway.key")
    async with Gateway(source, host=host, port=port, secret=secret) as gateway:
        # The address may be waited for by a program, through a pipe.
        token = gateway.mint(exp=int(time.time()) + TOKEN_LIFETIME)
        print(f"url: {gateway.url}\ntoken: {token}", flush=True)
        if not is_loopback(host):
            click.echo(f"hexatui: listening on {host}, unencrypted: everyone who reaches it can try tokens", err=True)
        if sys.stderr.isatty():
            # Where the token is on this screen already, it may as well stand where it is needed.
            shown = token if sys.stdout.isatty() else "TOKEN"
            click.echo(f"Connect with: {connecting_command(gateway.url, shown, source.places())}", err=True)
        stopped = asyncio.create_task(stop.wait())
        closed = asyncio.create_task(gateway.wait_closed())
        await asyncio.wait([stopped, closed], return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        closed.cancel()


def connecting_command(url: str, token: str, places: Iterable[Place]) -> str:
    """What a person pastes into a shell to see a gateway: its organizations, and workspaces, up to MOST_NAMED."""
    options = {"organization": "-o", "workspace": "-w"}
    found = [place.resource for place in places if place.resource.kind in options]
    # A stable sort: the organizations first.
    named = sorted(found, key=lambda resource: list(options).index(resource.kind))[:MOST_NAMED]
    words = [word for resource in named for word in (options[resource.kind], resource.id)]
    return f"HEXATUI_TOKEN={shlex.quote(token)} {shlex.join(['hexatui', '--url', url, *words])}"


def _when_stdin_ends(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Set `stop` at the end of standard input: whoever started this holds its other end, and may be killed."""

    def read() -> None:
        if not os.read(0, 4096):
            loop.remove_reader(0)
            stop.set()

    try:
        loop.add_reader(0, read)
    except (OSError, ValueError):  # A file, or nothing at all: its end is now.
        stop.set()


def _why_not_listening(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use on {host}: choose another with --port, or 0 for a free one"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"port {port} may not be listened on by this user: choose one above 1023 with --port"
    return f"{host} can't be listened on: {error.strerror or error}"
