from __future__ import annotations

import pytest
from support.wire import alert, usage

from hexatui.client.player import Playback
from hexatui.protocol.lifecycle import Link, LinkPhase, Subscribed, Throughput
from hexatui.protocol.listing import Directory
from hexatui.protocol.names import Resource
from hexatui.state.fleet import Fleet
from hexatui.ui.canvas import width_of
from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.render.status_line import status_lines

NOW = 1_705_744_800.0


def live_fleet() -> Fleet:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.LIVE, user_id="you@example.com", token_expires_at=NOW + 3200), NOW - 60)
    fleet.apply(usage("ws-123"), NOW - 1)
    fleet.apply(Subscribed(Resource("workspace", "ws-123"), live=True), NOW - 1)
    return fleet


def drawn(fleet: Fleet, width: int = 140) -> str:
    return "\n".join(texts(fleet, width))


def texts(fleet: Fleet, width: int = 140) -> list[str]:
    lines = status_lines(fleet, "production", NOW, width, DEFAULT_LOOK)
    return ["".join(segment.text for segment in line) for line in lines]


def test_live_is_said_with_round_trip_and_counts() -> None:
    fleet = live_fleet()
    fleet.apply(Throughput(10, 0, 0, 0, 100, 0.041), NOW)
    line = drawn(fleet)
    assert "● live 41 ms" in line
    assert "1 workspace · 1 live" in line
    assert "you@example.com" in line
    assert "token 53 m" in line
    assert "10:00:00Z" in line


def test_workspaces_that_are_still_being_listed_are_not_taken_for_all() -> None:
    fleet = live_fleet()
    fleet.apply(Directory("under way"), NOW)
    assert "1 workspace so far · 1 live" in drawn(fleet)
    fleet.apply(Directory("filling in"), NOW)
    assert "1 workspace · 1 live" in drawn(fleet)


def test_open_alerts_are_counted_by_severity() -> None:
    fleet = live_fleet()
    for id, severity in (("a", "critical"), ("b", "warning"), ("c", "warning"), ("d", "info")):
        fleet.apply(alert("ws-123", id, severity), NOW)
    assert "▲ 1 critical   △ 2 warning" in drawn(fleet)


def test_a_lost_connection_says_why_what_next_and_how_old_the_figures_are() -> None:
    fleet = live_fleet()
    fleet.apply(Link(LinkPhase.WAITING, reason="refused by example.com", attempt=3, retry_at=NOW + 12), NOW - 127)
    line = drawn(fleet)
    assert "connection lost: refused by example.com" in line
    assert "attempt 4 in 12 s, r now" in line
    assert "figures 2 m 07 s old" in line
    assert "live" not in line


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_however_narrow_it_is_it_says_what_to_do_how_old_all_is_and_what_burned(width: int) -> None:
    fleet = live_fleet()
    fleet.apply(alert("ws-123", "a", "critical"), NOW - 130)
    lost = Link(LinkPhase.WAITING, reason="refused", advice="Check the network", attempt=3, retry_at=NOW + 5)
    fleet.apply(lost, NOW - 127)
    first, second = texts(fleet, width)
    in_brief, in_full = "lost: refused   next in 5 s, r now", "connection lost: refused   attempt 4 in 5 s, r now"
    assert (in_full if width >= 100 else f"◌ {in_brief}") in first
    assert second.startswith(" Check the network ")
    assert "▲ 1" in second
    assert second.endswith("figures 2 m 10 s old ")


@pytest.mark.parametrize("phase", [LinkPhase.CONNECTING, LinkPhase.AUTHENTICATING])
@pytest.mark.parametrize("was_live", [False, True])
def test_an_attempt_under_way_neither_hides_its_cause_nor_moves_what_stands_below(
    phase: LinkPhase, was_live: bool
) -> None:
    fleet = live_fleet() if was_live else Fleet()
    lost = Link(LinkPhase.WAITING, reason="refused", advice="Check the network", attempt=3, retry_at=NOW)
    fleet.apply(lost, NOW)
    waiting = texts(fleet)
    fleet.apply(Link(phase, reason="refused", advice="Check the network", attempt=4), NOW)
    trying = texts(fleet)
    assert f"attempt 4: {phase}" in trying[0]
    assert trying[0].split("   ")[2] == waiting[0].split("   ")[2]
    assert trying[1] == waiting[1]


@pytest.mark.parametrize("was_live", [False, True])
def test_a_cause_is_read_to_its_end_on_80_columns(was_live: bool) -> None:
    fleet = live_fleet() if was_live else Fleet()
    reason = "127.0.0.1 refused the connection at port 18731"
    fleet.apply(Link(LinkPhase.WAITING, reason=reason, attempt=3, retry_at=NOW + 30), NOW)
    assert f"{reason}   next in 30 s, r now" in texts(fleet, 80)[0]
    fleet.apply(Link(LinkPhase.AUTHENTICATING, reason=reason, attempt=4), NOW)
    assert f"{reason}   authenticating" in texts(fleet, 80)[0]


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_what_happens_next_has_its_room_however_long_it_lasts_already(width: int) -> None:
    fleet = live_fleet()
    fleet.apply(Link(LinkPhase.WAITING, reason="no route " * 40, attempt=99_999, retry_at=NOW + 600), NOW)
    assert "in 600 s, r now" in texts(fleet, width)[0]


def test_a_first_attempt_is_no_trouble() -> None:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.CONNECTING, attempt=1), NOW)
    (line,) = texts(fleet)
    assert "◌ connecting" in line


def test_a_connection_that_was_never_had_is_not_called_lost() -> None:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.WAITING, reason="name not found", attempt=1, retry_at=NOW + 1), NOW)
    assert "no connection: name not found" in drawn(fleet)
    assert "old" not in drawn(fleet)


def test_a_refused_token_says_so_and_how_to_try_again() -> None:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.REFUSED, reason="Invalid token"), NOW)
    assert "not authenticated: Invalid token" in drawn(fleet)
    assert "r tries again" in drawn(fleet)


def test_a_short_quiet_is_said_without_alarm() -> None:
    fleet = live_fleet()
    fleet.apply(Throughput(10, 0, 0, 0, 100, 0.041), NOW)
    (segments,) = status_lines(fleet, "p", NOW + 12, 120, DEFAULT_LOOK)
    line = "".join(segment.text for segment in segments)
    assert "● live quiet for 13 s" in line
    assert "41 ms" not in line


def test_silence_beyond_a_heartbeat_is_said() -> None:
    fleet = live_fleet()
    (line,) = status_lines(fleet, "p", NOW + 50, 120, DEFAULT_LOOK)
    assert "silent for 51 s" in "".join(segment.text for segment in line)


def test_a_token_near_its_end_is_kept_when_room_is_short() -> None:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.LIVE, user_id="you@example.com", token_expires_at=NOW + 100), NOW)
    assert "token 1 m" in drawn(fleet, 40)


@pytest.mark.parametrize("width", [20, 60, 80, 100, 120, 200])
@pytest.mark.parametrize("reason", ["", "refused", "a very long reason " * 20])
def test_no_line_runs_over(width: int, reason: str) -> None:
    fleet = live_fleet()
    fleet.apply(alert("ws-123", "a", "critical"), NOW)
    for link in (Link(LinkPhase.LIVE), Link(LinkPhase.WAITING, reason=reason, attempt=2, retry_at=NOW + 5)):
        fleet.apply(link, NOW)
        assert all(width_of(line) <= width for line in status_lines(fleet, "production", NOW, width, DEFAULT_LOOK))


def replayed(fleet: Fleet, playback: Playback, width: int = 140) -> str:
    (line,) = status_lines(fleet, "", NOW, width, DEFAULT_LOOK, playback)
    return "".join(segment.text for segment in line)


def test_a_replay_is_never_called_live() -> None:
    line = replayed(live_fleet(), Playback("friday.jsonl", 0.35, 4.0, paused=True, busy=""))
    assert "replay friday.jsonl" in line
    assert "‖ 10:00:00Z   35 %   x4" in line
    assert "2024-01-20" in line
    assert "live" not in line
    assert "token" not in line


def test_a_replay_says_that_it_runs_and_that_it_has_ended() -> None:
    assert "▶ 10:00:00Z" in replayed(live_fleet(), Playback("f", 0.5, busy=""))
    assert "‖ 10:00:00Z   100 % end" in replayed(live_fleet(), Playback("f", 1.0, at_end=True, busy=""))


def test_a_replay_says_what_keeps_it_waiting() -> None:
    line = replayed(Fleet(), Playback("f", busy="reading", progress=0.2))
    assert "reading 20 %" in line
    assert "Z" not in line
    assert "seeking 20 %" in replayed(live_fleet(), Playback("f", busy="seeking", progress=0.2))


def test_what_was_lost_then_is_said_without_a_next_attempt() -> None:
    fleet = live_fleet()
    fleet.apply(Link(LinkPhase.WAITING, reason="it ended", attempt=1, retry_at=NOW + 3), NOW)
    line = replayed(fleet, Playback("f", busy=""))
    assert "connection lost: it ended" in line
    assert "attempt" not in line


@pytest.mark.parametrize("width", [10, 20, 40, 60, 80, 200])
def test_a_replay_s_line_fits_and_first_of_all_says_what_it_is(width: int) -> None:
    name = "a-\x1b[2J" + "very-long-" * 20 + "name.jsonl"
    line = replayed(live_fleet(), Playback(name, 0.5, busy=""), width)
    assert width_of(status_lines(live_fleet(), "", NOW, width, DEFAULT_LOOK, Playback(name, busy=""))[0]) == width
    assert "\x1b" not in line
    if width >= 20:
        assert "replay" in line
