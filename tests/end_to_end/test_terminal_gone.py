"""A terminal that goes without a signal, since it was nobody's controlling one."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios

PATIENCE = 20.0


def test_the_program_ends_when_its_terminal_is_gone() -> None:
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (40, 120))
    program = subprocess.Popen(
        [sys.executable, "-m", "hexatui"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color", "HEXATUI_URL": "ws://127.0.0.1:9/ws", "HEXATUI_TOKEN": "none"},
    )
    os.close(slave)
    try:
        output = b""
        while b"Alerts" not in output:
            output += os.read(master, 65_536)
        os.close(master)
        program.wait(PATIENCE)
    finally:
        program.kill()
        program.wait()
