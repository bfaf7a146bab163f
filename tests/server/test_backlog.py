"""What waits for a client: in order, bounded, log lines last."""

from __future__ import annotations

import asyncio

from hexatui.server.backlog import BYTES_PER_TURN, FRAME_COST, FRAMES_PER_TURN, Backlog


async def taken(backlog: Backlog, count: int) -> list[bytes]:
    frames = backlog.frames()
    return [await anext(frames) for _ in range(count)]


async def last_words(backlog: Backlog) -> list[bytes]:
    backlog.end()
    return [frame async for frame in backlog.frames()]


class Overflows:
    """Counts how often a backlog overflowed."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


async def test_frames_come_in_the_order_they_were_put() -> None:
    backlog = Backlog(10_000, Overflows())
    for number in range(5):
        backlog.put(b"%d" % number)
    assert await last_words(backlog) == [b"0", b"1", b"2", b"3", b"4"]


async def test_a_flood_of_log_lines_delays_nothing_else() -> None:
    backlog = Backlog(100_000, Overflows())
    backlog.put_history(iter([b"old 1", b"old 2"]), 2)
    backlog.put_log(b"new")
    frames = backlog.frames()
    assert await anext(frames) == b"old 1"
    backlog.put(b"alert")
    assert [await anext(frames) for _ in range(3)] == [b"alert", b"old 2", b"new"]


async def test_a_history_is_not_made_before_its_turn() -> None:
    made: list[int] = []

    def lines() -> list[bytes]:
        return [b"%d" % number for number in range(3)]

    backlog = Backlog(10_000, Overflows())
    backlog.put_history((made.append(len(line)) or line for line in lines()), 3)  # type: ignore[func-returns-value]
    assert made == []
    assert len(await taken(backlog, 3)) == len(made) == 3


async def test_what_was_handed_out_makes_room_again() -> None:
    overflows = Overflows()
    backlog = Backlog(5 * (10 + FRAME_COST), overflows)
    frames = backlog.frames()
    for _ in range(50):
        backlog.put_history(iter([b"h"]), 1)
        backlog.put(b"0123456789")
        backlog.put_log(b"0123456789")
        assert [len(await anext(frames)) for _ in range(3)] == [10, 1, 10]
    backlog.put(b"last")
    assert await anext(frames) == b"last"
    assert backlog.size == 0
    assert overflows.count == 0


async def test_too_much_is_forgotten_at_once_and_told_once() -> None:
    overflows = Overflows()
    backlog = Backlog(1000, overflows)
    for _ in range(100):
        backlog.put(b"x" * 50)
        backlog.put_log(b"x" * 50)
    assert (overflows.count, backlog.size) == (1, 0)
    assert await last_words(backlog) == []


async def test_what_is_kept_for_histories_is_no_overflow_and_leaves_no_room_for_more() -> None:
    overflows = Overflows()
    backlog = Backlog(1000, overflows)
    await backlog.room_for_history()
    backlog.put_history(iter([b"one", b"two"]), 5000)
    backlog.put(b"alert")
    waiting = asyncio.ensure_future(backlog.room_for_history())
    frames = backlog.frames()
    assert [await anext(frames) for _ in range(3)] == [b"alert", b"one", b"two"]
    assert not waiting.done()
    backlog.put_log(b"live")
    assert await anext(frames) == b"live"
    await waiting
    assert (backlog.history_size, overflows.count) == (0, 0)


async def test_at_the_end_nobody_waits_for_room() -> None:
    backlog = Backlog(1000, Overflows())
    backlog.put_history(iter([b"old"]), 5000)
    backlog.end()
    await backlog.room_for_history()
    backlog.put_history(iter([b"too late"]), 5000)
    assert backlog.history_size == 0


async def test_others_get_a_turn_in_each_pause_and_after_what_is_large() -> None:
    large = b"x" * BYTES_PER_TURN
    for lines, frames in (([b"", b"", b"line"], [b"line"]), ([large, b"line"], [large, b"line"])):
        backlog = Backlog(1000, Overflows())
        backlog.put_history(iter(lines), 0)
        turns = 0

        async def other() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        task = asyncio.create_task(other())
        assert await taken(backlog, len(frames)) == frames
        task.cancel()
        assert turns == len(lines) - 1


async def test_nothing_is_taken_after_the_end() -> None:
    backlog = Backlog(1000, Overflows())
    backlog.put(b"last words")
    backlog.end()
    backlog.put(b"too late")
    assert [frame async for frame in backlog.frames()] == [b"last words"]


async def test_at_the_end_log_lines_are_forgotten_and_answers_are_not() -> None:
    backlog = Backlog(1000, Overflows())
    backlog.put_history(iter([b"old"]), 1)
    backlog.put_log(b"new")
    backlog.put(b"last words")
    assert await last_words(backlog) == [b"last words"]


async def test_who_waits_for_a_frame_is_woken_by_it_and_by_the_end() -> None:
    backlog = Backlog(1000, Overflows())
    frames = backlog.frames()
    waiting = asyncio.ensure_future(anext(frames))
    await asyncio.sleep(0)
    backlog.put(b"now")
    assert await waiting == b"now"
    ending = asyncio.ensure_future(anext(frames, None))
    await asyncio.sleep(0)
    backlog.end()
    assert await ending is None


async def test_others_get_a_turn_while_a_long_backlog_is_handed_out() -> None:
    backlog = Backlog(1_000_000, Overflows())
    backlog.put_history(iter([b"line"] * 10 * FRAMES_PER_TURN), 10 * FRAMES_PER_TURN)
    turns = 0
    done = asyncio.Event()

    async def other() -> None:
        nonlocal turns
        while not done.is_set():
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    assert len(await taken(backlog, 10 * FRAMES_PER_TURN)) == 10 * FRAMES_PER_TURN
    done.set()
    await task
    assert turns >= 9
