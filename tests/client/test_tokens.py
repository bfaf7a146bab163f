"""Where the token comes from: what is accepted, and one sentence for all else, never the token."""

from __future__ import annotations

import base64
import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.client.tokens import (
    MAX_TOKEN_BYTES,
    Claims,
    CommandToken,
    FileToken,
    TokenError,
    TokenSource,
    checked,
    claims,
    expiry,
)

SECRET = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0.sig"


_PAYLOADS_WITHOUT_EXPIRY = (
    b"[]", b"{}", b"{", b'{"exp": "soon"}', b'{"exp": true}', b'{"exp": 1e999}', b'{"exp": 1' + b"0" * 400 + b"}",
)  # fmt: skip


def _with_payload(payload: bytes) -> str:
    return f"e30.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.sig"


class TestFiles:
    @pytest.mark.parametrize("content", [SECRET, f"{SECRET}\n", f"\ufeff{SECRET}\r\n", f"  {SECRET}\t"])
    def test_white_space_around_the_token_is_forgiven(self, tmp_path: Path, content: str) -> None:
        assert _file(tmp_path, content).read() == SECRET

    def test_it_is_read_afresh_each_time(self, tmp_path: Path) -> None:
        source = _file(tmp_path, "first")
        assert source.read() == "first"
        (tmp_path / "token").write_text("second")
        assert source.read() == "second"

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ("", "is empty"),
            (" \n", "is empty"),
            (f"Bearer {SECRET}", 'without "Bearer"'),
            (f"{SECRET}\n{SECRET}", "white space within"),
            (f"{SECRET}\x1b[2J", "no token has"),
            (f"{SECRET}é", "no token has"),
            ("x" * (MAX_TOKEN_BYTES + 1), "too long"),
        ],
    )
    def test_what_can_not_be_a_token_is_refused_without_quoting_it(
        self, tmp_path: Path, content: str, words: str
    ) -> None:
        with pytest.raises(TokenError, match=words) as caught:
            _file(tmp_path, content).read()
        assert SECRET not in str(caught.value)
        assert str(tmp_path) in str(caught.value)

    def test_bytes_that_are_no_text_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "token").write_bytes(b"\xff\xfe\x00")
        with pytest.raises(TokenError, match="is not text"):
            FileToken(tmp_path / "token").read()

    def test_a_missing_file_says_what_to_do(self, tmp_path: Path) -> None:
        with pytest.raises(TokenError, match="does not exist: create it"):
            FileToken(tmp_path / "token").read()

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(TokenError, match="is a folder"):
            FileToken(tmp_path).read()

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_an_unreadable_file_says_so(self, tmp_path: Path) -> None:
        source = _file(tmp_path, SECRET)
        (tmp_path / "token").chmod(0)
        with pytest.raises(TokenError, match="may not be read"):
            source.read()

    def test_a_file_that_others_may_read_is_known(self, tmp_path: Path) -> None:
        source = FileToken(tmp_path / "token")
        (tmp_path / "token").write_text(SECRET)
        (tmp_path / "token").chmod(0o644)
        assert source.readable_by_others()
        (tmp_path / "token").chmod(0o600)
        assert not source.readable_by_others()

    def test_only_a_regular_file_is_watched(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        assert _file(tmp_path, SECRET).watched
        assert not FileToken(tmp_path / "pipe").watched

    def test_what_can_give_another_token_is_known(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        assert _file(tmp_path, SECRET).renewable
        assert TokenSource.from_command("true").renewable
        assert not FileToken(tmp_path / "pipe").renewable
        assert not TokenSource.from_value(SECRET).renewable


class TestCommands:
    def test_what_it_prints_is_the_token(self) -> None:
        assert TokenSource.from_command(f"echo '{SECRET}'").read() == SECRET

    def test_it_runs_without_a_shell(self) -> None:
        assert TokenSource.from_command("echo $HOME").read() == "$HOME"

    @pytest.mark.parametrize(
        ("command", "words"),
        [
            ("sh -c 'echo SECRET; echo SECRET >&2; exit 3'", "failed with exit code 3"),
            ("sh -c 'kill -9 $$'", "ended by signal 9"),
            ("true", "what the token command prints is empty"),
            ("no-such-command-here", 'is "no-such-command-here" installed'),
            ("echo 'unclosed", "check its quotes"),
            ("", "is empty"),
        ],
    )
    def test_a_failure_is_said_without_its_output(self, command: str, words: str) -> None:
        with pytest.raises(TokenError, match=words) as caught:
            TokenSource.from_command(command).read()
        assert "SECRET" not in str(caught.value)

    def test_one_that_hangs_is_ended(self) -> None:
        started = time.monotonic()
        with pytest.raises(TokenError, match="longer than"):
            CommandToken("sleep 60", timeout=0.1).read()
        assert time.monotonic() - started < 5


class TestMasking:
    @pytest.mark.parametrize(
        "source", [TokenSource.from_value(SECRET), TokenSource.from_command(f"echo {SECRET}")], ids=["value", "command"]
    )
    def test_no_representation_holds_the_secret(self, source: TokenSource) -> None:
        assert SECRET not in repr(source) + str(source)

    def test_a_value_names_its_origin(self) -> None:
        with pytest.raises(TokenError, match="HEXATUI_TOKEN is empty"):
            TokenSource.from_value("").read()


class TestExpiry:
    def test_the_claim_is_read_without_verifying(self) -> None:
        assert expiry(_jwt({"exp": 1_700_000_000})) == 1_700_000_000.0

    @pytest.mark.parametrize(
        "token",
        [
            "opaque",
            "a.b.c",
            "..",
            "a.é.c",
            *(_with_payload(payload) for payload in _PAYLOADS_WITHOUT_EXPIRY),
        ],
    )
    def test_what_has_none_has_none(self, token: str) -> None:
        assert expiry(token) is None

    def test_when_it_was_issued_is_read_too(self) -> None:
        assert claims(_jwt({"exp": 20, "iat": 10.5})) == Claims(20.0, 10.5)
        assert claims(_jwt({"iat": "now"})) == Claims()
        assert claims("opaque") is None

    @given(st.text())
    def test_nothing_makes_it_fail(self, text: str) -> None:
        expiry(f"a.{text}.c")


@given(st.binary(max_size=200))
def test_whatever_is_accepted_is_one_printable_word(content: bytes) -> None:
    try:
        token = checked(content, "the test")
    except TokenError:
        return
    assert token.isascii()
    assert token.isprintable()
    assert len(token.split()) == 1


def _file(folder: Path, content: str) -> TokenSource:
    (folder / "token").write_bytes(content.encode())
    return TokenSource.from_file(folder / "token")


def _jwt(claims: dict[str, object]) -> str:
    return _with_payload(json.dumps(claims).encode())
