"""The gateway's signing secret, kept between runs: a token that was printed once is believed after a restart."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

SECRET_BYTES = 32
"""What HS256 asks for at least."""


def kept_secret(path: Path) -> bytes:
    """The secret in that file, readable by its owner alone; made there the first time.

    A file that others could read or have put there is replaced: whoever knows the secret can make tokens. Where it
    can't be read or written the secret is a fresh one, and tokens end with the gateway.
    """
    with suppress(OSError):
        known = _ours(path)
        if len(known) == SECRET_BYTES:
            return known
    fresh = secrets.token_bytes(SECRET_BYTES)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written aside and moved into place, so that two gateways started together can't read half a secret.
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        aside.touch(mode=0o600)
        aside.write_bytes(fresh)
        os.replace(aside, path)
    return fresh


def _ours(path: Path) -> bytes:
    """What the file holds if it is a regular one of this user's that nobody else may use, or b"". Raises OSError."""
    # Looked at and read by one descriptor: under the name another file could stand by then.
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(file)
        is_closed = stat.S_ISREG(status.st_mode) and not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        # Windows knows neither owners nor such permissions.
        if os.name == "posix" and not (is_closed and status.st_uid == os.geteuid()):
            return b""
        return os.read(file, SECRET_BYTES + 1)
    finally:
        os.close(file)
