"""A new file for what a person takes out of the program. Waits for the disk: to be called in a thread."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NAMES = 100
"""Names that are tried within a folder before it is given up."""

MAX_STEM = 80
"""Characters of a name that come from elsewhere."""

_UNFIT = re.compile(r"[^A-Za-z0-9.-]+")


def folders() -> list[Path]:
    """Where a file may go, best first: the current folder, then the one for the program's state."""
    from platformdirs import user_state_path

    return [Path.cwd(), user_state_path("hexatui", appauthor=False)]


def moment(at: float) -> str:
    """A time within a file's name, "20240120T140209Z"."""
    return f"{datetime.fromtimestamp(at, UTC):%Y%m%dT%H%M%SZ}"


def fit_for_a_name(text: str) -> str:
    """A text of the platform's as part of a file's name, or "" where nothing of it is fit."""
    return _UNFIT.sub("-", text[:MAX_STEM]).strip("-.")


@contextmanager
def new_file(stem: str, suffix: str, places: Iterable[Path]) -> Iterator[tuple[Path, BinaryIO]]:
    """A file that was not there before, in the first place that lets us; its owner alone may read it.

    Folders that are missing are made. What can't be written to its end is taken away again.

    Raises:
        OSError: no place lets us, or what is written to it can't be.
    """
    path, descriptor = _create(stem, suffix, places)
    try:
        with open(descriptor, "wb") as file:
            yield path, file
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _create(stem: str, suffix: str, places: Iterable[Path]) -> tuple[Path, int]:
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
