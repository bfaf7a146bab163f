"""A log file as a container's log."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.village import told

from hexatui.protocol.codec import encode
from hexatui.protocol.events import LogEntry, LogEntryData
from hexatui.protocol.names import MAX_MESSAGE_BYTES, LogSource
from hexatui.server.sources.host import log_file as module
from hexatui.server.sources.host.log_file import LogFile

SOURCE = LogSource("ws-host", "logs", "app.log", "file")


class Clock:
    """A time that goes on by a second each time it is looked at."""

    def __init__(self) -> None:
        self.time = datetime(2024, 1, 20, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "app.log"
    path.write_bytes(b"")
    return path


def append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


def followed(path: Path) -> LogFile:
    return LogFile(SOURCE, path, Clock())


def texts(entries: list[LogEntryData]) -> list[str]:
    return [entry.message for entry in entries]


def test_history_then_stream_is_the_whole_file(path: Path) -> None:
    append(path, b"one\ntwo\nthree\n")
    file = followed(path)
    before = told(file.history(2))
    append(path, b"four\n")
    assert texts(before + file.poll()) == ["two", "three", "four"]


def test_history_ends_with_what_was_streamed_not_with_what_is_written(path: Path) -> None:
    file = followed(path)
    append(path, b"one\n")
    assert told(file.history(10)) == []
    file.poll()
    append(path, b"two\n")
    assert texts(told(file.history(10))) == ["one"]


def test_what_was_streamed_is_told_again_with_the_same_times(path: Path) -> None:
    append(path, b"long before\n")
    file = followed(path)
    append(path, b"one\ntwo\n")
    streamed = file.poll()
    assert told(file.history(2)) == streamed
    assert texts(told(file.history(3))) == ["long before", "one", "two"]


def test_a_line_without_a_time_has_that_of_its_arrival_and_an_older_one_that_of_the_first_after_it(path: Path) -> None:
    append(path, b"long before\n2024-01-19T08:00:00Z and stated\n")
    file = followed(path)
    append(path, b"now\n")
    file.poll()
    assert [entry.timestamp for entry in told(file.history(3))] == [
        datetime(2024, 1, 19, 8, tzinfo=UTC),
        datetime(2024, 1, 19, 8, tzinfo=UTC),
        datetime(2024, 1, 20, 10, 0, 1, tzinfo=UTC),
    ]


def test_a_trace_that_states_no_times_has_that_of_the_line_it_came_with(path: Path) -> None:
    at, later = datetime(2024, 1, 19, 8, tzinfo=UTC), datetime(2024, 1, 19, 9, tzinfo=UTC)
    append(path, b"2024-01-19T08:00:00Z boom\nTraceback\n")
    file = followed(path)
    append(path, b"2024-01-19T09:00:00Z boom\nTraceback\n  at a\n")
    file.poll()
    assert [entry.timestamp for entry in told(file.history(9))] == [at, at, later, later, later]


def test_history_after_a_rotation_has_what_was_streamed_before_it(path: Path) -> None:
    append(path, b"long before\n")
    file = followed(path)
    append(path, b"one\n")
    file.poll()
    os.rename(path, path.with_suffix(".1"))
    path.write_bytes(b"two\n")
    file.poll()
    assert texts(told(file.history(10))) == ["one", "two"]


def test_history_long_after_a_rotation_reaches_back_to_the_new_file_s_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REMEMBERED_BYTES", 1000)
    append(path, b"long before\n" * 20)
    file = followed(path)
    os.rename(path, path.with_suffix(".1"))
    lines = [f"line {number}" for number in range(20)]
    append(path, "\n".join(lines).encode() + b"\n")
    file.poll()
    assert texts(told(file.history(100))) == lines


def test_history_after_a_truncation_does_not_tell_the_new_file_twice(path: Path) -> None:
    append(path, b"long before\n" * 9)
    file = followed(path)
    append(path, b"half a line")
    file.poll()
    path.write_bytes(b"new one\nnew two\n")
    assert texts(file.poll()) == ["half a line", "new one", "new two"]
    assert texts(told(file.history(10))) == ["half a line", "new one", "new two"]


def test_only_so_much_is_remembered_and_the_rest_comes_from_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REMEMBERED_BYTES", 5000)
    file = followed(path)
    lines = [f"line {number}" for number in range(100)]
    append(path, "\n".join(lines).encode() + b"\n")
    file.poll()
    assert len(file._told) < 15
    assert texts(told(file.history(60))) == lines[-60:]


def test_bytes_that_are_no_text_are_replaced(path: Path) -> None:
    file = followed(path)
    append(path, b"caf\xe9 \xff\xfe\x00\r\n")
    assert texts(file.poll()) == ["caf\ufffd \ufffd\ufffd\x00"]


@pytest.mark.parametrize("content", [b"x", b"\xff", b"\x01", "界".encode(), b'"'])
def test_even_the_longest_line_fits_in_a_message(path: Path, content: bytes) -> None:
    file = followed(path)
    append(path, content * (1_040_000 // len(content)) + b"\n")
    entries = file.poll()
    while file.tail.behind:
        entries += file.poll()
    frame = encode(LogEntry(data=entries[0].model_copy(update={"stream_id": "s" * 100})))
    assert len(frame.encode()) < MAX_MESSAGE_BYTES
    assert len(entries) == 1
    assert entries[0].message.endswith(" bytes)")


def test_a_plain_line_of_a_million_bytes_is_not_cut(path: Path) -> None:
    file = followed(path)
    append(path, b"x" * 999_000 + b"\n")
    entries = file.poll()
    while file.tail.behind:
        entries += file.poll()
    assert texts(entries) == ["x" * 999_000]


def test_a_file_that_can_not_be_read_has_no_history(tmp_path: Path) -> None:
    file = followed(tmp_path / "nowhere.log")
    assert told(file.history(10)) == []
    assert file.poll() == []


def test_a_history_says_how_much_is_kept_for_it(path: Path) -> None:
    path.write_bytes((b"x" * 999 + b"\n") * 50)
    file = LogFile(SOURCE, path)
    assert file.history(20).size == 20 * 999
    with path.open("ab") as more:
        more.write(b"y" * 5000 + b"\n")
    file.poll()
    assert file.history(20).size > 19 * 999 + 5000


def test_a_history_is_what_was_there_when_it_was_asked_for(path: Path) -> None:
    path.write_text("one\ntwo\n")
    history = LogFile(SOURCE, path).history(10)
    path.write_text("something else entirely\n")
    assert texts(told(history)) == ["one", "two"]
