from __future__ import annotations

from support.panes import OnePane, repaints, show
from support.wire import alert
from textual import on
from textual.widgets import Input

from hexatui.protocol.lifecycle import Link, LinkPhase, Place, Subscribed
from hexatui.protocol.names import Resource
from hexatui.state.alerts import AlertKey
from hexatui.state.fleet import Fleet
from hexatui.ui.widgets.alert_feed import AlertFeed

NOW = 1_705_744_800.0


Wanted = (
    AlertFeed.WorkspaceWanted | AlertFeed.Opened | AlertFeed.Acknowledged | AlertFeed.Snoozed | AlertFeed.LogsWanted
)


class FeedApp(OnePane[AlertFeed]):
    def __init__(self) -> None:
        super().__init__(AlertFeed())
        self.told: list[tuple[str, AlertKey]] = []

    @on(AlertFeed.WorkspaceWanted)
    @on(AlertFeed.Opened)
    @on(AlertFeed.Acknowledged)
    @on(AlertFeed.Snoozed)
    @on(AlertFeed.LogsWanted)
    def note(self, event: Wanted) -> None:
        self.told.append((type(event).__name__, event.key))


def live_fleet() -> Fleet:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.LIVE), NOW)
    fleet.apply(Place(Resource("workspace", "ws-1"), "Search"), NOW)
    fleet.apply(alert("ws-1", "info", "info", title="Backup done"), NOW)
    fleet.apply(alert("ws-1", "mild", "warning", title="High Memory Usage"), NOW)
    fleet.apply(alert("ws-1", "bad", "critical", title="Memory above 90 %"), NOW)
    return fleet


async def test_the_worst_is_at_the_top_and_the_title_counts() -> None:
    app, fleet = FeedApp(), live_fleet()
    async with app.run_test(size=(63, 8)) as pilot:
        show(app.pane, fleet, NOW + 120)
        await pilot.pause()
        assert app.lines[:4] == [
            "▲ critical      2 m Memory above 90 %       Search",
            "△ warning       2 m High Memory Usage       Search",
            "▪ info          2 m Backup done             Search",
            "",
        ]
        assert "Alerts  3 open" in app.top_border


async def test_keys_tell_which_alert_they_mean() -> None:
    app, fleet = FeedApp(), live_fleet()
    async with app.run_test(size=(63, 8)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("down", "enter", "d", "a", "s", "l")
        key = AlertKey("ws-1", "mild")
        told = ["WorkspaceWanted", "Opened", "Acknowledged", "Snoozed", "LogsWanted"]
        assert app.told == [(wanted, key) for wanted in told]


async def test_a_resolved_alert_goes_to_the_end_and_the_cursor_goes_with_it() -> None:
    app, fleet = FeedApp(), live_fleet()
    async with app.run_test(size=(63, 8)) as pilot:
        show(app.pane, fleet, NOW)
        app.pane.move_to(AlertKey("ws-1", "bad"))
        fleet.apply(alert("ws-1", "bad", "critical", status="resolved", title="Memory above 90 %"), NOW + 1)
        show(app.pane, fleet, NOW + 1)
        await pilot.pause()
        assert app.lines[2].startswith("✔ resolved")
        assert app.pane.cursor == AlertKey("ws-1", "bad")
        assert "Alerts  2 open" in app.top_border


async def test_a_chosen_alert_that_was_resolved_hides_none_that_burns_while_the_person_is_elsewhere() -> None:
    app, fleet = FeedApp(), live_fleet()
    for number in range(8):
        fleet.apply(alert("ws-1", f"worse-{number}", "critical", title=f"Worse {number}"), NOW + number)
    async with app.run_test(size=(63, 8)) as pilot:
        show(app.pane, fleet, NOW + 8)
        app.pane.move_to(chosen := AlertKey("ws-1", "worse-6"))
        app.set_focus(None)
        await pilot.pause()
        fleet.apply(alert("ws-1", chosen.id, "critical", status="resolved"), NOW + 9)
        fleet.apply(alert("ws-1", "worst", "critical", title="Worst"), NOW + 9)
        show(app.pane, fleet, NOW + 9)
        await pilot.pause()
        assert "Worst" in app.lines[0]
        app.pane.focus()
        await pilot.pause()
        assert app.pane.cursor == chosen
        assert app.lines[-1].startswith("✔ resolved")


async def test_ages_repaint_only_when_they_are_written_differently_and_then_their_cells_alone() -> None:
    app, fleet = FeedApp(), live_fleet()
    fleet.apply(alert("ws-1", "late", "warning", title="High CPU Usage"), NOW + 30)
    async with app.run_test(size=(63, 8)) as pilot:
        show(app.pane, fleet, NOW + 120)
        await pilot.pause()
        with repaints(app.pane) as regions:
            for tenth in range(290):
                show(app.pane, fleet, NOW + 120 + tenth / 10)
        assert regions == []
        with repaints(app.pane) as regions:
            show(app.pane, fleet, NOW + 150)
        assert [(region.y, region.width, region.height) for region in regions] == [(1, 1, 1)]


async def test_calm_is_said_only_as_far_as_it_is_known() -> None:
    app, fleet = FeedApp(), Fleet()
    async with app.run_test(size=(63, 8)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.pause()
        assert app.lines[0] == "No alert was received."
        fleet.apply(Link(LinkPhase.LIVE), NOW)
        show(app.pane, fleet, NOW)
        await pilot.pause()
        assert app.lines[0] == "No workspace is watched, so no alert can come."
        fleet.apply(Subscribed(Resource("workspace", "ws-1"), live=True), NOW)
        show(app.pane, fleet, NOW)
        await pilot.pause()
        assert app.lines[0] == "✔ No alert since the connection was made."


async def test_alerts_that_fall_out_of_the_book_leave_the_feed() -> None:
    app, fleet = FeedApp(), live_fleet()
    async with app.run_test(size=(63, 8)) as pilot:
        show(app.pane, fleet, NOW)
        fleet.alerts.entries.clear()
        app.pane.repaint()
        fleet.apply(alert("ws-1", "new"), NOW)
        show(app.pane, fleet, NOW)
        await pilot.pause()
        assert app.pane.cursor == AlertKey("ws-1", "new")
        assert app.lines[1] == ""


async def test_typing_leaves_the_alerts_that_say_every_word() -> None:
    app, fleet = FeedApp(), live_fleet()
    async with app.run_test(size=(63, 8)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"search mem", "enter")
        assert [key.id for key in app.pane.keys] == ["bad", "mild"]
        assert "2 of 3 shown: search mem" in app.top_border
        fleet.apply(alert("ws-1", "new", "critical", title="Memory leak"), NOW + 1)
        show(app.pane, fleet, NOW + 1)
        assert [key.id for key in app.pane.keys] == ["new", "bad", "mild"]
        await pilot.press("escape")
        assert len(app.pane.keys) == 4


async def test_what_is_typed_stands_at_the_foot_and_covers_no_alert() -> None:
    app, fleet = FeedApp(), live_fleet()
    async with app.run_test(size=(63, 8)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"mem")
        await pilot.pause()
        words = app.pane.query_one(Input)
        assert words.region.bottom == app.pane.content_region.bottom
        assert len(app.pane.keys) <= words.region.y - app.pane.content_region.y


async def test_what_was_decided_about_an_alert_can_be_typed_too() -> None:
    app, fleet = FeedApp(), live_fleet()
    fleet.alerts.acknowledge(("ws-1", "mild"), NOW)
    async with app.run_test(size=(63, 8)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"acknowledged", "enter")
        assert [key.id for key in app.pane.keys] == ["mild"]
