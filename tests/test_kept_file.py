from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui import kept_file
from hexatui.kept_file import read_kept, state_path, write_kept

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.text(), JSON, max_size=3))
def test_what_is_written_is_read_again(content: dict[str, object]) -> None:
    path = state_path("kept.json")
    write_kept(path, content)
    assert read_kept(path) == content


def test_its_owner_alone_may_read_it_and_nothing_else_is_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "state" / "file"
    for content in ({}, {"a": 1}):
        write_kept(path, content)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["file"]


def test_a_write_that_fails_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_kept(path, {"a": 1})
    with pytest.raises(TypeError):
        write_kept(path, {"a": object()})
    assert read_kept(path) == {"a": 1}
    assert os.listdir(tmp_path) == ["file"]


@given(st.binary(max_size=200))
def test_garbage_is_nothing(garbage: bytes) -> None:
    path = state_path("garbage.json")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(garbage)
    assert isinstance(read_kept(path), dict)


@pytest.mark.parametrize("text", ["[1]", "null", '"text"', "{", "", "[" * 100_000])
def test_what_is_no_object_is_nothing(text: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(text)
    assert read_kept(tmp_path / "file") == {}


def test_no_file_a_folder_and_a_file_that_is_too_large_are_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_kept(tmp_path / "none") == read_kept(tmp_path) == {}
    (tmp_path / "file").write_text(json.dumps({"a": "long"}))
    monkeypatch.setattr(kept_file, "MAX_BYTES", 5)
    assert read_kept(tmp_path / "file") == {}


def test_what_would_keep_a_reader_waiting_is_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "file")
    assert read_kept(tmp_path / "file") == {}
    assert read_kept(Path("/dev/zero")) == {}
