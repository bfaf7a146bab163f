"""Textual's driver, which also writes what Textual wrote, and the terminal's size then, into the file `$RECORD`.

To be used as `TEXTUAL_DRIVER=support.recording_driver:RecordingDriver`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from textual.drivers.linux_driver import LinuxDriver


class Write(NamedTuple):
    """One write of Textual's."""

    columns: int
    rows: int
    data: str


class RecordingDriver(LinuxDriver):
    def write(self, data: str) -> None:
        write = Write(*os.get_terminal_size(self.fileno), data)
        with open(os.environ["RECORD"], "a", encoding="utf-8") as file:
            file.write(json.dumps(write) + "\n")
        super().write(data)


def recorded(path: Path) -> Iterator[Write]:
    """What was written."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield Write(*json.loads(line))
