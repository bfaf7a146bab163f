"""One conversation without a screen: the client in its thread, what it tells written in this one, and an exit code."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hexatui.client.worker import Client
from hexatui.exit_codes import ExitCode
from hexatui.headless.narration import narrated
from hexatui.protocol.lifecycle import LifecycleFact, Link, LinkPhase

if TYPE_CHECKING:
    from hexatui.client.connection import FrameTap
    from hexatui.client.options import ConnectionOptions
    from hexatui.headless.outbox import Outbox
    from hexatui.protocol.codec import ServerMessage

    Hear = Callable[[ServerMessage | LifecycleFact, float], None]

LAST_WRITE_TIMEOUT = 2.0
"""Seconds for what is still waiting when the person interrupts; the output may be stuck."""


def converse(
    options: ConnectionOptions,
    outbox: Outbox,
    hear: Hear,
    *,
    ask: Callable[[Client], None] | None = None,
    on_frame: FrameTap | None = None,
) -> int:
    """Connect, ask, and write until the outbox is finished or the person interrupts. Gives the exit code.

    Args:
        hear: called with each message and fact, in the client's thread; it must not wait.
        ask: what to ask for, before the connection begins.
        on_frame: called with each raw frame, in the client's thread.
    """

    def deliver(batch: Sequence[tuple[ServerMessage | LifecycleFact, float]]) -> None:
        for message, at in batch:
            if sentence := narrated(message, at):
                outbox.say(sentence)
            if isinstance(message, Link):
                _end(message, options, outbox)
            hear(message, at)

    client = Client(options, deliver, on_frame)
    if ask:
        ask(client)
    client.start()
    try:
        return outbox.write_until_finished()
    except KeyboardInterrupt:
        client.stop()
        last = threading.Thread(target=outbox.write_waiting, name="hexatui-last-write", daemon=True)
        last.start()
        last.join(LAST_WRITE_TIMEOUT)
        return ExitCode.DONE
    finally:
        client.stop()


def _end(link: Link, options: ConnectionOptions, outbox: Outbox) -> None:
    """Finish where the connection's state leaves nothing to wait for."""
    if link.phase is LinkPhase.REFUSED:
        outbox.finish(ExitCode.REFUSED)
    elif link.phase is LinkPhase.WAITING and not options.retry:
        outbox.finish(ExitCode.UNREACHABLE)
