from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.names import LogSource
from hexatui.ui.logs.opened_before import MOST, OPENED, Opened, OpenedBefore, default_path, read, remember

API = Opened("production", LogSource("ws-1", "front", "api-1", "api"))
WEB = Opened("staging", LogSource("ws-1", "front", "web-1", "main"))

JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3))


def numbered(number: int) -> Opened:
    return Opened("production", LogSource("ws-1", "front", f"pod-{number}", "main"))


def settled() -> None:
    """Every thread that reads or writes has ended."""
    for thread in threading.enumerate():
        if thread.name == "hexatui-opened-before":
            thread.join(10)


def test_what_was_opened_is_read_again_the_latest_first(tmp_path: Path) -> None:
    path = tmp_path / "state" / "opened"
    for opened in (API, WEB, API):
        remember(path, opened)
    assert read(path) == [API, WEB]


def test_it_stays_small(tmp_path: Path) -> None:
    path = tmp_path / "opened"
    items = [["production", str(numbered(number).source)] for number in range(2 * MOST)]
    path.write_text(json.dumps({OPENED: items}))
    remember(path, API)
    assert read(path) == [API, *(numbered(number) for number in range(MOST - 1))]


@given(JSON)
def test_garbage_in_it_disturbs_nobody(garbage: object) -> None:
    path = Path(os.environ["XDG_STATE_HOME"]) / "garbage"
    path.write_text(json.dumps({OPENED: garbage}))
    read(path)
    path.write_text(json.dumps({OPENED: [garbage, [API.profile, str(API.source)]]}))
    assert API in read(path)


def test_where_there_is_no_file_nothing_was_opened(tmp_path: Path) -> None:
    assert read(tmp_path / "none") == []
    assert read(tmp_path) == []


def test_it_is_there_in_the_next_run_under_its_own_profile(tmp_path: Path) -> None:
    first = OpenedBefore(tmp_path / "opened")
    for opened in (API, WEB):
        first.add(*opened)
    assert first.sources("production") == [API.source]
    settled()
    second = OpenedBefore(tmp_path / "opened")
    settled()
    assert second.sources("production") == [API.source]
    assert second.sources("staging") == [WEB.source]
    assert second.sources("other") == []


def test_nobody_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr("hexatui.ui.logs.opened_before.read", lambda path: answered.wait(10) and [])
    begun = time.monotonic()
    opened = OpenedBefore(tmp_path / "opened")
    opened.add(*API)
    assert opened.sources("production") == [API.source]
    assert time.monotonic() - begun < 5
    answered.set()
    settled()


def test_a_disk_that_refuses_is_borne_in_silence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    occupied = tmp_path / "file"
    occupied.touch()
    opened = OpenedBefore(occupied / "opened")
    opened.add(*API)
    settled()
    assert opened.sources("production") == [API.source]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("pod", ["a/b", "a\nb", "a\tb", " padded", ""])
def test_what_its_path_does_not_tell_again_is_left_out(pod: str, tmp_path: Path) -> None:
    opened = OpenedBefore(tmp_path / "opened")
    opened.add("production", API.source._replace(pod=pod))
    settled()
    assert opened.sources("production") == []
    assert not (tmp_path / "opened").exists()


def test_tests_leave_the_person_s_own_file_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert default_path().is_relative_to(tmp_path_factory.getbasetemp())
