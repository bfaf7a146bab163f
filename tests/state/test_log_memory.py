from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hexatui.state.log_memory import LogMemory
from hexatui.state.logs import LogBuffer

RANDOM = Random(7)
TEXTS = [f"{RANDOM.getrandbits(400):x}" for _ in range(1_000)]


def fill(buffer: LogBuffer, lines: int) -> None:
    for number in range(lines):
        buffer.append(None, "info", TEXTS[number % len(TEXTS)], "pod", "main")


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 600)), max_size=30), st.integers(200_000, 400_000))
def test_all_buffers_together_keep_within_the_limit_at_any_time(steps: list[tuple[int, int]], limit: int) -> None:
    memory = LogMemory(limit)
    buffers = [LogBuffer(memory) for _ in range(5)]
    for which, lines in steps:
        fill(buffers[which], lines)
        assert memory.used == sum(buffer.byte_size for buffer in buffers) <= limit
    assert all(buffer.dropped == buffer.first for buffer in buffers)


def test_the_largest_makes_room_and_a_small_one_loses_nothing() -> None:
    memory = LogMemory(1_000_000)
    small, large = LogBuffer(memory), LogBuffer(memory)
    fill(small, 1_000)
    fill(large, 50_000)
    assert small.dropped == 0
    assert large.dropped > 0


def test_a_stream_may_use_what_others_do_not() -> None:
    memory = LogMemory(1_000_000)
    buffers = [LogBuffer(memory) for _ in range(4)]
    fill(buffers[0], 50_000)
    assert buffers[0].byte_size > memory.limit * 2 // 3


def test_less_memory_lets_lines_fall_out_at_once() -> None:
    memory = LogMemory()
    buffer = LogBuffer(memory)
    fill(buffer, 50_000)
    assert buffer.dropped == 0
    memory.resize(1_000_000)
    assert buffer.byte_size <= 1_000_000
    assert buffer.dropped == buffer.first > 0


def test_what_has_left_counts_no_more() -> None:
    memory = LogMemory()
    buffer, other = LogBuffer(memory), LogBuffer(memory)
    fill(buffer, 10_000)
    fill(other, 100)
    memory.leave(buffer)
    assert memory.used == other.byte_size > 0
    fill(buffer, 5_000)
    assert memory.used == other.byte_size


def test_lines_are_held_in_fewer_bytes_than_their_text_has() -> None:
    memory = LogMemory()
    buffer = LogBuffer(memory)
    text = 0
    for number in range(50_000):
        line = f"2024-01-20 10:00:00,{number % 1000:03} INFO [worker-{number % 7}] request completed in {number} ms"
        buffer.append(float(number), "info", line, "pod", "main")
        text += len(line)
    assert memory.used < text / 2
