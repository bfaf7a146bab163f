"""What a headless command wrote."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path


class Written:
    """A file descriptor for results, and what was written to it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)

    @property
    def content(self) -> bytes:
        return self._path.read_bytes()

    @property
    def lines(self) -> list[str]:
        return self.content.decode().splitlines()

    async def wait_for(self, part: str) -> None:
        """Until it holds a text."""
        async with asyncio.timeout(10):
            while part not in self.content.decode():  # noqa: ASYNC110 (a file wakes nobody)
                await asyncio.sleep(0.01)
