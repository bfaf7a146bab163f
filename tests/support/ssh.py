"""The real program over a real SSH session on loopback: a server and its client, with keys made for one test."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import struct
import subprocess
import termios
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

import asyncssh
import psutil
from support.emulated import Emulated

PATIENCE = 30.0
"""Seconds that a wait may take on a busy machine before the test fails."""

SYNCHRONIZED = b"\x1b[?2026;2$y"
"""The terminal's answer that it knows synchronized updates."""


class Session:
    """A person's side: a terminal that counts what it is sent."""

    def __init__(
        self, process: asyncssh.SSHClientProcess[bytes], connection: asyncssh.SSHClientConnection, size: tuple[int, int]
    ) -> None:
        self.process = process
        self.connection = connection
        self.sent = b""
        """All that the program sent through the channel so far."""
        self._terminal = Emulated(*size)
        self._reader = asyncio.ensure_future(self._read())

    @property
    def text(self) -> str:
        """The screen's characters, a line each."""
        return "\n".join(self._terminal.screen.display)

    def press(self, keys: bytes) -> None:
        """Type."""
        self.process.stdin.write(keys)

    async def wait_for(self, condition: Callable[[str], object], what: str) -> None:
        """Wait until the screen satisfies the condition."""
        deadline = time.monotonic() + PATIENCE
        while not condition(self.text):
            assert time.monotonic() < deadline, f"waited for {what}; the screen was:\n{self.text}"
            await asyncio.sleep(0.02)

    async def bytes_within(self, seconds: float) -> int:
        """How many bytes come in so many seconds."""
        before = len(self.sent)
        await asyncio.sleep(seconds)
        return len(self.sent) - before

    async def close(self) -> None:
        """Let go of it."""
        self._reader.cancel()
        with suppress(asyncio.CancelledError):
            await self._reader

    async def _read(self) -> None:
        # A character may come in two pieces.
        rest = b""
        while data := await self.process.stdout.read(1 << 16):
            self.sent += data
            text = (rest + data).decode(errors="surrogateescape")
            whole = text.rstrip("".join(map(chr, range(0xDC80, 0xDD00))))
            rest = text[len(whole) :].encode(errors="surrogateescape")
            self._terminal.feed(whole)


class Host:
    """The machine that is logged in to: whoever comes gets this program, in a terminal of its own.

    Args:
        command: the program and its arguments.
        environment: what to add to this process's environment.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = command
        self._environment = environment
        self.started: list[psutil.Process] = []
        """The programs, in the order in which people came."""

    async def serve(self, session: asyncssh.SSHServerProcess[bytes]) -> None:
        """Run the program until it ends, or its connection does; then hang up, as sshd does."""
        master, slave = pty.openpty()
        columns, rows, _, _ = session.term_size
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        ignored = ("HEXATUI_", "NO_COLOR", "COLUMNS", "LINES")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ignored)}
        program = subprocess.Popen(  # noqa: ASYNC220 - it takes milliseconds
            self._command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={
                **kept,
                **self._environment,
                "TERM": session.term_type or "",
                "SSH_CONNECTION": "127.0.0.1 2 127.0.0.1 22",
                "LANG": "C.UTF-8",
            },
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        self.started.append(psutil.Process(program.pid))
        os.close(slave)
        keys = asyncio.ensure_future(self._type(session, master))
        try:
            while data := await asyncio.to_thread(_output, master):
                session.stdout.write(data)
                await session.stdout.drain()
        except (ConnectionError, asyncssh.Error):
            pass
        finally:
            keys.cancel()
            os.close(master)
        status = await asyncio.to_thread(program.wait)
        with suppress(OSError):
            session.exit(status)

    async def _type(self, session: asyncssh.SSHServerProcess[bytes], master: int) -> None:
        with suppress(asyncssh.Error, ConnectionError):
            while keys := await session.stdin.read(1 << 10):
                os.write(master, keys)


def _output(master: int) -> bytes:
    try:
        return os.read(master, 1 << 16)
    except OSError:  # the program is gone, or the terminal closed
        return b""


@asynccontextmanager
async def logged_in(
    command: Sequence[str], environment: Mapping[str, str], size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[Session, Host]]:
    """A person who started the program over SSH, and the machine where it runs."""
    host_key, own_key = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    host = Host(command, environment)
    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_host_keys=[host_key],
        authorized_client_keys=asyncssh.import_authorized_keys(own_key.export_public_key().decode()),
        process_factory=host.serve,
        encoding=None,
        line_editor=False,
    )
    async with server:
        connection = await asyncssh.connect(
            "127.0.0.1",
            server.get_port(),
            username="person",
            client_keys=[own_key],
            known_hosts=([host_key.convert_to_public()], [], []),
            agent_path=None,
            config=None,
        )
        async with connection:
            process = await connection.create_process(term_type="xterm-256color", term_size=size, encoding=None)
            session = Session(process, connection, size)
            try:
                yield session, host
            finally:
                await session.close()
