"""`hexatui logs`: one container's log lines."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from hexatui.exit_codes import ExitCode
from hexatui.headless.conversation import converse
from hexatui.headless.outbox import Outbox
from hexatui.protocol.events import LogEntry, LogEntryData
from hexatui.protocol.lifecycle import LifecycleFact, StreamEnded
from hexatui.protocol.names import LogSource
from hexatui.text import safe

if TYPE_CHECKING:
    from hexatui.client.options import ConnectionOptions
    from hexatui.client.session import Session
    from hexatui.protocol.codec import ServerMessage


def print_logs(
    options: ConnectionOptions,
    source: LogSource,
    results: int,
    *,
    tail_lines: int,
    follow: bool,
    as_json: bool,
    for_terminal: bool,
) -> int:
    """Write the last `tail_lines` lines, and with `follow` those that come. Gives the exit code.

    Where the output is no terminal, a message is written as it is, to the byte.
    """
    outbox = Outbox(results, "lines")

    def hear(message: ServerMessage | LifecycleFact, at: float) -> None:
        match message:
            case LogEntry():
                line = json_line(message.data, source) if as_json else log_line(message.data)
                if for_terminal:
                    line = safe(line)
                outbox.put(f"{line}\n".encode("utf-8", "replace"))
            case StreamEnded(outcome="failed"):
                outbox.say(f"the log of {safe(str(source))} can't be had: {safe(message.reason)}")
                outbox.finish(ExitCode.PLATFORM_ERROR)
            case StreamEnded():
                outbox.finish(ExitCode.DONE)

    def ask(session: Session) -> None:
        session.open_stream(source, tail_lines, follow)

    return converse(replace(options, resources=()), outbox, hear, ask=ask)


def log_line(entry: LogEntryData) -> str:
    """`timestamp level message`, with "-" for a timestamp or level that wasn't given."""
    return f"{_timestamp(entry) or '-'} {entry.level or '-'} {entry.message}"


def json_line(entry: LogEntryData, source: LogSource) -> str:
    """The entry as a JSON object, in ASCII alone; what the platform left out is null or from the request."""
    fields = {
        "timestamp": _timestamp(entry),
        "level": entry.level,
        "message": entry.message,
        "workspace_id": source.workspace_id,
        "namespace": source.namespace,
        "pod": entry.pod or source.pod,
        "container": entry.container or source.container,
    }
    return json.dumps(fields, separators=(",", ":"))


def _timestamp(entry: LogEntryData) -> str | None:
    if isinstance(entry.timestamp, datetime):
        return entry.timestamp.isoformat().replace("+00:00", "Z")
    return entry.timestamp
