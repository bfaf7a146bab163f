"""A platform that floods: a process which answers as the reference says, and writes log entries that it encoded before.

What it sends lies ready as bytes and goes out in large pieces, so that it is never the slower side. It begins when it
is told to (a line on its standard input), once a stream was asked for (a line on its standard output).

    python -m benchmarks.flood     # then connect to ws://127.0.0.1:PORT/COUNT
"""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from functools import lru_cache
from types import TracebackType
from typing import Self

from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from benchmarks import ROOT

MARK = "QXJKVWYBGH"
"""In the last entry of a flood; its letters are in no other, so a change of the screen holds it whole."""

BLOCK = 100_000
"""Entries that differ; a longer flood repeats them."""

PIECE = 1 << 20
"""Bytes that are written at once."""

EMPTY_LISTING = (
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{"data":[]}'
)

PATIENCE = 30.0
"""Seconds in which a contestant must have asked for its log stream."""

ENTRY = (
    '{"type":"log_entry","timestamp":"2024-01-20T10:%(minute)02d:%(second)02dZ","data":{"stream_id":"%(stream)s",'
    '"timestamp":"2024-01-20T10:%(minute)02d:%(second)02d.%(micro)06dZ","level":"%(level)s","message":"%(message)s",'
    '"pod":"api-server-abc123","container":"api"}}'
)
LEVELS = ("info", "info", "info", "debug", "info", "warning", "info", "error")


class Flood:
    """The process, and what it is told; for use in a `with` statement."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.flood"],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._port = int(self._line())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def url(self, count: int) -> str:
        """Where so many entries are to be had."""
        return f"ws://127.0.0.1:{self._port}/{count}"

    def wait_until_asked(self) -> None:
        """Wait until somebody asked for a log stream."""
        assert self._line() == "asked"

    def begin(self) -> None:
        """Let the entries go."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        assert ready, "nobody asked the flood for a log stream"
        return self._process.stdout.readline().strip()


def main() -> None:
    """Serve one connection after another."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_serve, args=[connection], daemon=True).start()


def _serve(connection: socket.socket) -> None:
    with connection, suppress(OSError):  # It may leave at any time.
        _converse(connection)


def _converse(connection: socket.socket) -> None:
    protocol, count = ServerProtocol(), 0
    while data := connection.recv(1 << 16):
        protocol.receive_data(data)
        for event in protocol.events_received():
            if isinstance(event, Request):
                asked_for = event.path.strip("/")
                if not asked_for.isdigit():  # A listing, which is empty: of a failed one the screen would speak.
                    connection.sendall(EMPTY_LISTING)
                    return
                count = int(asked_for)
                protocol.send_response(protocol.accept(event))
            elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                asked = json.loads(bytes(event.data))
                match asked["type"]:
                    case "auth":
                        protocol.send_text(b'{"type":"auth_result","success":true,"user_id":"user-123"}')
                    case "subscribe":
                        result = {"type": "subscribe_result", "id": asked["id"], "success": True}
                        protocol.send_text(json.dumps(result | {"subscription_id": f"at-{asked['id']}"}).encode())
                    case "stream_logs":
                        print("asked", flush=True)
                        encoded = _block(asked["id"], min(count, BLOCK))
                        sys.stdin.readline()
                        _send(connection, encoded, count // BLOCK or 1)
                        connection.sendall(_frame(_entry(asked["id"], 0, f"the end {MARK}")))
        for answer in protocol.data_to_send():
            connection.sendall(answer)


def _send(connection: socket.socket, encoded: bytes, times: int) -> None:
    view = memoryview(encoded)
    for _ in range(times):
        for start in range(0, len(view), PIECE):
            connection.sendall(view[start : start + PIECE])


@lru_cache(maxsize=2)
def _block(stream_id: str, count: int) -> bytes:
    return b"".join(
        _frame(
            _entry(
                stream_id, index, f"request {index} of tenant {index % 97} processed successfully in {index % 53} ms"
            )
        )
        for index in range(count)
    )


def _entry(stream_id: str, index: int, message: str) -> bytes:
    second, micro = divmod(index * 731, 1_000_000)
    values = {
        "minute": second // 60 % 60,
        "second": second % 60,
        "micro": micro,
        "stream": stream_id,
        "level": LEVELS[index % len(LEVELS)],
        "message": message,
    }
    return (ENTRY % values).encode()


def _frame(payload: bytes) -> bytes:
    return bytes(Frame(Opcode.TEXT, payload).serialize(mask=False))


if __name__ == "__main__":
    main()
