"""A log stream's resumption after an interruption: nothing lost unsaid, nothing repeated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.pretended import API, again, lines, streaming

from hexatui.client.log_stream import HELD_LINES, LONGEST_RESUME_TAIL, MAX_COMPARED, RESUME_TAIL
from hexatui.client.overlap import overlap_end
from hexatui.protocol.events import LogEntry
from hexatui.protocol.lifecycle import StreamGap, StreamResumed
from hexatui.protocol.names import LogSource


class TestResuming:
    def test_enough_history_is_asked_for_to_overlap(self) -> None:
        talk, id = streaming(10)
        talk.log(id, "one")
        again(talk)
        assert talk.sent("stream_logs")[0]["data"]["tail_lines"] == RESUME_TAIL

    def test_the_history_asked_for_is_bounded(self) -> None:
        talk, id = streaming(1_000_000)
        talk.log(id, "one")
        again(talk)
        assert talk.sent("stream_logs")[0]["data"]["tail_lines"] == LONGEST_RESUME_TAIL

    def test_what_was_seen_is_dropped_and_the_first_new_line_shows_at_once(self) -> None:
        talk, id = streaming()
        talk.log(id, "one", 1)
        talk.log(id, "two", 2)
        id = again(talk)
        for second, message in enumerate(["zero", "one", "two", "three"]):
            talk.log(id, message, second)
        assert lines(talk) == ["one", "two", "three"]
        assert talk.told(StreamResumed) == [StreamResumed(API)]
        talk.log(id, "four", 4)
        assert lines(talk)[-1] == "four"

    def test_with_nothing_new_it_is_resumed_after_two_quiet_seconds(self) -> None:
        talk, id = streaming()
        talk.log(id, "one", 1)
        id = again(talk)
        talk.log(id, "one", 1)
        talk.wait(2)
        assert lines(talk) == ["one"]
        assert talk.told(StreamResumed) == [StreamResumed(API)]

    def test_one_line_without_a_time_at_the_beginning_of_a_history_proves_nothing(self) -> None:
        talk, id = streaming()
        for message in ["start", "work", "GET /healthz"]:
            talk.log(id, message)
        id = again(talk)
        for message in ["GET /healthz", *(f"line {number}" for number in range(RESUME_TAIL - 1))]:
            talk.log(id, message)
        assert len(talk.told(StreamGap)) == 1
        assert len(lines(talk)) == 3 + RESUME_TAIL

    def test_a_line_that_is_said_all_the_time_proves_nothing_either(self) -> None:
        talk, id = streaming(1000)
        for _ in range(HELD_LINES):
            talk.log(id, "tick")
        id = again(talk)
        for _ in range(1000):
            talk.log(id, "tick")
        assert len(talk.told(StreamGap)) == 1

    @pytest.mark.parametrize(("first", "second"), [(1.0, 2.0), (1.0, 1.0)])
    def test_one_line_with_its_time_at_the_beginning_of_a_history_is_proof(self, first: float, second: float) -> None:
        talk, id = streaming()
        talk.log(id, "GET /healthz", first)
        talk.log(id, "GET /healthz", second)
        id = again(talk)
        talk.log(id, "GET /healthz", second)
        talk.log(id, "later", 3)
        assert lines(talk)[2:] == ["later"]
        assert talk.told(StreamResumed) == [StreamResumed(API)]

    def test_two_different_lines_without_times_are_proof(self) -> None:
        talk, id = streaming()
        for message in ["one", "two", "three"]:
            talk.log(id, message)
        id = again(talk)
        for message in ["two", "three", "four"]:
            talk.log(id, message)
        talk.wait(2)
        assert lines(talk) == ["one", "two", "three", "four"]

    def test_a_log_that_comes_whole_needs_no_proof(self) -> None:
        talk, id = streaming()
        talk.log(id, "one")
        id = again(talk)
        talk.log(id, "one")
        talk.wait(2)
        assert talk.told(StreamResumed) == [StreamResumed(API)]

    def test_what_is_postponed_is_asked_for_at_once_on_the_next_connection(self) -> None:
        talk, id = streaming()
        talk.error(id, "RATE_LIMIT_EXCEEDED")
        talk.lose()
        talk.live()
        assert len(talk.sent("stream_logs")) == 1

    def test_entries_set_aside_are_bounded_by_their_size(self) -> None:
        talk, id = streaming()
        talk.log(id, "one", 1)
        id = again(talk)
        for number in range(9):
            talk.log(id, f"{number}" + "x" * (MAX_COMPARED // 8), 30)
        assert len(lines(talk)) == 10

    def test_identical_lines_within_one_second_are_real(self) -> None:
        talk, id = streaming()
        talk.log(id, "start", 0)
        talk.log(id, "tick", 1)
        talk.log(id, "tick", 1)
        id = again(talk)
        for message, second in [("start", 0), ("tick", 1), ("tick", 1), ("tick", 1), ("end", 2)]:
            talk.log(id, message, second)
        assert lines(talk) == ["start", "tick", "tick", "tick", "end"]

    def test_the_same_words_of_another_pod_are_another_line(self) -> None:
        talk, id = streaming()
        talk.log(id, "ready", 1, pod="a")
        id = again(talk)
        talk.log(id, "ready", 1, pod="b")
        talk.wait(2)
        assert lines(talk) == ["ready", "ready"]

    def test_no_overlap_is_a_gap_from_the_last_sign_of_life(self) -> None:
        talk, id = streaming()
        talk.log(id, "one", 1)
        heard_at = talk.at
        talk.wait(30)
        talk.lose()
        talk.wait(5)
        talk.live()
        id = talk.sent("stream_logs")[0]["id"]
        talk.log(id, "far later", 55)
        talk.wait(2)
        (gap,) = talk.told(StreamGap)
        assert (gap.source, gap.since) == (API, heard_at)
        assert gap.since <= gap.until <= talk.at
        assert lines(talk) == ["one", "far later"]

    def test_a_gap_is_told_before_the_lines_behind_it(self) -> None:
        talk, id = streaming()
        talk.log(id, "one", 1)
        id = again(talk)
        talk.log(id, "later", 55)
        talk.wait(2)
        kinds = [type(fact) for fact in talk.facts]
        assert kinds.index(StreamGap) < len(kinds) - 1 - kinds[::-1].index(LogEntry)

    def test_a_history_that_fills_without_overlap_is_decided_at_once(self) -> None:
        talk, id = streaming()
        talk.log(id, "one", 1)
        id = again(talk)
        for number in range(RESUME_TAIL):
            talk.log(id, f"new {number}", 30)
        assert len(talk.told(StreamGap)) == 1
        assert len(lines(talk)) == 1 + RESUME_TAIL

    def test_a_busy_stream_is_not_held_back_for_ever(self) -> None:
        talk, id = streaming()
        talk.log(id, "one")
        id = again(talk)
        for number in range(6):
            talk.log(id, f"new {number}")
            talk.wait(1)
        assert lines(talk)[-1] == "new 5"

    def test_an_empty_log_that_got_its_first_lines_meanwhile_lost_none(self) -> None:
        talk, _ = streaming()
        id = again(talk)
        talk.log(id, "first")
        talk.wait(2)
        assert talk.told(StreamResumed) == [StreamResumed(API)]
        assert lines(talk) == ["first"]

    def test_a_second_loss_before_the_decision_loses_nothing(self) -> None:
        talk, id = streaming()
        talk.log(id, "one", 1)
        id = again(talk)
        talk.log(id, "one", 1)
        id = again(talk)
        for second, message in enumerate(["one", "two", "three"], 1):
            talk.log(id, message, second)
        assert lines(talk) == ["one", "two", "three"]
        assert talk.told(StreamResumed) == [StreamResumed(API)]

    def test_the_gap_of_two_losses_begins_at_the_first(self) -> None:
        talk, id = streaming()
        talk.log(id, "one", 1)
        heard_at = talk.at
        again(talk)
        talk.wait(1)
        talk.hear(type="ping")
        id = again(talk)
        talk.log(id, "far later", 55)
        talk.wait(2)
        assert [gap.since for gap in talk.told(StreamGap)] == [heard_at]

    def test_lines_out_of_their_order_in_time_still_overlap(self) -> None:
        talk, id = streaming()
        talk.log(id, "five", 5)
        talk.log(id, "four", 4)
        id = again(talk)
        for message, second in [("five", 5), ("four", 4), ("six", 6)]:
            talk.log(id, message, second)
        assert lines(talk) == ["five", "four", "six"]

    def test_each_stream_resumes_by_itself(self) -> None:
        other = LogSource("ws-1", "frontend", "web", "main")
        talk, id = streaming()
        talk.session.open_stream(other)
        talk.turn()
        other_id = talk.sent("stream_logs")[1]["id"]
        talk.log(id, "one", 1)
        talk.log(other_id, "uno", 1)
        talk.lose()
        talk.live()
        ids = {tuple(message["data"].values())[2]: message["id"] for message in talk.sent("stream_logs")}
        talk.log(ids["web"], "uno", 1)
        talk.log(ids["web"], "due", 2)
        talk.log(ids["api"], "later", 9)
        talk.wait(2)
        assert talk.told(StreamResumed) == [StreamResumed(other)]
        assert [gap.source for gap in talk.told(StreamGap)] == [API]


class TestSlowHistories:
    def test_a_history_that_begins_late_repeats_nothing(self) -> None:
        talk, id = streaming()
        talk.log(id, "one", 1)
        id = again(talk)
        talk.wait(30)
        for second, message in enumerate(["zero", "one", "two"]):
            talk.log(id, message, second)
        assert lines(talk) == ["one", "two"]
        assert talk.told(StreamResumed) == [StreamResumed(API)]

    def test_one_that_comes_line_by_line_repeats_nothing(self) -> None:
        talk, id = streaming()
        for second in range(20, 30):
            talk.log(id, f"line {second}", second)
        id = again(talk)
        for second in range(31):
            talk.log(id, f"line {second}", second)
            talk.wait(1.7)
        assert lines(talk) == [f"line {second}" for second in range(20, 31)]
        assert talk.told(StreamResumed) == [StreamResumed(API)]

    def test_one_that_stops_for_a_while_within_known_lines_repeats_nothing(self) -> None:
        talk, id = streaming()
        for number in range(5):
            talk.log(id, f"line {number}")
        id = again(talk)
        for number in range(6):
            talk.log(id, f"line {number}")
            talk.wait(100)
        assert lines(talk) == [f"line {number}" for number in range(6)]
        assert talk.told(StreamResumed) == [StreamResumed(API)]

    def test_a_clock_that_went_back_holds_new_lines_up_for_a_minute_at_most(self) -> None:
        talk, id = streaming()
        talk.log(id, "before", 59)
        id = again(talk)
        for second in range(31):
            talk.log(id, f"line {second}", second / 10)
            talk.wait(1.9)
        talk.wait(4)
        assert len(talk.told(StreamGap)) == 1
        assert len(lines(talk)) == 32

    def test_a_history_that_was_never_shown_is_not_said_to_be_whole_before_it_came(self) -> None:
        talk, id = streaming(1)
        id = again(talk)
        talk.wait(30)
        talk.log(id, "line 7", 7)
        assert len(talk.told(StreamGap)) == 1


class TestOverlap:
    def test_nothing_held_overlaps_with_nothing(self) -> None:
        assert overlap_end([], [1, 2]) == 0

    def test_the_longest_agreement_wins(self) -> None:
        assert overlap_end([1, 2, 1, 2], [1, 2, 1, 2, 3]) == 4

    def test_the_history_may_begin_before_what_is_held(self) -> None:
        assert overlap_end([3, 4], [1, 2, 3, 4, 5]) == 4

    def test_a_last_line_in_another_company_is_no_overlap(self) -> None:
        assert overlap_end([1, 2, 3], [7, 8, 3, 9]) == 0

    @given(
        log=st.lists(st.integers(), unique=True, max_size=1200),
        seen=st.integers(0, 1200),
        tail=st.integers(0, 1200),
    )
    def test_of_distinct_lines_none_is_repeated_or_lost_where_the_history_reaches_back(
        self, log: list[int], seen: int, tail: int
    ) -> None:
        held, came = log[:seen][-HELD_LINES:], log[len(log) - min(tail, len(log)) :]
        end = overlap_end(held, came)
        reaches_back = bool(held) and held[-1] in came
        assert came[end:] == (log[seen:] if reaches_back else came)

    @given(log=st.lists(st.integers(0, 2), max_size=60), seen=st.integers(0, 60))
    def test_when_the_whole_log_comes_again_repeated_lines_are_told_apart(self, log: list[int], seen: int) -> None:
        end = overlap_end(log[:seen], log)
        assert log[end:] == log[seen:]
