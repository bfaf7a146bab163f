"""`hexatui logs`: the log lines of one container, or of the same container of several pods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic_core import to_json, to_jsonable_python

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
    leads: dict[str, str] = {}
    going, failed = set(sources), False
    slots = colour_slots([source.pod for source in sources], len(_COLOURS))
    harmless: Callable[[str], str] = safe if for_terminal else str

    def lead(source: LogSource) -> str:
        if len(sources) < 2:
            return ""
        pod = safe(source.pod)
        return f"\x1b[{_COLOURS[slots[source.pod]]}m{pod}\x1b[0m " if coloured else f"{pod} "

    def hear(message: ServerMessage | LifecycleFact, at: float) -> None:
        nonlocal failed
        match message:
            case StreamOpened():
                streams[message.stream_id] = message.source
                leads[message.stream_id] = lead(message.source)
            case StreamEnded():
                if message.outcome == "failed":
                    failed = True
                    outbox.say(f"the log of {safe(str(message.source))} can't be had: {safe(message.reason)}")
                going.discard(message.source)
                if not going:
                    outbox.finish(ExitCode.PLATFORM_ERROR if failed else ExitCode.DONE)

    def hear_entries(entries: Sequence[LogEntryData]) -> None:
        if as_json:
            lines = [json_line(entry, streams[entry.stream_id]) for entry in entries]
        else:
            lines = [
                f"{leads[entry.stream_id]}{harmless(line)}\n".encode("utf-8", "replace")
                for entry, line in zip(entries, log_lines(entries), strict=True)
            ]
        outbox.put_all(lines)

    def ask(session: Session) -> None:
        for source in sources:
            session.open_stream(source, tail_lines, follow)

    return converse(replace(options, resources=()), outbox, hear, hear_entries=hear_entries, ask=ask)


def log_lines(entries: Sequence[LogEntryData]) -> list[str]:
    """`timestamp level message` of each, with "-" for a timestamp or level that wasn't given."""
    # All at once, by pydantic, which knows its own time zones: `isoformat` would ask one for its offset each time.
    times = to_jsonable_python([entry.timestamp for entry in entries])
    return [f"{time or '-'} {entry.level or '-'} {entry.message}" for time, entry in zip(times, entries, strict=True)]


def json_line(entry: LogEntryData, source: LogSource) -> bytes:
    """The entry as a JSON object and a line feed, in printable ASCII; what was left out is null or from the request."""
    fields = {
        "timestamp": entry.timestamp,
        "level": entry.level,
        "message": entry.message,
        "workspace_id": source.workspace_id,
        "namespace": source.namespace,
        "pod": entry.pod or source.pod,
        "container": entry.container or source.container,
    }
    return to_json(fields, ensure_ascii=True).replace(b"\x7f", rb"\u007f") + b"\n"
