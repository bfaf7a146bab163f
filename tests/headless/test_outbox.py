from __future__ import annotations

import os
import select
import sys
import threading
from contextlib import suppress

import pytest

from hexatui.headless.outbox import COST, LONGEST_SENTENCE, MAX_NARRATION, Outbox
from hexatui.headless.output import WRITTEN_AT_ONCE

FILLING = b"."


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


def fill(write: int) -> None:
    """Leave no room in a pipe."""
    os.set_blocking(write, False)
    with suppress(BlockingIOError):
        while True:
            os.write(write, FILLING)
    os.set_blocking(write, True)


def test_results_are_written_in_their_order_however_large() -> None:
    read, write = os.pipe()
    outbox = Outbox(write, "lines")
    lines = [b"%d" % number + b"x" * 1000 + b"\n" for number in range(500)]
    for line in lines:
        outbox.put(line)
    outbox.finish(7)
    assert written_by(outbox, read, write) == (7, b"".join(lines))


@pytest.mark.skipif(sys.platform != "linux", reason="a pipe can't be opened a second time")
def test_what_a_pipe_has_room_for_is_in_it_at_once_and_whoever_shares_it_may_wait_as_before() -> None:
    read, write = os.pipe()
    outbox = Outbox(write, "lines")
    outbox.put_all([b"one\n", b"two\n"])
    assert os.read(read, 100) == b"one\ntwo\n"
    assert outbox.left == 0
    assert os.get_blocking(write)
    fill(write)
    outbox.put_all([b"three\n"])
    assert outbox.left == 1
    outbox.finish(0)
    assert written_by(outbox, read, write)[1].lstrip(FILLING) == b"three\n"


def test_the_first_exit_code_counts() -> None:
    outbox = Outbox(1, "lines")
    outbox.finish(5)
    outbox.finish(0)
    assert outbox.write_until_finished() == 5


def test_what_a_slow_reader_misses_is_counted_and_told(capfd: pytest.CaptureFixture[str]) -> None:
    read, write = os.pipe()
    fill(write)
    outbox = Outbox(write, "lines", limit=COST + 10)
    for line in (b"12345\n", b"6789\n", b"abcdef\n"):
        outbox.put(line)
    outbox.finish(0)
    _, content = written_by(outbox, read, write)
    assert content.lstrip(FILLING) == b"12345\n"
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


def test_narration_is_clipped_bounded_and_its_loss_told(capfd: pytest.CaptureFixture[str]) -> None:
    outbox = Outbox(1, "lines")
    for _ in range(2000):
        outbox.say("e" * 1_000_000)
    outbox.finish(0)
    outbox.write_until_finished()
    *sentences, loss = capfd.readouterr().err.splitlines()
    assert {len(sentence) for sentence in sentences} == {len("hexatui: ") + LONGEST_SENTENCE}
    assert MAX_NARRATION * 0.9 < sum(len(sentence.encode()) + COST for sentence in sentences) < MAX_NARRATION
    assert loss == (f"hexatui: {2000 - len(sentences):,} remarks are missing here: the output was not read in time")


def test_many_small_results_count_as_what_they_cost() -> None:
    outbox = Outbox(1, "lines", limit=10 * (COST + 1))
    for _ in range(100):
        outbox.put(b"\n")
    assert outbox.left == 100
    outbox.finish(0)
    outbox.put(b"too late\n")
    assert outbox.left == 100


def test_who_abandons_a_slow_output_leaves_whole_lines_and_knows_what_is_left() -> None:
    read, write = os.pipe()
    outbox = Outbox(write, "lines")
    lines = [b"%06d %s\n" % (number, b"x" * (number % 300)) for number in range(20_000)]
    for line in lines:
        outbox.put(line)
    outbox.finish(0)
    writer = threading.Thread(target=outbox.write_until_finished, daemon=True)
    writer.start()
    content = b""
    while len(content) < 300_000:
        content += os.read(read, 1000)
    outbox.abandon()
    # What it is just writing can only be finished when there is room.
    while writer.is_alive():
        if select.select([read], [], [], 0.01)[0]:
            content += os.read(read, 1000)
    os.close(write)
    while part := os.read(read, 65_536):
        content += part
    os.close(read)
    written = content.count(b"\n")
    assert content == b"".join(lines[:written])
    assert outbox.left == len(lines) - written > 10_000


def test_of_a_line_that_is_longer_than_what_is_written_at_once_nothing_is_lost() -> None:
    read, write = os.pipe()
    outbox = Outbox(write, "lines")
    lines = [b"short\n", b"x" * 10 * WRITTEN_AT_ONCE + b"\n", b"short\n"]
    for line in lines:
        outbox.put(line)
    outbox.finish(0)
    assert written_by(outbox, read, write) == (0, b"".join(lines))
