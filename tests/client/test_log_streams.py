"""A log stream's beginning and its end."""

from __future__ import annotations

from support.pretended import API, Pretended, again, lines, streaming

from hexatui.client.log_stream import RESUME_TAIL
from hexatui.client.log_streams import MOST_STREAMS
from hexatui.protocol.codec import decode_server
from hexatui.protocol.events import LogEntry
from hexatui.protocol.lifecycle import RequestFailed, StreamEnded, StreamGap, StreamOpened, StreamResumed, StreamWanted


class TestOpening:
    def test_it_is_asked_for_as_wished_and_told(self) -> None:
        talk, id = streaming(42)
        request = talk.sent("stream_logs")[0]["data"]
        assert request == {**API._asdict(), "follow": True, "tail_lines": 42}
        assert talk.told(StreamOpened) == [StreamOpened(API, id)]

    def test_it_is_asked_for_once(self) -> None:
        talk, _ = streaming()
        talk.session.open_stream(API)
        talk.wait(30)
        assert len(talk.sent("stream_logs")) == 1

    def test_its_entries_are_handed_on_at_once(self) -> None:
        talk, id = streaming()
        talk.log(id, "one")
        talk.log(id, "two")
        assert lines(talk) == ["one", "two"]

    def test_an_error_with_its_id_ends_it(self) -> None:
        talk, id = streaming()
        talk.error(id, "RESOURCE_NOT_FOUND", "no such pod")
        assert talk.told(StreamEnded) == [StreamEnded(API, "failed", "RESOURCE_NOT_FOUND: no such pod")]
        talk.lose()
        talk.live()
        assert not talk.sent("stream_logs")

    def test_one_that_failed_can_be_opened_again(self) -> None:
        talk, id = streaming()
        talk.error(id, "RESOURCE_NOT_FOUND")
        talk.session.open_stream(API)
        talk.turn()
        assert len(talk.sent("stream_logs")) == 2

    def test_one_that_the_rate_limit_refused_is_asked_for_later(self) -> None:
        talk, id = streaming()
        talk.error(id, "RATE_LIMIT_EXCEEDED")
        assert len(talk.sent("stream_logs")) == 1
        talk.wait(2)
        assert len(talk.sent("stream_logs")) == 2
        assert not talk.told(StreamEnded)

    def test_one_that_was_refused_before_it_began_has_no_gap_at_its_beginning(self) -> None:
        talk, id = streaming(2)
        talk.error(id, "RATE_LIMIT_EXCEEDED")
        talk.wait(2)
        id = talk.sent("stream_logs")[1]["id"]
        talk.log(id, "one")
        talk.log(id, "two")
        assert lines(talk) == ["one", "two"]
        assert not talk.told(StreamGap)
        assert not talk.sent("stop_stream")

    def test_one_that_ran_when_the_rate_limit_refused_it_loses_and_repeats_nothing(self) -> None:
        talk, id = streaming()
        for second, message in enumerate(["one", "two"], 1):
            talk.log(id, message, second)
        talk.error(id, "RATE_LIMIT_EXCEEDED")
        assert talk.told(StreamWanted) == [StreamWanted(API)] * 2
        talk.log(id, "three", 3)
        talk.wait(2)
        assert [message["data"] for message in talk.sent("stop_stream")] == [{"stream_id": id}]
        id = talk.sent("stream_logs")[1]["id"]
        assert talk.sent("stream_logs")[1]["data"]["tail_lines"] == RESUME_TAIL
        for second, message in enumerate(["one", "two", "three", "four"], 1):
            talk.log(id, message, second)
        assert lines(talk) == ["one", "two", "three", "four"]
        assert talk.told(StreamResumed) == [StreamResumed(API)]

    def test_one_that_ran_when_the_rate_limit_refused_it_tells_what_is_missing(self) -> None:
        talk, id = streaming()
        talk.log(id, "one", 1)
        talk.error(id, "RATE_LIMIT_EXCEEDED")
        talk.wait(2)
        talk.log(talk.sent("stream_logs")[1]["id"], "far later", 55)
        talk.wait(2)
        assert len(talk.told(StreamGap)) == 1
        assert lines(talk) == ["one", "far later"]

    def test_a_wish_is_told_at_once_with_its_time_and_once(self) -> None:
        talk = Pretended()
        talk.session.open_stream(API, at=12.5)
        talk.session.open_stream(API, at=13.5)
        assert talk.session.told() == [(StreamWanted(API), 12.5)]

    def test_there_are_no_more_than_can_be_shown(self) -> None:
        talk = Pretended()
        sources = [API._replace(pod=f"pod-{number}") for number in range(MOST_STREAMS + 1)]
        for source in sources:
            talk.session.open_stream(source)
        talk.live()
        talk.wait(5)
        assert len(talk.sent("stream_logs")) == MOST_STREAMS
        (refusal,) = talk.told(RequestFailed)
        assert refusal.what == f"the logs of {sources[-1]}"
        assert "32" in refusal.reason
        talk.session.stop_stream(sources[0], talk.at)
        talk.session.open_stream(sources[-1])
        talk.turn()
        assert len(talk.sent("stream_logs")) == MOST_STREAMS + 1

    def test_an_entry_that_can_not_be_read_is_told_where_it_is_missing(self) -> None:
        talk, id = streaming()
        talk.log(id, "one")
        for _ in range(3):
            talk.hear(type="log_entry", data={"stream_id": id, "message": {"not": "text"}})
        talk.log(id, "five")
        talk.hear(type="log_entry", data={"stream_id": id, "message": ["not text"]})
        gaps = [StreamGap(API, talk.at, talk.at, "an entry could not be read")]
        told = [fact for fact in talk.facts if isinstance(fact, LogEntry | StreamGap)]
        assert [type(fact) for fact in told] == [LogEntry, StreamGap, LogEntry, StreamGap]
        assert talk.told(StreamGap) == gaps * 2

    def test_what_is_wholly_illegible_may_have_been_a_line_of_any_stream(self) -> None:
        talk, id = streaming()
        talk.log(id, "one")
        talk.session.receive(decode_server(b"\xff{}"), talk.now, talk.at)
        talk.turn()
        talk.log(id, "three")
        told = [type(fact) for fact in talk.facts if isinstance(fact, LogEntry | StreamGap)]
        assert told == [LogEntry, StreamGap, LogEntry]

    def test_after_an_entry_that_can_not_be_read_a_reconnect_still_finds_the_overlap(self) -> None:
        talk, id = streaming()
        talk.log(id, "one", 1)
        talk.hear(type="log_entry", data={"stream_id": id, "message": {"not": "text"}})
        talk.log(id, "three", 3)
        id = again(talk)
        for second, message in enumerate(["one", "two", "three", "four"], 1):
            talk.log(id, message, second)
        assert lines(talk) == ["one", "three", "four"]

    def test_the_entry_that_could_not_be_read_may_come_again_after_a_reconnect(self) -> None:
        talk, id = streaming()
        talk.log(id, "one", 1)
        talk.hear(type="log_entry", data={"stream_id": id, "message": {"not": "text"}})
        id = again(talk)
        for second, message in enumerate(["one", "two", "three"], 1):
            talk.log(id, message, second)
        assert lines(talk) == ["one", "two", "three"]

    def test_an_unreadable_entry_of_nobody_s_stream_is_no_gap(self) -> None:
        talk, _ = streaming()
        talk.hear(type="log_entry", data={"stream_id": "cmd-999", "message": {}})
        talk.hear(type="log_entry", data={"stream_id": 7, "message": {}})
        talk.hear(type="log_entry", data=[])
        assert not talk.told(StreamGap)


class TestStopping:
    def test_the_platform_is_told_and_late_entries_are_dropped(self) -> None:
        talk, id = streaming()
        talk.session.stop_stream(API, talk.at)
        assert [message["data"] for message in talk.turn()] == [{"stream_id": id}]
        talk.log(id, "late")
        assert lines(talk) == []
        assert talk.told(StreamEnded) == [StreamEnded(API, "stopped")]

    def test_a_stopped_one_does_not_come_back(self) -> None:
        talk, _ = streaming()
        talk.session.stop_stream(API, talk.at)
        talk.turn()
        talk.lose()
        talk.live()
        assert not talk.sent("stream_logs")

    def test_entries_of_a_stream_nobody_asked_for_are_dropped(self) -> None:
        talk, _ = streaming()
        talk.log("cmd-999", "whose is this?")
        assert lines(talk) == []

    def test_an_error_about_the_stop_means_nothing(self) -> None:
        talk, _ = streaming()
        talk.session.stop_stream(API, talk.at)
        (stop,) = talk.turn()
        before = len(talk.facts)
        talk.error(stop["id"], "RESOURCE_NOT_FOUND")
        assert len(talk.facts) == before


class TestWithoutFollowing:
    def test_it_is_complete_after_the_lines_asked_for(self) -> None:
        talk, id = streaming(2, follow=False)
        talk.log(id, "one")
        talk.log(id, "two")
        assert lines(talk) == ["one", "two"]
        assert talk.told(StreamEnded) == [StreamEnded(API, "complete")]
        assert talk.sent("stop_stream")[0]["data"] == {"stream_id": id}

    def test_it_is_complete_after_two_quiet_seconds(self) -> None:
        talk, id = streaming(100, follow=False)
        talk.wait(1.5)
        talk.log(id, "one")
        talk.wait(1.9)
        assert not talk.told(StreamEnded)
        talk.wait(0.2)
        assert talk.told(StreamEnded) == [StreamEnded(API, "complete")]

    def test_a_loss_in_its_midst_repeats_nothing(self) -> None:
        talk, id = streaming(4, follow=False)
        talk.log(id, "one", 1)
        talk.log(id, "two", 2)
        id = again(talk)
        for second, message in enumerate(["one", "two", "three", "four"], 1):
            talk.log(id, message, second)
        assert lines(talk) == ["one", "two", "three", "four"]
        assert talk.told(StreamEnded) == [StreamEnded(API, "complete")]
