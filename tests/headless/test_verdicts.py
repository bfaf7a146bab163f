from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.exit_codes import ExitCode
from hexatui.headless.verdicts import Finding, Verdict, exit_code, json_line, text_line

REFUSED = Finding("authentication", Verdict.FAILED, "the token was refused", "Get a new token", ExitCode.REFUSED)
UNREACHABLE = Finding("network", Verdict.FAILED, "no route", code=ExitCode.UNREACHABLE)


def test_a_line_has_the_verdict_as_a_shape_and_a_word_then_what_was_found_and_what_to_do() -> None:
    line = text_line(REFUSED, unicode=True, colours=False)
    assert line == "✗ failed   authentication  the token was refused. Get a new token"


@pytest.mark.parametrize(("verdict", "begin"), [("ok", "+ ok "), ("warning", "! warning "), ("skipped", "- skipped ")])
def test_without_utf8_the_shapes_are_ascii(verdict: Verdict, begin: str) -> None:
    line = text_line(Finding("name", Verdict(verdict), "für nichts"), unicode=False, colours=False)
    assert line.startswith(begin)
    assert line.isascii()


def test_colours_are_there_only_if_asked_for() -> None:
    assert text_line(REFUSED, unicode=True, colours=True).startswith("\x1b[31m✗ failed ")
    assert "\x1b" not in text_line(REFUSED, unicode=True, colours=False)


@given(st.text(), st.text(), st.booleans())
def test_whatever_was_found_is_one_harmless_line(found: str, advice: str, unicode: bool) -> None:
    finding = Finding("name", Verdict.OK, found, advice)
    line = text_line(finding, unicode=unicode, colours=False)
    assert line.isprintable() or unicode
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert json.loads(json_line(finding))["found"] == found
    assert json_line(finding).isascii()


def test_the_first_failure_gives_the_exit_code() -> None:
    assert exit_code([UNREACHABLE, REFUSED]) == ExitCode.UNREACHABLE


def test_neither_warnings_nor_what_was_not_tried_are_failures() -> None:
    assert exit_code([Finding("a", Verdict.WARNING, "b"), Finding("c", Verdict.SKIPPED, "d")]) == ExitCode.DONE
