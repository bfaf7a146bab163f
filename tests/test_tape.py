from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.recorded import HEADER, content, log_entry, out, record, say

from hexatui.recording import Frame, RecordingError
from hexatui.tape import MAX_LINE, Tape, check

FRAMES = [out(0.5, "auth", token="x"), say(1, "ping"), say(2, "workspace.alert_triggered"), out(9, "auth", token="y")]


def written(folder: Path, text: str) -> Path:
    path = folder / "recording.jsonl"
    path.write_text(text)
    return path


def test_frames_are_read_from_any_place(tmp_path: Path) -> None:
    frames = [say(seconds, "ping", number=seconds) for seconds in range(5)]
    tape = record(tmp_path, frames)
    assert [list(tape.frames(start)) for start in range(6)] == [frames[start:] for start in range(6)]
    assert tape.duration == 4


def test_times_never_go_back(tmp_path: Path) -> None:
    tape = record(tmp_path, [say(3, "ping"), say(1, "ping"), say(4, "ping")])
    assert [frame.seconds for frame in tape.frames()] == [3, 3, 4]


def test_alerts_and_beginnings_of_connections_are_notable(tmp_path: Path) -> None:
    tape = record(tmp_path, FRAMES)
    assert tape.beginnings == [0, 3]
    assert [tape.next_notable(at) for at in (0, 0.5, 2, 9)] == [0.5, 2, 9, None]


def test_words_about_an_authentication_are_none(tmp_path: Path) -> None:
    frames = [out(0, "pong", id='"auth"'), Frame(0, "out", '["auth"]'), Frame(0, "out", '"auth" {')]
    assert record(tmp_path, [*frames, log_entry(1, "auth", '{"type":"auth"}')]).beginnings == []


def test_a_torn_last_line_is_left_out_and_known(tmp_path: Path) -> None:
    whole = content(FRAMES)
    tape = Tape(written(tmp_path, whole + '[10.5,"in","{\\"ty'))
    assert (len(tape), tape.torn) == (4, True)
    assert not Tape(written(tmp_path, whole)).torn


def test_the_progress_of_reading_is_told(tmp_path: Path) -> None:
    seen: list[float] = []
    Tape(written(tmp_path, content([say(1, "ping")] * 2_500)), seen.append)
    assert len(seen) == 2
    assert 0 < seen[0] < seen[1] <= 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "header"),
        ("nonsense\n", "header"),
        ("\x00\x01\x02", "header"),
        ('{"hexatui": "1", "format": 2, "started_at": 0}\n', "format 2"),
        ('{"hexatui": "1", "format": 1, "started_at": 1e300}\n', "header"),
        ('{"hexatui": "1", "format": 1, "started_at": NaN}\n', "header"),
        (content(FRAMES) + "garbage\n" + content(FRAMES), "line 6"),
        (content(FRAMES) + '[NaN,"in","{}"]\n', "line 6"),
        (content(FRAMES) + '[1e12,"in","{}"]\n', "line 6"),
        (content(FRAMES) + '["1","in","{}"]\n', "line 6"),
        (content(FRAMES) + "[" * 100_000 + "\n", "line 6"),
    ],
)
def test_what_is_broken_is_said(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=said):
        Tape(written(tmp_path, text))


def test_what_is_no_utf8_is_said(tmp_path: Path) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(content(FRAMES).encode() + b'[9,"in","\xff"]\n')
    with pytest.raises(RecordingError, match="line 6"):
        Tape(path)


def test_a_line_without_end_is_not_read_whole(tmp_path: Path) -> None:
    path = written(tmp_path, content(FRAMES))
    with path.open("r+b") as file:
        # A hole: it takes no room on the disk.
        file.truncate(path.stat().st_size + MAX_LINE + 1)
    with pytest.raises(RecordingError, match=r"line 6 is longer than"):
        Tape(path)


def test_what_is_no_file_is_said_without_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, said in ((pipe, "write it to a file"), (tmp_path, "folder"), (tmp_path / "none", "No such")):
        with pytest.raises(RecordingError, match=said):
            check(path)


def test_a_file_that_has_become_another_is_said(tmp_path: Path) -> None:
    tape = record(tmp_path, FRAMES)
    frames = tape.frames()
    assert next(frames).direction == "out"
    for text in ("", "x" * 1_000):
        tape.path.write_text(text)
        with pytest.raises(RecordingError):
            list(tape.frames(1))


def test_only_the_beginning_is_looked_at_beforehand(tmp_path: Path) -> None:
    check(written(tmp_path, content([], HEADER) + "garbage\n"))
