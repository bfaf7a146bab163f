"""Held frames into a file: several as a recording, one as it is. Waits for the disk: to be called in a thread."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hexatui import __version__
from hexatui.frame_ring import HeldFrame
from hexatui.recording import Frame, Header, frame_line, header_line
from hexatui.ui.inspection import frame_bytes
from hexatui.ui.new_file import moment, new_file


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
    return _write("".join(lines).encode(), f"hexatui-frames-{moment(now)}", ".jsonl", places)


def save_frame(frame: HeldFrame, places: Iterable[Path]) -> Path:
    """Write one frame to the byte, likewise."""
    return _write(frame_bytes(frame.text), f"hexatui-frame-{moment(frame.at)}-{frame.number}", ".json", places)


def _write(content: bytes, stem: str, suffix: str, places: Iterable[Path]) -> Path:
    with new_file(stem, suffix, places) as (path, file):
        file.write(content)
    return path
