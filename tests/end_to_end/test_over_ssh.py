"""The real program in a real SSH session: what travels while nothing happens and while much does, and both ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import psutil
import pytest
from support.gateway import HEXATUI, ServedGateway
from support.ssh import PATIENCE, SYNCHRONIZED, Session, logged_in

pytestmark = pytest.mark.timeout(120)

WATCHED = ["-o", "org-123", "-w", "ws-123", "--logs", "ws-123/frontend/api-server-abc123/api"]

QUIET_FRAMES = 30
"""Frames in a row that are to send nothing, at ten a second."""

CLOCK_RATE = 400
"""Bytes a second that a clock and a few ages may send."""

DEMO_RATE = 10_000
"""Bytes a second that the demo may send."""


@pytest.fixture(scope="module")
def quiet() -> Iterator[ServedGateway]:
    """A platform on which hardly anything happens."""
    with ServedGateway("--speed", "0.01") as gateway:
        yield gateway


async def until_still(session: Session) -> None:
    """Wait until so many frames in a row sent nothing."""
    deadline = time.monotonic() + PATIENCE
    while await session.bytes_within(QUIET_FRAMES / 10):
        assert time.monotonic() < deadline, "something is sent again and again"


async def until_gone(processes: list[psutil.Process]) -> None:
    """Wait until all have ended."""
    deadline = time.monotonic() + PATIENCE
    while left := [process for process in processes if process.is_running() and process.status() != "zombie"]:
        assert time.monotonic() < deadline, f"still there: {left}"
        await asyncio.sleep(0.05)


async def test_a_quiet_frame_sends_nothing(quiet: ServedGateway) -> None:
    # So small a screen has no clock.
    async with logged_in([*HEXATUI, *WATCHED], quiet.environment, (60, 16)) as (session, _):
        await session.wait_for(lambda text: "● live" in text, "the connection")
        session.press(SYNCHRONIZED)
        session.press(b"4")
        await session.wait_for(lambda text: "info " in text, "log lines")
        await until_still(session)


async def test_a_clock_and_an_age_are_all_that_a_quiet_platform_sends(quiet: ServedGateway) -> None:
    async with logged_in([*HEXATUI, *WATCHED], quiet.environment) as (session, _):
        await session.wait_for(lambda text: "● live" in text and "info " in text, "the connection")
        session.press(SYNCHRONIZED)
        await session.bytes_within(2)
        assert await session.bytes_within(5) < 5 * CLOCK_RATE


async def test_the_demo_stays_below_ten_kilobytes_a_second() -> None:
    async with logged_in([*HEXATUI, "demo"], {}) as (session, _):
        await session.wait_for(lambda text: "● live" in text and "info " in text, "the demo")
        session.press(SYNCHRONIZED)
        await session.bytes_within(3)
        assert 0 < await session.bytes_within(10) < 10 * DEMO_RATE


async def test_the_mouse_is_left_alone_and_q_leaves() -> None:
    async with logged_in([*HEXATUI, "demo"], {}) as (session, host):
        await session.wait_for(lambda text: "● live" in text, "the demo")
        assert b"1003h" not in session.sent
        session.press(b"q")
        assert (await session.process.wait(timeout=PATIENCE)).exit_status == 0
        await until_gone(host.started)


async def test_a_cut_connection_leaves_nothing_behind() -> None:
    async with logged_in([*HEXATUI, "demo"], {}) as (session, host):
        await session.wait_for(lambda text: "● live" in text, "the demo")
        program = host.started[0]
        processes = [program, *program.children(recursive=True)]
        assert len(processes) > 1, "the demo has a gateway of its own"
        session.connection.abort()
        await until_gone(processes)
