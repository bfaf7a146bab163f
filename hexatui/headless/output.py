"""Where bytes go: a file descriptor, and whether it can be written without ever waiting."""

from __future__ import annotations

import os
import select
import stat
import sys

WRITTEN_AT_ONCE: int = getattr(select, "PIPE_BUF", 512)
"""Bytes. As many go into a pipe whole or not at all, so that no line of them is torn, whenever the program ends."""


class Output:
    """A file descriptor; others may share what it stands for, so that nothing about it is changed.

    Args:
        descriptor: open for writing, and blocking.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._prompt = _reopened(descriptor)

    @property
    def is_prompt(self) -> bool:
        """Whether `offer` and `wait` may be called: of a pipe, on systems that let it be opened a second time."""
        return self._prompt is not None

    def offer(self, content: bytes) -> int:
        """Write what is taken without waiting; how many bytes that are. Up to `WRITTEN_AT_ONCE` it is all or nothing.

        Raises:
            OSError: it can't be written.
        """
        assert self._prompt is not None
        try:
            return os.write(self._prompt, content)
        except BlockingIOError:
            return 0

    def wait(self) -> None:
        """Wait until something may be taken, or never will be."""
        assert self._prompt is not None
        poll = select.poll()
        poll.register(self._prompt, select.POLLOUT)
        poll.poll()

    def write(self, content: bytes) -> int:
        """Write, and wait for it; how many bytes were taken.

        Raises:
            OSError: it can't be written.
        """
        # Not through `sys.stdout`, whose lock a thread that is stuck in a pipe would keep at the end.
        return os.write(self.descriptor, content)

    def close(self) -> None:
        """Let go of what was opened here; the descriptor stays open, and is prompt no more."""
        if self._prompt is not None:
            os.close(self._prompt)
            self._prompt = None


def _reopened(descriptor: int) -> int | None:
    """A pipe opened a second time: to wait for nothing is a property of an opening, and ours is shared with others."""
    if sys.platform != "linux":
        return None
    try:
        if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            return os.open(f"/proc/self/fd/{descriptor}", os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        pass  # Another person's pipe, or no such directory.
    return None
