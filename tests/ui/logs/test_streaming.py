"""Opening, stopping and closing log streams from the panes; state is fed where the client would feed it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from support.running import feed, running, text
from support.wire import alert, message, usage
from textual.widgets import Input

from hexatui.protocol.codec import ServerMessage
from hexatui.protocol.lifecycle import Link, LinkPhase, Place, StreamEnded, StreamOpened, StreamWanted
from hexatui.protocol.names import LogSource, Resource
from hexatui.state.streams import MAX_STREAMS
from hexatui.ui.app import HexatuiApp
from hexatui.ui.screens.open_stream import OpenStreamScreen
from hexatui.ui.widgets.log_pane import LogPane

API = LogSource("ws-123", "frontend", "api-server-abc123", "api")
LIVE = Link(LinkPhase.LIVE)


def asked_for(app: HexatuiApp) -> str:
    """The path in the dialog."""
    assert isinstance(app.screen, OpenStreamScreen)
    return app.screen.query_one("#path", Input).value


def opening(app: HexatuiApp, monkeypatch: pytest.MonkeyPatch) -> list[LogSource]:
    """The streams that are asked for from now on."""
    opened: list[LogSource] = []
    monkeypatch.setattr(app.live, "open_stream", lambda source, lines: opened.append(source))
    return opened


def before_and_after(stream_id: str) -> list[ServerMessage]:
    """Lines of long before now, and of long after."""
    return [
        message("log_entry", f"{year}-01-01T00:00:00Z", stream_id=stream_id, message=f"line of {year}")
        for year in (2000, 2100)
    ]


def said(app: HexatuiApp) -> list[str]:
    """What was told in toasts."""
    return [notification.message for notification in app._notifications]


async def test_a_container_in_the_tree_is_opened_by_one_key(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, LIVE, usage("ws-123"), StreamOpened(API, "s1"), StreamEnded(API, "stopped"))
        assert app.live
        opened: list[LogSource] = []
        monkeypatch.setattr(app.live, "open_stream", lambda source, lines: opened.append(source))
        await pilot.press("1", "home", "down", "enter")
        await pilot.pause()
        assert opened == [API]
        assert app.dashboard
        assert app.dashboard.query_one("#logs").has_focus


async def test_the_logs_of_a_project_are_asked_for_with_its_namespace() -> None:
    async with running() as (app, pilot):
        workspace, project = Resource("workspace", "ws-123"), Resource("project", "p-1")
        await feed(app, pilot, Place(workspace), Place(project, parent=workspace, namespace="front"), LIVE)
        await pilot.press("1", "home", "down", "l")
        await pilot.pause()
        assert asked_for(app) == "ws-123/front/"


async def test_an_alert_of_a_pod_with_several_containers_asks_which() -> None:
    async with running() as (app, pilot):
        named = alert("ws-123", "a", "critical", resource="pod/api-server-abc123")
        await feed(
            app, pilot, LIVE, named, StreamOpened(API, "s1"), StreamOpened(API._replace(container="proxy"), "s2")
        )
        await pilot.press("3", "l")
        await pilot.pause()
        assert asked_for(app) == "ws-123/frontend/api-server-abc123/"


async def test_an_alert_of_an_unknown_pod_asks_for_what_is_missing() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, LIVE, usage("ws-123"), alert("ws-123", "a", "critical", resource="pod/search-0"))
        await pilot.press("3", "l")
        await pilot.pause()
        assert asked_for(app) == "ws-123//search-0/"


async def test_an_alert_of_a_pod_s_successor_is_taken_to_mean_the_same_container_which_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running() as (app, pilot):
        named = alert("ws-123", "a", "critical", resource="pod/api-server-def456")
        await feed(app, pilot, LIVE, usage("ws-123"), StreamOpened(API, "s"), named)
        opened = opening(app, monkeypatch)
        await pilot.press("3", "l")
        await feed(app, pilot)
        assert opened == [API._replace(pod="api-server-def456")]
        await feed(app, pilot, StreamOpened(opened[0], "t"), *before_and_after("t"))
        await feed(app, pilot)
        (told,) = said(app)
        assert told.startswith("critical a was first heard of here")
        assert told.endswith("; api is a guess: as api-server-abc123 has it")


async def test_an_alert_of_a_pod_like_no_other_is_one_key_from_the_likeliest_container(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running() as (app, pilot):
        workspace, project = Resource("workspace", "ws-123"), Resource("project", "p-1")
        places = Place(workspace), Place(project, parent=workspace, namespace="front")
        await feed(app, pilot, *places, LIVE, alert("ws-123", "a", "critical", resource="pod/search-7f9c"))
        opened = opening(app, monkeypatch)
        await pilot.press("3", "l")
        await pilot.pause()
        assert asked_for(app) == "ws-123//search-7f9c/"
        assert "ws-123/front/search-7f9c/search  called as its workload" in text(app)
        await pilot.press("enter")
        await feed(app, pilot)
        assert opened == [LogSource("ws-123", "front", "search-7f9c", "search")]


async def test_guesses_that_the_platform_refuses_are_followed_by_the_next_until_one_is_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running() as (app, pilot):
        workspace = Resource("workspace", "ws-123")
        places = [Place(Resource("project", name), parent=workspace, namespace=name) for name in ("front", "back")]
        named = alert("ws-123", "a", "critical", resource="pod/search-7f9c")
        await feed(app, pilot, Place(workspace), *places, LIVE, named)
        live = app.live
        assert live
        right = LogSource("ws-123", "back", "search-7f9c", "search")
        opened = []

        def open_stream(source: LogSource, tail_lines: int) -> None:
            opened.append(source)
            refused = StreamEnded(source, "failed", "RESOURCE_NOT_FOUND: No such pod")
            outcome = before_and_after("s") if source == right else [refused]
            told = [StreamWanted(source), StreamOpened(source, "s"), *outcome]
            live.deliver([(each, time.time()) for each in told])

        monkeypatch.setattr(live, "open_stream", open_stream)
        await pilot.press("3", "l", "enter")
        for _ in range(3):
            await feed(app, pilot)
        assert opened == [right._replace(namespace="front"), right]
        assert list(live.fleet.streams) == [right]
        assert [*live.fleet.workspaces["ws-123"].containers] == [right[1:]]
        assert "line of 2100" in text(app)
        (told,) = said(app)
        assert told.endswith("; search is a guess, after 1 that there is not: called as its workload")


async def test_a_guess_that_is_refused_for_another_reason_stays_and_says_so() -> None:
    async with running() as (app, pilot):
        workspace = Resource("workspace", "ws-123")
        places = [Place(Resource("project", name), parent=workspace, namespace=name) for name in ("front", "back")]
        await feed(app, pilot, Place(workspace), *places, LIVE, alert("ws-123", "a", resource="pod/search-7f9c"))
        guessed = LogSource("ws-123", "front", "search-7f9c", "search")
        await pilot.press("3", "l", "enter")
        await feed(app, pilot, StreamWanted(guessed), StreamEnded(guessed, "failed", "PERMISSION_DENIED: not yours"))
        await feed(app, pilot)
        assert "PERMISSION_DENIED: not yours" in text(app)
        assert app.live
        assert list(app.live.fleet.streams) == [guessed]
        await pilot.press("o")
        await pilot.pause()
        assert asked_for(app) == str(guessed)


async def test_an_alert_of_a_workload_asks_which_of_its_containers_or_opens_the_only_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running() as (app, pilot):
        one = API._replace(workspace_id="ws-of-workloads")
        other = one._replace(pod="api-server-def456")
        named = alert(one.workspace_id, "a", "critical", resource="deployment/api-server")
        await feed(app, pilot, LIVE, named, usage(one.workspace_id), StreamOpened(one, "s"))
        opened = opening(app, monkeypatch)
        await pilot.press("3", "l")
        await feed(app, pilot)
        assert opened == []
        assert app.dashboard
        assert app.dashboard.query_one(LogPane).active == one
        await feed(app, pilot, StreamOpened(other, "o"))
        await pilot.press("3", "l")
        await pilot.pause()
        assert asked_for(app) == "ws-of-workloads//api-server"
        assert str(other) in text(app)


@pytest.mark.parametrize(
    "resource", ["", "node/dev-node-1", "pod/", "pod/a/b/c", "pod/" + "a" * 100_000, "pod/\x1b]0;b\x07", "/", "pod/[/]"]
)
async def test_an_alert_that_names_no_pod_asks_in_its_workspace_and_says_why(resource: str) -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, LIVE, usage("ws-123"), alert("ws-123", "a", "critical", resource=resource))
        await pilot.press("3", "l")
        await pilot.pause()
        assert asked_for(app) == "ws-123/"
        assert "The alert names no pod of which logs are known" in text(app)
        assert "\x1b" not in text(app)


async def test_what_was_refused_is_said_in_the_pane_and_asked_again_with_its_path() -> None:
    async with running() as (app, pilot):
        refused = StreamEnded(API, "failed", "PERMISSION_DENIED: No permission for workspace ws-123")
        await feed(app, pilot, LIVE, StreamWanted(API), StreamOpened(API, "s"), refused)
        await pilot.press("4")
        await feed(app, pilot)
        assert "can't be had" in text(app)
        assert text(app).count("PERMISSION_DENIED") == 1
        await pilot.press("o")
        await pilot.pause()
        assert asked_for(app) == str(API)
        assert refused.reason in text(app)


async def test_a_running_stream_is_stopped_and_closed_by_one_key_which_is_said() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, LIVE, StreamOpened(API, "s"), message("log_entry", stream_id="s", message="hello"))
        await pilot.press("4", "X")
        await feed(app, pilot)
        assert app.live
        assert app.live.fleet.streams == {}
        assert "No stream is open" in text(app)
        assert "stopped and closed: api-server-abc123/api" in text(app)


async def test_one_that_had_ended_is_closed_without_a_word() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, LIVE, StreamOpened(API, "s"), StreamEnded(API, "stopped"))
        await pilot.press("4", "X")
        await feed(app, pilot)
        assert "No stream is open" in text(app)
        assert "closed" not in text(app)


async def test_one_stream_too_many_is_refused_in_the_dialog() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, LIVE, *(StreamWanted(API._replace(pod=f"pod-{n}")) for n in range(MAX_STREAMS)))
        await pilot.press("1", "o", *str(API), "enter")
        await pilot.pause()
        assert f"{MAX_STREAMS} log streams are open" in text(app)
        assert asked_for(app) == str(API)


async def test_the_lines_of_an_alert_are_gone_to_in_its_own_log_however_soon_they_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lines(id: str) -> list[object]:
        return [
            message("log_entry", stream_id=id, message=f"{id} {second}.", timestamp=f"2024-01-20T10:00:{second:02}Z")
            for second in range(60)
        ]

    async with running() as (app, pilot):
        other = API._replace(pod="other")
        named = alert("ws-123", "a", "critical", resource=f"pod/{API.pod}")
        named = named.model_copy(update={"timestamp": datetime(2024, 1, 20, 10, 0, 20, tzinfo=UTC)})  # type: ignore[union-attr]
        await feed(app, pilot, LIVE, named, StreamOpened(other, "o"), *lines("o"))
        live = app.live
        assert live

        def open_stream(source: LogSource, tail_lines: int) -> None:
            told = [StreamWanted(source), StreamOpened(source, "s"), *lines("s")]
            live.deliver([(each, time.time()) for each in told])  # type: ignore[misc]

        monkeypatch.setattr(live, "open_stream", open_stream)
        live.containers = [API]
        await pilot.press("3", "l")
        await feed(app, pilot)
        await feed(app, pilot)
        shown = text(app)
        assert "s 19." in shown
        assert "s 20." in shown
        assert "s 59." not in shown
        await pilot.press("left_square_bracket")
        await feed(app, pilot)
        assert "o 59." in text(app)


async def test_older_lines_are_asked_for_by_one_key_and_lead_back_to_what_was_the_oldest_with_its_mark(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def entry(second: int, stream_id: str) -> ServerMessage:
        at = datetime(2024, 1, 20, 14, 2, second, tzinfo=UTC).isoformat()
        return message("log_entry", timestamp=at, stream_id=stream_id, message=f"line {second}", pod="api-x")

    async with running() as (app, pilot):
        await feed(app, pilot, LIVE, StreamOpened(API, "s1"), entry(20, "s1"), entry(21, "s1"))
        assert app.live
        assert app.dashboard
        asked: list[tuple[LogSource, int]] = []
        monkeypatch.setattr(app.live, "open_stream", lambda source, lines: asked.append((source, lines)))
        await pilot.press("4", "up", "m", "H")
        await pilot.pause()
        assert asked == [(API, 1_000)]
        assert "Asked for; nothing has come yet." in text(app)
        lines = [entry(second, "s2") for second in (18, 19, 20, 21)]
        await feed(app, pilot, StreamEnded(API, "stopped"), StreamWanted(API), StreamOpened(API, "s2"), *lines)
        assert app.dashboard.query_one(LogPane).cursor == 2
        assert "◆line 20" in text(app)


async def test_lines_that_can_t_be_had_again_are_not_let_go_of_for_older_ones() -> None:
    async with running() as (app, pilot):
        await feed(app, pilot, LIVE, StreamOpened(API, "s1"), StreamEnded(API, "failed", "it is gone"))
        await pilot.press("4", "H")
        await pilot.pause()
        assert "older lines can be asked for" in text(app)


async def test_what_the_pane_says_no_toast_says_beside_it() -> None:
    async with running() as (app, pilot):
        line = message("log_entry", stream_id="s1", message="hello")
        await feed(app, pilot, LIVE, StreamOpened(API, "s1"), line, StreamEnded(API, "failed", "it is gone"))
        await feed(app, pilot)
        app._told_at = 0
        app._tell_refusals()
        await pilot.pause(0.2)
        assert text(app).count("it is gone") == 1
        assert "✖ failed: it is gone  x tries again" in text(app)
        await pilot.press("e")
        await pilot.pause()
        assert "logs of api-server-abc123/api failed: it is gone" in text(app)


async def test_what_is_refused_where_it_is_not_shown_is_told_by_one_toast() -> None:
    async with running() as (app, pilot):
        others = [API._replace(pod=f"pod-{number}") for number in range(3)]
        opened = [StreamOpened(source, source.pod) for source in (*others, API)]
        await feed(app, pilot, LIVE, *opened)
        await feed(app, pilot, *(StreamEnded(source, "failed", "it is gone") for source in others))
        await feed(app, pilot)
        assert text(app).count("it is gone") == 1
        assert "logs of pod-0/api failed: it is gone (and 2 more)" in " ".join(text(app).split())
        await pilot.press("1", "z")
        await feed(app, pilot, StreamEnded(API, "failed", "it is gone, too"))
        await feed(app, pilot)
        assert "it is gone, too" in text(app)
