from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from support.village import API, Village
from support.written import Written

from hexatui.client.options import ConnectionOptions
from hexatui.exit_codes import ExitCode
from hexatui.headless.logs import log_line, print_logs
from hexatui.protocol.events import LogEntryData
from hexatui.server.gateway import Gateway

HOSTILE = "red \x1b[31m [bold] \u202e \t back\\slash é"


def entry(message: str, **fields: Any) -> LogEntryData:
    return LogEntryData(stream_id="", message=message, pod=API.pod, container=API.container, **fields)


async def printed(options: ConnectionOptions, written: Written, **choices: Any) -> int:
    chosen = {"tail_lines": 100, "follow": False, "as_json": False, "for_terminal": False, **choices}
    return await asyncio.to_thread(lambda: print_logs(options, API, written.descriptor, **chosen))


def test_a_line_is_timestamp_level_and_message() -> None:
    at = datetime(2024, 1, 20, 10, tzinfo=UTC)
    assert log_line(entry("served", level="info", timestamp=at)) == "2024-01-20T10:00:00Z info served"
    assert log_line(entry("served")) == "- - served"
    assert log_line(entry("served", timestamp="some time")) == "some time - served"


async def test_without_follow_it_ends_with_the_history(
    connect: Callable[..., ConnectionOptions], written: Written
) -> None:
    assert await printed(connect(), written, tail_lines=3) == ExitCode.DONE
    assert written.lines == ["- info line 497", "- info line 498", "- info line 499"]


async def test_a_message_is_written_to_the_byte(
    village: Village, connect: Callable[..., ConnectionOptions], written: Written
) -> None:
    village.lines = [entry(HOSTILE + "\nsecond", level="error")]
    await printed(connect(), written, tail_lines=1)
    assert written.content == f"- error {HOSTILE}\nsecond\n".encode()


async def test_on_a_terminal_nothing_in_a_message_can_steer_it(
    village: Village, connect: Callable[..., ConnectionOptions], written: Written
) -> None:
    village.lines = [entry(HOSTILE + "\nsecond")]
    await printed(connect(), written, tail_lines=1, for_terminal=True)
    text = written.content.decode()
    assert not set(text) & {"\x1b", "\u202e", "\t"}
    assert text.count("\n") == 1
    assert "[bold]" in text


async def test_json_holds_the_message_whole(
    village: Village, connect: Callable[..., ConnectionOptions], written: Written
) -> None:
    village.lines = [entry(HOSTILE, level="info")]
    await printed(connect(), written, tail_lines=1, as_json=True)
    assert written.content.isascii()
    assert json.loads(written.lines[0]) == {
        "timestamp": None,
        "level": "info",
        "message": HOSTILE,
        **API._asdict(),
    }


async def test_following_goes_on_with_the_lines_that_come(
    gateway: Gateway, connect: Callable[..., ConnectionOptions], written: Written
) -> None:
    running = asyncio.create_task(printed(connect(), written, tail_lines=1, follow=True))
    await written.wait_for("line 499")
    gateway.publish_log(API, entry("and more"))
    await written.wait_for("and more")
    await gateway.drop_connections()
    assert await running == ExitCode.UNREACHABLE


async def test_a_container_that_does_not_exist_is_an_error_of_the_platform(
    village: Village,
    connect: Callable[..., ConnectionOptions],
    written: Written,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(village, "has_logs", lambda source: False)
    assert await printed(connect(), written) == ExitCode.PLATFORM_ERROR
    assert "RESOURCE_NOT_FOUND" in capfd.readouterr().err
    assert written.content == b""
