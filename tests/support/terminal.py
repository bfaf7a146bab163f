"""A real terminal for the real program: a PTY, and an emulator that keeps the screen."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import tempfile
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

import pyte

PATIENCE = 20.0
"""Seconds that a wait may take on a busy machine before the test fails."""

KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "f1": "\x1bOP", "f5": "\x1b[15~",
    "ctrl+c": "\x03", "ctrl+d": "\x04", "ctrl+l": "\x0c", "ctrl+p": "\x10", "ctrl+u": "\x15", "ctrl+z": "\x1a",
}  # fmt: skip

_PRIVATE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP(?:[^\x1b]|\x1b[^\\])*\x1b\\")
"""Sequences that the emulator would print instead of swallowing (kitty keys, mode queries, what is for tmux)."""


class Terminal:
    """One program in one terminal, from its start to its end; it remembers no other, unless the environment says so.

    Args:
        command: the program and its arguments.
        columns, rows: the size to begin with.
        environment: what to add to this process's environment.
        is_controlling: whether it is the program's controlling terminal, as a shell's child has one.

    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
        cwd: str | None = None,
        is_controlling: bool = True,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.output = b""
        """Everything that the program wrote to the terminal."""
        self._master, slave = pty.openpty()
        self._is_hung_up = False
        self._resize(columns, rows)
        self.modes_before = termios.tcgetattr(slave)
        self._slave = slave
        self._state = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        base = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("HEXATUI_", "NO_COLOR", "SSH_", "COLUMNS", "LINES"))
        }
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=cwd,
            env={
                **base,
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "LANG": "C.UTF-8",
                "XDG_STATE_HOME": self._state.name,
                **(environment or {}),
            },
            start_new_session=True,
            preexec_fn=(lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)) if is_controlling else None,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.hang_up()
        os.close(self._slave)
        self._state.cleanup()

    # What a person does

    def press(self, *keys: str) -> None:
        """Type keys by name, or as themselves."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key).encode())
            self.read(0.03)

    def type(self, text: str) -> None:
        """Type text, a character at a time."""
        for character in text:
            os.write(self._master, character.encode())
            self.read(0.005)

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size, as dragging its corner does."""
        self.screen.resize(rows, columns)
        self._resize(columns, rows)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGWINCH)

    def hang_up(self) -> None:
        """Close the window, under the program if it still runs; nothing can be read any more."""
        if not self._is_hung_up:
            self._is_hung_up = True
            os.close(self._master)

    def _resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # What a person sees

    @property
    def text(self) -> str:
        """The screen's characters, a line each."""
        return "\n".join(self.screen.display)

    def read(self, seconds: float) -> bytes:
        """Take what the program writes within that time, at once if it writes."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # the program is gone
            return b""
        self.output += data
        self.show(data)
        return data

    def read_for(self, seconds: float) -> None:
        """Take all that the program writes within that time, or until it ends."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and self.process.poll() is None:
            self.read(left)

    def show(self, data: bytes) -> None:
        """Let the emulator show something, as if a program had written it."""
        self._stream.feed(_PRIVATE.sub(b"", data))

    def wait_until(self, condition: Callable[[str], object], what: str, patience: float = PATIENCE) -> None:
        """Read until the screen satisfies the condition.

        Raises:
            AssertionError: it never did; with the screen as it was then.
        """
        deadline = time.monotonic() + patience
        while not condition(self.text):
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {patience:.0f} s for {what}; the screen was:\n{self.text}")
            self.read(0.05)

    def wait_for(self, *words: str, patience: float = PATIENCE) -> None:
        """Read until all the words stand on the screen."""
        self.wait_until(lambda text: all(word in text for word in words), f"{words}", patience)

    def wait_while(self, word: str, patience: float = PATIENCE) -> None:
        """Read until the word is gone from the screen."""
        self.wait_until(lambda text: word not in text, f"{word!r} to go", patience)

    def wait_for_end(self, patience: float = PATIENCE) -> int:
        """Read until the program ends; its exit code."""
        deadline = time.monotonic() + patience
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"the program did not end; the screen was:\n{self.text}")
            self.read(0.05)
        while self.read(0.05):
            pass
        return self.process.returncode

    @property
    def is_clean(self) -> bool:
        """Whether the terminal is as it was: main screen, cursor shown, no mouse reports, no raw mode."""
        modes: dict[bytes, bool] = {}
        for numbers, switch in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", self.output):
            for number in numbers.split(b";"):
                modes[number] = switch == b"h"
        left_on = [mode for mode in (b"1049", b"1000", b"1002", b"1003", b"1004", b"1006", b"2004") if modes.get(mode)]
        return not left_on and modes.get(b"25", True) and termios.tcgetattr(self._slave) == self.modes_before
