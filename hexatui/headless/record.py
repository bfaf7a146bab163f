"""`hexatui record`: the connection's frames into a file."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hexatui import __version__, recording
from hexatui.headless.conversation import converse
from hexatui.headless.events import NOTHING_WATCHED, refusals
from hexatui.headless.outbox import Outbox
from hexatui.prepared import SettingsError

if TYPE_CHECKING:
    from hexatui.client.options import ConnectionOptions


def record_frames(options: ConnectionOptions, path: Path) -> int:
    """Record both directions until interrupted; the token is masked. Gives the exit code.

    Raises:
        SettingsError: the file can't be made, or holds something already.
    """
    file = _new_file(path)
    try:
        outbox = Outbox(file, "frames")
        started_at = time.time()
        outbox.put(recording.header_line(recording.Header(__version__, started_at, options.url)).encode())

        def on_frame(at: float, direction: recording.Direction, frame: bytes) -> None:
            # What is no UTF-8 is malformed, and has to be so for whoever reads the recording.
            text = frame.decode(errors="surrogateescape")
            line = recording.frame_line(recording.Frame(at - started_at, direction, text))
            outbox.put(line.encode())

        if not options.resources:
            outbox.say(NOTHING_WATCHED)
        return converse(options, outbox, refusals(options, outbox.finish), on_frame=on_frame)
    finally:
        os.close(file)


def _new_file(path: Path) -> int:
    """A file that its owner alone may read: a recording holds logs."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise SettingsError(f"{path} can't be written: {error.strerror}") from None
    status = os.fstat(file)
    if stat.S_ISREG(status.st_mode) and status.st_size:
        os.close(file)
        raise SettingsError(f"{path} holds something already: name a new file")
    if stat.S_ISREG(status.st_mode):
        # An empty file that was there already may be open to others. Where that can't be changed it isn't ours.
        try:
            os.fchmod(file, 0o600)
        except OSError as error:
            os.close(file)
            raise SettingsError(f"{path} can't be closed to other users: {error.strerror}") from None
    return file
