"""Small files in which the program keeps what a person did, across runs. They wait for the disk."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from typing import Any

MAX_BYTES = 8_388_608
"""A file larger than this isn't ours."""


def state_path(name: str) -> Path:
    """Where the file of this name lies on this system, whether or not it is there."""
    from platformdirs import user_state_path

    return user_state_path("hexatui", appauthor=False) / name


def read_kept(path: Path) -> dict[str, Any]:
    """The JSON object in the file; {} where there is none, or no sense in it."""
    with suppress(OSError, ValueError, RecursionError):
        status = path.stat()
        # A pipe or a device would keep us waiting, or never end.
        if S_ISREG(status.st_mode) and status.st_size <= MAX_BYTES:
            content = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(content, dict):
                return content
    return {}


def write_kept(path: Path, content: Mapping[str, Any]) -> None:
    """Put this into the file's place. Whole or not at all; its owner alone may read it.

    Raises:
        OSError: it can't be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=path.name, delete=False) as file:
        try:
            json.dump(content, file)
            file.flush()
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
