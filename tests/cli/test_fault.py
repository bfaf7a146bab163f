from __future__ import annotations

import pytest

from hexatui.cli.fault import details

TOKEN = "eyJhbGciOi.a-token-that-nobody-may-see.c2lnbmF0dXJl"


def fail(text: str) -> None:
    raise ValueError(text)


def caught(text: str) -> BaseException:
    try:
        try:
            fail(text)
        except ValueError as error:
            raise KeyError("short") from error
    except KeyError as error:
        fault = error
    return fault


def test_it_says_where_an_error_and_the_one_behind_it_come_from() -> None:
    told = details(caught("list index 7 out of range"))
    first, second = told.split("which led to:")
    assert "in fail" in first
    assert first.strip().endswith("ValueError: list index 7 out of range")
    assert second.strip().endswith("KeyError: 'short'")


def test_a_token_in_a_text_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEXATUI_TOKEN", "short-one")
    told = details(caught(f"bad {TOKEN}, worse {TOKEN.split('.')[1]}, short-one"))
    assert not any(part in told for part in [*TOKEN.split(".")[1:], "short-one"])
    assert "bad ********, worse ********" in told


def test_a_text_can_not_steer_the_terminal() -> None:
    assert "\x1b" not in details(caught("\x1b[2J"))
