"""Which log files are meant by the paths and globs that were given, and what each is called."""

from __future__ import annotations

import glob
import os
import re
import stat
import zlib
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from hexatui.protocol.names import LogSource
from hexatui.server.sources import SourceError

MAX_FILES = 1000
"""The most files that one source follows; a careless glob matches a whole disk."""

_PACKED = (".gz", ".xz", ".bz2", ".zst", ".zip")
"""Endings of rotated files that hold no readable lines."""


def check(pattern: str) -> None:
    """See that a path that is no glob can be read.

    Raises:
        SourceError: it doesn't exist, is no regular file, or can't be read.
    """
    if is_glob(pattern):
        return
    path = Path(pattern)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            advice = f": name its files, as in {path / '*.log'}" if path.is_dir() else ""
            raise SourceError(f"The log {pattern} is no regular file{advice}")
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise SourceError(f"The log file {pattern} does not exist") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"The log file {pattern} can't be read: {reason}") from None


def is_glob(pattern: str) -> bool:
    """Whether a path stands for any number of files; one that exists as it is written does not."""
    return glob.has_magic(pattern) and not os.path.exists(pattern)


def find(patterns: Sequence[str]) -> list[Path]:
    """The files meant, each once, at most MAX_FILES; those named outright also when they are gone."""
    found: dict[Path, None] = {}
    for pattern in patterns:
        if is_glob(pattern):
            matches = glob.iglob(os.path.expanduser(pattern), recursive=True)
            readable = (match for match in matches if not match.endswith(_PACKED) and os.path.isfile(match))
            found.update(dict.fromkeys(sorted(Path(match) for match in islice(readable, MAX_FILES))))
        else:
            found[Path(pattern)] = None
    return list(found)[:MAX_FILES]


def unreadable(path: Path) -> str:
    """Why a file can't be read at present, or ""."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return "no regular file"
    except OSError as error:
        return error.strerror or str(error)
    return "" if os.access(path, os.R_OK) else "permission denied"


def name(workspace_id: str, path: Path, taken: set[LogSource]) -> LogSource:
    """A container for a log file: `logs/<file name>/file`, with the folder's name before it if that one is taken."""
    folder = path.absolute().parent.name
    candidates = (path.name, f"{folder}-{path.name}", f"{path.name}-{zlib.crc32(os.fsencode(path.absolute())):08x}")
    sources = [LogSource(workspace_id, "logs", _dns_like(candidate), "file") for candidate in candidates]
    return next((source for source in sources if source not in taken), sources[-1])


def _dns_like(text: str) -> str:
    """Lower case letters, digits, dashes and dots, as Kubernetes names are: "My App_2.log" -> "my-app-2.log"."""
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.")[:253] or "log"
