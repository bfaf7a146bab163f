"""A recording: the raw frames of a connection, as JSON lines, and nothing else.

The first line is a header object; each further line is `[seconds, direction, frame]`, where seconds count from the
header's `started_at` and direction is "in" or "out". What a recording shows is what the fold of its frames gives.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

FORMAT = 1
"""The version of the layout; a reader refuses a higher one."""

MASK = "********"
"""Stands where a token was."""

LATEST = 250_000_000_000.0
"""The latest Unix seconds at which a recording can begin; with `LONGEST` there is still a date for it."""

LONGEST = 1_000_000_000.0
"""Seconds after which no recording has frames any more."""

Direction = Literal["in", "out"]


class RecordingError(ValueError):
    """A line that is no part of a recording, said in one sentence."""


class Frame(NamedTuple):
    """One frame of a recording."""

    seconds: float
    """Since the recording began, 0 or more."""
    direction: Direction
    text: str


@dataclass(frozen=True, slots=True)
class Header:
    """The first line."""

    program: str
    """The version of Hexatui that wrote it."""
    started_at: float
    """Unix seconds."""
    url: str = ""
    format: int = FORMAT


def header_line(header: Header) -> str:
    """The header as a line, its newline included."""
    fields = {
        "hexatui": header.program,
        "format": header.format,
        "started_at": header.started_at,
        "url": header.url,
    }
    return _line(fields)


def frame_line(frame: Frame) -> str:
    """A frame as a line, its newline included; the token of an `auth` is masked."""
    text = masked(frame.text) if frame.direction == "out" else frame.text
    return _line([round(max(0.0, frame.seconds), 6), frame.direction, text])


def read(lines: Iterable[str]) -> tuple[Header, Iterator[Frame]]:
    """The header and, lazily, the frames. A torn last line, from a program that was killed, ends the recording.

    Raises:
        RecordingError: the header is none, or of a later format; for a broken line, when the iterator reaches it.
    """
    numbered = enumerate(lines, 1)
    _, first = next(numbered, (1, ""))
    return read_header(first), _frames(numbered)


def read_header(line: str | bytes) -> Header:
    """The header that a first line holds.

    Raises:
        RecordingError: it holds none, or one of a later format.
    """
    try:
        fields = json.loads(line)
        header = Header(
            program=str(fields["hexatui"]),
            started_at=float(fields["started_at"]),
            url=str(fields.get("url", "")),
            format=int(fields["format"]),
        )
        if not 0 <= header.started_at <= LATEST:
            raise ValueError(header.started_at)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise RecordingError("its first line is not the header of a Hexatui recording") from None
    if header.format > FORMAT:
        raise RecordingError(f"it has format {header.format}, and this version reads formats up to {FORMAT}")
    return header


def read_frame(line: str | bytes, number: int) -> Frame | None:
    """The frame that the line of this number holds, counted from 1; None for a torn one, without its newline.

    Raises:
        RecordingError: it holds none, and isn't torn.
    """
    try:
        seconds, direction, text = json.loads(line)
        if direction not in ("in", "out") or not isinstance(text, str):
            raise ValueError(direction)
        if not math.isfinite(seconds) or seconds > LONGEST:
            raise ValueError(seconds)
        return Frame(float(seconds), direction, text)
    except (ValueError, TypeError, OverflowError, RecursionError):
        if line[-1:] not in ("\n", b"\n"):
            return None
        raise RecordingError(f"line {number} is not a frame: [seconds, direction, frame]") from None


def frame_bytes(text: str) -> bytes:
    """A recorded frame as the bytes that passed on the wire."""
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode(errors="surrogatepass")


def masked(frame: str) -> str:
    """The frame, with its token replaced where it is an `auth`."""
    if '"auth"' not in frame and "\\u" not in frame:
        return frame
    try:
        message = json.loads(frame)
    except (ValueError, RecursionError):
        return frame
    if not isinstance(message, dict) or message.get("type") != "auth":
        return frame
    return json.dumps({key: MASK if key == "token" else value for key, value in message.items()})


def _line(value: object) -> str:
    # ASCII alone: a frame may hold what a terminal or an editor would obey, and lone surrogates.
    return json.dumps(value, separators=(",", ":")) + "\n"


def _frames(numbered: Iterable[tuple[int, str]]) -> Iterator[Frame]:
    for number, line in numbered:
        frame = read_frame(line, number)
        if frame is None:
            return
        yield frame
