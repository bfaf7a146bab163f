from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.running import running, text

from hexatui.prepared import Rebinding, SettingsError
from hexatui.text import safe
from hexatui.ui.actions import ACTIONS, SCOPES
from hexatui.ui.keymap import keymap
from hexatui.ui.keys import UNBOUND

PLACE = 'config.toml, line 4: key "x"'


def bound(action: str, keys: str) -> str:
    return keymap([Rebinding(action, keys, PLACE)])[action]


def mistake(*rebindings: tuple[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        keymap([Rebinding(action, keys, PLACE) for action, keys in rebindings])
    assert str(caught.value).startswith(PLACE)
    return str(caught.value).removeprefix(f"{PLACE} ")


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ("ctrl+f", "ctrl+f"),
        ("Ctrl+F", "ctrl+f"),
        ("F6", "f6"),
        ("?", "question_mark"),
        ("%, f7", "percent_sign,f7"),
        ("slash", "slash"),
        ("backslash", "backslash"),
        ("left_parenthesis", "left_parenthesis"),
        ("comma", "comma"),
        ("A", "A"),
        ("é", "é"),
        ("shift+f3", "shift+f3"),
        ("PageUp", "pageup"),
        ("y,y", "y"),
        ("", UNBOUND),
        (" , ", UNBOUND),
    ],
)
def test_keys_are_named_as_people_write_them(keys: str, named: str) -> None:
    assert bound("logs.search", keys) == named


@pytest.mark.parametrize(
    ("action", "keys", "said"),
    [
        ("logs.serach", "f6", 'is no action: did you mean "logs.search"?'),
        ("x", "f6", "is no action: hexatui config lists all"),
        ("logs.search", "esc", 'names "esc", which is no key: did you mean "escape"?'),
        ("logs.search", "pgup", 'names "pgup", which is no key: did you mean "pageup"?'),
        ("logs.search", "ctl+f", 'names "ctl+f", which is no key: did you mean "ctrl"?'),
        ("logs.search", "control+f", 'names "control+f", which is no key: did you mean "ctrl"?'),
        ("logs.search", "zzzz", 'names "zzzz", which is no key: keys are named such as'),
        ("logs.search", "ctrl+", 'names "ctrl+", which is no key: keys are named such as'),
        ("logs.search", "\x1b", 'names "␛", which is no key: keys are named such as'),
        ("logs.search", "shift+a", 'names "shift+a": take the character that it types, such as "A"'),
        ("logs.search", "ctrl+m", 'names "ctrl+m", which terminals tell as "enter": take that'),
        ("logs.search", "ctrl+p", 'names "ctrl+p", which is that of "dashboard.command_palette" on every screen'),
        ("search.keep", "k", 'names "k", which is typed there: take one with ctrl, or an F key'),
        ("logs.search", "n", 'takes "n", which is a key of "logs.next_hit" (Next): take another one, or'),
    ],
)
def test_a_mistake_says_what_would_be_right(action: str, keys: str, said: str) -> None:
    assert mistake((action, keys)).startswith(said)


def test_two_actions_may_change_keys_with_each_other() -> None:
    changed = keymap([Rebinding("logs.next_hit", "N", PLACE), Rebinding("logs.previous_hit", "n", PLACE)])
    assert changed == {"logs.next_hit": "N", "logs.previous_hit": "n"}


def test_a_key_of_an_action_that_has_others_now_is_free() -> None:
    keymap([Rebinding("logs.next_hit", "", PLACE), Rebinding("logs.search", "n", PLACE)])
    assert mistake(("logs.next_hit", "f6"), ("logs.search", "f6")).startswith('takes "f6"')


def test_one_key_may_do_one_thing_in_each_pane() -> None:
    keymap([Rebinding(f"{scope}.narrow", "f6", PLACE) for scope in ("workspaces", "alerts", "inspector")])


def test_no_two_actions_of_a_scope_have_one_key_from_the_start() -> None:
    for scope in SCOPES:
        keys = [key for action in ACTIONS if action.scope == scope for key in action.keys.split(",")]
        assert len(keys) == len(set(keys)), scope


def test_the_keys_that_actions_have_could_be_given_to_them() -> None:
    keymap([Rebinding(action.id, action.keys, PLACE) for action in ACTIONS])


@given(st.lists(st.tuples(st.sampled_from([action.id for action in ACTIONS]) | st.text(), st.text()), max_size=3))
def test_whatever_is_written_is_taken_or_is_one_sentence(written: list[tuple[str, str]]) -> None:
    try:
        keymap([Rebinding(action, keys, PLACE) for action, keys in written])
    except SettingsError as error:
        sentence = str(error)
    else:
        sentence = PLACE
    assert sentence.startswith(PLACE)
    assert safe(sentence) == sentence


async def test_other_keys_do_it_and_stand_in_key_bar_help_and_commands() -> None:
    async with running() as (app, pilot):
        app.set_keymap(keymap([Rebinding("dashboard.overview", "f6,O", PLACE), Rebinding("dashboard.zoom", "", PLACE)]))
        await pilot.pause()
        bar = text(app).splitlines()[-1]
        assert "F6 Overview" in bar
        assert "Zoom" not in bar
        commands = {command.title: command.help for command in app.get_system_commands(app.screen)}
        zoom, overview = (next(a for a in ACTIONS if a.id == f"dashboard.{name}") for name in ("zoom", "overview"))
        assert (commands[overview.command], commands[zoom.command]) == ("Everywhere: F6", "Everywhere")
        assert app.look
        assert (app.look.keys.named(overview.id), app.look.keys.named(zoom.id)) == (["f6", "O"], [])
        await pilot.press("0", "z")
        assert app.screen is app.dashboard
        await pilot.press("question_mark")
        await pilot.pause()
        assert "F6  O " in text(app)
        await pilot.press("escape", "O")
        await pilot.pause()
        assert app.screen is not app.dashboard
