from __future__ import annotations

import pytest
from support.panes import OnePane, repaints, show
from support.wire import alert, message, usage
from textual import on

from hexatui.protocol.lifecycle import Link, LinkPhase, Place, StreamOpened, Subscribed
from hexatui.protocol.names import LogSource, Resource
from hexatui.state.fleet import Fleet
from hexatui.state.places import QUOTA_RECENT
from hexatui.ui.render.tree_rows import TreeKey
from hexatui.ui.widgets.workspace_tree import SORT_INTERVAL, WorkspaceTree

NOW = 1_705_744_800.0
ORGANIZATION = Resource("organization", "org-1")
DEVELOPMENT = Resource("workspace", "ws-1")
SEARCH = Resource("workspace", "ws-2")
FRONTEND = Resource("project", "p-1")
API = LogSource("ws-1", "frontend", "api-x", "api")


class TreeApp(OnePane[WorkspaceTree]):
    def __init__(self) -> None:
        super().__init__(WorkspaceTree())
        self.told: list[tuple[str, object]] = []

    def is_at(self, key: TreeKey) -> bool:
        return self.pane.cursor == key

    @on(WorkspaceTree.Highlighted)
    @on(WorkspaceTree.Selected)
    def note(self, event: WorkspaceTree.Highlighted | WorkspaceTree.Selected) -> None:
        self.told.append((type(event).__name__, event.resource))

    @on(WorkspaceTree.LogsWanted)
    def note_logs(self, event: WorkspaceTree.LogsWanted) -> None:
        self.told.append(("LogsWanted", event.target))


def live_fleet() -> Fleet:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.LIVE), NOW)
    fleet.apply(Place(ORGANIZATION, "My Organization"), NOW)
    for resource, name in ((DEVELOPMENT, "Development"), (SEARCH, "Search")):
        fleet.apply(Place(resource, name, ORGANIZATION), NOW)
        fleet.apply(Subscribed(resource, True), NOW)
        fleet.apply(message("workspace.status_changed", workspace_id=resource.id, new_status="active"), NOW)
    fleet.apply(Place(FRONTEND, "frontend", DEVELOPMENT, "frontend"), NOW)
    fleet.apply(StreamOpened(API, "s"), NOW)
    return fleet


async def test_the_tree_shows_what_there_is() -> None:
    app, fleet = TreeApp(), live_fleet()
    async with app.run_test(size=(30, 8)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.pause()
        assert app.lines == ["▾ My Organization", " ▾ ● Development", "  ▸ · frontend", "   ● Search", "", ""]
        assert "Workspaces  2" in app.top_border
        assert app.told == [("Highlighted", DEVELOPMENT)]


async def test_rows_fold_and_unfold_and_the_cursor_goes_in_and_out() -> None:
    app, fleet = TreeApp(), live_fleet()
    async with app.run_test(size=(30, 8)) as pilot:
        show(app.pane, fleet, NOW)
        app.pane.move_to(FRONTEND)
        await pilot.press("right")
        assert app.lines[3] == "     · api-x/api          ▶"
        await pilot.press("right")
        assert app.is_at(API)
        await pilot.press("left")
        assert app.is_at(FRONTEND)
        await pilot.press("left")
        assert app.lines[3] == "   ● Search"
        await pilot.press("space", "left", "left", "space")
        assert app.is_at(DEVELOPMENT)
        assert app.lines[:3] == ["▾ My Organization", " ▸ ● Development", "   ● Search"]


async def test_enter_opens_what_the_cursor_is_on() -> None:
    app, fleet = TreeApp(), live_fleet()
    async with app.run_test(size=(30, 8)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("enter")
        assert app.told[-2:] == [("Highlighted", DEVELOPMENT), ("Selected", DEVELOPMENT)]
        await pilot.press("down", "space", "down", "enter")
        assert app.told[-2:] == [("Highlighted", DEVELOPMENT), ("LogsWanted", API)]
        await pilot.press("home", "enter")
        assert app.lines[0] == "▸ My Organization"
        await pilot.press("l")
        assert app.told[-1] == ("LogsWanted", ORGANIZATION)


async def test_the_cursor_stays_on_its_workspace_when_others_come_in_above() -> None:
    app, fleet = TreeApp(), live_fleet()
    async with app.run_test(size=(30, 8)) as pilot:
        show(app.pane, fleet, NOW)
        app.pane.move_to(SEARCH)
        for number in range(20):
            fleet.apply(Place(Resource("workspace", f"new-{number}"), f"Added {number}", ORGANIZATION), NOW)
        show(app.pane, fleet, NOW)
        await pilot.pause()
        assert app.is_at(SEARCH)
        assert "   ● Search" in app.lines


async def test_a_clock_that_is_set_back_keeps_nothing_from_being_laid_out() -> None:
    app, fleet = TreeApp(), live_fleet()
    async with app.run_test(size=(30, 8)) as pilot:
        show(app.pane, fleet, NOW)
        fleet.apply(Place(Resource("workspace", "ws-3"), "Added", ORGANIZATION), NOW)
        show(app.pane, fleet, NOW - 3600)
        await pilot.pause()
        assert "   ◌ Added" in app.lines


async def test_over_quota_goes_from_the_screen_by_itself() -> None:
    app, fleet = TreeApp(), live_fleet()
    async with app.run_test(size=(30, 8)) as pilot:
        fleet.apply(message("project.resource_quota_exceeded", project_id="p-1"), NOW)
        for now, is_shown in ((NOW, True), (NOW + QUOTA_RECENT, False)):
            show(app.pane, fleet, now)
            await pilot.pause()
            assert any("over quota" in line for line in app.lines) == is_shown


async def test_a_frame_without_a_visible_change_repaints_nothing() -> None:
    app, fleet = TreeApp(), live_fleet()
    async with app.run_test(size=(30, 8)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.pause()
        rows = app.pane._rows
        with repaints(app.pane) as regions:
            for second in range(10):
                fleet.apply(usage("ws-1", cpu=second), NOW + second)
                show(app.pane, fleet, NOW + second)
        assert regions == []
        assert app.pane._rows is rows


async def test_one_changed_workspace_repaints_one_row() -> None:
    app, fleet = TreeApp(), live_fleet()
    async with app.run_test(size=(30, 8)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.pause()
        with repaints(app.pane) as regions:
            fleet.apply(alert("ws-2", "a"), NOW)
            show(app.pane, fleet, NOW)
        assert [region.y for region in regions] == [3]
        assert app.lines[3] == "   ● Search              △1"


async def test_the_tree_dims_when_the_connection_is_lost() -> None:
    app, fleet = TreeApp(), live_fleet()
    stale = app.pane.look.palette.stale.color
    async with app.run_test(size=(30, 8)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.pause()
        assert not any(segment.style and segment.style.color == stale for segment in app.pane.render_line(1))
        fleet.apply(Link(LinkPhase.WAITING), NOW + 1)
        show(app.pane, fleet, NOW + 1)
        await pilot.pause()
        row = app.pane.render_line(1)
        assert all(segment.style and segment.style.color == stale for segment in row if segment.text.strip(" ▾"))


async def test_ten_thousand_workspaces_answer_keys_and_frames_from_the_rows_on_the_screen_alone() -> None:
    app, fleet = TreeApp(), live_fleet()
    for number in range(10_000):
        fleet.apply(Place(Resource("workspace", f"w{number}"), f"Workspace {number}", ORGANIZATION), NOW)
    drawn: list[object] = []
    original = app.pane.draw_row
    app.pane.draw_row = lambda key, width: drawn.append(key) or original(key, width)  # type: ignore[method-assign,func-returns-value]
    async with app.run_test(size=(30, 8)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("G")
        assert app.lines[-1] == "   ◌ Workspace 9999"
        fleet.apply(message("workspace.status_changed", workspace_id="w9999", new_status="failed"), NOW)
        show(app.pane, fleet, NOW)
        assert app.lines[-1].endswith("failed")
        assert len(drawn) < 20


async def test_an_empty_tree_says_why_and_what_to_do() -> None:
    app = TreeApp()
    async with app.run_test(size=(30, 8)) as pilot:
        await pilot.pause()
        assert app.lines[0] == "Nothing is known yet."
        fleet = Fleet()
        fleet.apply(Link(LinkPhase.LIVE), NOW)
        show(app.pane, fleet, NOW)
        await pilot.pause()
        assert app.lines[0] == "No workspace is known."


def troubled_fleet() -> Fleet:
    fleet = live_fleet()
    for id, severity in (("ws-3", "critical"), ("ws-4", "warning")):
        fleet.apply(Place(Resource("workspace", id), id, ORGANIZATION), NOW)
        fleet.apply(alert(id, "a", severity), NOW)
    return fleet


async def test_typing_narrows_the_tree_down_and_escape_shows_all_again() -> None:
    app, fleet = TreeApp(), troubled_fleet()
    async with app.run_test(size=(40, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"sea")
        assert app.pane.keys == [ORGANIZATION, SEARCH]
        assert "1 of 4  sea" in app.top_border
        await pilot.press("enter")
        assert app.pane.has_focus
        assert app.pane.keys == [ORGANIZATION, SEARCH]
        await pilot.press("escape")
        assert len(app.pane.keys) == 6


async def test_the_cursor_goes_to_the_first_that_the_words_mean_and_stays_while_they_mean_it() -> None:
    app, fleet = TreeApp(), loaded_fleet(50, 50, 50)
    async with app.run_test(size=(40, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("home", "slash", "n")
        assert app.is_at(DEVELOPMENT)
        await pilot.press("o")
        assert app.is_at(Resource("workspace", "n-0"))
        await pilot.press("enter", "down", "slash", *"node")
        assert app.is_at(Resource("workspace", "n-1"))
        await pilot.press("escape")
        assert app.is_at(Resource("workspace", "n-1"))


async def test_escape_while_typing_takes_the_words_back() -> None:
    app, fleet = TreeApp(), troubled_fleet()
    async with app.run_test(size=(40, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("slash", *"nowhere")
        assert app.pane.keys == []
        assert "Nothing matches." in "".join(app.lines)
        await pilot.press("escape")
        assert len(app.pane.keys) == 6
        assert app.pane.has_focus


@pytest.mark.parametrize("keys", ["escape", "enter escape"])
async def test_words_that_nothing_says_leave_the_person_where_they_were(keys: str) -> None:
    app, fleet = TreeApp(), troubled_fleet()
    async with app.run_test(size=(40, 12)) as pilot:
        show(app.pane, fleet, NOW)
        app.pane.move_to(SEARCH)
        # The first letter alone is said of others.
        await pilot.press("slash", *"devil", *keys.split())
        assert app.is_at(SEARCH)
        assert app.told[-1] == ("Highlighted", SEARCH)


async def test_those_in_trouble_come_first_and_by_name_again() -> None:
    app, fleet = TreeApp(), troubled_fleet()
    async with app.run_test(size=(40, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("exclamation_mark")
        ids = [key.id for key in app.pane.keys if isinstance(key, Resource) and key.kind == "workspace"]
        assert ids[:2] == ["ws-3", "ws-4"]
        assert "by trouble" in app.top_border
        await pilot.press("exclamation_mark")
        assert "by" not in app.top_border


async def test_the_order_of_trouble_follows_what_happens_but_not_at_once() -> None:
    app, fleet = TreeApp(), troubled_fleet()
    async with app.run_test(size=(40, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("exclamation_mark")
        fleet.apply(alert("ws-2", "b", "critical"), NOW + 1)
        show(app.pane, fleet, NOW + 1)
        assert app.pane.keys[1] == Resource("workspace", "ws-3")
        show(app.pane, fleet, NOW + 1 + SORT_INTERVAL)
        assert app.pane.keys[1] == SEARCH


def loaded_fleet(*percents: float) -> Fleet:
    fleet = live_fleet()
    for number, percent in enumerate(percents):
        resource = Resource("workspace", f"n-{number}")
        fleet.apply(Place(resource, f"Node {number}", ORGANIZATION), NOW)
        fleet.apply(Subscribed(resource, True), NOW)
        fleet.apply(usage(resource.id, cpu=percent / 10), NOW)
    return fleet


async def test_what_is_listed_is_there_at_once_also_where_the_order_of_the_last_run_is_by_trouble() -> None:
    app = TreeApp()
    async with app.run_test(size=(40, 8)) as pilot:
        show(app.pane, Fleet(), NOW)
        app.pane.begin("trouble", "ws-2")
        show(app.pane, live_fleet(), NOW + SORT_INTERVAL / 10)
        await pilot.pause()
        assert "by trouble" in app.top_border
        assert app.is_at(SEARCH)


async def test_a_row_that_was_gone_to_keeps_its_place_on_the_screen_when_others_pass_it() -> None:
    app, fleet = TreeApp(), loaded_fleet(*range(90, 10, -5))
    async with app.run_test(size=(40, 10)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("percent_sign", "down", "down", "down")
        assert "Node 2" in app.lines[3]
        for number in range(3, 9):
            fleet.apply(usage(f"n-{number}", cpu=9.9), NOW + SORT_INTERVAL)
        show(app.pane, fleet, NOW + SORT_INTERVAL)
        await pilot.pause()
        assert app.is_at(Resource("workspace", "n-2"))
        assert "Node 2" in app.lines[3]


async def test_rows_stay_in_their_places_while_a_person_goes_through_them() -> None:
    app, fleet = TreeApp(), loaded_fleet(90, 80, 70)
    async with app.run_test(size=(40, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("percent_sign")
        before = list(app.pane.keys)
        fleet.apply(usage("n-2", cpu=9.9), NOW + 1)
        for step in range(1, 5):
            show(app.pane, fleet, NOW + step)
            await pilot.press("down" if step % 2 else "up")
            assert app.pane.keys == before
        show(app.pane, fleet, NOW + 4 + SORT_INTERVAL)
        assert app.pane.keys[1] == Resource("workspace", "n-2")


async def test_rows_sorted_by_load_tell_it() -> None:
    app, fleet = TreeApp(), loaded_fleet(92)
    async with app.run_test(size=(40, 12)) as pilot:
        show(app.pane, fleet, NOW)
        assert not any("92 %" in line for line in app.lines)
        await pilot.press("percent_sign")
        assert app.lines[1].endswith("92 %▲")
        await pilot.press("percent_sign")
        assert not any("92 %" in line for line in app.lines)


async def test_what_is_gone_before_the_rows_are_laid_out_again_says_so() -> None:
    app, fleet = TreeApp(), live_fleet()
    async with app.run_test(size=(30, 8)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("percent_sign")
        fleet.apply(Subscribed(SEARCH, False), NOW)
        fleet.remove("workspace", SEARCH.id, NOW)
        await pilot.press("end")
        assert app.lines[3] == "   ◌ gone"
        show(app.pane, fleet, NOW + SORT_INTERVAL)
        assert SEARCH not in app.pane.keys


async def test_the_cursor_begins_on_the_first_workspace_where_the_one_listed_first_is_far_away() -> None:
    app, fleet = TreeApp(), loaded_fleet()
    for number in reversed(range(100)):
        fleet.apply(Place(Resource("workspace", f"a-{number}"), f"Added {number}", ORGANIZATION), NOW)
    async with app.run_test(size=(30, 8)):
        show(app.pane, fleet, NOW)
        assert app.is_at(Resource("workspace", "a-0"))
        assert app.lines[0] == "▾ My Organization"


async def test_a_key_jumps_to_the_next_workspace_in_trouble_around_the_end() -> None:
    app, fleet = TreeApp(), troubled_fleet()
    async with app.run_test(size=(40, 12)) as pilot:
        show(app.pane, fleet, NOW)
        for id in ("ws-3", "ws-4", "ws-3"):
            await pilot.press("right_curly_bracket")
            assert app.is_at(Resource("workspace", id))
        await pilot.press("left_curly_bracket")
        assert app.is_at(Resource("workspace", "ws-4"))


async def test_keys_that_find_nothing_to_do_say_why() -> None:
    app, fleet = TreeApp(), troubled_fleet()
    async with app.run_test(size=(80, 12), notifications=True) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("home", "asterisk", "space", "right_curly_bracket")
        await pilot.pause()
        said = [one.message for one in app._notifications]
        assert said[0] == "only a workspace can be pinned"
        assert said[1].startswith("no workspace in this list is in trouble, but some are within folds")


async def test_a_workspace_is_revealed_whatever_hides_it() -> None:
    app, fleet = TreeApp(), troubled_fleet()
    async with app.run_test(size=(40, 12)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("home", "space", "slash", *"nowhere", "enter")
        app.pane.reveal(SEARCH)
        assert app.is_at(SEARCH)


async def test_a_pin_is_seen_and_taken_away_by_the_same_key() -> None:
    app, fleet = TreeApp(), live_fleet()
    async with app.run_test(size=(30, 8)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("asterisk")
        assert app.pane.pinned == {"ws-1"}
        assert app.lines[1] == " ▾ ● Development          ✱"
        await pilot.press("asterisk")
        assert app.pane.pinned == frozenset()
        assert app.lines[1] == " ▾ ● Development"


async def test_what_is_in_view_begins_with_the_row_that_has_the_cursor() -> None:
    app, fleet = TreeApp(), live_fleet()
    async with app.run_test(size=(30, 5)) as pilot:
        show(app.pane, fleet, NOW)
        await pilot.press("down", "down")
        assert app.pane.in_view() == [SEARCH, DEVELOPMENT, FRONTEND, SEARCH]
