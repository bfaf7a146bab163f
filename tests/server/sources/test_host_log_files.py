"""Which files are meant, and what they are called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hexatui.protocol.names import LogSource
from hexatui.server.sources import SourceError
from hexatui.server.sources.host.log_files import check, find, name, unreadable


def make(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a line\n")
    return path


def test_globs_find_files_in_folders_below(tmp_path: Path) -> None:
    top, below = make(tmp_path / "a.log"), make(tmp_path / "x/y/b.log")
    make(tmp_path / "x/c.txt")
    (tmp_path / "folder.log").mkdir()
    assert find([f"{tmp_path}/*.log"]) == [top]
    assert find([f"{tmp_path}/**/*.log"]) == [top, below]


def test_a_file_that_is_meant_twice_is_found_once(tmp_path: Path) -> None:
    path = make(tmp_path / "a.log")
    assert find([str(path), f"{tmp_path}/*.log"]) == [path]


def test_packed_files_are_left_out(tmp_path: Path) -> None:
    make(tmp_path / "a.log.2.gz")
    assert find([f"{tmp_path}/*"]) == []


def test_a_name_with_brackets_that_exists_is_itself(tmp_path: Path) -> None:
    path = make(tmp_path / "a[1].log")
    check(str(path))
    assert find([str(path)]) == [path]


def test_a_glob_need_not_find_anything(tmp_path: Path) -> None:
    check(f"{tmp_path}/*.log")
    assert find([f"{tmp_path}/*.log"]) == []


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"^The log file .*nowhere\.log does not exist$"):
        check(str(tmp_path / "nowhere.log"))


def test_a_folder_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"is no regular file: name its files, as in .*/\*\.log$"):
        check(str(tmp_path))


def test_a_device_is_refused_and_not_read() -> None:
    with pytest.raises(SourceError, match=r"is no regular file$"):
        check("/dev/zero")


def test_a_name_with_a_null_character_is_refused() -> None:
    with pytest.raises(SourceError, match="can't be read"):
        check("a\0b")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "a.log")
    path.chmod(0)
    with pytest.raises(SourceError, match=r"can't be read: Permission denied$"):
        check(str(path))
    assert unreadable(path) == "permission denied"


def test_why_a_file_can_not_be_read(tmp_path: Path) -> None:
    assert unreadable(make(tmp_path / "a.log")) == ""
    assert unreadable(tmp_path) == "no regular file"
    assert unreadable(tmp_path / "b.log") == "No such file or directory"


def test_names_are_like_those_of_pods_and_still_to_be_recognized() -> None:
    assert name("ws", Path("/var/log/My App_2.log"), set()) == LogSource("ws", "logs", "my-app-2.log", "file")
    assert name("ws", Path("/var/log/日本"), set()).pod == "log"


def test_files_of_one_name_in_two_folders_have_two_names() -> None:
    taken: set[LogSource] = set()
    pods = []
    for folder in ("/srv/a", "/srv/b", "/opt/b"):
        source = name("ws", Path(folder, "error.log"), taken)
        taken.add(source)
        pods.append(source.pod)
    assert pods[:2] == ["error.log", "b-error.log"]
    assert len(set(pods)) == 3
