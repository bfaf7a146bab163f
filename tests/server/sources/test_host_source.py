"""This machine as the gateway sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from support.caller import until
from support.village import told

from hexatui.protocol.events import Event, LogEntryData, ResourceUpdated
from hexatui.protocol.names import LogSource, Resource
from hexatui.server.sources import Source, SourceError
from hexatui.server.sources.host import HostSource, Thresholds
from hexatui.server.sources.host import source as module


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MEASURE_EVERY", 0.05)
    monkeypatch.setattr(module, "TAIL_EVERY", 0.01)
    monkeypatch.setattr(module, "FIND_EVERY", 0.01)


class Told:
    """What a running source has published."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.lines: list[tuple[LogSource, LogEntryData]] = []

    def texts(self, source: LogSource) -> list[str]:
        return [entry.message for whose, entry in self.lines if whose == source]


@asynccontextmanager
async def running(source: HostSource) -> AsyncIterator[Told]:
    told = Told()
    task = asyncio.create_task(source.run(told.events.append, lambda whose, entry: told.lines.append((whose, entry))))
    try:
        yield told
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()


def append(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def test_it_is_a_source_of_one_workspace() -> None:
    source: Source = HostSource()
    assert [place.resource for place in source.places()] == [
        Resource("organization", "org-host"),
        Resource("workspace", "ws-host"),
    ]
    assert source.exists(Resource("workspace", "ws-host"))
    assert not source.exists(Resource("workspace", "ws-123"))
    assert source.permitted(Resource("workspace", "ws-host"))


def test_its_status_counts_log_files_as_pods(tmp_path: Path) -> None:
    append(tmp_path / "a.log", "")
    append(tmp_path / "b.log", "")
    status = HostSource([f"{tmp_path}/*.log"]).status("ws-host")
    assert status is not None
    assert status.model_dump() == {
        "workspace_id": "ws-host",
        "status": "active",
        "health": "healthy",
        "nodes": {"ready": 1, "total": 1},
        "pods": {"running": 2, "pending": 0, "failed": 0},
    }
    assert HostSource().status("ws-123") is None


def test_a_log_that_does_not_exist_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        HostSource([str(tmp_path / "nowhere.log")])


def test_what_is_no_log_file_has_no_logs() -> None:
    nothing = LogSource("ws-host", "logs", "nothing", "file")
    assert not HostSource().has_logs(nothing)
    assert told(HostSource().history(nothing, 10)) == []


async def test_the_machine_is_measured_again_and_again() -> None:
    async with running(HostSource()) as told:
        await until(lambda: sum(event.type == "monitoring.metrics_update" for event in told.events) >= 3)
    usage = next(event for event in told.events if isinstance(event, ResourceUpdated))
    assert float(usage.data.resources["memory"].used or 0) > 0
    assert float(usage.data.resources["cpu"].limit or 0) >= 1


async def test_a_threshold_that_is_passed_raises_an_alert() -> None:
    async with running(HostSource(thresholds=Thresholds(memory_warning=0.01))) as told:
        await until(lambda: any(event.type == "workspace.alert_triggered" for event in told.events))


async def test_history_and_stream_together_are_the_file(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, "one\ntwo\n")
    source = HostSource([str(path)])
    (app,) = source.containers()
    async with running(source) as told:
        before = [entry.message for entry in source.history(app, 10).entries if entry]
        append(path, "three\n")
        await until(lambda: len(told.lines) == 1)
        path.rename(tmp_path / "app.log.1")
        append(path, "four\n")
        await until(lambda: len(told.lines) == 2)
    assert before + told.texts(app) == ["one", "two", "three", "four"]


async def test_new_files_are_found(tmp_path: Path) -> None:
    source = HostSource([f"{tmp_path}/*.log"])
    async with running(source):
        append(tmp_path / "new.log", "here\n")
        await until(lambda: bool(source.containers()))
    assert [entry.message for entry in told(source.history(source.containers()[0], 5))] == ["here"]


async def test_a_file_that_disappears_is_forgotten_unless_it_was_named_or_is_followed(tmp_path: Path) -> None:
    for name in ("named.log", "followed.log", "other.log"):
        append(tmp_path / name, "a line\n")
    source = HostSource([str(tmp_path / "named.log"), f"{tmp_path}/*.log"])
    by_pod = {container.pod: container for container in source.containers()}
    source.has_logs(by_pod["followed.log"])
    async with running(source) as told:
        for name in ("named.log", "followed.log", "other.log"):
            (tmp_path / name).unlink()
        await until(lambda: len(source.containers()) == 2)
        await until(lambda: any("can't be read" in event.model_dump_json() for event in told.events))
        status = source.status("ws-host")
    assert {container.pod for container in source.containers()} == {"named.log", "followed.log"}
    assert status is not None
    assert status.health == "degraded"
    assert status.pods is not None
    assert (status.pods.running, status.pods.failed) == (0, 2)


async def test_a_flood_in_one_file_does_not_hold_up_another(tmp_path: Path) -> None:
    flood, other = tmp_path / "flood.log", tmp_path / "other.log"
    append(flood, "")
    append(other, "")
    source = HostSource([str(flood), str(other)])
    first, second = source.containers()
    source.has_logs(first)
    source.has_logs(second)
    append(flood, "a line of the flood\n" * 30_000)
    append(other, "one line\n")
    async with running(source) as told:
        await until(lambda: len(told.lines) == 30_001)
    assert [whose for whose, _ in told.lines].index(second) < 15_000
