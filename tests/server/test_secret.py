from __future__ import annotations

import os
from pathlib import Path

import pytest

from hexatui.server.secret import SECRET_BYTES, kept_secret


def test_the_secret_is_the_same_at_every_start(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "gateway.key"
    first = kept_secret(path)
    assert len(first) == SECRET_BYTES
    assert kept_secret(path) == first


def test_the_secret_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    kept_secret(tmp_path / "gateway.key")
    assert (tmp_path / "gateway.key").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_no_secret_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "gateway.key"
    path.write_bytes(b"short")
    assert kept_secret(path) == path.read_bytes() != b"short"


def test_without_a_place_to_keep_it_the_secret_is_fresh(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    assert kept_secret(blocked / "gateway.key") != kept_secret(blocked / "gateway.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_secret_that_others_could_know_is_replaced(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "gateway.key"
    known = kept_secret(path)
    path.chmod(mode)
    fresh = kept_secret(path)
    assert fresh != known
    assert path.read_bytes() == fresh
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_secret_of_another_user_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "gateway.key"
    known = kept_secret(path)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    assert kept_secret(path) != known


def test_a_link_to_a_secret_is_not_followed(tmp_path: Path) -> None:
    known = kept_secret(tmp_path / "elsewhere")
    path = tmp_path / "gateway.key"
    path.symlink_to(tmp_path / "elsewhere")
    assert kept_secret(path) != known
    assert not path.is_symlink()
