from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from support.caller import calling, until
from support.recorded import content, log_entry, out, say

from hexatui.protocol.events import Event, LogEntryData
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import LogSource, Resource
from hexatui.recording import Frame
from hexatui.server.gateway import Gateway
from hexatui.server.sources import SourceError
from hexatui.server.sources.recording import RecordingSource

API = LogSource("ws-1", "front", "api-1", "api")
LOGS = {**API._asdict(), "follow": True, "tail_lines": 5}
TARGET = {"resource": "organization", "organization_id": "org-1", "events": []}
PROJECT = {"id": "proj-1", "name": "Front", "namespace": "front", "workspace_id": "ws-2"}
STATUS = {"workspace_id": "ws-1", "status": "active", "health": "healthy"}
FRAMES = [
    out(0, "auth", token="********"),
    say(0, "auth_result", success=True, user_id="you"),
    out(0, "subscribe", id="sub-1", data=TARGET),
    say(0, "subscribe_result", id="sub-1", success=True, subscription_id="s-1"),
    out(0, "stream_logs", id="logs-1", data=LOGS),
    log_entry(0.1, "logs-1", "one"),
    say(0.1, "workspace_status", id="status-1", data=STATUS),
    say(0.1, "project.created", data={"project": PROJECT}),
    say(0.1, "workspace.status_changed", data={"workspace_id": "ws-1", "new_status": "suspended"}),
    log_entry(0.2, "logs-1", "two"),
    log_entry(0.2, "somebody's", "whose?"),
    say(0.2, "error", error={"code": "INTERNAL_ERROR"}),
    Frame(0.2, "in", "no json"),
    out(0.3, "auth", token="********"),
    out(0.3, "stream_logs", id="logs-9", data=LOGS),
    log_entry(0.4, "logs-9", "one"),
    log_entry(0.4, "logs-9", "two"),
    log_entry(0.4, "logs-9", "three"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "friday.jsonl"
    path.write_text(content(FRAMES))
    return path


def play(source: RecordingSource, frames: Sequence[Frame]) -> tuple[list[Event], list[tuple[LogSource, LogEntryData]]]:
    """What the source publishes of these frames."""
    events: list[Event] = []
    lines: list[tuple[LogSource, LogEntryData]] = []
    for frame in frames:
        source.play(frame, events.append, lambda source, entry: lines.append((source, entry)))
    return events, lines


def test_what_the_recording_speaks_of_exists(path: Path) -> None:
    source = RecordingSource(path)
    workspace = Resource("workspace", "ws-2")
    assert Place(Resource("project", "proj-1"), "Front", workspace, "front") in source.places()
    for resource in (Resource("organization", "org-1"), Resource("workspace", "ws-1"), workspace):
        assert source.exists(resource)
    assert not source.exists(Resource("workspace", "ws-3"))
    assert source.containers() == [API]


def test_a_status_is_the_first_until_there_is_another(path: Path) -> None:
    source = RecordingSource(path)
    statuses = []
    for frame in (None, *FRAMES):
        if frame:
            play(source, [frame])
        status = source.status("ws-1")
        assert status
        statuses.append(status.status)
    assert list(dict.fromkeys(statuses)) == ["active", "suspended"]
    unknown = source.status("ws-2")
    assert unknown
    assert unknown.status == ""
    assert source.status("ws-3") is None


def test_events_are_said_as_they_were_and_answers_are_not(path: Path) -> None:
    events, _ = play(RecordingSource(path), FRAMES)
    assert [event.type for event in events] == ["project.created", "workspace.status_changed"]


def test_lines_that_came_again_on_another_connection_are_said_once(path: Path) -> None:
    source = RecordingSource(path)
    _, lines = play(source, FRAMES)
    assert [(source, line.message, line.stream_id) for source, line in lines] == [
        (API, message, "") for message in ("one", "two", "three")
    ]
    assert [line.message for line in source.history(API, 2).entries if line] == ["two", "three"]


def test_what_is_no_recording_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="can't be read"):
        RecordingSource(tmp_path / "none")


async def test_a_client_hears_it_from_its_first_question_on(path: Path) -> None:
    ended: list[int] = []
    source = RecordingSource(path, 100.0, ended.append)
    async with Gateway(source) as gateway, calling(gateway, gateway.token) as caller:
        await caller.say({"type": "stream_logs", "id": "mine", "data": LOGS})
        target = {"resource": "workspace", "workspace_id": "ws-1", "events": ["status_changed"]}
        await caller.say({"type": "subscribe", "id": "x", "data": target})
        said: list[str] = []
        changed = None
        async with asyncio.timeout(10):
            while len(said) < 3 or changed is None:
                message = await caller.hear()
                if message["type"] == "log_entry":
                    assert message["data"]["stream_id"] == "mine"
                    said.append(message["data"]["message"])
                elif message["type"] == "workspace.status_changed":
                    changed = message
        await until(lambda: bool(ended))
        assert said == ["one", "two", "three"]
        assert ended == [1]
