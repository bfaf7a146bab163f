from __future__ import annotations

from pathlib import Path

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
