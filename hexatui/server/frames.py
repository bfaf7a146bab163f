"""What the gateway says, as the bytes of text frames. What goes to many clients is encoded once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from pydantic_core import to_json

from hexatui.protocol.codec import encode
from hexatui.protocol.events import LogEntryData
from hexatui.protocol.model import ServerModel
from hexatui.server.answers import LogTail


class LogFrame(NamedTuple):
    """An encoded `log_entry` without its `stream_id`, the one part that differs from stream to stream."""

    before: bytes
    after: bytes

    def to(self, stream_id: str) -> bytes:
        """The frame for one stream."""
        return self.before + to_json(stream_id) + self.after


def message_frame(message: ServerModel, at: datetime) -> bytes:
    """A message as a frame, with the time `at` (in UTC) unless it has one of its own ("Message Format")."""
    if message.timestamp is None:
        message = message.model_copy(update={"timestamp": _stamp(at)})
    return encode(message).encode()


def log_frame(entry: LogEntryData, at: datetime) -> LogFrame:
    """A log line as a frame for any number of streams, said at `at` (in UTC)."""
    return _log_frame(entry, _stamp(at))


def tail_frames(tail: LogTail, at: datetime) -> Iterator[bytes]:
    """The history of a log, each line encoded when it is asked for: it can be long. A pause in it is b""."""
    stamp = _stamp(at)
    return (_log_frame(entry, stamp).to(tail.stream_id) if entry else b"" for entry in tail.history.entries)


def _log_frame(entry: LogEntryData, stamp: str) -> LogFrame:
    fields = entry.model_dump_json(exclude={"stream_id"}, exclude_none=True)
    before = f'{{"type":"log_entry","timestamp":"{stamp}","data":{{"stream_id":'
    return LogFrame(before.encode(), f",{fields[1:]}}}".encode())


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
