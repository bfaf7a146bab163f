from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.recording import MASK, Frame, Header, RecordingError, frame_line, header_line, masked, read

HEADER = Header("1.2.3", 1_700_000_000.5, "wss://api.hexabase.ai/ws")


@given(st.lists(st.tuples(st.floats(0, 1e6), st.sampled_from(["in", "out"]), st.text(max_size=40))))
def test_what_was_written_is_read_back(rows: list[tuple[float, str, str]]) -> None:
    frames = [Frame(round(seconds, 6), "in" if direction == "in" else "out", text) for seconds, direction, text in rows]
    header, found = read([header_line(HEADER), *map(frame_line, frames)])
    assert header == HEADER
    assert list(found) == frames


@given(st.text())
def test_a_frame_takes_one_line_of_ascii_whatever_it_holds(text: str) -> None:
    line = frame_line(Frame(0, "in", text))
    assert line.isascii()
    assert line.count("\n") == 1


def test_the_token_of_an_authentication_is_never_written() -> None:
    for frame in ('{"type": "auth", "token": "secret-1"}', '{"token":"secret-1","type":"\\u0061uth"}'):
        line = frame_line(Frame(0, "out", frame))
        assert "secret-1" not in line
        assert MASK in line


def test_other_frames_are_kept_to_the_byte() -> None:
    for frame in ('{"type" : "pong" }', '{"type":"stream_logs","id":"auth"}', '"auth"', 'not json "auth"'):
        assert masked(frame) == frame


def test_a_torn_last_line_ends_the_recording() -> None:
    _, frames = read([header_line(HEADER), frame_line(Frame(0, "in", "{}")), '[1.5,"in","{\\"ty'])
    assert list(frames) == [Frame(0, "in", "{}")]


def test_a_broken_line_within_is_named_by_its_number() -> None:
    _, frames = read([header_line(HEADER), "[1, 2]\n", frame_line(Frame(0, "in", "{}"))])
    with pytest.raises(RecordingError, match="line 2"):
        list(frames)


@pytest.mark.parametrize("line", ["", "[]", "{}", "nonsense", '{"hexatui": "1", "format": 1, "started_at": "soon"}'])
def test_what_begins_otherwise_is_no_recording(line: str) -> None:
    with pytest.raises(RecordingError, match="header"):
        read([line])


def test_a_later_format_is_refused() -> None:
    later = json.dumps({"hexatui": "9", "format": 2, "started_at": 0})
    with pytest.raises(RecordingError, match="format 2"):
        read([later])
