from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.talking import TOKEN, admit, listen, platform, say
from support.written import Written
from websockets.asyncio.server import ServerConnection

from hexatui.client.options import ConnectionOptions
from hexatui.client.tokens import TokenSource
from hexatui.exit_codes import ExitCode
from hexatui.headless.status import print_status, status_text
from hexatui.protocol.replies import WorkspaceStatusData
from hexatui.server.gateway import Gateway


async def test_a_status_is_a_line_for_each_thing_that_was_told(
    connect: Callable[..., ConnectionOptions], written: Written
) -> None:
    done = await asyncio.to_thread(print_status, connect(), "ws-123", written.descriptor, as_json=False)
    assert done == ExitCode.DONE
    assert written.lines == [
        "workspace  ws-123",
        "status     active",
        "health     healthy",
        "nodes      3 of 3 ready",
        "pods       45 running, 2 pending, 0 failed",
    ]


async def test_a_status_as_json_has_the_fields_of_the_reference(
    connect: Callable[..., ConnectionOptions], written: Written
) -> None:
    await asyncio.to_thread(print_status, connect(), "ws-123", written.descriptor, as_json=True)
    assert json.loads(written.content) == {
        "workspace_id": "ws-123",
        "status": "active",
        "health": "healthy",
        "nodes": {"ready": 3, "total": 3},
        "pods": {"running": 45, "pending": 2, "failed": 0},
    }


async def test_an_error_of_the_platform_has_its_code_on_standard_error(
    connect: Callable[..., ConnectionOptions], written: Written, capfd: pytest.CaptureFixture[str]
) -> None:
    done = await asyncio.to_thread(print_status, connect(), "ws-unknown", written.descriptor, as_json=False)
    assert done == ExitCode.PLATFORM_ERROR
    assert "RESOURCE_NOT_FOUND" in capfd.readouterr().err
    assert written.content == b""


def test_what_was_not_told_is_left_out_and_the_rest_made_safe() -> None:
    text = status_text(WorkspaceStatusData(workspace_id="ws-1", status="\x1b[2Jactive"))
    assert text == "workspace  ws-1\nstatus     ␛[2Jactive"


async def test_the_status_of_another_workspace_is_no_answer(written: Written) -> None:
    async def script(socket: ServerConnection) -> None:
        await admit(socket)
        asked = json.loads(await socket.recv())
        for workspace in ("ws-other", "ws-123"):
            await say(
                socket, type="workspace_status", id=asked["id"], data={"workspace_id": workspace, "status": "active"}
            )
        await listen(socket)

    async with platform(script) as url:
        options = ConnectionOptions(url, TokenSource.from_value(TOKEN), retry=False)
        done = await asyncio.to_thread(print_status, options, "ws-123", written.descriptor, as_json=False)
    assert done == ExitCode.DONE
    assert written.lines[0] == "workspace  ws-123"


async def test_a_token_file_that_others_can_read_is_remarked_once(
    gateway: Gateway, written: Written, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "token"
    path.write_text(gateway.token)
    options = ConnectionOptions(gateway.url, TokenSource.from_file(path), retry=False)
    for mode, times in ((0o644, 1), (0o600, 0)):
        path.chmod(mode)
        await asyncio.to_thread(print_status, options, "ws-123", written.descriptor, as_json=False)
        assert capfd.readouterr().err.count("can be read by other users") == times


async def test_a_message_that_could_not_be_read_is_told(written: Written, capfd: pytest.CaptureFixture[str]) -> None:
    async def script(socket: ServerConnection) -> None:
        await admit(socket)
        asked = json.loads(await socket.recv())
        for _ in range(100):
            await socket.send("broken")
        await say(socket, type="workspace_status", id=asked["id"], data={"workspace_id": "ws-123"})
        await listen(socket)

    async with platform(script) as url:
        options = ConnectionOptions(url, TokenSource.from_value(TOKEN), retry=False)
        await asyncio.to_thread(print_status, options, "ws-123", written.descriptor, as_json=False)
    told = [line for line in capfd.readouterr().err.splitlines() if "could not be read" in line]
    assert told[0].startswith("hexatui: 1 message could not be read: ")
    assert len(told) <= 2
