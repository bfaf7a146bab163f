"""Held frames into a file: several as a recording, one as it is. Waits for the disk: to be called in a thread."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from hexatui import __version__
from hexatui.frame_ring import HeldFrame
from hexatui.recording import Frame, Header, frame_line, header_line
from hexatui.ui.inspection import frame_bytes

MAX_NAMES = 100
"""Names that are tried within a folder before it is given up."""


def folders() -> list[Path]:
    """Where a file may go, best first: the current folder, then the one for the program's state."""
    from platformdirs import user_state_path

    return [Path.cwd(), user_state_path("hexatui", appauthor=False)]


def save_frames(frames: Iterable[HeldFrame], url: str, now: float, places: Iterable[Path]) -> Path:
    """Write the frames, as a recording, into a new file in the first place that lets us; its owner alone may read it.

    Args:
        frames: in their order.
        url: whom they were exchanged with.
        now: Unix seconds, for the file's name.
        places: folders; those that are missing are made.

    Raises:
        OSError: no place lets us, or the disk is full.
    """
    held = list(frames)
    started_at = held[0].at if held else now
    lines = [header_line(Header(__version__, started_at, url))]
    lines += [frame_line(Frame(frame.at - started_at, frame.direction, frame.text)) for frame in held]
    return _write("".join(lines).encode(), f"hexatui-frames-{_moment(now)}", ".jsonl", places)


def save_frame(frame: HeldFrame, places: Iterable[Path]) -> Path:
    """Write one frame to the byte, likewise."""
    return _write(frame_bytes(frame.text), f"hexatui-frame-{_moment(frame.at)}-{frame.number}", ".json", places)


def _moment(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y%m%dT%H%M%SZ}"


def _write(content: bytes, stem: str, suffix: str, places: Iterable[Path]) -> Path:
    path, descriptor = _new_file(stem, suffix, places)
    with open(descriptor, "wb") as file:
        file.write(content)
    return path


def _new_file(stem: str, suffix: str, places: Iterable[Path]) -> tuple[Path, int]:
    failure: OSError = FileNotFoundError("there is no folder to write to")
    for place in places:
        for number in range(MAX_NAMES):
            path = place / (f"{stem}-{number}{suffix}" if number else stem + suffix)
            try:
                place.mkdir(parents=True, exist_ok=True)
                return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError as error:
                failure = error
            except OSError as error:
                failure = error
                break
    raise failure
