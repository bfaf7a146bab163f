from __future__ import annotations

import stat
from pathlib import Path

import pytest
from support.frames import AT, HOSTILE_FRAMES, frame

from hexatui.frame_ring import HeldFrame
from hexatui.recording import read
from hexatui.ui.saved_frames import save_frame, save_frames

URL = "wss://api.hexabase.ai/ws"


def test_frames_are_saved_as_a_recording_that_its_owner_alone_may_read(tmp_path: Path) -> None:
    frames = [HeldFrame(number, AT + number, "in", text) for number, text in enumerate(HOSTILE_FRAMES)]
    path = save_frames(frames, URL, AT, [tmp_path])
    assert path == tmp_path / "hexatui-frames-20240120T100209Z.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with path.open() as file:
        header, saved = read(file)
        assert (header.url, header.started_at) == (URL, AT)
        assert [(round(each.seconds), each.direction, each.text) for each in saved] == [
            (number, "in", text) for number, text in enumerate(HOSTILE_FRAMES)
        ]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    first, second = (save_frames([frame("a")], URL, AT, [tmp_path]) for _ in range(2))
    assert second.name == "hexatui-frames-20240120T100209Z-1.jsonl"
    assert first.read_text() == second.read_text()


def test_one_frame_is_saved_to_the_byte(tmp_path: Path) -> None:
    raw = b'{"type":"\xff\x1b"}'
    path = save_frame(frame(raw.decode(errors="surrogateescape"), number=7), [tmp_path])
    assert path.read_bytes() == raw
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_where_one_place_refuses_the_next_is_taken(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.touch()
    path = save_frames([frame("a")], URL, AT, [occupied, tmp_path / "made" / "for it"])
    assert path.parent == tmp_path / "made" / "for it"


def test_without_a_place_it_says_why(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.touch()
    with pytest.raises(OSError, match=r"exists|directory"):
        save_frames([frame("a")], URL, AT, [occupied])
