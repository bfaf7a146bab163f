"""One conversation without a screen: held in a thread of its own, written in this one, and an exit code at its end."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hexatui.client.connection import FrameTap, run_connection
from hexatui.client.failures import FailureKind, internal
from hexatui.client.session import Session
from hexatui.exit_codes import ExitCode
from hexatui.headless.narration import narrated
from hexatui.headless.outbox import STDERR
from hexatui.text import safe

if TYPE_CHECKING:
    from hexatui.client.options import ConnectionOptions
    from hexatui.headless.outbox import Outbox
    from hexatui.protocol.codec import ServerMessage
    from hexatui.protocol.lifecycle import LifecycleFact

    Hear = Callable[[ServerMessage | LifecycleFact, float], None]

GOODBYE_TIMEOUT = 2.0
"""Seconds that the conversation may take to end."""

LAST_WRITE_TIMEOUT = 2.0
"""Seconds for what still waits when the person interrupts; the output may be stuck."""

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
    ask: Callable[[Session], None] | None = None,
    on_frame: FrameTap | None = None,
) -> int:
    """Connect, ask, and write until the outbox is finished or the person interrupts. Gives the exit code.

    Args:
        hear: called with each message and fact, in the conversation's thread; it must not wait.
        ask: what to ask for, before the connection begins.
        on_frame: called with each raw frame, in the conversation's thread.

    Raises:
        BrokenPipeError: nobody reads the results any more.
    """

    def deliver(batch: Sequence[tuple[ServerMessage | LifecycleFact, float]]) -> None:
        for message, at in batch:
            if sentence := narrated(message, at, options.retry):
                outbox.say(sentence)
            hear(message, at)

    session = Session(options)
    if ask:
        ask(session)
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    def talk() -> None:
        try:
            outcome = loop.run_until_complete(run_connection(session, deliver, on_frame, stop))
            outbox.finish(_CODES[outcome.kind])
        except Exception as error:
            outbox.say(safe(internal(error).reason))
            outbox.finish(ExitCode.FAULT)

    thread = threading.Thread(target=talk, name="hexatui-conversation", daemon=True)
    thread.start()
    try:
        return outbox.write_until_finished()
    except KeyboardInterrupt:
        last = threading.Thread(target=outbox.write_waiting, name="hexatui-last-write", daemon=True)
        last.start()
        last.join(LAST_WRITE_TIMEOUT)
        return ExitCode.DONE
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
