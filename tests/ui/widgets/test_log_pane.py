from __future__ import annotations

from typing import Any

from support.log_panes import API, NOW, WORKER
from support.log_panes import PaneApp as BarePaneApp
from support.panes import repaints, show
from support.wire import message
from textual import on
from textual.geometry import Region

from hexatui.protocol.lifecycle import Link, LinkPhase, StreamEnded, StreamGap, StreamOpened
from hexatui.protocol.names import LogSource
from hexatui.state.fleet import Fleet
from hexatui.state.streams import forget
from hexatui.ui.palette import DARK
from hexatui.ui.widgets.log_pane import LogPane


class PaneApp(BarePaneApp):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, LogSource]] = []
        self.opened: list[tuple[LogSource, int]] = []

    @on(LogPane.Opened)
    def note_opened(self, event: LogPane.Opened) -> None:
        self.opened.append((event.source, event.number))

    @on(LogPane.StartWanted)
    @on(LogPane.StopWanted)
    @on(LogPane.CloseWanted)
    def note(self, event: LogPane.StartWanted | LogPane.StopWanted | LogPane.CloseWanted) -> None:
        self.told.append((type(event).__name__, event.source))

    @property
    def highlighted(self) -> list[int]:
        """The rows with the cursor."""
        colour = DARK.cursor.bgcolor
        strips = [self.pane.render_line(y) for y in range(self.pane.content_size.height)]
        return [y for y, strip in enumerate(strips) if (style := next(iter(strip)).style) and style.bgcolor == colour]


def live_fleet(lines: int = 100, budget: int = 1_000_000) -> Fleet:
    fleet = Fleet(log_budget=budget)
    fleet.apply(Link(LinkPhase.LIVE), NOW)
    fleet.apply(StreamOpened(API, "s1"), NOW)
    log(fleet, *(f"line {number}" for number in range(lines)))
    return fleet


def log(fleet: Fleet, *texts: str, stream_id: str = "s1", **fields: Any) -> None:
    for text in texts:
        entry = message(
            "log_entry", timestamp="2024-01-20T14:02:09.120Z", stream_id=stream_id, level="info", message=text, **fields
        )
        fleet.apply(entry, NOW)


async def test_the_pane_follows_the_end_of_its_stream() -> None:
    app, fleet = PaneApp(), live_fleet()
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.pause()
        assert app.words == ["line 95", "line 96", "line 97", "line 98", "line 99"]
        assert "Logs  1 api-x/api ▶  100 lines  UTC" in app.top_border
        log(fleet, "line 100", "line 101")
        show(app.pane, fleet, NOW)
        assert app.words[-1] == "line 101"
        assert "102 lines" in app.top_border


async def test_scrolling_up_holds_the_view_but_not_the_intake_and_end_follows_again() -> None:
    app, fleet = PaneApp(), live_fleet()
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("up", "k", *["up"] * 4)
        log(fleet, *(f"new {number}" for number in range(1_234)))
        show(app.pane, fleet, NOW)
        assert app.words == ["line 93", "line 94", "line 95", "line 96", "line 97"]
        assert app.lines[-1].endswith("+1,234 new lines  End")
        assert "api-x/api ‖" in app.top_border
        assert "1,334 lines" in app.top_border
        await pilot.press("end")
        assert app.words[-1] == "new 1233"
        assert "End" not in app.lines[-1]
        assert "api-x/api ▶" in app.top_border


async def test_the_cursor_shows_while_the_view_is_held_and_moving_it_repaints_two_rows() -> None:
    app, fleet = PaneApp(), live_fleet()
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.pause()
        assert (app.pane.cursor, app.pane.chosen_line()) == (None, None)
        await pilot.press("up")
        assert app.highlighted == [3]
        with repaints(app.pane) as regions:
            await pilot.press("up")
        assert app.highlighted == [2]
        assert {region.y for region in regions} == {2, 3}
        line = app.pane.chosen_line()
        assert line is not None
        assert (app.pane.cursor, line.text) == (97, "line 97")
        await pilot.press("down", "down", "down")
        assert (app.pane.cursor, app.highlighted) == (None, [])
        assert app.pane.window.following


async def test_a_click_chooses_a_line_and_enter_or_a_double_click_opens_it() -> None:
    app, fleet = PaneApp(), live_fleet()
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.click(app.pane, offset=(5, 2))
        assert (app.pane.cursor, app.highlighted, app.opened) == (96, [1], [])
        await pilot.press("enter")
        await pilot.click(app.pane, offset=(5, 4), times=2)
        assert app.opened == [(API, 96), (API, 98)]


async def test_opening_while_following_holds_the_newest_line() -> None:
    app, fleet = PaneApp(), live_fleet()
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("enter")
        log(fleet, "new")
        show(app.pane, fleet, NOW)
        assert app.opened == [(API, 99)]
        assert app.pane.cursor == 99


async def test_space_holds_and_follows() -> None:
    app, fleet = PaneApp(), live_fleet()
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("space")
        log(fleet, "new")
        show(app.pane, fleet, NOW)
        assert app.words[-1] == "line 99"
        assert app.lines[-1].endswith("+1 new line  End")
        await pilot.press("space")
        assert app.words[-1] == "new"


async def test_a_held_view_stays_on_its_lines_while_old_ones_are_dropped() -> None:
    app, fleet = PaneApp(), live_fleet(lines=1_000, budget=60_000)
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("pageup", "pageup")
        before = app.words
        dropped = fleet.streams[API].buffer.dropped
        while fleet.streams[API].buffer.dropped == dropped:
            log(fleet, "filler")
        show(app.pane, fleet, NOW)
        assert app.words == before


async def test_dropped_lines_are_told_above_the_oldest() -> None:
    app, fleet = PaneApp(), live_fleet(lines=5_000, budget=60_000)
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("g")
        dropped = fleet.streams[API].buffer.dropped
        assert app.lines[0].startswith(f"┄┄ {dropped:,} earlier lines were dropped")
        assert app.words[1] == f"line {dropped}"


async def test_every_way_of_moving_moves() -> None:
    app, fleet = PaneApp(), live_fleet()
    async with app.run_test(size=(70, 12)) as pilot:
        show(app.pane, fleet, NOW)
        for key, first in (
            ("pageup", 81), ("ctrl+u", 76), ("j", 77), ("ctrl+d", 82), ("pagedown", 90), ("home", 0), ("G", 90),
        ):  # fmt: skip
            await pilot.press(key)
            assert app.words[0] == f"line {first}", key
        app.pane.post_message(_wheel_up(app))
        await pilot.pause()
        assert app.words[0] == "line 87"
        app.pane.drag_to(0.0)
        assert app.words[0] == "line 0"
        app.pane.drag_to(1.0)
        assert app.pane.window.following


def _wheel_up(app: PaneApp) -> Any:
    from textual.events import MouseScrollUp

    return MouseScrollUp(app.pane, 5, 5, 0, 0, 0, False, False, False, 5, 5)


async def test_long_lines_scroll_sideways_without_leaving_the_end_or_wrap() -> None:
    app, fleet = PaneApp(), live_fleet(lines=3)
    raw = "".join(f"{number:4}" for number in range(1, 30)).replace(" ", "_")
    log(fleet, raw)
    async with app.run_test(size=(63, 9)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("right")
        assert app.lines[3][19:] == "…" + raw[11:50] + "…"
        log(fleet, "new")
        show(app.pane, fleet, NOW)
        assert app.pane.window.following
        await pilot.press("left")
        assert app.lines[3][19:] == raw[:40] + "…"
        await pilot.press("w")
        assert [line[19:] for line in app.lines[3:7]] == [raw[:41], raw[41:82], raw[82:], "new"]
        await pilot.press("w", "t", "t", "t")
        assert app.lines[4] == "info  new"


async def test_streams_are_tabs_and_the_newest_is_shown() -> None:
    app, fleet = PaneApp(), live_fleet(lines=3)
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        fleet.apply(StreamOpened(WORKER, "s2"), NOW)
        show(app.pane, fleet, NOW)
        assert app.pane.active == WORKER
        assert app.lines[0] == "Asked for; nothing has come yet."
        log(fleet, "hello", stream_id="s2")
        show(app.pane, fleet, NOW)
        assert app.words[0] == "hello"
        assert "1 api-x/api ▶  2 worker/main ▶  3 all ▶  1 line" in app.top_border
        await pilot.press("right_square_bracket", "right_square_bracket")
        assert (app.pane.active, app.words[0]) == (API, "line 0")
        await pilot.press("left_square_bracket", "left_square_bracket")
        assert app.pane.active == WORKER
        assert app.pane.show_stream(API)
        assert not app.pane.show_stream(API._replace(pod="other"))


async def test_each_stream_keeps_its_place() -> None:
    app, fleet = PaneApp(), live_fleet()
    fleet.apply(StreamOpened(WORKER, "s2"), NOW)
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        app.pane.show_stream(API)
        await pilot.press("g", "right_square_bracket", "left_square_bracket")
        assert app.words[0] == "line 0"


async def test_a_stream_that_ended_says_so_and_can_be_started_again() -> None:
    app, fleet = PaneApp(), live_fleet(lines=3)
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("x")
        fleet.apply(StreamEnded(API, "failed", "pod not found"), NOW)
        show(app.pane, fleet, NOW)
        assert app.lines[-1] == "✖ failed: pod not found  x tries again"
        assert app.words[:3] == ["line 0", "line 1", "line 2"]
        assert "api-x/api ✖" in app.top_border
        await pilot.press("x")
        assert app.told == [("StopWanted", API), ("StartWanted", API)]


async def test_a_closed_stream_leaves_its_place_to_its_neighbour() -> None:
    app, fleet = PaneApp(), live_fleet(lines=3)
    last = WORKER._replace(pod="last")
    for number, source in enumerate((WORKER, last)):
        fleet.apply(StreamOpened(source, f"t{number}"), NOW)
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        app.pane.show_stream(WORKER)
        await pilot.press("X")
        assert app.told == [("CloseWanted", WORKER)]
        for source, shown_next in ((WORKER, last), (last, API), (API, None)):
            forget(fleet, source)
            show(app.pane, fleet, NOW)
            assert app.pane.active == shown_next


async def test_a_lost_connection_and_the_gap_after_it_show() -> None:
    app, fleet = PaneApp(), live_fleet(lines=2)
    async with app.run_test(size=(90, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.pause()
        fleet.apply(Link(LinkPhase.WAITING), NOW + 1)
        show(app.pane, fleet, NOW + 1)
        assert app.lines[-1] == "◌ connection lost; this goes on by itself when it is back"
        fleet.apply(Link(LinkPhase.LIVE), NOW + 34)
        fleet.apply(StreamOpened(API, "s9"), NOW + 34)
        fleet.apply(StreamGap(API, NOW + 1, NOW + 34), NOW + 34)
        log(fleet, "after", stream_id="s9")
        show(app.pane, fleet, NOW + 34)
        assert app.lines[2].startswith("┄┄ connection lost 14:02:10 – 14:02:43: what was logged then may be missing ┄")
        assert app.words[3] == "after"


async def test_a_frame_without_new_lines_repaints_nothing_and_a_new_line_no_blank_cells() -> None:
    app, fleet = PaneApp(), live_fleet(lines=2)
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.pause()
        with repaints(app.pane) as regions:
            for tenth in range(100):
                show(app.pane, fleet, NOW + tenth / 10)
        assert regions == []
        with repaints(app.pane) as regions:
            log(fleet, "new")
            show(app.pane, fleet, NOW + 10)
        assert Region(0, 2, 22, 1) in regions
        assert {region.y for region in regions} == {-1, 2}


async def test_an_empty_pane_says_what_to_do() -> None:
    app = PaneApp()
    async with app.run_test(size=(70, 7)) as pilot:
        await pilot.press("up", "space", "x", "w", "right_square_bracket")
        assert app.lines[:2] == ["No stream is open.", "o opens one, or Enter on a pod in the tree."]
        show(app.pane, Fleet(), NOW)
        assert "Logs" in app.top_border


async def test_a_resized_pane_is_drawn_for_its_new_size() -> None:
    app, fleet = PaneApp(), live_fleet()
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        for size in ((20, 5), (200, 30), (5, 3)):
            await pilot.resize_terminal(*size)
            assert app.widths() == {size[0]}
            show(app.pane, fleet, NOW)
            assert app.widths() == {size[0]}


async def test_a_pane_that_was_hidden_shows_what_is_true_now() -> None:
    app, fleet = PaneApp(), live_fleet()
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.pause()
        app.pane.display = False
        await pilot.pause()
        log(fleet, "news")
        show(app.pane, fleet, NOW)
        app.pane.display = True
        await pilot.pause()
        assert app.words[-1] == "news"
        assert "101 lines" in app.top_border


async def test_times_become_ages_that_repaint_a_row_only_when_they_grow_by_a_step() -> None:
    app, fleet = PaneApp(), live_fleet(lines=3)
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("t", "t")
        assert app.lines[0] == "    <5 s info  line 0"
        assert "ages" in app.top_border
        await pilot.pause()
        with repaints(app.pane) as regions:
            for second in range(1, 5):
                show(app.pane, fleet, NOW + second)
        assert regions == []
        show(app.pane, fleet, NOW + 65)
        assert app.lines[0] == "     1 m info  line 0"


async def test_lines_of_another_day_than_today_are_told_to_be() -> None:
    app, fleet = PaneApp(), live_fleet(lines=50)
    async with app.run_test(size=(90, 7)) as pilot:
        show(app.pane, fleet, NOW)
        assert "50 lines  UTC" in app.top_border
        tomorrow = NOW + 86_400
        show(app.pane, fleet, tomorrow)
        assert "50 lines  2024-01-20 UTC" in app.top_border
        entry = message("log_entry", timestamp="2024-01-21T14:02:09Z", stream_id="s1", level="info", message="new")
        fleet.apply(entry, tomorrow)
        show(app.pane, fleet, tomorrow)
        assert "51 lines  2024-01-20 to 2024-01-21 UTC" in app.top_border
        await pilot.press("up", "home")
        assert "51 lines  2024-01-20 UTC" in app.top_border


async def test_marked_lines_are_gone_to_and_back() -> None:
    app, fleet = PaneApp(), live_fleet()
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("m", "g", "m")
        assert app.lines[0] == "14:02:09.120 info ◆line 0"
        await pilot.press("apostrophe")
        assert app.pane.cursor == 99
        assert app.lines[-1].startswith("14:02:09.120 info ◆line 99")
        await pilot.press("quotation_mark")
        assert app.pane.cursor == 0
        await pilot.press("m")
        assert app.lines[0] == "14:02:09.120 info  line 0"
        assert app.pane.cursor == 0
        log(fleet, "new")
        await pilot.press("end", "quotation_mark")
        assert app.pane.cursor == 99


async def test_fields_are_shown_and_the_line_as_it_came() -> None:
    app, fleet = PaneApp(), live_fleet(lines=0)
    log(fleet, '{"msg":"hello","user":"ann"}')
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.pause()
        assert app.lines[0][19:] == "hello  user=ann"
        await pilot.press("J")
        assert app.lines[0][19:] == '{"msg":"hello","user":"ann"}'


async def test_a_trace_goes_on_beside_a_bar() -> None:
    app, fleet = PaneApp(), live_fleet(lines=1)
    log(fleet, "java.lang.Oops: no", "\tat Main.main(Main.java:3)", "after")
    async with app.run_test(size=(70, 7)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.pause()
        assert app.lines[1:4] == [
            "14:02:09.120 info  java.lang.Oops: no",
            "                 │         at Main.main(Main.java:3)",
            "14:02:09.120 info  after",
        ]
