"""The containers whose logs were opened before, the latest first: kept across runs in a small file of its owner's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from hexatui.kept_file import read_kept, state_path, write_kept
from hexatui.protocol.names import LogSource

MOST = 200
"""Containers remembered, of all profiles together."""

OPENED = "opened"
"""Under which name they stand in the file, as [profile, "WORKSPACE/NAMESPACE/POD/CONTAINER"]."""


class Opened(NamedTuple):
    """A container whose log was opened, and where."""

    profile: str
    source: LogSource


def default_path() -> Path:
    """Where the file lies."""
    return state_path("opened-logs.json")


def read(path: Path) -> list[Opened]:
    """What the file says, the latest first; what makes no sense in it is left out, and a missing file says nothing."""
    items = read_kept(path).get(OPENED)
    found: dict[Opened, None] = {}
    for item in items if isinstance(items, list) else ():
        match item:
            case [str() as profile, str() as place]:
                with suppress(ValueError):
                    found.setdefault(Opened(profile, LogSource.parse(place)))
    return list(found)[:MOST]


def remember(path: Path, opened: Opened) -> None:
    """Put it first in the file. Waits for the disk.

    Raises:
        OSError: it can't be written.
    """
    latest = list(dict.fromkeys([opened, *read(path)]))[:MOST]
    write_kept(path, {OPENED: [[profile, str(source)] for profile, source in latest]})


class OpenedBefore:
    """The file as a program sees it that must not wait for the disk.

    Args:
        path: the file; by default where programs keep their state.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._stored: list[Opened] = []
        self._added: list[Opened] = []
        self._writing = threading.Lock()
        self._in_thread(self._read)

    def sources(self, profile: str) -> list[LogSource]:
        """The containers opened under a profile, the latest first; none until the file was read."""
        known = dict.fromkeys([*self._added, *self._stored])
        return [opened.source for opened in known if opened.profile == profile]

    def add(self, profile: str, source: LogSource) -> None:
        """Remember one, now and for later runs. One that can't be told again by its path is left out."""
        opened = Opened(profile, source)
        with suppress(ValueError):
            if profile.isprintable() and str(source).isprintable() and LogSource.parse(str(source)) == source:
                self._added = list(dict.fromkeys([opened, *self._added]))[:MOST]
                self._in_thread(lambda path: remember(path, opened))

    def _read(self, path: Path) -> None:
        self._stored = read(path)

    def _in_thread(self, work: Callable[[Path], None]) -> None:
        def run() -> None:
            # What was opened before is a convenience: a disk that refuses it is no reason to disturb anybody.
            with self._writing, suppress(OSError):
                work(self._path or default_path())

        threading.Thread(target=run, name="hexatui-opened-before", daemon=True).start()
