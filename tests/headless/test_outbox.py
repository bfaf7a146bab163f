from __future__ import annotations

import os
import threading

import pytest

from hexatui.headless.outbox import Outbox


def written_by(outbox: Outbox, read: int, write: int) -> tuple[int, bytes]:
    """The exit code, and all that is written to the pipe."""
    parts: list[bytes] = []

    def drain() -> None:
        while part := os.read(read, 65_536):
            parts.append(part)

    reader = threading.Thread(target=drain)
    reader.start()
    code = outbox.write_until_finished()
    os.close(write)
    reader.join(10)
    os.close(read)
    return code, b"".join(parts)


def test_results_are_written_in_their_order_however_large() -> None:
    read, write = os.pipe()
    outbox = Outbox(write, "lines")
    lines = [b"%d" % number + b"x" * 1000 + b"\n" for number in range(500)]
    for line in lines:
        outbox.put(line)
    outbox.finish(7)
    assert written_by(outbox, read, write) == (7, b"".join(lines))


def test_the_first_exit_code_counts() -> None:
    outbox = Outbox(1, "lines")
    outbox.finish(5)
    outbox.finish(0)
    assert outbox.write_until_finished() == 5


def test_what_a_slow_reader_misses_is_counted_and_told(capfd: pytest.CaptureFixture[str]) -> None:
    read, write = os.pipe()
    outbox = Outbox(write, "lines", limit=10)
    for line in (b"12345\n", b"6789\n", b"abcdef\n"):
        outbox.put(line)
    outbox.finish(0)
    _, content = written_by(outbox, read, write)
    assert content == b"12345\n"
    assert "2 lines are missing here" in capfd.readouterr().err


def test_a_reader_that_has_gone_is_a_broken_pipe() -> None:
    read, write = os.pipe()
    os.close(read)
    outbox = Outbox(write, "lines")
    outbox.put(b"nobody reads this\n")
    with pytest.raises(BrokenPipeError):
        outbox.write_until_finished()
    os.close(write)


def test_narration_never_mixes_with_results(capfd: pytest.CaptureFixture[str]) -> None:
    read, write = os.pipe()
    outbox = Outbox(write, "lines")
    outbox.put(b"result\n")
    outbox.say("narration")
    outbox.finish(0)
    assert written_by(outbox, read, write) == (0, b"result\n")
    assert capfd.readouterr() == ("", "hexatui: narration\n")
