from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import characters, datetimes, integers, none, text
from support.village import API, Village
from support.written import Written

from hexatui.client.options import ConnectionOptions
from hexatui.exit_codes import ExitCode
from hexatui.headless.logs import json_line, log_lines, print_logs
from hexatui.protocol.codec import decode_server
from hexatui.protocol.events import LogEntry, LogEntryData
from hexatui.protocol.names import LogSource
from hexatui.server.gateway import Gateway
from hexatui.server.sources import History

HOSTILE = "red \x1b[31m [bold] \u202e \t back\\slash é"

fixed_offsets = integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def entry(message: str, **fields: Any) -> LogEntryData:
    return LogEntryData(stream_id="", message=message, pod=API.pod, container=API.container, **fields)


async def printed(
    options: ConnectionOptions, written: Written, sources: Sequence[LogSource] = (API,), **choices: Any
) -> int:
    chosen = {"tail_lines": 100, "follow": False, "as_json": False, "for_terminal": False, **choices}
    return await asyncio.to_thread(lambda: print_logs(options, sources, written.descriptor, **chosen))


def test_a_line_is_timestamp_level_and_message() -> None:
    at = datetime(2024, 1, 20, 10, tzinfo=UTC)
    entries = [entry("served", level="info", timestamp=at), entry("served"), entry("served", timestamp="some time")]
    assert log_lines(entries) == ["2024-01-20T10:00:00Z info served", "- - served", "some time - served"]


@given(datetimes(timezones=fixed_offsets | none()))
def test_a_timestamp_is_written_as_it_came(at: datetime) -> None:
    text = at.isoformat().replace("+00:00", "Z")
    frame = json.dumps({"type": "log_entry", "data": {"stream_id": "logs-1", "timestamp": text, "message": "served"}})
    decoded = decode_server(frame)
    assert isinstance(decoded, LogEntry)
    assert log_lines([decoded.data]) == [f"{text} - served"]
    assert json.loads(json_line(decoded.data, API))["timestamp"] == text


@given(text(characters(exclude_categories=["Cs"])))
def test_json_is_one_line_of_printable_ascii_whatever_the_message(message: str) -> None:
    line = json_line(entry(message), API).decode("ascii")
    assert line[:-1].isprintable()
    assert json.loads(line)["message"] == message


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


def logged(village: Village, gateway: Gateway, message: str) -> None:
    """Something is written to the log, whoever follows it."""
    village.lines.append(entry(message, level="info"))
    gateway.publish_log(API, village.lines[-1])


@pytest.mark.parametrize("overlaps", [True, False])
async def test_after_a_cut_it_goes_on_without_loss_or_repeats_or_says_where_lines_may_be_missing(
    overlaps: bool,
    village: Village,
    gateway: Gateway,
    connect: Callable[..., ConnectionOptions],
    written: Written,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    running = asyncio.create_task(printed(replace(connect(), retry=True), written, tail_lines=2, follow=True))
    await written.wait_for("line 499")
    logged(village, gateway, "before the cut")
    await written.wait_for("before the cut")
    if not overlaps:
        village.lines.clear()
    await gateway.drop_connections()
    logged(village, gateway, "while it was cut")
    await written.wait_for("while it was cut")
    told = capfd.readouterr().err
    monkeypatch.setattr(village, "has_logs", lambda source: False)
    await gateway.drop_connections()
    assert await running == ExitCode.PLATFORM_ERROR
    expected = ["line 498", "line 499", "before the cut", "while it was cut"]
    assert written.lines == [f"- info {message}" for message in expected]
    assert ("may be missing here" in told) is not overlaps


OTHER = API._replace(pod="api-server-def456")


def of_two_pods(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pod's history is one line, which names the pod neither in its message nor elsewhere."""
    monkeypatch.setattr(village, "has_logs", lambda source: source in (API, OTHER))
    only = {source: LogEntryData(stream_id="", message=f"of {source.pod[-3:]}") for source in (API, OTHER)}
    monkeypatch.setattr(village, "history", lambda source, lines: History(iter([only[source]])))


async def test_of_several_pods_each_line_begins_with_its_pod(
    village: Village, connect: Callable[..., ConnectionOptions], written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_two_pods(village, monkeypatch)
    assert await printed(connect(), written, (API, OTHER), tail_lines=1) == ExitCode.DONE
    assert sorted(written.lines) == [f"{API.pod} - - of 123", f"{OTHER.pod} - - of 456"]


async def test_each_pod_has_a_colour_of_its_own_on_a_terminal(
    village: Village, connect: Callable[..., ConnectionOptions], written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_two_pods(village, monkeypatch)
    await printed(connect(), written, (API, OTHER), tail_lines=1, for_terminal=True, coloured=True)
    found = [re.fullmatch(r"\x1b\[(\d+)m(\S+)\x1b\[0m - - of \d+", line) for line in written.lines]
    assert {match[2] for match in found if match} == {API.pod, OTHER.pod}
    assert len({match[1] for match in found if match}) == 2


async def test_json_names_the_pod_of_each_line_without_a_lead(
    village: Village, connect: Callable[..., ConnectionOptions], written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_two_pods(village, monkeypatch)
    await printed(connect(), written, (API, OTHER), tail_lines=1, as_json=True, coloured=True)
    told = {json.loads(line)["pod"]: json.loads(line)["message"] for line in written.lines}
    assert told == {API.pod: "of 123", OTHER.pod: "of 456"}


@pytest.mark.parametrize("follow", [False, True])
async def test_a_pod_that_is_refused_is_told_and_the_others_are_had(
    follow: bool,
    gateway: Gateway,
    connect: Callable[..., ConnectionOptions],
    written: Written,
    capfd: pytest.CaptureFixture[str],
) -> None:
    missing = [API._replace(pod=pod) for pod in ("missing", "nowhere")]
    running = asyncio.create_task(
        printed(connect(), written, [missing[0], API, missing[1]], tail_lines=1, follow=follow)
    )
    await written.wait_for(f"{API.pod} - info line 499")
    if follow:
        gateway.publish_log(API, entry("and more"))
        await written.wait_for(f"{API.pod} - - and more")
        await gateway.drop_connections()
        assert await running == ExitCode.UNREACHABLE
    else:
        assert await running == ExitCode.PLATFORM_ERROR
    told = capfd.readouterr().err
    assert all(f"the log of {source} can't be had: RESOURCE_NOT_FOUND" in told for source in missing)


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
