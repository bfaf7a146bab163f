from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.frame_ring import FrameRing


def filled(*texts: str, max_frames: int = 100, max_bytes: int = 100_000) -> FrameRing:
    ring = FrameRing(max_frames, max_bytes)
    for number, text in enumerate(texts):
        ring.append(float(number), "in", text.encode())
    return ring


def texts(ring: FrameRing) -> list[str]:
    return [frame.text for frame in ring]


def test_frames_are_held_with_their_number_time_and_direction() -> None:
    ring = FrameRing()
    ring.append(7.5, "out", b"a")
    ring.append(8.5, "in", b"b")
    assert [tuple(frame) for frame in ring] == [(0, 7.5, "out", "a"), (1, 8.5, "in", "b")]


def test_the_oldest_make_room_when_there_are_too_many() -> None:
    ring = filled(*"abcdefg", max_frames=3)
    assert texts(ring) == ["e", "f", "g"]
    assert (ring.first, ring.end, len(ring)) == (4, 7, 3)
    assert ring.get(3) is None
    assert ring.get(7) is None


def test_the_oldest_make_room_when_they_are_too_large() -> None:
    ring = filled("a" * 400, "b" * 400, "c" * 400, max_bytes=1000)
    assert [text[0] for text in texts(ring)] == ["b", "c"]


def test_wide_characters_count_as_the_memory_they_take() -> None:
    assert len(filled("日" * 400, "本" * 400, max_bytes=1000)) == 1
    assert len(filled("a" * 400, "b" * 400, max_bytes=1000)) == 2


def test_the_newest_frame_is_held_whatever_its_size() -> None:
    assert [len(text) for text in texts(filled("a", "b" * 5000, max_bytes=1000))] == [5000]
    assert texts(filled("b" * 5000, "c", max_bytes=1000)) == ["c"]


def test_a_copy_stays_as_it_was() -> None:
    ring = filled("a", "b", "c", max_frames=3)
    still = ring.copy()
    for text in "defg":
        ring.append(9.0, "in", text.encode())
    assert texts(still) == ["a", "b", "c"]
    assert (still.first, still.end) == (0, 3)
    assert texts(ring) == ["e", "f", "g"]


@given(st.lists(st.text(max_size=40), max_size=60), st.integers(1, 20), st.integers(100, 2000))
def test_what_is_held_is_the_newest_within_both_bounds(frames: list[str], max_frames: int, max_bytes: int) -> None:
    ring = filled(*frames, max_frames=max_frames, max_bytes=max_bytes)
    held = texts(ring)
    assert held == frames[len(frames) - len(held) :]
    assert len(held) <= max_frames
    assert ring.byte_size == sum(text.encode().__sizeof__() for text in held)
    assert ring.byte_size <= max_bytes or len(held) == 1
    assert ring.first + len(held) == ring.end == len(frames)


@pytest.mark.parametrize("max_bytes", [3_000, 1_000_000])
def test_a_reader_sees_whole_frames_in_order_while_another_thread_appends(max_bytes: int) -> None:
    ring = FrameRing(64, max_bytes)
    over = threading.Event()

    def append() -> None:
        for number in range(100_000):
            if over.is_set():
                return
            ring.append(float(number), "in", b"%d" % number)

    writer = threading.Thread(target=append)
    writer.start()
    try:
        for _ in range(300):
            still = ring.copy()
            numbers = [frame.number for frame in still]
            assert numbers == list(range(still.first, still.end))
            assert all(frame.text == str(frame.number) for frame in still)
            seen = [frame.number for frame in ring]
            assert seen == sorted(seen)
    finally:
        over.set()
        writer.join(10)


def test_what_is_no_text_can_be_told_from_what_is() -> None:
    ring = FrameRing()
    ring.append(1.0, "in", b'"\xff"')
    assert texts(ring) == ['"\udcff"']


def test_what_was_cleared_is_not_told_as_dropped() -> None:
    ring = FrameRing(max_frames=4)
    for number in range(6):
        ring.append(number, "in", b"before")
    assert ring.dropped == 2
    ring.clear()
    assert (list(ring), ring.dropped, ring.byte_size) == ([], 0, 0)
    for number in range(5):
        ring.append(number, "in", b"after")
    assert [frame.number for frame in ring] == [7, 8, 9, 10]
    assert (ring.dropped, ring.copy().dropped) == (1, 1)
