"""The level of a log line, as programs of many kinds write it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.log_levels import stated_level


@pytest.mark.parametrize(
    ("text", "level", "place"),
    [
        ("2024-01-20 10:00:00,123 INFO started", "info", "INFO"),
        ("2024-01-20 10:00:00 [error] 12#12: upstream timed out", "error", "error"),
        ("level=warn msg=slow", "warning", "warn"),
        ('{"msg":"x","level":"fatal"}', "critical", "fatal"),
        ('{"level":50,"msg":"x"}', "error", "50"),
        ('{"severity": "DEBUG"}', "debug", "DEBUG"),
        ("E0520 10:00:00.000000 1 reflector.go:138] failed", "error", "E"),
        ("W0520 10:00:00.000000 1 reflector.go:138] slow", "warning", "W"),
        ("error: no such file", "error", "error"),
        ("kernel: CRITICAL temperature", "critical", "CRITICAL"),
        ('10.0.0.1 - - [x] "GET / HTTP/1.1" 503 12', "error", "503"),
        ('10.0.0.1 - - [x] "GET / HTTP/1.1" 404 12', "warning", "404"),
        ('10.0.0.1 - - [x] "GET / HTTP/1.1" 200 12', "info", "200"),
        ("GET /errors/info went well", "", ""),
        ("information desk", "", ""),
        ("", "", ""),
        ("x" * 1000 + " ERROR far away", "", ""),
        ("panic: no; PANIC at once", "critical", "panic"),
        ("level => info", "info", "info"),
        ("severity: Warning", "warning", "Warning"),
        ("compression level 10", "", ""),
        ("no error was found", "", ""),
        ("İİİ [error] x", "error", "error"),
        ("sshd[1]: error: İ", "error", "error"),
    ],
)
def test_a_level_is_believed_where_it_is_stated(text: str, level: str, place: str) -> None:
    found = stated_level(text)
    assert (found.level, text[found.start : found.end]) == (level, place)


@given(text=st.text(max_size=500) | st.from_regex(r"(?i).*[^a-z](level=|\[)?(info|warn|error|fatal)[^a-z].*"))
def test_no_text_is_too_strange(text: str) -> None:
    found = stated_level(text)
    assert found.level in ("", "debug", "info", "warning", "error", "critical")
    place = text[found.start : found.end]
    assert bool(place) == bool(found.level)
    assert place == "" or (place.isascii() and place.isalnum())


def test_a_hostile_line_takes_no_time() -> None:
    started = time.process_time()
    for text in ("[" * 1_000_000, "level" * 200_000, "level= " + " " * 1_000_000, "<" + " " * 1_000_000):
        stated_level(text)
    assert time.process_time() - started < 0.5
