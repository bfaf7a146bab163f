"""Recordings made up frame by frame."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hexatui.client.retelling import Retelling
from hexatui.client.session import Told
from hexatui.protocol.events import LogEntry
from hexatui.recording import Frame, Header, frame_line, header_line
from hexatui.tape import Tape

HEADER = Header("1.2.3", 1_000_000_000.0, "wss://api.hexabase.ai/ws")

COUNTED = {"one": 1, "two": 2, "three": 3}


def say(seconds: float, type: str, **fields: Any) -> Frame:
    """What the platform said."""
    return Frame(seconds, "in", json.dumps({"type": type, **fields}))


def out(seconds: float, type: str, **fields: Any) -> Frame:
    """What the client said."""
    return Frame(seconds, "out", json.dumps({"type": type, **fields}))


def log_entry(seconds: float, stream_id: str, message: str, pod: str = "api-1") -> Frame:
    """A line of a log; the first words that one counts with have their times."""
    time = f"2024-01-20T10:00:{COUNTED.get(message, 30):02}Z"
    data = {"stream_id": stream_id, "timestamp": time, "message": message, "pod": pod, "container": "api"}
    return say(seconds, "log_entry", data=data)


def content(frames: Iterable[Frame], header: Header = HEADER) -> str:
    """The file."""
    return header_line(header) + "".join(map(frame_line, frames))


def record(folder: Path, frames: Sequence[Frame]) -> Tape:
    """A recording in a folder, read."""
    path = folder / "recording.jsonl"
    path.write_text(content(frames))
    return Tape(path)


def at_once(tape: Tape) -> list[tuple[Told, float]]:
    """All that a recording tells."""
    return Retelling(tape).advance(tape.duration, len(tape) + 1)


def entries(facts: Iterable[Told]) -> list[str]:
    """The messages of log entries."""
    return [fact.data.message for fact in facts if isinstance(fact, LogEntry)]
