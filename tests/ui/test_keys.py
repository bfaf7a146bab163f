"""What is shown of a key is the key in force, wherever it is shown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.running import feed, running, text
from support.wire import alert, message, usage

import hexatui.ui
from hexatui.prepared import Rebinding
from hexatui.protocol.lifecycle import Link, LinkPhase, StreamOpened
from hexatui.protocol.names import LogSource
from hexatui.ui.actions import ACTION, ACTIONS
from hexatui.ui.keymap import keymap
from hexatui.ui.keys import ON_KEYS, Keyboard, on_keyboard

API = LogSource("ws-123", "frontend", "api-server-abc123", "api")
LIVE = Link(LinkPhase.LIVE)
LINE = message("log_entry", stream_id="s", message="hello")

SOURCES = Path(hexatui.ui.__file__).parent
WHERE_KEYS_ARE = ("actions.py", "keys.py", "keymap.py")

NAMED = rf"\b({'|'.join({*ON_KEYS.values()} - {'Home', 'End', 'Space', 'Tab'})}|Ctrl|Alt|Shift|Escape|[Pp]ress)\b"
LETTER = r"(^|[ ,;.(])[^\W\d_aA] (to|now|[a-z]+s)\b(?! ago)"
TOLD = re.compile(rf"{NAMED}|(Home|End|Space|Tab) [a-z]+s\b|  (Home|End|Space|Tab)\b|{LETTER}")
"""A key's name, or a letter and what it does."""


def shown_texts(path: Path) -> Iterator[str]:
    """The string literals of a module, but no docstrings."""
    tree = ast.parse(path.read_text())
    described = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node.value


def test_no_text_names_a_key_itself() -> None:
    sources = [path for path in SOURCES.rglob("*.py") if path.name not in WHERE_KEYS_ARE]
    told = [f"{path.name}: {words}" for path in sources for words in shown_texts(path) if TOLD.search(words)]
    assert len(sources) > 50
    assert told == []


@pytest.mark.parametrize(
    "words",
    ["Esc shows all.", "x tries again", "held  End", "Press o to open one", ", r now", "Ctrl+R", "F5 asks again"],
)
def test_such_a_text_would_be_found(words: str) -> None:
    assert TOLD.search(words)


def test_a_key_is_told_as_it_stands_on_the_keyboard() -> None:
    shown = {key: on_keyboard(key) for key in ("question_mark", "ctrl+p", "f6", "shift+tab", "space", "A", "pageup")}
    assert [*shown.values()] == ["?", "Ctrl+P", "F6", "Shift+Tab", "Space", "A", "PgUp"]


def test_an_action_without_a_key_has_no_hint() -> None:
    keys = Keyboard(keymap([Rebinding("logs.search", "", "x"), Rebinding("logs.filter", "f6,F", "x")]))
    assert keys.hint("logs.search", "searches") == ""
    assert (keys.hint("logs.filter", "filters"), keys.all_shown("logs.filter")) == ("F6 filters", "F6  F")
    assert keys.hint("logs.copy", "copies") == "c copies"


async def test_every_hint_follows_its_key() -> None:
    changed = {
        "dashboard.open_stream": "f2", "rows.open": "f3", "dashboard.retry": "f4", "logs.toggle_stream": "f6",
        "rows.last": "f7", "logs.show_all": "f8", "workspaces.show_all": "f9", "narrowing.cancel": "f10",
        "alert.close": "f11", "search.toggle_regex": "f12",
    }  # fmt: skip
    async with running() as (app, pilot):
        app.set_keymap(keymap([Rebinding(id, keys, "x") for id, keys in changed.items()]))
        await feed(app, pilot, LIVE, usage("ws-123"), alert("ws-123", "a"))
        assert "F2 opens one, or F3 on a pod in the tree." in text(app)
        await feed(app, pilot, StreamOpened(API, "s"), *[LINE] * 30)
        await pilot.press("4", "up")
        assert "held  F7" in text(app)
        await pilot.press("slash")
        await pilot.pause()
        assert "F12 literal" in text(app)
        await pilot.press("escape", "f", "z", "z", "enter")
        while "F8 shows all lines again." not in text(app):
            await pilot.pause(0.01)
        await pilot.press("f8", "1", "slash", "z", "z")
        await pilot.pause()
        assert "F10 shows all." in text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "F9 shows all." in text(app)
        await pilot.press("f9", "3", "d")
        await pilot.pause()
        assert "F3 Open" not in text(app).splitlines()[-2]
        assert "F11 Close" in text(app)
        await pilot.press("f11")
        await feed(app, pilot, Link(LinkPhase.WAITING, reason="gone", retry_at=9e9, attempt=1))
        assert ", F4 now" in text(app).splitlines()[0]


@pytest.mark.parametrize(
    ("action", "opening"),
    [("help.close", "?"), ("alert.close", "3 d"), ("opening.close", "o"), ("commands.close", ":")],
)
async def test_a_dialog_closes_with_the_key_that_a_person_gave_it_and_no_more_with_the_other(
    action: str, opening: str
) -> None:
    names = {"?": "question_mark", ":": "colon"}
    async with running() as (app, pilot):
        app.set_keymap(keymap([Rebinding(action, "ctrl+g", "x")]))
        await feed(app, pilot, LIVE, usage("ws-123"), alert("ws-123", "a"))
        await pilot.press(*(names.get(key, key) for key in opening.split()))
        await pilot.pause()
        assert app.screen is not app.dashboard
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is not app.dashboard
        await pilot.press("ctrl+g")
        await pilot.pause()
        assert app.screen is app.dashboard


async def test_what_is_typed_goes_by_the_keys_in_force_also_where_it_is_done_at_once() -> None:
    async with running() as (app, pilot):
        app.set_keymap(keymap([Rebinding("narrowing.keep", "ctrl+g", "x"), Rebinding("search.keep", "ctrl+g", "x")]))
        await feed(app, pilot, LIVE, usage("ws-123"), StreamOpened(API, "s"), LINE)
        for pane, name in (("1", "workspaces"), ("4", "logs")):
            await pilot.press(pane, "slash", "w", "up")
            await pilot.pause()
            assert getattr(app.focused, "id", "") != name
            await pilot.press("ctrl+g")
            await pilot.pause()
            assert getattr(app.focused, "id", "") == name


def test_what_is_typed_into_takes_no_letter_from_it() -> None:
    for action in ACTIONS:
        if action.scope in ("search", "narrowing", "opening", "commands"):
            assert all(len(key) > 1 and ON_KEYS.get(key) != "Space" for key in action.keys.split(",")), action.id
    assert ACTION["opening.complete"].keys == "tab"
