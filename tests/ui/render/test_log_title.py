from __future__ import annotations

import pytest
from rich.cells import cell_len
from support.panes import text, texts

from hexatui.protocol.names import LogSource
from hexatui.state.streams import Phase, Stream
from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.render.log_rows import LogView, Timestamps
from hexatui.ui.render.log_title import badge, days, log_title, notice, waiting, zone

NOW = 1_705_759_329.0


def stream(pod: str = "api-server", phase: Phase = "live", lines: int = 0, reason: str = "") -> Stream:
    made = Stream(LogSource("ws-1", "ns", pod, "main"), phase=phase, reason=reason)
    for number in range(lines):
        made.buffer.append(NOW, "info", f"line {number}", pod, "main")
    return made


def title(streams: list[Stream], active: int = 0, room: int = 90, following: bool = True) -> str:
    return log_title(streams, active, following, LogView(), NOW, room, DEFAULT_LOOK).plain


def test_each_stream_is_a_tab_with_its_state_and_the_lines_of_the_shown_one_are_counted() -> None:
    streams = [stream(lines=2_000), stream("worker", "stopped"), stream("db", "failed"), stream("x", "opening")]
    expected = "Logs  1 api-server/main ▶  2 worker/main ■  3 db/main ✖  4 x/main …  2,000 lines  UTC"
    assert title(streams) == expected


def test_a_held_view_shows_as_paused_and_only_on_the_shown_stream() -> None:
    streams = [stream(lines=1), stream("worker")]
    assert title(streams, 0, following=False) == "Logs  1 api-server/main ‖  2 worker/main ▶  1 line  UTC"


def test_names_give_way_before_the_number_of_lines_does() -> None:
    streams = [stream(lines=2), stream("worker", "stopped")]
    assert title(streams, room=51) == "Logs  1 api-server/main ▶  2 worker ■  2 lines  UTC"
    assert title(streams, 1, room=50) == "Logs  1 api-serv… ▶  2 worker/main ■  0 lines  UTC"
    assert title(streams, room=44) == "Logs  1 api-server/main ▶  2 ■  2 lines  UTC"
    assert title(streams, room=40) == "Logs  1 api-server… ▶  2 ■  2 lines  UTC"
    two = [stream(), Stream(LogSource("ws-1", "ns", "api-server", "proxy"), phase="live")]
    assert title(two, room=50) == "Logs  1 api-server/main ▶  2 ▶  0 lines  UTC"
    many = [stream(f"pod-{number}") for number in range(20)]
    assert title(many, 7, room=40) == "Logs  8 pod-7/main ▶  0 lines  UTC"


@pytest.mark.parametrize("room", range(30, 120, 7))
def test_a_title_fits_its_room(room: int) -> None:
    streams = [stream("日本語" * 20, lines=3), stream("[/x]\x1b[31m", "interrupted")]
    assert all(cell_len(title(streams, active, room)) <= room for active in (0, 1))
    assert "\x1b" not in title(streams, 1, room)


@pytest.mark.usefixtures("in_kolkata")
def test_local_times_are_named_by_their_offset() -> None:
    assert zone("local", NOW) == "UTC+05:30"
    assert zone("utc", NOW) == "UTC"
    assert zone("off", NOW) == ""


def test_a_day_that_is_not_today_is_told() -> None:
    streams, yesterday = [stream()], NOW - 86_400

    def said(*times: float, timestamps: Timestamps = "utc") -> str:
        view = LogView(timestamps)
        return log_title(streams, 0, True, view, NOW, 90, DEFAULT_LOOK, times=times).plain.partition("lines")[2]

    assert said(NOW - 60, NOW) == said() == "  UTC"
    assert said(yesterday, yesterday + 9) == "  2024-01-19 UTC"
    assert said(NOW, yesterday) == "  2024-01-19 to 2024-01-20 UTC"
    assert said(yesterday, 1e300) == "  UTC"
    assert said(yesterday, timestamps="off") == ""
    assert said(yesterday, timestamps="relative") == "  ages"


@pytest.mark.usefixtures("in_kolkata")
def test_a_local_day_begins_at_local_midnight() -> None:
    late = NOW - NOW % 86_400 + 19 * 3600
    assert days([late], "utc", NOW) == ""
    assert days([late], "local", NOW) == "2024-01-21"


def test_a_notice_says_why_no_line_comes() -> None:
    def said(phase: Phase) -> str:
        line = notice(stream(phase=phase, lines=1, reason="pod not found"), 80, DEFAULT_LOOK)
        return text(line).rstrip() if line else ""

    assert said("failed") == "✖ failed: pod not found  x tries again"
    assert said("interrupted") == "◌ connection lost; this goes on by itself when it is back"
    assert said("stopped") == "■ stopped; x starts it again"
    assert said("live") == ""


def test_an_empty_pane_says_what_to_do() -> None:
    assert texts(waiting(None, True, 80, DEFAULT_LOOK)) == [
        "No stream is open.",
        "o opens one, or Enter on a pod in the tree.",
    ]
    assert texts(waiting(stream(), True, 80, DEFAULT_LOOK)) == ["Live; no line has come yet."]


def test_a_refusal_is_said_in_full_where_the_lines_would_stand() -> None:
    refused = stream(phase="failed", reason="RESOURCE_NOT_FOUND: There is no container of this name")
    assert texts(waiting(refused, True, 50, DEFAULT_LOOK)) == [
        "The log of ws-1/ns/api-server/main can't be had:",
        "RESOURCE_NOT_FOUND: There is no container of this",
        "name",
    ]
    below = notice(refused, 50, DEFAULT_LOOK)
    assert below
    assert text(below).rstrip() == "✖ failed  x tries again"


def test_the_badge_counts_what_came_below() -> None:
    assert text(badge(1_234, DEFAULT_LOOK)).strip() == "+1,234 new lines  End"
    assert text(badge(1, DEFAULT_LOOK)).strip() == "+1 new line  End"
