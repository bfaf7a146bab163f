"""The gateway's signing secret, kept between runs: a token that was printed once is believed after a restart."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

SECRET_BYTES = 32
"""What HS256 asks for at least."""


def kept_secret(path: Path) -> bytes:
    """The secret in that file, readable by its owner alone; made there the first time.

    Where the file can't be read or written the secret is a fresh one, and tokens end with the gateway.
    """
    with suppress(OSError):
        known = path.read_bytes()
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
