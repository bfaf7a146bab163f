from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest
from support.written import Written

from hexatui.client.options import ConnectionOptions
from hexatui.exit_codes import ExitCode
from hexatui.headless.status import print_status, status_text
from hexatui.protocol.replies import WorkspaceStatusData


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
