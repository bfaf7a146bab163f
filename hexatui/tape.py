"""A recording that can be read from any place: where each of its frames lies, and when it came. Waits for the disk."""

from __future__ import annotations

import json
import os
import stat
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from hexatui.recording import Frame, Header, RecordingError, read_frame, read_header

MAX_LINE = 64 * 1024 * 1024
"""Bytes of a line; a frame of the platform's largest size takes a tenth of it, however it is escaped."""

LOOK_UP = 1_000
"""Lines read between two words about the progress."""


class Tape:
    """A recording in a file that holds still, or only grows: what it held when it was opened counts.

    Args:
        path: the file; frames are read from it anew whenever they are asked for.
        progress: takes how much of it was looked at, from 0 to 1.

    Raises:
        RecordingError: it can't be read, or is no recording; one sentence about the file, without its name.
    """

    def __init__(self, path: Path, progress: Callable[[float], object] = lambda _: None) -> None:
        self.path = path
        self.torn = False
        """Whether its last line is torn: what was being written when the program was killed is not there."""
        self.times = array("d")
        """When each frame came, in seconds since the beginning; they never go back."""
        self.beginnings: list[int] = []
        """The frames that authenticate: each begins a connection."""
        self.notable = array("d")
        """When alerts came, and connections began."""
        self._places = array("q")
        with _opened(path) as file:
            self.header: Header = read_header(file.readline(MAX_LINE))
            size, place, number = max(1, os.fstat(file.fileno()).st_size), file.tell(), 2
            while line := file.readline(MAX_LINE):
                frame = read_frame(line, number)
                if frame is None:
                    if len(line) == MAX_LINE:
                        raise RecordingError(f"line {number} is longer than {MAX_LINE:,} bytes")
                    self.torn = True
                    break
                self._take(frame, place)
                place += len(line)
                number += 1
                if number % LOOK_UP == 0:
                    progress(min(1.0, place / size))

    def __len__(self) -> int:
        return len(self.times)

    @property
    def duration(self) -> float:
        """Seconds from its beginning to its last frame."""
        return self.times[-1] if self.times else 0.0

    def frames(self, start: int = 0) -> Iterator[Frame]:
        """The frames from a number on, each with the time that it has in `times`.

        Raises:
            RecordingError: the file is another by now.
        """
        if start >= len(self):
            return
        with _opened(self.path) as file:
            file.seek(self._places[start])
            for index in range(start, len(self)):
                frame = read_frame(file.readline(MAX_LINE), index + 2)
                if frame is None:
                    raise RecordingError("it has become shorter meanwhile")
                yield frame._replace(seconds=self.times[index])

    def next_notable(self, seconds: float) -> float | None:
        """When the next alert comes, or the next connection begins, after so many seconds."""
        index = bisect_right(self.notable, seconds)
        return self.notable[index] if index < len(self.notable) else None

    def _take(self, frame: Frame, place: int) -> None:
        seconds = max(self.times[-1] if self.times else 0.0, frame.seconds)
        begins = frame.direction == "out" and is_authentication(frame.text)
        if begins:
            self.beginnings.append(len(self.times))
        if begins or (frame.direction == "in" and '"workspace.alert_triggered"' in frame.text):
            self.notable.append(seconds)
        self.times.append(seconds)
        self._places.append(place)


def check(path: Path) -> None:
    """Look at the beginning of a file.

    Raises:
        RecordingError: it can't be the recording that `Tape` reads.
    """
    with _opened(path) as file:
        read_header(file.readline(MAX_LINE))


def is_authentication(frame: str) -> bool:
    """Whether a frame of the client's begins a connection."""
    if '"auth"' not in frame:
        return False
    try:
        message = json.loads(frame)
    except (ValueError, RecursionError):
        return False
    return isinstance(message, dict) and message.get("type") == "auth"


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The file, to be read from any place in it.

    Raises:
        RecordingError: it can't be, or reading it failed.
    """
    try:
        if path.is_dir():
            raise RecordingError("it is a folder")
        # A pipe would wait for somebody to write into it.
        if not stat.S_ISREG(path.stat().st_mode):
            raise RecordingError("it is no file that can be read from any place: write it to a file first")
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise RecordingError(f"it can't be read: {error.strerror}") from None
    except ValueError as error:
        if isinstance(error, RecordingError):
            raise
        raise RecordingError(f"it can't be read: {error}") from None
