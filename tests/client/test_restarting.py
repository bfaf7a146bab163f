"""A log stream that ended and is opened again beside its lines: none is repeated, and what is missing is marked."""

from __future__ import annotations

from support.pretended import API, Pretended, lines

from hexatui.client.log_stream import RESUME_TAIL
from hexatui.client.log_streams import MOST_STREAMS, NOT_FOLLOWED
from hexatui.protocol.lifecycle import StreamGap, StreamResumed


def stopped(*messages: str) -> Pretended:
    """A live connection with a stream that was stopped after these lines, one a second."""
    talk = Pretended()
    talk.session.open_stream(API)
    talk.live()
    say(talk, *messages)
    talk.session.stop_stream(API, talk.at)
    talk.turn()
    return talk


def start_again(talk: Pretended, *, follow: bool = True, resume: bool = True) -> None:
    talk.session.open_stream(API, 10, follow, talk.at, resume=resume)
    talk.turn()


def say(talk: Pretended, *messages: str, first: int = 1) -> None:
    """The platform sends lines of the latest stream, one a second."""
    id = talk.sent("stream_logs")[-1]["id"]
    for second, message in enumerate(messages, first):
        talk.log(id, message, second)


def test_what_is_shown_is_not_repeated() -> None:
    talk = stopped("one", "two")
    start_again(talk)
    assert talk.sent("stream_logs")[-1]["data"]["tail_lines"] == RESUME_TAIL
    say(talk, "one", "two", "three")
    assert lines(talk) == ["one", "two", "three"]
    assert talk.told(StreamResumed) == [StreamResumed(API)]
    assert not talk.told(StreamGap)


def test_where_nothing_overlaps_it_is_marked_from_the_stop_on() -> None:
    talk = stopped("one")
    at = talk.at
    talk.wait(20)
    start_again(talk)
    say(talk, "far later", first=50)
    talk.wait(2)
    assert talk.told(StreamGap) == [StreamGap(API, at, talk.at, NOT_FOLLOWED)]
    assert lines(talk) == ["one", "far later"]


def test_one_whose_lines_are_gone_begins_anew() -> None:
    talk = stopped("one", "two")
    start_again(talk, resume=False)
    assert talk.sent("stream_logs")[-1]["data"]["tail_lines"] == 10
    say(talk, "one", "two", "three")
    assert lines(talk)[2:] == ["one", "two", "three"]


def test_its_lines_are_not_resumed_after_it_began_anew_elsewhere() -> None:
    talk = stopped("one", "two")
    start_again(talk, resume=False)
    talk.session.stop_stream(API, talk.at)
    start_again(talk)
    assert talk.sent("stream_logs")[-1]["data"]["tail_lines"] == 10


def test_one_that_is_not_followed_begins_anew() -> None:
    talk = stopped("one", "two")
    start_again(talk, follow=False)
    say(talk, "one", "two")
    assert lines(talk)[2:] == ["one", "two"]


def test_one_that_failed_goes_on() -> None:
    talk = stopped()
    start_again(talk)
    say(talk, "one")
    talk.error(talk.sent("stream_logs")[-1]["id"], "INTERNAL_ERROR")
    start_again(talk)
    say(talk, "one", "two")
    assert lines(talk) == ["one", "two"]


def test_one_that_was_stopped_while_the_connection_was_lost_goes_on() -> None:
    talk = stopped()
    start_again(talk)
    say(talk, "one")
    talk.lose()
    talk.session.stop_stream(API, talk.at)
    talk.live()
    start_again(talk)
    say(talk, "one", "two")
    assert lines(talk) == ["one", "two"]


def test_a_later_loss_is_again_called_a_loss() -> None:
    talk = stopped("one")
    start_again(talk)
    say(talk, "one", "two")
    talk.lose()
    talk.live()
    say(talk, "far later", first=50)
    talk.wait(2)
    assert [gap.reason for gap in talk.told(StreamGap)] == ["connection lost"]


def test_only_as_many_are_kept_as_can_be_open_at_once() -> None:
    talk = stopped("one")
    for number in range(MOST_STREAMS):
        other = API._replace(pod=f"pod-{number}")
        talk.session.open_stream(other)
        talk.wait(1)
        say(talk, "one")
        talk.session.stop_stream(other, talk.at)
    talk.wait(5)
    start_again(talk)
    assert talk.sent("stream_logs")[-1]["data"]["tail_lines"] == 10
