"""A real gateway in a process of its own, that can be killed and started again on its port."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

HEXATUI = [sys.executable, "-m", "hexatui"]
"""The program as a person starts it."""


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ServedGateway:
    """`hexatui serve` with these options."""

    def __init__(self, *options: str) -> None:
        self._options: Sequence[str] = options
        self.port = free_port()
        self.url = ""
        self.token = ""
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(signal.SIGTERM)

    def start(self) -> None:
        """Start it, and wait until it listens."""
        self._process = subprocess.Popen(
            [*HEXATUI, "serve", "--port", str(self.port), *self._options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.url = self._line().removeprefix("url: ")
        self.token = self._line().removeprefix("token: ")

    def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End it; by default as `kill -9` does."""
        if self._process is None:
            return
        self._process.send_signal(number)
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None

    @property
    def environment(self) -> dict[str, str]:
        """What a client's environment needs to connect to it."""
        return {"HEXATUI_URL": self.url, "HEXATUI_TOKEN": self.token}

    def _line(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        deadline, line = time.monotonic() + 20, b""
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            byte = os.read(self._process.stdout.fileno(), 1) if ready else b""
            assert byte, f"the gateway ended, or said nothing: {line!r}"
            line += byte
        return line.decode().strip()
