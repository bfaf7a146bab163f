"""What becomes of what still waits when the person interrupts, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

LINES = [b"%06d %s\n" % (number, b"x" * (number % 200)) for number in range(20_000)]

PROGRAM = """
import sys
from hexatui.headless import conversation
from hexatui.headless.outbox import Outbox

conversation.STUCK_AFTER = 0.5
outbox = Outbox(1, "lines")
for number in range(20_000):
    outbox.put(b"%06d %s\\n" % (number, b"x" * (number % 200)))
print("all wait", file=sys.stderr, flush=True)
sys.exit(conversation._written(outbox, lambda: print("interrupted", file=sys.stderr, flush=True)))
"""

Writer = subprocess.Popen[bytes]


@pytest.fixture
def interrupted() -> Iterator[tuple[Writer, bytes]]:
    """A writer that was interrupted in the midst of its lines, and what was read of it until then."""
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"all wait\n"
        content = read(process, 100_000)  # More than a pipe holds: the writer is at work.
        process.send_signal(signal.SIGINT)
        assert process.stderr.readline() == b"interrupted\n"
        yield process, content


def read(process: Writer, most: int = sys.maxsize) -> bytes:
    assert process.stdout is not None
    content = b""
    while len(content) < most and (part := os.read(process.stdout.fileno(), 4000)):
        content += part
    return content


def test_a_slow_reader_still_gets_every_line(interrupted: tuple[Writer, bytes]) -> None:
    process, content = interrupted
    assert content + read(process) == b"".join(LINES)
    assert process.wait(10) == 0


def test_nobody_who_reads_costs_lines_but_tears_none(interrupted: tuple[Writer, bytes]) -> None:
    process, content = interrupted
    assert process.wait(20) == 0
    content += read(process)
    written = content.count(b"\n")
    assert content == b"".join(LINES[:written])
    assert process.stderr is not None
    told = process.stderr.read().decode()
    assert told == f"hexatui: the last {20_000 - written:,} results were not written: nobody read them\n"


def test_a_second_interrupt_ends_it_at_once(interrupted: tuple[Writer, bytes]) -> None:
    process, content = interrupted
    process.send_signal(signal.SIGINT)
    # A KeyboardInterrupt, which the command line makes the end.
    assert process.wait(10) != 0
    content += read(process)
    assert content == b"".join(LINES[: content.count(b"\n")])
