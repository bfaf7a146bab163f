"""A replay: its player in a real thread, what it folds, and the program's keys over it."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from enum import Enum
from pathlib import Path

import pytest
from support.recorded import HEADER, at_once, content, log_entry, out, say
from support.running import text
from textual.pilot import Pilot

from hexatui.cli.replay import prepare_replay
from hexatui.client.player import SPEEDS, Player
from hexatui.client.retelling import Retelling
from hexatui.protocol.names import LogSource
from hexatui.recording import Frame, RecordingError
from hexatui.state.fleet import Fleet
from hexatui.tape import Tape
from hexatui.ui.replay import UNABLE, Replay, ReplayApp
from hexatui.ui.screens.help import HelpScreen

API = LogSource("ws-1", "front", "api-1", "api")


def connection(start: float, number: int) -> list[Frame]:
    """Twenty seconds of one: gauges, an alert, a log."""
    target = {"resource": "workspace", "workspace_id": "ws-1", "events": ["alert_triggered"]}
    logs = {**API._asdict(), "follow": True, "tail_lines": 5}
    frames = [
        out(start, "auth", token="********"),
        say(start + 0.1, "auth_result", success=True, user_id="you"),
        out(start + 0.2, "subscribe", id=f"sub-{number}", data=target),
        say(start + 0.3, "subscribe_result", id=f"sub-{number}", success=True, subscription_id=f"s-{number}"),
        out(start + 0.4, "stream_logs", id=f"logs-{number}", data=logs),
    ]
    for second in range(1, 20):
        cpu = {"used": str(second % 7), "limit": "10", "unit": "cores"}
        usage = {"workspace_id": "ws-1", "resources": {"cpu": cpu}}
        frames.append(say(start + second, "workspace.resource_updated", data=usage))
        frames.append(log_entry(start + second + 0.5, f"logs-{number}", f"line {number}.{second}"))
    alert = {"id": "alert-1", "severity": "critical", "title": "Disk full", "status": "firing"}
    frames.append(say(start + 12.25, "workspace.alert_triggered", data={"workspace_id": "ws-1", "alert": alert}))
    return sorted(frames, key=lambda frame: frame.seconds)


FRAMES = [*connection(0, 1), *connection(60, 2), *connection(90, 3)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "friday.jsonl"
    path.write_text(content(FRAMES))
    return path


def dump(value: object) -> object:
    """All that a value knows, as plain values; but not when it was changed."""
    match value:
        case None | bool() | int() | float() | str() | bytes() | Enum():
            return value
        case Mapping():
            return [(dump(key), dump(item)) for key, item in value.items()]
        case list() | tuple() | deque():
            return [dump(item) for item in value]
        case set() | frozenset():
            return sorted(map(str, value))
    names = {name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())}
    names |= set(getattr(value, "__dict__", {}))
    if not names:
        return repr(value)
    return [
        (name, dump(getattr(value, name)))
        for name in sorted(names)
        if "revision" not in name
        and name not in ("lock", "__weakref__", "log_memory", "_memory")
        and hasattr(value, name)
    ]


def folded(path: Path, until: float) -> Fleet:
    """What is known after so many seconds, folded frame by frame."""
    retelling, fleet = Retelling(Tape(path)), Fleet()
    while retelling.position < until or retelling.has_more(until):
        fleet.apply_all(retelling.advance(until, 1))
    return fleet


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.001)


@contextmanager
def playing(path: Path) -> Iterator[tuple[Replay, Player, list[str]]]:
    """A replay that stands still, and what it says."""
    said: list[str] = []
    replay = Replay(path, said.append)
    problems: list[Exception] = []
    replay.connect(prepare_replay(), 0.0, problems.append)
    assert replay.player
    replay.player.toggle_pause()
    try:
        wait_until(lambda: problems or (replay.playback.paused and not replay.playback.busy))
        assert not problems
        yield replay, replay.player, said
    finally:
        replay.stop()


def arrive(replay: Replay, seconds: float) -> None:
    """Wait until it stands there."""
    wait_until(lambda: abs(replay.clock() - HEADER.started_at - seconds) < 1e-6 and not replay.playback.busy)


@pytest.mark.parametrize("seed", range(4))
def test_wherever_one_goes_what_is_known_is_what_was_known_then(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with playing(path) as (replay, player, _):
        for _ in range(6):
            share = chance.choice([0.0, 1.0, chance.random(), chance.random()])
            player.seek_to(share)
            seconds = share * Tape(path).duration
            arrive(replay, seconds)
            with replay.fleet.lock:
                assert dump(replay.fleet) == dump(folded(path, seconds))


def test_what_is_told_at_once_is_what_is_told_frame_by_frame(path: Path) -> None:
    fleet = Fleet()
    fleet.apply_all(at_once(Tape(path)))
    assert dump(fleet) == dump(folded(path, Tape(path).duration))


def test_revisions_only_grow_so_that_nothing_old_stays_drawn(path: Path) -> None:
    with playing(path) as (replay, player, _):
        seen = 0
        for share in (1.0, 0.2, 0.9, 0.0):
            player.seek_to(share)
            arrive(replay, share * Tape(path).duration)
            assert replay.fleet.revision > seen
            seen = replay.fleet.revision


def test_what_a_person_decided_about_an_alert_survives_going_back(path: Path) -> None:
    with playing(path) as (replay, player, _):
        player.seek_to(0.5)
        arrive(replay, 0.5 * Tape(path).duration)
        (key,) = replay.fleet.alerts.entries
        assert replay.fleet.alerts.acknowledge(key, replay.clock())
        player.seek_by(-10)
        arrive(replay, 0.5 * Tape(path).duration - 10)
        assert replay.fleet.alerts.entries[key].acknowledged_at is not None


def test_seeks_add_up_and_stay_within_the_recording(path: Path) -> None:
    with playing(path) as (replay, player, _):
        player.seek_to(0)
        for _ in range(5):
            player.seek_by(10)
        arrive(replay, 50)
        player.seek_by(-1_000)
        arrive(replay, 0)
        player.seek_by(1_000)
        arrive(replay, Tape(path).duration)
        assert replay.playback.at_end


def test_alerts_and_connections_are_found(path: Path) -> None:
    with playing(path) as (replay, player, _):
        player.seek_to(0)
        for seconds in (12.25, 60, 72.25, 90, 102.25):
            assert player.seek_notable()
            arrive(replay, seconds)
        assert not player.seek_notable()


def test_it_plays_by_itself_at_its_speed_and_stops_at_the_end(path: Path) -> None:
    with playing(path) as (replay, player, _):
        player.change_speed(100)
        player.toggle_pause()
        wait_until(lambda: replay.playback.at_end)
        assert replay.playback.speed == SPEEDS[-1]
        with replay.fleet.lock:
            assert dump(replay.fleet) == dump(folded(path, Tape(path).duration))
        player.toggle_pause()
        wait_until(lambda: not replay.playback.at_end)


def test_nothing_can_be_asked_of_the_platform(path: Path) -> None:
    with playing(path) as (replay, player, said):
        player.seek_to(0.2)
        arrive(replay, 0.2 * Tape(path).duration)
        replay.open_stream(API, 100)
        replay.stop_stream(API)
        replay.close_stream(API)
        replay.request_status("ws-1")
        replay.retry_now()
        assert said == [UNABLE] * 5
        assert API in replay.fleet.streams


def test_a_file_that_is_broken_further_on_is_said(tmp_path: Path) -> None:
    path = tmp_path / "broken"
    path.write_text(content(FRAMES) + "garbage\n")
    problems: list[Exception] = []
    replay = Replay(path, lambda _: None)
    replay.connect(prepare_replay(), 0.0, problems.append)
    wait_until(lambda: problems)
    assert isinstance(problems[0], RecordingError)
    replay.stop()


def test_a_torn_line_is_said(path: Path) -> None:
    path.write_text(content(FRAMES) + '[500,"in","{')
    with playing(path) as (_, _, said):
        assert said == ["the last line of friday.jsonl is torn: it ends before that"]


# The program


@asynccontextmanager
async def replaying(path: Path) -> AsyncIterator[tuple[ReplayApp, Pilot[None]]]:
    app = ReplayApp(prepare_replay, path)
    async with app.run_test(size=(150, 40), notifications=True) as pilot:
        while app.dashboard is None or not app.dashboard.is_mounted:
            await pilot.pause(0.01)
        await shown(app, pilot, "replay friday.jsonl", "ws-1")
        yield app, pilot
        assert app.live
        app.live.stop()


async def shown(app: ReplayApp, pilot: Pilot[None], *words: str) -> None:
    deadline = time.monotonic() + 20
    while not all(word in text(app) for word in words):
        assert time.monotonic() < deadline, f"{words} in\n{text(app)}"
        await pilot.pause(0.02)


async def test_the_first_line_says_that_it_is_a_replay_and_where(path: Path) -> None:
    async with replaying(path) as (app, pilot):
        await pilot.press("P", "left_parenthesis")
        await shown(app, pilot, "‖ 01:46:40Z   0 %   x1")
        await pilot.press("full_stop", "full_stop", "plus", "plus", "plus", "minus")
        await shown(app, pilot, "‖ 01:47:00Z   18 %   x4", "connection lost: it ended here in the recording")
        await pilot.press("right_parenthesis")
        await shown(app, pilot, "100 % end")
        assert "● live" not in text(app).split("\n")[0]
        assert "attempt" not in text(app).split("\n")[0]


async def test_ages_are_those_of_then(path: Path) -> None:
    async with replaying(path) as (app, pilot):
        await pilot.press("P", "left_parenthesis", *["full_stop"] * 7)
        # The alert came at 12.25 seconds, and again at 72.25; this is second 70.
        await shown(app, pilot, "01:47:50Z", "Disk full")
        alerts = next(line for line in text(app).split("\n") if "Disk full" in line)
        assert "57 s" in alerts


async def test_the_log_is_turned_back_too(path: Path) -> None:
    async with replaying(path) as (app, pilot):
        await pilot.press("P", "right_parenthesis")
        await shown(app, pilot, "line 3.18")
        await pilot.press("left_parenthesis", "full_stop")
        await shown(app, pilot, "line 1.9")
        assert "line 3.18" not in text(app)


async def test_what_only_a_platform_can_do_is_refused_in_words(path: Path) -> None:
    async with replaying(path) as (app, pilot):
        await pilot.press("f5")
        await shown(app, pilot, UNABLE)


async def test_help_has_the_keys_of_a_replay(path: Path) -> None:
    async with replaying(path) as (app, pilot):
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)
        await shown(app, pilot, "Go forward by 10 seconds")
