from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hexatui.client.options import ConnectionOptions
from hexatui.headless.record import record_frames
from hexatui.prepared import SettingsError
from hexatui.protocol.names import Resource
from hexatui.recording import read
from hexatui.server.gateway import Gateway


async def test_both_directions_are_recorded_and_the_token_never(
    gateway: Gateway, connect: Callable[..., ConnectionOptions], tmp_path: Path
) -> None:
    path, token = tmp_path / "new.jsonl", gateway.token
    options = connect(Resource("workspace", "ws-123"), token=token)
    running = asyncio.create_task(asyncio.to_thread(record_frames, options, path))
    async with asyncio.timeout(10):
        while not path.exists() or r"\"workspace_status\"" not in path.read_text():  # noqa: ASYNC110 (a file wakes nobody)
            await asyncio.sleep(0.01)
    await gateway.drop_connections()
    await running
    text = path.read_text()
    header, frames = read(text.splitlines(keepends=True))
    said = [(frame.direction, json.loads(frame.text)["type"]) for frame in frames]
    assert header.url == gateway.url
    assert said[0] == ("out", "auth")
    assert ("in", "workspace_status") in said
    assert token not in text
    assert path.stat().st_mode & 0o077 == 0


async def test_a_file_that_holds_something_is_left_alone(
    connect: Callable[..., ConnectionOptions], tmp_path: Path
) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("mine")
    with pytest.raises(SettingsError, match=r"mine\.txt"):
        record_frames(connect(), path)
    assert path.read_text() == "mine"


async def test_a_file_that_cannot_be_made_is_a_sentence(
    connect: Callable[..., ConnectionOptions], tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="can't be written"):
        record_frames(connect(), tmp_path / "missing" / "file")


async def test_an_empty_file_that_was_there_is_closed_to_others(
    gateway: Gateway, connect: Callable[..., ConnectionOptions], tmp_path: Path
) -> None:
    path = tmp_path / "made-before"
    path.touch()
    path.chmod(0o666)
    running = asyncio.create_task(asyncio.to_thread(record_frames, connect(), path))
    async with asyncio.timeout(10):
        while "auth_result" not in path.read_text():  # noqa: ASYNC110 (a file wakes nobody)
            await asyncio.sleep(0.01)
    assert path.stat().st_mode & 0o777 == 0o600
    await gateway.drop_connections()
    await running
