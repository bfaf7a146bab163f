"""One conversation without a screen: held in a thread of its own, written in this one, and an exit code at its end."""

from __future__ import annotations

import asyncio
import os
import select
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING

from hexatui.client.connection import FrameTap, run_connection
from hexatui.client.failures import FailureKind, internal
from hexatui.client.session import Session
from hexatui.client.tokens import FileToken
from hexatui.collecting import collect_seldom
from hexatui.exit_codes import ExitCode
from hexatui.headless.narration import narrated
from hexatui.headless.outbox import STDERR
from hexatui.headless.unread import Unread
from hexatui.protocol.events import LogEntry
from hexatui.text import safe

if TYPE_CHECKING:
    from hexatui.client.options import ConnectionOptions
    from hexatui.headless.outbox import Outbox
    from hexatui.protocol.codec import ServerMessage
    from hexatui.protocol.events import LogEntryData
    from hexatui.protocol.lifecycle import LifecycleFact

    Hear = Callable[[ServerMessage | LifecycleFact, float], None]
    HearEntries = Callable[[Sequence[LogEntryData]], None]

GOODBYE_TIMEOUT = 2.0
"""Seconds that the conversation may take to end."""

STUCK_AFTER = 2.0
"""Seconds without a byte taken after which an output counts as stuck, once the person has interrupted."""

LAST_WRITE_TIMEOUT = 10.0
"""Seconds in all for what still waits then; a second interrupt ends it at once."""

SWITCH_INTERVAL = 0.0005
"""Seconds after which a thread makes way for one that waits: after each write the writer must wait for it again."""

_CODES = {
    None: ExitCode.DONE,
    FailureKind.REFUSED: ExitCode.REFUSED,
    FailureKind.CONFIGURATION: ExitCode.USAGE,
    FailureKind.UNREACHABLE: ExitCode.UNREACHABLE,
    FailureKind.RETRY: ExitCode.UNREACHABLE,
}


def converse(
    options: ConnectionOptions,
    outbox: Outbox,
    hear: Hear,
    *,
    hear_entries: HearEntries = lambda entries: None,
    ask: Callable[[Session], None] | None = None,
    on_frame: FrameTap | None = None,
) -> int:
    """Connect, ask, and write until the outbox is finished or the person interrupts. Gives the exit code.

    Args:
        hear: called with each message and fact but log entries, in the conversation's thread; it must not wait.
        hear_entries: called with log entries that came one after another, in the same way.
        ask: what to ask for, before the connection begins.
        on_frame: called with each raw frame, in the conversation's thread.

    Raises:
        BrokenPipeError: nobody reads the results any more.
    """

    def deliver(batch: Sequence[tuple[ServerMessage | LifecycleFact, float]]) -> None:
        entries: list[LogEntryData] = []
        for message, at in batch:
            if type(message) is LogEntry:
                entries.append(message.data)
                continue
            if entries:
                hear_entries(entries)
                entries = []
            narrate(message, at)
            hear(message, at)
        if entries:
            hear_entries(entries)
            narrate(*batch[-1])  # Of 100,000 log entries a second none is narrated; the last shows how late it is.

    def narrate(message: ServerMessage | LifecycleFact, at: float) -> None:
        told = narrated(message, at, options.retry)
        # What ends a conversation is its last word.
        for sentence in (unread.rest() if told else None, told, unread.narrated(message, at)):
            if sentence:
                outbox.say(sentence)

    collect_seldom()
    sys.setswitchinterval(SWITCH_INTERVAL)
    session, unread = Session(options), Unread()
    if ask:
        ask(session)
    token = options.token
    if isinstance(token, FileToken) and not token.is_pipe and token.readable_by_others():
        outbox.say(safe(f"{token} can be read by other users of this machine: chmod 600 closes it to them"))
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    def talk() -> None:
        try:
            outcome = loop.run_until_complete(run_connection(session, deliver, on_frame, stop))
            if sentence := unread.rest():
                outbox.say(sentence)
            outbox.finish(_CODES[outcome.kind])
        except Exception as error:
            outbox.say(safe(internal(error).reason))
            outbox.finish(ExitCode.FAULT)

    thread = threading.Thread(target=talk, name="hexatui-conversation", daemon=True)
    thread.start()
    try:
        return _written(outbox, lambda: loop.call_soon_threadsafe(stop.set))
    except BrokenPipeError:
        raise
    except OSError as error:
        os.write(STDERR, f"hexatui: the output can't be written: {error.strerror}\n".encode())
        return ExitCode.FAULT
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(GOODBYE_TIMEOUT)
        if not thread.is_alive():
            loop.close()


def _written(outbox: Outbox, interrupted: Callable[[], object]) -> int:
    """The exit code, when all is written; after an interrupt, which is told, what somebody still takes."""
    code: Future[int] = Future()

    def write() -> None:
        try:
            code.set_result(outbox.write_until_finished())
        except Exception as error:
            code.set_exception(error)

    try:
        # In a thread of its own: an interrupt would lose how much was written.
        threading.Thread(target=write, name="hexatui-writer", daemon=True).start()
        return code.result()
    except KeyboardInterrupt:
        interrupted()
        _write_the_rest(outbox, code)
        return ExitCode.DONE


def _write_the_rest(outbox: Outbox, writing: Future[int]) -> None:
    """Let what waits be written while somebody takes it, whole lines in any case, and tell what is lost.

    Raises:
        OSError: it can't be written.
    """
    outbox.finish(ExitCode.DONE)
    deadline, before = time.monotonic() + LAST_WRITE_TIMEOUT, -1
    try:
        while not writing.done() and outbox.written != before and time.monotonic() < deadline:
            before = outbox.written
            wait([writing], STUCK_AFTER)
    finally:
        outbox.abandon()
        wait([writing], STUCK_AFTER / 10)
    if writing.done():
        writing.result()
    # A standard error that is stuck too must not hold us up.
    if (lost := outbox.left) and _is_writable(STDERR):
        os.write(STDERR, f"hexatui: the last {lost:,} results were not written: nobody read them\n".encode())


def _is_writable(descriptor: int) -> bool:
    return bool(select.select([], [descriptor], [], 0)[1])
