"""One look at whether a platform can be reached, and one at whether it lists what exists: for a diagnosis."""

from __future__ import annotations

import importlib
import time
from dataclasses import dataclass, field

from hexatui.client.failures import Failure
from hexatui.client.opening import Progress, close_socket, open_socket, opening_failure
from hexatui.client.options import ConnectionOptions
from hexatui.client.rest_failures import RestError


@dataclass(frozen=True, slots=True)
class Probe:
    """How an attempt to open a WebSocket went."""

    progress: Progress = field(default_factory=Progress)
    failure: Failure | None = None
    """Why none came about; None where it was open."""
    seconds: float = 0.0
    """How long it took."""


async def probe(options: ConnectionOptions) -> Probe:
    """Open a WebSocket, say nothing, and close it.

    Raises:
        ConfigurationError: the options can't lead anywhere.
    """
    endpoint, progress, failure = options.endpoint(), Progress(), None
    started = time.monotonic()
    try:
        socket = await open_socket(endpoint, options, progress)
    except Exception as error:
        failure = opening_failure(error, endpoint, progress)
    seconds = time.monotonic() - started
    if failure is None:
        await close_socket(socket)
    return Probe(progress, failure, seconds)


async def probe_listing(options: ConnectionOptions, token: str) -> Failure | None:
    """Ask for one organization over REST; why that went wrong, or None.

    Raises:
        ConfigurationError: the options can't lead anywhere.
    """
    # httpx takes a tenth of a second to load.
    http = importlib.import_module("hexatui.client.rest")
    try:
        async with http.Rest(options, token) as rest:
            await rest.get("/organizations", limit=1)
    except RestError as error:
        return error.failure
    return None
