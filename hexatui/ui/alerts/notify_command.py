"""The person's own program that is told of a call; nobody waits for it."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

from hexatui.ui.alerts.calling import Call

PATIENCE = 30.0
"""Seconds after which the program is ended at the latest: it may hang, and none may be there for ever."""

GRACE = 1.0
"""Seconds that the end of ours waits for it."""


class NotifyCommand:
    """Runs the program with what an alert says in its environment.

    There is no shell between: what a platform writes into a title is never a command's text. The token is not handed
    down.

    Args:
        failed: takes what went wrong, in a sentence; called in a thread.
    """

    def __init__(self, failed: Callable[[str], None]) -> None:
        self._failed = failed
        self._thread: Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    def tell(self, command: str, call: Call, every: float = PATIENCE) -> None:
        """Run it, without waiting; it is ended before the next call `every` seconds later finds it still there."""

        def run() -> None:
            problem = self.run(command, call, min(PATIENCE, every))
            if problem and not self._is_closed:
                self._failed(problem)

        self._thread = Thread(target=run, name="hexatui-notify", daemon=True)
        self._thread.start()

    def run(self, command: str, call: Call, patience: float) -> str:
        """Run it and wait, so many seconds at most. What went wrong in a sentence, or ""."""
        environment = {name: value for name, value in os.environ.items() if name != "HEXATUI_TOKEN"}
        try:
            words = shlex.split(command)
            if not words:
                raise ValueError("it names no program")
            process = self._process = subprocess.Popen(
                words,
                env={**environment, "HEXATUI_CALL": f"{call.title}: {call.words}", **call.facts},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            code = process.wait(patience)
        except subprocess.TimeoutExpired:
            _end(process)
            return f"the notification command was ended: it took longer than {patience:g} seconds"
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            return f"the notification command can't be run: {reason}"
        return f"the notification command failed with exit code {code}" if code else ""

    def close(self) -> None:
        """End it where it still runs, after a moment in which it may come to its own."""
        self._is_closed = True
        if self._thread:
            self._thread.join(GRACE)
            if self._thread.is_alive() and self._process:
                _end(self._process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program that runs, and what it started: a shell that is ended alone leaves its own programs running."""
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
