from __future__ import annotations

from collections.abc import Callable

import pytest

from hexatui.protocol.lifecycle import (
    Link,
    LinkPhase,
    StreamEnded,
    StreamGap,
    StreamOpened,
    StreamResumed,
    StreamWanted,
)
from hexatui.protocol.names import LogSource
from hexatui.state.fleet import Fleet, Stream
from hexatui.state.streams import MAX_STREAMS, begin_anew, forget
from hexatui.state.workspaces import ContainerKey

Tell = Callable[..., None]

SOURCE = LogSource("ws-1", "front", "api-1", "api")


@pytest.fixture
def stream(fleet: Fleet) -> Stream:
    fleet.apply(StreamOpened(SOURCE, "cmd-1"), 101.0)
    return fleet.streams[SOURCE]


def gaps(stream: Stream) -> list[tuple[float, float]]:
    return [line.gap for line in stream.buffer.lines(0, stream.buffer.end) if line.gap]


def lines(stream: Stream) -> list[str]:
    return ["---" if line.gap else line.text for line in stream.buffer.lines(0, stream.buffer.end)]


def test_an_opened_stream_is_live_with_its_first_line(fleet: Fleet, tell: Tell, stream: Stream) -> None:
    assert (stream.phase, stream.stream_id) == ("opening", "cmd-1")
    tell("log_entry", 105.0, stream_id="cmd-1", message="hello", level="info", timestamp="2024-01-20T10:00:00Z")
    assert stream.phase == "live"
    line = stream.buffer.lines(0, 1)[0]
    assert (line.text, line.time) == ("hello", 1_705_744_800.0)
    assert stream.revision == fleet.revision


def test_its_container_is_remembered(fleet: Fleet, tell: Tell) -> None:
    fleet.workspace("ws-1")
    fleet.apply(StreamWanted(SOURCE), 101.0)
    assert list(fleet.workspaces["ws-1"].containers) == [ContainerKey("front", "api-1", "api")]


def test_a_workspace_that_is_named_by_a_stream_alone_is_there_as_soon_as_a_line_of_it_is(
    fleet: Fleet, tell: Tell, stream: Stream
) -> None:
    assert "ws-1" not in fleet.workspaces
    tell("log_entry", stream_id="cmd-1", message="hello")
    assert list(fleet.workspaces["ws-1"].containers) == [ContainerKey("front", "api-1", "api")]


@pytest.mark.parametrize("stream_id", ["cmd-2", ""])
def test_an_entry_of_another_stream_is_dropped(fleet: Fleet, tell: Tell, stream: Stream, stream_id: str) -> None:
    before = fleet.revision
    tell("log_entry", stream_id=stream_id, message="late")
    assert lines(stream) == []
    assert fleet.revision == before


def test_a_line_without_a_time_of_its_own_takes_the_message_s(tell: Tell, stream: Stream) -> None:
    tell("log_entry", stream_id="cmd-1", message="x", timestamp="2024-01-20T10:00:00Z")
    fleet_line = stream.buffer.lines(0, 1)[0]
    assert fleet_line.time == 1_705_744_800.0


def test_a_lost_connection_interrupts_and_the_old_id_counts_no_more(fleet: Fleet, tell: Tell, stream: Stream) -> None:
    tell("log_entry", stream_id="cmd-1", message="before")
    fleet.apply(Link(LinkPhase.WAITING), 110.0)
    assert (stream.phase, stream.stream_id) == ("interrupted", "")
    fleet.apply(Link(LinkPhase.LIVE), 120.0)
    fleet.apply(StreamOpened(SOURCE, "cmd-7"), 120.0)
    tell("log_entry", stream_id="cmd-1", message="of the old id")
    fleet.apply(StreamGap(SOURCE, 109.0, 119.0), 121.0)
    tell("log_entry", stream_id="cmd-7", message="after")
    assert lines(stream) == ["before", "---", "after"]
    assert fleet.streams[SOURCE] is stream


def test_a_resumed_stream_is_live_without_a_gap(fleet: Fleet, tell: Tell, stream: Stream) -> None:
    tell("log_entry", stream_id="cmd-1", message="before")
    fleet.apply(Link(LinkPhase.WAITING), 110.0)
    fleet.apply(Link(LinkPhase.LIVE), 120.0)
    fleet.apply(StreamOpened(SOURCE, "cmd-7"), 120.0)
    fleet.apply(StreamResumed(SOURCE), 121.0)
    assert stream.phase == "live"
    tell("log_entry", stream_id="cmd-7", message="after")
    assert lines(stream) == ["before", "after"]


@pytest.mark.parametrize("outcome", ["stopped", "complete", "failed"])
def test_an_ended_stream_says_how_and_keeps_its_lines(fleet: Fleet, tell: Tell, stream: Stream, outcome: str) -> None:
    tell("log_entry", stream_id="cmd-1", message="kept")
    fleet.apply(StreamEnded(SOURCE, outcome, "why"), 110.0)  # type: ignore[arg-type]
    assert (stream.phase, stream.reason) == (outcome, "why")
    tell("log_entry", stream_id="cmd-1", message="late")
    fleet.apply(Link(LinkPhase.WAITING), 111.0)
    assert stream.phase == outcome
    assert lines(stream) == ["kept"]


def test_a_stream_asked_for_anew_shows_that_it_had_ended(fleet: Fleet, tell: Tell, stream: Stream) -> None:
    tell("log_entry", stream_id="cmd-1", message="before")
    fleet.apply(StreamEnded(SOURCE, "stopped"), 110.0)
    fleet.apply(StreamOpened(SOURCE, "cmd-2"), 130.0)
    tell("log_entry", 131.0, stream_id="cmd-2", message="after")
    assert lines(stream) == ["before", "---", "after"]
    assert stream.buffer.lines(1, 2)[0].gap == (110.0, 131.0)


def test_a_closed_stream_is_gone_with_its_lines_and_what_is_still_told_of_it(
    fleet: Fleet, tell: Tell, stream: Stream
) -> None:
    tell("log_entry", stream_id="cmd-1", message="before")
    assert forget(fleet, SOURCE) is stream
    revision = fleet.revision
    tell("log_entry", stream_id="cmd-1", message="late")
    fleet.apply(StreamWanted(SOURCE), 102.0)
    fleet.apply(StreamOpened(SOURCE, "cmd-2"), 102.0)
    fleet.apply(StreamEnded(SOURCE, "stopped"), 103.0)
    assert (fleet.streams, fleet.stream_ids, fleet.revision) == ({}, {}, revision)
    assert forget(fleet, SOURCE) is None


def test_a_closed_stream_can_be_opened_anew(fleet: Fleet, tell: Tell, stream: Stream) -> None:
    forget(fleet, SOURCE)
    fleet.apply(StreamEnded(SOURCE, "stopped"), 102.0)
    fleet.apply(StreamOpened(SOURCE, "cmd-2"), 103.0)
    tell("log_entry", stream_id="cmd-2", message="new")
    assert lines(fleet.streams[SOURCE]) == ["new"]


def test_one_that_had_ended_is_closed_at_once(fleet: Fleet, stream: Stream) -> None:
    fleet.apply(StreamEnded(SOURCE, "failed", "why"), 102.0)
    forget(fleet, SOURCE)
    fleet.apply(StreamWanted(SOURCE), 103.0)
    assert fleet.streams[SOURCE].phase == "opening"


def test_a_container_that_was_refused_is_forgotten_with_its_stream_and_a_pod_that_an_alert_names_is_not(
    fleet: Fleet, tell: Tell, stream: Stream
) -> None:
    named = LogSource("ws-1", "front", "search-0", "main")
    alert = {"id": "a", "resource": "pod/search-0"}
    tell("workspace.alert_triggered", workspace_id="ws-1", alert=alert)
    for refused in (SOURCE, named):
        fleet.apply(StreamWanted(refused), 102.0)
        fleet.apply(StreamEnded(refused, "failed", "why"), 103.0)
        forget(fleet, refused)
    assert list(fleet.workspaces["ws-1"].containers) == [ContainerKey("", "search-0", "")]


def test_a_container_that_gave_lines_is_known_also_when_its_stream_is_closed(
    fleet: Fleet, tell: Tell, stream: Stream
) -> None:
    tell("log_entry", stream_id="cmd-1", message="before")
    fleet.apply(StreamEnded(SOURCE, "failed", "why"), 102.0)
    forget(fleet, SOURCE)
    assert list(fleet.workspaces["ws-1"].containers) == [ContainerKey("front", "api-1", "api")]


def test_the_room_of_a_closed_stream_goes_to_the_others(fleet: Fleet, stream: Stream) -> None:
    other = LogSource("ws-1", "front", "api-2", "api")
    fleet.apply(StreamOpened(other, "cmd-2"), 102.0)
    for _ in range(10_000):
        stream.buffer.append(None, "", "x", "", "")
    assert fleet.log_memory.used == stream.buffer.byte_size + fleet.streams[other].buffer.byte_size > 0
    forget(fleet, SOURCE)
    assert fleet.log_memory.used == fleet.streams[other].buffer.byte_size == 0


def test_an_id_that_is_used_twice_belongs_to_the_newer_stream(fleet: Fleet, tell: Tell, stream: Stream) -> None:
    other = LogSource("ws-1", "front", "api-2", "api")
    fleet.apply(StreamOpened(other, "cmd-1"), 102.0)
    fleet.apply(StreamEnded(SOURCE, "stopped"), 103.0)
    tell("log_entry", stream_id="cmd-1", message="x")
    assert lines(stream) == []
    assert lines(fleet.streams[other]) == ["x"]


@pytest.mark.parametrize(("phase", "shown"), [(LinkPhase.LIVE, "opening"), (LinkPhase.WAITING, "interrupted")])
def test_a_wish_shows_at_once(fleet: Fleet, phase: LinkPhase, shown: str) -> None:
    fleet.apply(Link(LinkPhase.LIVE), 100.0)
    fleet.apply(Link(phase), 100.5)
    fleet.apply(StreamWanted(SOURCE), 101.0)
    stream = fleet.streams[SOURCE]
    assert stream.phase == shown


def test_a_stopped_one_that_is_wanted_again_says_stopped_no_more(fleet: Fleet, tell: Tell, stream: Stream) -> None:
    fleet.apply(Link(LinkPhase.LIVE), 100.0)
    tell("log_entry", stream_id="cmd-1", message="before")
    fleet.apply(StreamEnded(SOURCE, "failed", "why"), 110.0)
    fleet.apply(StreamWanted(SOURCE), 120.0)
    assert (stream.phase, stream.reason, stream.stream_id) == ("opening", "", "")
    assert lines(stream) == ["before"]


def test_a_gap_says_why(fleet: Fleet, tell: Tell, stream: Stream) -> None:
    fleet.apply(StreamGap(SOURCE, 102.0, 102.0, "an entry could not be read"), 102.0)
    fleet.apply(StreamGap(SOURCE, 103.0, 104.0), 104.0)
    tell("log_entry", 105.0, stream_id="cmd-1", message="x")
    fleet.apply(StreamEnded(SOURCE, "stopped"), 110.0)
    fleet.apply(StreamOpened(SOURCE, "cmd-2"), 130.0)
    tell("log_entry", 131.0, stream_id="cmd-2", message="after")
    reasons = [line.gap_reason for line in stream.buffer.lines(0, stream.buffer.end)]
    assert reasons == ["an entry could not be read", "connection lost", "", "not followed", ""]


def test_what_has_not_ended_makes_room_for_nobody(fleet: Fleet) -> None:
    sources = [LogSource("ws-1", "n", f"pod-{number}", "c") for number in range(MAX_STREAMS + 1)]
    for source in sources:
        fleet.apply(StreamWanted(source), 101.0)
    assert list(fleet.streams) == sources


def test_beyond_the_bound_an_ended_stream_makes_room(fleet: Fleet) -> None:
    sources = [LogSource("ws-1", "n", f"pod-{number}", "c") for number in range(MAX_STREAMS + 1)]
    for number, source in enumerate(sources[:-1]):
        fleet.apply(StreamOpened(source, f"cmd-{number}"), 101.0)
    fleet.apply(StreamEnded(sources[5], "stopped"), 102.0)
    fleet.apply(StreamOpened(sources[-1], "cmd-new"), 103.0)
    assert len(fleet.streams) == MAX_STREAMS
    assert sources[5] not in fleet.streams
    assert sources[-1] in fleet.streams


def test_all_streams_together_keep_within_the_budget() -> None:
    fleet = Fleet(log_budget=1_000_000)
    for number in range(4):
        fleet.apply(StreamOpened(LogSource("ws-1", "n", f"pod-{number}", "c"), f"cmd-{number}"), 1.0)
    for stream in fleet.streams.values():
        for _ in range(20_000):
            stream.buffer.append(None, "", "x" * 30, "", "")
    assert sum(stream.buffer.byte_size for stream in fleet.streams.values()) <= 1_000_000
    assert all(stream.buffer.dropped for stream in fleet.streams.values())


def test_a_gap_after_the_clock_was_set_back_keeps_its_length(fleet: Fleet, tell: Tell, stream: Stream) -> None:
    tell("log_entry", 105.0, stream_id="cmd-1", message="one")
    fleet.apply(StreamEnded(SOURCE, "stopped"), 106.0)
    fleet.apply(StreamOpened(SOURCE, "cmd-2"), 56.0)
    tell("log_entry", 60.0, stream_id="cmd-2", message="two")
    assert gaps(stream) == [(56.0, 60.0)]


def test_a_stream_that_begins_anew_keeps_its_place_and_takes_nothing_of_before(
    fleet: Fleet, tell: Tell, stream: Stream
) -> None:
    fleet.apply(StreamOpened(SOURCE._replace(pod="other"), "cmd-2"), 101.0)
    tell("log_entry", stream_id="cmd-1", message="one")
    begin_anew(fleet, SOURCE)
    tell("log_entry", stream_id="cmd-1", message="on its way")
    for fact in (StreamEnded(SOURCE, "stopped"), StreamWanted(SOURCE), StreamOpened(SOURCE, "cmd-3")):
        fleet.apply(fact, 102.0)
    tell("log_entry", stream_id="cmd-3", message="older")
    assert lines(stream) == ["older"]
    assert stream.phase == "live"
    assert next(iter(fleet.streams)) == SOURCE
