"""Held log lines into a file, as `kubectl logs --timestamps` has them. Waits for the disk: to be called in a thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hexatui.protocol.names import LogSource
from hexatui.ui.new_file import fit_for_a_name, moment, new_file

if TYPE_CHECKING:
    from hexatui.state.log_protocol import LogSnapshot
    from hexatui.state.log_query import Wanted
    from hexatui.state.logs import LogLine

AT_ONCE = 512
"""Lines that are unpacked at once."""


class Saved(NamedTuple):
    """What was written."""

    path: Path
    lines: int


def held_lines(snapshot: LogSnapshot, wanted: Wanted | None) -> Iterator[LogLine]:
    """The lines of a snapshot, or those of them that a filter lets through, and the gaps between them."""
    from hexatui.state.log_search import Search

    if wanted is None:
        for start in range(snapshot.first, snapshot.end, AT_ONCE):
            yield from snapshot.lines(start, start + AT_ONCE)
        return
    search = Search(wanted, keeps_gaps=True)
    while search.step(snapshot):
        pass
    for index in range(0, search.findings.count, AT_ONCE):
        for number in search.findings.between(index, index + AT_ONCE):
            yield from snapshot.lines(number, number + 1)


def save_lines(
    lines: Iterable[LogLine], source: LogSource, now: float, places: Iterable[Path], dropped: int = 0
) -> Saved:
    """Write lines into a new file in the first place that lets us; its owner alone may read it.

    Args:
        lines: in their order; taken one by one while they are written.
        source: whose they are; where it names no container, each line says whose it is.
        now: Unix seconds, for the file's name.
        places: folders; those that are missing are made.
        dropped: how many lines there were before them.

    Raises:
        OSError: no place lets us, or the disk is full; nothing is left behind then.
    """
    names = "-".join(filter(None, (fit_for_a_name(name) for name in (source.pod, source.container))))
    count = 0
    with new_file(f"hexatui-log-{names or 'stream'}-{moment(now)}", ".log", places) as (path, file):
        if dropped:
            file.write(f"# {dropped:,} earlier lines were dropped to make room\n".encode())
        for line in lines:
            if not source.container:
                file.write(f"[pod/{line.pod}/{line.container}] ".encode("utf-8", "replace"))
            file.write(line_bytes(line))
            count += not line.gap
    return Saved(path, count)


def line_bytes(line: LogLine) -> bytes:
    """ "2024-01-20T14:02:09.120000Z GET /api 200", its text to the byte; "-" for a time that wasn't given.

    Where lines may be missing a comment says so, between which times and why.
    """
    if line.gap:
        since, until = (written_time(at) for at in line.gap)
        return f"# {line.gap_reason or 'gap'} {since} - {until}: lines may be missing\n".encode("utf-8", "replace")
    return f"{written_time(line.time)} ".encode() + text_bytes(line.text) + (b"" if line.text.endswith("\n") else b"\n")


def text_bytes(text: str) -> bytes:
    """A raw text as it came; what no UTF-8 can say becomes "?"."""
    return text.encode("utf-8", "replace")


def written_time(at: float | None) -> str:
    """RFC 3339 in UTC, to the microsecond."""
    if at is None:
        return "-"
    try:
        return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    except (OverflowError, ValueError, OSError):
        return "-"
