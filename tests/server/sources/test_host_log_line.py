"""What a line tells of its time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.server.sources.host.log_line import time_of

NOW = datetime(2024, 1, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="module")
def tokyo() -> Iterator[None]:
    """A local time nine hours ahead of UTC."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Asia/Tokyo"
    time.tzset()
    yield
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-20T10:00:00Z started", "2024-01-20T10:00:00"),
        ("2024-01-20T10:00:00.123456789Z started", "2024-01-20T10:00:00.123456"),
        ("2024-01-20T10:00:00+02:00 started", "2024-01-20T08:00:00"),
        ("2024-01-20 10:00:00 +0200 started", "2024-01-20T08:00:00"),
        ("2024-01-20 10:00:00,123 INFO started", "2024-01-20T01:00:00.123"),
        ("[2024-01-20 10:00:00] started", "2024-01-20T01:00:00"),
        ('{"ts":"2024-01-20T10:00:00.5Z","msg":"started"}', "2024-01-20T10:00:00.5"),
        ('{"time": "2024-01-20T10:00:00Z"}', "2024-01-20T10:00:00"),
        ("ts=2024-01-20T10:00:00Z level=info", "2024-01-20T10:00:00"),
        ('time="2024-01-20T10:00:00Z" level=info', "2024-01-20T10:00:00"),
        ("Jan 20 10:00:00 host sshd[1]: started", "2024-01-20T01:00:00"),
        ("Jan  2 10:00:00 host sshd[1]: started", "2024-01-02T01:00:00"),
        ("Dec 31 10:00:00 host of last year", "2023-12-31T01:00:00"),
        ("<34>Jan 20 10:00:00 host su: failed", "2024-01-20T01:00:00"),
        ('10.0.0.1 - - [20/Jan/2024:10:00:00 +0100] "GET / HTTP/1.1" 200 1', "2024-01-20T09:00:00"),
    ],
)
def test_a_stated_time_is_read(text: str, expected: str) -> None:
    assert time_of(text, NOW) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no time",
        "2024-13-40T10:00:00Z no such day",
        "2024-01-20T25:00:00Z no such hour",
        "Foo 20 10:00:00 no such month",
        "Feb 31 10:00:00 no such day",
        "9999-12-31T23:59:59-12:00 beyond the end of time",
        "later in the line: 2024-01-20T10:00:00Z",
        "2024-01-20T10:00:001",
    ],
)
def test_what_states_no_time_has_none(text: str) -> None:
    assert time_of(text, NOW) is None


@given(text=st.text(max_size=200) | st.from_regex(r"\A(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|[A-Z][a-z]{2} \d\d .*)"))
def test_no_text_is_too_strange(text: str) -> None:
    found = time_of(text, NOW)
    assert found is None or found.tzinfo is UTC


def test_a_hostile_line_takes_no_time() -> None:
    started = time.process_time()
    for text in ("[" * 1_000_000, "2024-01-20 " * 100_000, "<" + " " * 1_000_000):
        time_of(text, NOW)
    assert time.process_time() - started < 0.5
