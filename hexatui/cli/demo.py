"""`hexatui demo`: the dashboard over a gateway of its own, a real WebSocket on loopback between them."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

import hexatui
from hexatui.cli.options import logs_option, stream_requests
from hexatui.cli.screen import require_screen
from hexatui.cli.sources import SourceChoice, check_source, make_source, source_options
from hexatui.prepared import Prepared, SettingsError, StreamRequest
from hexatui.protocol.names import LogSource

BOOT_TIMEOUT = 30.0
"""Seconds that the gateway may take to say where it listens."""

ENDING_TIMEOUT = 3.0
"""Seconds that the gateway may take to end."""

OPENED = {"demo": 1, "host": 4}
"""How many log streams are open from the start where the person names none."""

OPENED_RECORDED = 4
"""The same for a recording, of those that were open in it."""

MOST_KNOWN = 100
"""Workspaces of the invented fleet whose containers are known from the start: all of many take seconds to make."""


@click.command()
@source_options
@logs_option
def demo(sources: tuple[LogSource, ...], **choice: Any) -> int:
    """The dashboard over an invented platform: no configuration, no network, no account."""
    require_screen()
    chosen = SourceChoice(**choice)
    check_source(chosen)
    # First of all: the gateway boots on one core while the dashboard is imported on the other.
    with GatewayProcess(chosen) as gateway:
        from hexatui.ui.running import run_dashboard

        return run_dashboard(lambda: prepare_demo(chosen, gateway, stream_requests(sources)))


class GatewayProcess:
    """A gateway in a process of its own, which ends with this one however that happens."""

    def __init__(self, choice: SourceChoice) -> None:
        import subprocess
        import tempfile

        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 (closed by __exit__)
        # The package is found where this one is, and never in the folder that happens to be the current one.
        package = str(Path(hexatui.__file__).parents[1])
        inherited = os.environ.get("PYTHONPATH")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "hexatui", "serve", "--port", "0", "--while-stdin-open", *choice.arguments()],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (package, inherited)))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            # A session of its own: the terminal's signals are for the dashboard, which then ends this.
            start_new_session=True,
        )

    def __enter__(self) -> GatewayProcess:
        return self

    def __exit__(self, *_: object) -> None:
        import subprocess

        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(ENDING_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._complaints.close()

    def kill(self) -> None:
        """End it as a machine that loses power would."""
        self._process.kill()

    def address(self) -> tuple[str, str]:
        """Its URL and a token, as soon as it listens. Waits; not to be called before the first paint.

        Raises:
            SettingsError: it ended, or took too long.
        """
        said = self._first_lines(2)
        if len(said) == 2 and said[0].startswith("url: ") and said[1].startswith("token: "):
            return said[0].removeprefix("url: "), said[1].removeprefix("token: ")
        self._complaints.seek(0)
        complaints = self._complaints.read().decode(errors="replace").strip().splitlines()
        why = complaints[-1].removeprefix("hexatui: ") if complaints else "it said nothing"
        raise SettingsError(f"the demo's gateway did not start: {why}")

    def _first_lines(self, count: int) -> list[str]:
        import selectors

        assert self._process.stdout is not None
        deadline, text = time.monotonic() + BOOT_TIMEOUT, b""
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while text.count(b"\n") < count and selector.select(max(0.0, deadline - time.monotonic())):
                chunk = os.read(self._process.stdout.fileno(), 65_536)
                if not chunk:
                    break
                text += chunk
        return text.decode(errors="replace").splitlines()[:count]


def prepare_demo(choice: SourceChoice, gateway: GatewayProcess, streams: tuple[StreamRequest, ...]) -> Prepared:
    """What the dashboard needs; called after its first paint."""
    from hexatui.client.options import ConnectionOptions
    from hexatui.client.tokens import TokenSource
    from hexatui.preferences import own_preferences

    few = replace(choice, workspaces=min(choice.workspaces, MOST_KNOWN)) if choice.workspaces else choice
    source = make_source(few)
    containers = tuple(source.containers())
    if not streams:
        streams = tuple(
            StreamRequest(container) for container in containers[: OPENED.get(choice.kind, OPENED_RECORDED)]
        )
    # A recording lists nothing: what it speaks of is named.
    places = source.places() if choice.recording else []
    url, token = gateway.address()
    resources = tuple(place.resource for place in places)
    options = ConnectionOptions(
        url, TokenSource.from_value(token, "the demo's token"), resources, rest=choice.recording is None
    )
    return Prepared(
        options,
        places,
        list(streams),
        choice.recording.name if choice.recording else choice.kind,
        watch_listed=choice.recording is None,
        preferences=own_preferences(),
        containers=containers,
    )
