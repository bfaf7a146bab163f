"""`hexatui logs`: the log lines of one container, or of the same container of several pods."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from hexatui.exit_codes import ExitCode
from hexatui.headless.conversation import converse
from hexatui.headless.outbox import Outbox
from hexatui.pod_colours import colour_slots
from hexatui.protocol.lifecycle import LifecycleFact, StreamEnded, StreamOpened
from hexatui.protocol.names import LogSource
from hexatui.text import safe

if TYPE_CHECKING:
    from hexatui.client.options import ConnectionOptions
    from hexatui.client.session import Session
    from hexatui.protocol.codec import ServerMessage
    from hexatui.protocol.events import LogEntryData

_COLOURS = (36, 35, 32, 33, 34, 96, 95, 92, 93, 94)
"""Select graphic rendition: the foregrounds that pods take in turn; red is for errors."""


def print_logs(
    options: ConnectionOptions,
    sources: Sequence[LogSource],
    results: int,
    *,
    tail_lines: int,
    follow: bool,
    as_json: bool,
    for_terminal: bool,
    coloured: bool = False,
) -> int:
    """Write the last `tail_lines` lines of each, and with `follow` those that come. Gives the exit code.

    Where the output is no terminal, a message is written as it is, to the byte. Of several pods each line begins with
    its pod, in a colour of the pod's own where `coloured`; JSON names it anyway.
    """
    outbox = Outbox(results, "lines")
    streams: dict[str, LogSource] = {}
    going, failed = set(sources), False
    slots = colour_slots([source.pod for source in sources], len(_COLOURS))

    def lead(source: LogSource) -> str:
        if as_json or len(sources) < 2:
            return ""
        pod = safe(source.pod)
        return f"\x1b[{_COLOURS[slots[source.pod]]}m{pod}\x1b[0m " if coloured else f"{pod} "

    leads = {source: lead(source) for source in sources}

    def hear(message: ServerMessage | LifecycleFact, at: float) -> None:
        nonlocal failed
        match message:
            case StreamOpened():
                streams[message.stream_id] = message.source
            case StreamEnded():
                if message.outcome == "failed":
                    failed = True
                    outbox.say(f"the log of {safe(str(message.source))} can't be had: {safe(message.reason)}")
                going.discard(message.source)
                if not going:
                    outbox.finish(ExitCode.PLATFORM_ERROR if failed else ExitCode.DONE)

    def hear_entries(entries: Sequence[LogEntryData]) -> None:
        outbox.put_all([line(entry).encode("utf-8", "replace") for entry in entries])

    def line(entry: LogEntryData) -> str:
        source = streams[entry.stream_id]
        content = json_line(entry, source) if as_json else log_line(entry)
        return f"{leads[source]}{safe(content) if for_terminal else content}\n"

    def ask(session: Session) -> None:
        for source in sources:
            session.open_stream(source, tail_lines, follow)

    return converse(replace(options, resources=()), outbox, hear, hear_entries=hear_entries, ask=ask)


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
