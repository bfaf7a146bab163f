"""Following real files, poll by poll."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hexatui.server.sources.host import tail as module
from hexatui.server.sources.host.tail import Tail


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "app.log"
    path.write_bytes(b"before\n")
    return path


def append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


def polled(tail: Tail) -> list[bytes]:
    return [line.content for line in tail.poll()]


def test_it_begins_at_the_end(path: Path) -> None:
    tail = Tail(path)
    assert polled(tail) == []
    append(path, b"one\ntwo\n")
    assert polled(tail) == [b"one", b"two"]
    assert polled(tail) == []


def test_a_partial_line_is_waited_for(path: Path) -> None:
    tail = Tail(path)
    append(path, b"one\ntw")
    assert polled(tail) == [b"one"]
    append(path, b"o")
    assert polled(tail) == []
    append(path, b"\nthree\n")
    assert polled(tail) == [b"two", b"three"]


def test_a_line_that_is_being_written_when_it_begins_comes_whole(path: Path) -> None:
    append(path, b"half")
    tail = Tail(path)
    append(path, b" and half\n")
    assert polled(tail) == [b"half and half"]


def test_each_line_is_given_with_the_place_where_it_begins(path: Path) -> None:
    tail = Tail(path)
    append(path, b"one\ntwo\n")
    assert [line.offset for line in tail.poll()] == [7, 11]
    assert tail.offset == 15


def test_rotation_by_renaming_loses_nothing(path: Path) -> None:
    tail = Tail(path)
    append(path, b"one\n")
    os.rename(path, path.with_suffix(".1"))
    path.write_bytes(b"three\n")
    append(path.with_suffix(".1"), b"two\n")
    assert polled(tail) + polled(tail) == [b"one", b"two", b"three"]
    assert tail.generation == 1


def test_a_last_line_without_an_end_is_given_when_its_file_is_replaced(path: Path) -> None:
    tail = Tail(path)
    append(path, b"cut off")
    assert polled(tail) == []
    os.rename(path, path.with_suffix(".1"))
    path.write_bytes(b"new\n")
    assert polled(tail) == [b"cut off", b"new"]


def test_deleting_is_a_problem_until_the_file_is_back(path: Path) -> None:
    tail = Tail(path)
    path.unlink()
    assert polled(tail) == []
    assert tail.problem == "No such file or directory"
    path.write_bytes(b"again\n")
    assert polled(tail) == [b"again"]
    assert tail.problem == ""


def test_what_is_written_to_a_deleted_file_still_comes(path: Path) -> None:
    tail = Tail(path)
    with path.open("ab", buffering=0) as file:
        path.unlink()
        tail.poll()
        file.write(b"last words\n")
        assert polled(tail) == [b"last words"]


def test_truncation_begins_anew(path: Path) -> None:
    append(path, b"a long line before\n" * 10)
    tail = Tail(path)
    path.write_bytes(b"new\n")
    assert polled(tail) == [b"new"]
    append(path, b"more\n")
    assert polled(tail) == [b"more"]
    assert tail.generation == 1


def test_a_file_rewritten_in_place_and_longer_than_before_begins_anew(path: Path) -> None:
    tail = Tail(path)
    path.write_bytes(b"other\nand longer than before\n")
    assert polled(tail) == [b"other", b"and longer than before"]


def test_truncation_to_nothing_is_noticed_before_more_is_written(path: Path) -> None:
    tail = Tail(path)
    path.write_bytes(b"")
    assert polled(tail) == []
    append(path, b"before\n")
    assert polled(tail) == [b"before"]


def test_a_poll_reads_a_bounded_amount_and_says_that_there_is_more(path: Path) -> None:
    tail = Tail(path)
    lines = [b"line %d" % number for number in range(50_000)]
    append(path, b"\n".join(lines) + b"\n")
    found: list[bytes] = []
    polls = 0
    while not found or tail.behind:
        new = polled(tail)
        assert sum(map(len, new)) <= module.CHUNK
        found += new
        polls += 1
    assert found == lines
    assert polls == 1 + sum(map(len, lines), 50_000) // module.CHUNK


def test_a_line_of_a_megabyte_comes_whole(path: Path) -> None:
    tail = Tail(path)
    line = b"x" * 1_000_000
    append(path, line + b"\nnext\n")
    found = polled(tail)
    while tail.behind:
        found += polled(tail)
    assert found == [line, b"next"]


def test_a_line_without_end_takes_no_memory_without_end(path: Path) -> None:
    tail = Tail(path)
    append(path, b"x" * 5_000_000 + b"\n")
    found: list[bytes] = []
    while not found or tail.behind:
        found += polled(tail)
    assert b"".join(found) == b"x" * 5_000_000
    assert max(map(len, found)) <= module.MAX_LINE + module.CHUNK


def test_a_file_that_is_not_there_yet_is_read_from_its_start(tmp_path: Path) -> None:
    tail = Tail(tmp_path / "later.log")
    assert tail.problem == "No such file or directory"
    assert polled(tail) == []
    (tmp_path / "later.log").write_bytes(b"first\n")
    assert polled(tail) == [b"first"]


def test_a_pipe_of_that_name_is_not_waited_for(path: Path) -> None:
    tail = Tail(path)
    path.unlink()
    os.mkfifo(path)
    assert polled(tail) == []
    assert tail.problem == "it is no regular file"


def test_last_lines_end_at_the_given_place(path: Path) -> None:
    tail = Tail(path)
    append(path, b"one\ntwo\n")
    assert tail.last(10, tail.offset) == [b"before"]
    tail.poll()
    assert tail.last(2, tail.offset) == [b"one", b"two"]
    append(path, b"three\n")
    assert polled(tail) == [b"three"]
