"""The dialog that opens a log stream, alone over an empty screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from hexatui.prepared import TAIL_LINES, StreamRequest
from hexatui.protocol.names import LogSource
from hexatui.ui.logs.known_containers import suggestions
from hexatui.ui.screens.open_stream import OpenStreamScreen
from hexatui.ui.styles import styles_path
from hexatui.ui.theme import TERMINAL_VARIABLES

API = LogSource("ws-1", "front", "api-1", "api")
LONGER = LogSource("ws-1", "front", "api-1", "api-proxy")
WEB = LogSource("ws-1", "front", "web-0", "main")
OLD = LogSource("ws-2", "batch", "job-x", "main")
STRAY = LogSource("ws-1", "", "search-7f9c", "")


class Asking(App[StreamRequest | None]):
    CSS_PATH = styles_path() / "dialogs.tcss"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return TERMINAL_VARIABLES

    @property
    def dialog(self) -> OpenStreamScreen:
        assert isinstance(self.screen, OpenStreamScreen)
        return self.screen

    @property
    def path(self) -> str:
        return self.dialog.query_one("#path", Input).value

    @property
    def text(self) -> str:
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    @property
    def marked(self) -> int | None:
        return self.dialog._options.highlighted


@asynccontextmanager
async def asking(
    typed: str = "",
    problem: str = "",
    seen: Sequence[LogSource] = (API, LONGER, WEB, STRAY),
    opened: Sequence[LogSource] = (OLD,),
    refusal: Callable[[LogSource], str] = lambda source: "",
) -> AsyncIterator[tuple[Asking, Pilot[StreamRequest | None], asyncio.Future[StreamRequest | None]]]:
    app = Asking()
    async with app.run_test(size=(100, 30)) as pilot:
        answer: asyncio.Future[StreamRequest | None] = asyncio.get_running_loop().create_future()
        dialog = OpenStreamScreen(suggestions(seen, opened), typed, problem, refusal)
        await app.push_screen(dialog, answer.set_result)
        await pilot.pause()
        yield app, pilot, answer


async def test_the_key_that_opens_counts_also_before_the_path_has_the_focus() -> None:
    async with asking("ws-1/front/web-0/") as (app, pilot, answer):
        app.dialog.set_focus(None)
        await pilot.press("enter")
        await pilot.pause()
        assert answer.result() == StreamRequest(WEB, TAIL_LINES)


async def test_what_was_opened_before_stands_first_and_is_marked() -> None:
    async with asking() as (app, pilot, answer):
        assert f"{OLD}  opened before" in app.text
        assert app.text.index(str(OLD)) < app.text.index(str(API))
        await pilot.press("enter")
        assert await answer == StreamRequest(OLD, TAIL_LINES)


async def test_tab_completes_the_path_as_a_shell_does_and_then_goes_on_to_the_next_field() -> None:
    async with asking() as (app, pilot, answer):
        for keys, path in (
            ("ws-1", "ws-1/"),
            ("f", "ws-1/front/"),
            ("a", "ws-1/front/api-1/"),
            ("", "ws-1/front/api-1/api"),
        ):
            await pilot.press(*keys, "tab")
            assert app.path == path
        await pilot.press("tab", "end", "0", "enter")
        assert await answer == StreamRequest(API, 10 * TAIL_LINES)


async def test_tab_stays_in_a_path_that_is_not_whole() -> None:
    async with asking() as (app, pilot, _):
        await pilot.press(*"zzz", "tab", "tab", "y")
        assert app.path == "zzzy"


async def test_a_long_problem_is_said_to_its_end() -> None:
    async with asking() as (app, pilot, _):
        await pilot.press(*"zzz/y", "enter")
        await pilot.pause()
        assert "WORKSPACE/NAMESPACE/POD/CONTAINER" in "".join(app.text.split("│")).replace(" ", "").replace("\n", "")


async def test_a_path_that_is_typed_in_full_means_itself_and_not_one_that_it_begins() -> None:
    async with asking(seen=[LONGER]) as (app, pilot, answer):
        await pilot.press(*str(API))
        assert app.marked is None
        await pilot.press("enter")
        assert (await answer or [None])[0] == API


async def test_the_arrows_choose_another_than_the_one_that_is_typed() -> None:
    async with asking(seen=[LONGER]) as (_, pilot, answer):
        await pilot.press(*str(API), "down", "enter")
        assert (await answer or [None])[0] == LONGER


async def test_a_pod_of_which_only_the_name_is_known_is_filled_in_and_continued_at_its_gap() -> None:
    async with asking() as (app, pilot, answer):
        await pilot.press(*"search", "enter")
        assert app.path == "ws-1//search-7f9c/"
        assert "the namespace is missing" in app.text
        await pilot.press("enter")
        assert "the namespace is missing" in app.text
        await pilot.press(*"fr", "tab", "end", *"main", "enter")
        assert (await answer or [None])[0] == LogSource("ws-1", "front", "search-7f9c", "main")


async def test_what_was_refused_is_said_with_its_path_until_another_is_typed() -> None:
    refused = "RESOURCE_NOT_FOUND: There is no [/container] \x1b[2J"
    async with asking(str(API), refused) as (app, pilot, answer):
        assert "There is no [/container]" in app.text
        assert app.path == str(API)
        await pilot.press("x")
        assert "There is no" not in app.text
        await pilot.press("escape")
        assert await answer is None


@pytest.mark.parametrize(
    ("typed", "tail", "problem"),
    [
        ("a/b", "100", "the pod is missing"),
        ("a/b/c/d/e", "100", "too many parts"),
        ("a/b/c/d", "1000001", "a whole number from 0 to 1,000,000"),
        ("a/b/c/d", "", "a whole number from 0 to 1,000,000"),
    ],
)
async def test_bad_input_is_one_sentence(typed: str, tail: str, problem: str) -> None:
    async with asking(typed, seen=(), opened=()) as (app, pilot, answer):
        app.dialog.query_one("#tail", Input).value = tail
        await pilot.press("enter")
        await pilot.pause()
        assert problem in app.text
        assert not answer.done()


async def test_what_can_not_be_opened_now_is_said_before_the_dialog_closes() -> None:
    async with asking(str(WEB), refusal=lambda source: f"no room for {source.pod}") as (app, pilot, answer):
        await pilot.press("enter")
        await pilot.pause()
        assert "no room for web-0" in app.text
        assert not answer.done()
