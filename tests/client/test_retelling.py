"""Recordings told anew: of conversations between a real session and a real peer, and of ones that were cut out."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from support.recorded import at_once, entries, log_entry, out, record, say

from hexatui.client.retelling import Retelling
from hexatui.protocol.lifecycle import (
    Link,
    LinkPhase,
    StreamEnded,
    StreamGap,
    StreamOpened,
    StreamResumed,
    Subscribed,
    Throughput,
)
from hexatui.protocol.names import LogSource, Resource
from hexatui.recording import Frame
from hexatui.tape import Tape

AUTH = out(0.0, "auth", token="********")
LIVE = say(0.1, "auth_result", success=True, user_id="you")
API = LogSource("ws-1", "front", "api-1", "api")
ASKED = out(0.2, "stream_logs", id="logs-1", data={**API._asdict(), "follow": True, "tail_lines": 5})


def test_a_connection_is_told_as_it_was(tmp_path: Path) -> None:
    target = {"resource": "workspace", "workspace_id": "ws-1", "events": ["alert_triggered"]}
    frames = [
        AUTH,
        LIVE,
        out(0.2, "subscribe", id="sub-1", data=target),
        say(0.3, "subscribe_result", id="sub-1", success=True, subscription_id="s-1"),
        out(9.0, "unsubscribe", id="unsub-2", data={"subscription_id": "s-1"}),
    ]
    facts = at_once(record(tmp_path, frames))
    links = [fact.phase for fact, _ in facts if isinstance(fact, Link)]
    assert links == [LinkPhase.CONNECTING, LinkPhase.AUTHENTICATING, LinkPhase.LIVE]
    assert [(fact, at) for fact, at in facts if isinstance(fact, Subscribed)] == [
        (Subscribed(Resource("workspace", "ws-1"), live=True), 1_000_000_000.3),
        (Subscribed(Resource("workspace", "ws-1"), live=False), 1_000_000_009.0),
    ]


def test_what_was_refused_is_told_as_it_was(tmp_path: Path) -> None:
    target = {"resource": "workspace", "workspace_id": "ws-1", "events": []}
    error = {"code": "PERMISSION_DENIED", "message": "not yours"}
    frames = [
        AUTH,
        LIVE,
        out(0.2, "subscribe", id="sub-1", data=target),
        say(0.3, "error", id="sub-1", error=error),
        ASKED,
        say(0.4, "error", id="logs-1", error=error),
    ]
    facts = [fact for fact, _ in at_once(record(tmp_path, frames))]
    refused = next(fact for fact in facts if isinstance(fact, Subscribed))
    assert not refused.live
    assert "not yours" in refused.reason
    ended = next(fact for fact in facts if isinstance(fact, StreamEnded))
    assert (ended.source, ended.outcome) == (API, "failed")


def test_a_refused_token_is_told_as_it_was(tmp_path: Path) -> None:
    failed = say(0.1, "auth_result", success=False, error={"message": "expired"})
    invalid = say(0.1, "error", error={"code": "INVALID_TOKEN", "message": "expired"})
    facts = [fact for fact, _ in at_once(record(tmp_path, [AUTH, failed, invalid]))]
    links = [fact for fact in facts if isinstance(fact, Link)]
    assert links[-1].phase is not LinkPhase.LIVE
    assert "expired" in links[-1].reason


def test_a_log_is_told_with_the_gap_between_two_connections(tmp_path: Path) -> None:
    again = out(60.2, "stream_logs", id="logs-9", data={**API._asdict(), "follow": True, "tail_lines": 500})
    frames = [
        *(AUTH, LIVE, ASKED, log_entry(0.3, "logs-1", "one"), log_entry(5.0, "logs-1", "two")),
        *(AUTH._replace(seconds=60.0), LIVE._replace(seconds=60.1), again),
        log_entry(60.3, "logs-9", "elsewhere"),
        say(70.0, "ping"),
    ]
    facts = [fact for fact, _ in at_once(record(tmp_path, frames))]
    assert [fact.phase for fact in facts if isinstance(fact, Link)][3] is LinkPhase.WAITING
    (gap,) = [fact for fact in facts if isinstance(fact, StreamGap)]
    assert gap.source == API
    assert gap.since == 1_000_000_005.0
    assert entries(facts) == ["one", "two", "elsewhere"]


def test_lines_that_came_again_after_a_connection_are_told_once(tmp_path: Path) -> None:
    again = out(60.2, "stream_logs", id="logs-9", data={**API._asdict(), "follow": True, "tail_lines": 500})
    frames = [
        *(AUTH, LIVE, ASKED, log_entry(0.3, "logs-1", "one"), log_entry(5.0, "logs-1", "two")),
        *(AUTH._replace(seconds=60.0), LIVE._replace(seconds=60.1), again),
        *(log_entry(60.3, "logs-9", "one"), log_entry(60.3, "logs-9", "two"), log_entry(60.3, "logs-9", "three")),
        say(70.0, "ping"),
    ]
    facts = [fact for fact, _ in at_once(record(tmp_path, frames))]
    assert entries(facts) == ["one", "two", "three"]
    assert any(isinstance(fact, StreamResumed) for fact in facts)


def test_a_recording_that_begins_in_the_middle_is_live_from_its_first_frame(tmp_path: Path) -> None:
    facts = at_once(record(tmp_path, [say(0.0, "ping"), say(1.0, "ping")]))
    link, at = facts[0]
    assert isinstance(link, Link)
    assert (link.phase, at) == (LinkPhase.LIVE, 1_000_000_000.0)


def test_lines_of_a_stream_whose_beginning_is_missing_stand_under_what_they_say(tmp_path: Path) -> None:
    frames = [log_entry(0.0, "logs-1", "one"), log_entry(0.1, "logs-7", "two"), log_entry(0.2, "logs-1", "three")]
    facts = [fact for fact, _ in at_once(record(tmp_path, frames))]
    opened = [fact.source for fact in facts if isinstance(fact, StreamOpened)]
    assert opened == [LogSource("", "", "api-1", "api"), LogSource("", "", "api-1", "api (logs-7)")]
    assert entries(facts) == ["one", "two", "three"]


def test_lines_after_the_end_of_their_stream_are_left_out_as_they_were(tmp_path: Path) -> None:
    stop = out(1.0, "stop_stream", id="stop-2", data={"stream_id": "logs-1"})
    frames = [AUTH, LIVE, ASKED, log_entry(0.3, "logs-1", "one"), stop, log_entry(1.1, "logs-1", "late")]
    facts = [fact for fact, _ in at_once(record(tmp_path, frames))]
    assert entries(facts) == ["one"]
    assert StreamEnded(API, "stopped") in facts


FRAMES = st.sampled_from(
    [
        *(AUTH, LIVE, ASKED, say(0, "ping"), log_entry(0, "logs-1", "a"), log_entry(0, "logs-2", "b")),
        out(0, "stream_logs", id="logs-2", data={**API._asdict(), "follow": True, "tail_lines": 9}),
        out(0, "stream_logs", id="logs-1", data={**API._replace(pod="p")._asdict(), "follow": False, "tail_lines": 2}),
        out(0, "stop_stream", id="stop-2", data={"stream_id": "logs-1"}),
        out(0, "subscribe", id="sub-1", data={"resource": "workspace", "workspace_id": "ws-1", "events": []}),
        say(0, "subscribe_result", id="sub-1", success=True, subscription_id="s-1"),
        out(0, "unsubscribe", id="unsub-2", data={"subscription_id": "s-1"}),
        out(0, "get_workspace_status", id="status-1", data={"workspace_id": "ws-1"}),
        say(0, "error", id="logs-1", error={"code": "RATE_LIMIT_EXCEEDED", "message": "slower"}),
        say(0, "error", error={"code": "INVALID_TOKEN", "message": "no"}),
        say(0, "error", id="sub-1", error={"code": "SUBSCRIPTION_LIMIT_EXCEEDED", "message": "full"}),
        Frame(0, "in", "no json"),
        Frame(0, "in", "\udcff"),
        Frame(0, "out", "neither"),
    ]
)
TIMES = st.sampled_from([0.0, 0.25, 0.5, 1.0, 3.0, 20.0, 400.0])


@settings(max_examples=200)
@given(st.lists(st.tuples(TIMES, FRAMES), min_size=1, max_size=25), st.lists(st.tuples(TIMES, st.integers(1, 4))))
def test_what_is_told_depends_on_no_step(steps: list[tuple[float, Frame]], stops: list[tuple[float, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        compare(timed(Path(folder), steps), stops)


def compare(tape: Tape, stops: Sequence[tuple[float, int]]) -> None:
    """Tell a recording in steps, and at once."""
    retelling = Retelling(tape)
    facts = []
    until = 0.0
    for seconds, most in stops:
        until = min(until + seconds, tape.duration)
        facts += retelling.advance(until, most)
        assert retelling.position <= until
    while retelling.position < tape.duration or retelling.has_more(tape.duration):
        facts += retelling.advance(tape.duration, 3)
    assert facts == at_once(tape)
    at = [moment for _, moment in facts]
    assert at == sorted(at)


def test_what_passed_is_counted_second_by_second(tmp_path: Path) -> None:
    pings = [say(seconds / 2, "ping") for seconds in range(1, 9)]
    facts = [fact for fact, _ in at_once(record(tmp_path, [AUTH, LIVE, *pings]))]
    assert [fact.received for fact in facts if isinstance(fact, Throughput)] == [2, 4, 6, 8]


def timed(folder: Path, steps: Sequence[tuple[float, Frame]]) -> Tape:
    """A recording of these frames, so many seconds after one another."""
    at, frames = 0.0, []
    for seconds, frame in steps:
        at += seconds
        frames.append(frame._replace(seconds=at))
    return record(folder, frames)
