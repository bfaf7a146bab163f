"""`hexatui doctor`: the steps of an examination, each told as soon as it is done."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from hexatui.client import failures
from hexatui.client.aside import aside
from hexatui.client.connection import run_connection
from hexatui.client.opening import CONNECT_TIMEOUT
from hexatui.client.probing import probe, probe_listing
from hexatui.client.session import AUTH_TIMEOUT, Session
from hexatui.client.tokens import FixedToken, TokenError
from hexatui.headless import diagnosis, terminal
from hexatui.headless.diagnosis import AUTHENTICATION, LISTING, ROUND_TRIP, STEPS, TOKEN, WATCHING
from hexatui.headless.verdicts import Finding, Verdict, exit_code, json_line, text_line
from hexatui.prepared import SettingsError
from hexatui.protocol.lifecycle import Link, LinkPhase, Slowed, Subscribed, Throughput
from hexatui.settings import Survey, survey
from hexatui.terminal import no_unicode

if TYPE_CHECKING:
    from hexatui.client.connection import ConnectionOutcome
    from hexatui.client.options import ConnectionOptions
    from hexatui.client.session import Told
    from hexatui.prepared import Given
    from hexatui.protocol.names import Resource

Check = Callable[[Survey], object]

PATIENCE = 12.0
"""Seconds that the platform has, once it took the token, for a ping and for the subscriptions."""


def examine(given: Given, results: int, *, as_json: bool, check: Check = lambda survey: None) -> int:
    """Examine everything, write a line for each step to the file descriptor `results`, and give the exit code.

    `check` looks for mistakes in what only the screen knows of; it raises `SettingsError`.

    Raises:
        OSError: it can't be written; `BrokenPipeError` where the reader has gone.
    """
    environment = dict(os.environ)
    unicode = not no_unicode(environment)
    colours = os.isatty(results) and not terminal.colours(environment).startswith("no")

    async def tell() -> int:
        findings = []
        async with aclosing(_examination(given, check)) as steps:
            async for finding in steps:
                findings.append(finding)
                line = json_line(finding) if as_json else text_line(finding, unicode=unicode, colours=colours)
                _write(results, f"{line}\n".encode("utf-8", "replace"))
        return exit_code(findings)

    return asyncio.run(tell())


async def _examination(given: Given, check: Check) -> AsyncGenerator[Finding, None]:
    async with aclosing(_connection(given, check)) as steps:
        async for finding in steps:
            yield finding
    is_terminal = os.isatty(0) and (os.isatty(1) or os.isatty(2))
    size = shutil.get_terminal_size()
    yield terminal.examined(terminal.Terminal(dict(os.environ), is_terminal, size.columns, size.lines))


async def _connection(given: Given, check: Check) -> AsyncGenerator[Finding, None]:
    """Everything but the terminal."""
    try:
        found = survey(given)
        check(found)
    except SettingsError as error:
        yield diagnosis.misconfigured(diagnosis.CONFIGURATION, str(error))
        for finding in diagnosis.skipped(STEPS[1:-1], diagnosis.CONFIGURATION):
            yield finding
        return
    yield diagnosis.configuration(found, found.file.path.exists())
    options, secret = found.prepared.options, None
    try:
        secret = await aside(options.token.read)
        yield diagnosis.token(options.token, secret, time.time())
    except TokenError as error:
        yield diagnosis.token_missing(options.token, error)
    seen = await probe(options)
    way = diagnosis.way(options, seen, time.time())
    for finding in way:
        yield finding
    yield diagnosis.clock(options.endpoint().host, seen, secret, time.time())
    obstacle = next((finding.step for finding in way if finding.verdict is Verdict.FAILED), None)
    if obstacle is None and secret is None:
        obstacle = TOKEN
    if secret is None or obstacle is not None:
        for finding in diagnosis.skipped((AUTHENTICATION, ROUND_TRIP, WATCHING, LISTING), obstacle or TOKEN):
            yield finding
        return
    # What was read is used: a pipe gives it once, and a command need not run again.
    for finding in await _conversation(replace(options, token=FixedToken(secret, str(options.token)), retry=False)):
        yield finding
    yield diagnosis.listing(await probe_listing(options, secret)) if options.rest else diagnosis.listing_switched_off()


async def _conversation(options: ConnectionOptions) -> list[Finding]:
    """Authenticate, and see whether the platform answers."""
    stop = asyncio.Event()
    heard = _Heard(options, stop)
    talk = asyncio.create_task(run_connection(Session(options), heard.deliver, stop=stop))
    await asyncio.wait({talk}, timeout=AUTH_TIMEOUT + CONNECT_TIMEOUT + PATIENCE)
    stop.set()
    return heard.findings(await talk)


class _Heard:
    """What the conversation told so far; it is stopped once everything is known, or `PATIENCE` is over."""

    def __init__(self, options: ConnectionOptions, stop: asyncio.Event) -> None:
        self._options = options
        self._stop = stop
        self._live: Link | None = None
        self._round_trip: float | None = None
        self._answers: dict[Resource, Subscribed] = {}
        self._slowed: Slowed | None = None

    def deliver(self, batch: Sequence[tuple[Told, float]]) -> None:
        """Take what was told."""
        for fact, _ in batch:
            match fact:
                case Link(phase=LinkPhase.LIVE):
                    self._live = fact
                    asyncio.get_running_loop().call_later(PATIENCE, self._stop.set)
                case Throughput(round_trip=float()):
                    self._round_trip = fact.round_trip
                case Slowed():
                    self._slowed = fact
                case Subscribed():
                    self._answers[fact.resource] = fact
        if self._round_trip is not None and len(self._answers) >= len(self._options.resources):
            self._stop.set()

    def findings(self, outcome: ConnectionOutcome) -> list[Finding]:
        """What it comes to."""
        failure, host = outcome.failure, self._options.endpoint().host
        if self._live is None:
            silent = failures.authentication_unanswered(AUTH_TIMEOUT, host)
            finding = diagnosis.failed(AUTHENTICATION, failure or silent)
            return [finding, *diagnosis.skipped((ROUND_TRIP, WATCHING), AUTHENTICATION)]
        findings = [diagnosis.accepted(self._live)]
        if self._round_trip is None:
            findings.append(diagnosis.failed(ROUND_TRIP, failure or failures.ping_unanswered(PATIENCE, host)))
            return [*findings, *diagnosis.skipped((WATCHING,), ROUND_TRIP)]
        findings.append(diagnosis.answered(self._round_trip))
        if failure is not None:
            return [*findings, diagnosis.failed(WATCHING, failure)]
        wanted = len(self._options.resources)
        return [*findings, diagnosis.watching(wanted, list(self._answers.values()), self._slowed)]


def _write(output: int, content: bytes) -> None:
    while content:
        content = content[os.write(output, content) :]
