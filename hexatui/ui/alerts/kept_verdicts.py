"""What a person decided about alerts, kept across runs in a small file. It waits for the disk: call it in a thread."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hexatui.kept_file import read_kept, state_path, write_kept
from hexatui.state.alerts import AlertKey, Verdict

if TYPE_CHECKING:
    from hexatui.state.fleet import Fleet

MAX_KEPT = 5_000
"""Verdicts kept a platform; what was decided last stays."""

MAX_PLATFORMS = 16
"""Platforms kept; the one used longest ago makes room."""

PATIENCE = 1.0
"""Seconds that the end of the program waits for the disk."""


def verdicts_path() -> Path:
    """Where the file lies on this system, whether or not it is there."""
    return state_path("alerts.json")


def read_verdicts(path: Path, platform: str) -> dict[AlertKey, Verdict]:
    """What was decided about this platform's alerts; whatever in the file can't be understood is left out."""
    found = {}
    items = read_kept(path).get(platform)
    for item in items if isinstance(items, list) else ():
        match item:
            case [str() as workspace, str() as id, acknowledged, snoozed, str() as severity]:
                verdict = Verdict(_moment(acknowledged), _moment(snoozed), severity)
                found[AlertKey(workspace, id)] = verdict
    return found


def write_verdicts(path: Path, platform: str, verdicts: Mapping[AlertKey, Verdict]) -> None:
    """Put them in the place of what the file says of this platform.

    Raises:
        OSError: it can't be written.
    """
    content = read_kept(path)
    content.pop(platform, None)
    content[platform] = [[*key, *verdict] for key, verdict in list(verdicts.items())[-MAX_KEPT:]]
    write_kept(path, dict(list(content.items())[-MAX_PLATFORMS:]))


def _moment(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(OverflowError):  # A whole number of JSON may be any size.
            return float(value) if math.isfinite(value) else None
    return None


class VerdictKeeper:
    """Keeps a fleet's verdicts: recalled at the start, written in a thread after they changed."""

    def __init__(self, fleet: Fleet, platform: str, path: Path) -> None:
        self._fleet = fleet
        self._platform = platform
        self._path = path
        self._written_revision = 0
        self._writing: threading.Thread | None = None
        self.problem = ""
        """Why they could not be written, in a sentence; "" while they can."""

    def recall(self) -> None:
        """Read what was decided in earlier runs."""
        verdicts = read_verdicts(self._path, self._platform)
        with self._fleet.lock:
            self._fleet.alerts.remember(verdicts)

    def keep(self) -> None:
        """Write what changed, without waiting; what changes meanwhile is written by the next call."""
        if self._fleet.alerts.verdicts_revision != self._written_revision and not self._is_writing():
            self._writing = threading.Thread(target=self._write, name="hexatui-verdicts", daemon=True)
            self._writing.start()

    def close(self) -> None:
        """Write what is not written yet; waits for it."""
        if self._writing:
            self._writing.join(PATIENCE)
        if self._fleet.alerts.verdicts_revision != self._written_revision and not self._is_writing():
            self._write()

    def _is_writing(self) -> bool:
        return self._writing is not None and self._writing.is_alive()

    def _write(self) -> None:
        with self._fleet.lock:
            revision, verdicts = self._fleet.alerts.verdicts_revision, self._fleet.alerts.verdicts()
        self._written_revision = revision
        try:
            write_verdicts(self._path, self._platform, verdicts)
        except OSError as error:
            self.problem = f"what you decide about alerts can't be kept in {self._path}: {error.strerror}"
