from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.config_file import MAX_BYTES, read_config_file
from hexatui.config_file import TABLES as TABLES_OF_FILE
from hexatui.preferences import read_preferences
from hexatui.prepared import Layout, Limits, Notifications, Preferences, Rebinding, SettingsError
from hexatui.text import safe


def preferences(path: Path, text: str) -> Preferences:
    path.write_text(text, encoding="utf-8")
    return read_preferences(read_config_file(path))


def mistake(path: Path, text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        preferences(path, text)
    return str(caught.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_a_file_everything_is_as_it_is_by_default(path: Path) -> None:
    assert read_preferences(read_config_file(path)) == Preferences()


def test_everything_that_the_file_can_say_is_taken(path: Path) -> None:
    text = """
theme = "high-contrast"
[layout]
mouse = "off"
timestamps = "local"
wrap = true
fields = false
[limits]
log_memory = "64MiB"
[notifications]
bell = false
terminal = "osc777"
command = "notify-send hexatui"
every = 30
[keys]
"logs.search" = "ctrl+f,slash"
logs.mark = ""
"""
    assert preferences(path, text) == Preferences(
        "high-contrast",
        (
            Rebinding("logs.search", "ctrl+f,slash", f'{path}, line 16: key "logs.search"'),
            Rebinding("logs.mark", "", f'{path}, line 17: key "logs.mark"'),
        ),
        Layout("off", "local", True, False),
        Limits(64 * 1_048_576),
        Notifications(False, "osc777", "notify-send hexatui", 30.0),
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[keys]\n"logs.search" = "x"', 2),
        ("[keys]\n# logs.search = 'x'\nlogs.search = 'x'", 3),
        ('[keys.logs]\n\nsearch = "x"', 3),
        ('theme = "light"\nkeys = { "logs.search" = "x" }', 2),
        ('keys."logs.search" = "x"', 1),
        ("[keys]\n'logs' . search='x'", 2),
    ],
)
def test_a_key_is_found_again_however_it_is_written(text: str, line: int, path: Path) -> None:
    (rebinding,) = preferences(path, text).keys
    assert rebinding == Rebinding("logs.search", "x", f'{path}, line {line}: key "logs.search"')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('theme = "dark"', 'line 1: key "theme" must be one of hexatui, light, high-contrast, terminal'),
        ("theme = 5", 'line 1: key "theme" must be one of'),
        ("[layuot]", 'line 1: key "layuot" is unknown at the top of the file: did you mean "layout"?'),
        ("layout = 5", 'line 1: key "layout" must be a table, [layout]'),
        ("[layout]\nmuose = 'on'", 'line 2: key "muose" is unknown: did you mean "mouse"?'),
        ("[layout]\ncolour = 1", 'line 2: key "colour" is unknown: [layout] may say mouse, timestamps, wrap, fields'),
        ("[layout]\nmouse = true", 'line 2: key "mouse" must be one of auto, on, off'),
        ("[layout]\n\nwrap = 'yes'", 'line 3: key "wrap" must be true or false'),
        ("[layout]\nwrap = 1", 'line 2: key "wrap" must be true or false'),
        ("[layout]\ntimestamps = 'mars'", 'key "timestamps" must be one of utc, local, relative, off'),
        ("[limits]\nlog_memory = 5", 'line 2: key "log_memory" must be a number of bytes, at least 1 MiB'),
        ("[limits]\nlog_memory = nan", 'line 2: key "log_memory" must be a number of bytes, at least 1 MiB'),
        ("[notifications]\nbell = 'no'", 'line 2: key "bell" must be true or false'),
        ("[notifications]\nevery = 9", 'line 2: key "every" must be a number of seconds, at least 10'),
        ("[notifications]\nevery = inf", 'line 2: key "every" must be a number of seconds, at least 10'),
        ("[notifications]\ncommand = ['a']", 'line 2: key "command" must be text: a program and its arguments'),
        (
            '[notifications]\ncommand = "notify \'it"',
            'line 2: key "command" must be text: a program and its arguments, each',
        ),
        ("[notifications]\nterminal = 'osc8'", 'key "terminal" must be one of auto, osc9, osc777, off'),
        ("[keys]\n'logs.search' = ['x']", 'line 2: key "logs.search" must be text: keys by commas'),
        ("\n[[keys]]\n'logs.search' = 'x'", 'line 2: key "keys" must be a table, [keys]'),
        ("theme = 'light'\n\ntheme = 'light'", 'line 3: key "theme" stands in the file twice'),
        ("[layout]\n[keys]\n[layout]", 'line 3: key "layout" stands in the file twice'),
        ("[layout]\nwrap = ]", "line 2, column 8: the file is not valid TOML: Invalid value"),
        ('theme = """\nlight', "line 2: the file is not valid TOML"),
        ("k" * 5_000 + " = 1", 'line 1: key "' + "k" * 59 + '…" is unknown'),
        ("[layout]\r\n\r\nwrap = 1\r\n", 'line 3: key "wrap" must be true or false'),
        ("[keys]\na.b.c = 'x'", 'line 2: key "a.b" must be text: keys by commas'),
    ],
)
def test_a_mistake_is_named_with_file_line_and_key(text: str, said: str, path: Path) -> None:
    assert mistake(path, text).startswith(f"{path}")
    assert said in mistake(path, text)


def test_the_mark_that_some_editors_put_first_is_no_mistake(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbftheme = 'light'\r\n")
    assert read_preferences(read_config_file(path)).theme == "light"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"theme = 'light'\n# caf\xe9\n", ", line 2: the file is not valid TOML: it must be UTF-8 text"),
        (b"#\n" * MAX_BYTES, " is no configuration: it is larger than 1 MiB"),
    ],
)
def test_a_file_that_can_be_no_configuration_is_one_sentence(content: bytes, said: str, path: Path) -> None:
    path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_config_file(path)
    assert str(caught.value) == f"{path}{said}"


def test_a_pipe_in_the_place_of_the_file_keeps_nobody_waiting(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(SettingsError, match="it is a pipe, not a file"):
        read_config_file(path)


def test_what_is_wrong_is_never_repeated(path: Path) -> None:
    for text in (
        "[notifications]\ncommand = {a = 's3cret'}",
        "[layout]\nmouse = 's3cret'",
        "[keys]\n'a.b' = ['s3cret']",
    ):
        assert "s3cret" not in mistake(path, text)


TABLES = ("theme", "keys", "layout", "limits", "notifications", "profiles", "profile", "other")
KEYS = ("mouse", "wrap", "log_memory", "bell", "every", "command", "logs.search", "url", "", "\\n\\u001b[2J")
VALUES = st.sampled_from(
    ["1", "-1", "nan", "inf", "true", '""', '"on"', "'''\n\n'''", "[]", "[[]]", "{}", "{a = {b = 1}}", "1979-05-27",
     "99999999999999999999999999", "[" * 9_999, '"\\u0000"', '"🦉"'],
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(TABLES), st.sampled_from(KEYS), VALUES), max_size=4), st.booleans())
def test_whatever_the_file_says_is_taken_or_is_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str, str]], in_tables: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "config.toml"
    lines = [f'[{table}]\n"{key}" = {value}' if in_tables else f"{table} = {value}" for table, key, value in said]
    _is_taken_or_one_sentence(path, "\n".join(lines).encode())


@given(st.binary(max_size=100) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
def test_garbage_is_one_sentence(tmp_path_factory: pytest.TempPathFactory, garbage: bytes) -> None:
    _is_taken_or_one_sentence(tmp_path_factory.getbasetemp() / "config.toml", garbage)


def _is_taken_or_one_sentence(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        read_preferences(read_config_file(path))
    except SettingsError as error:
        sentence = str(error)
    else:
        sentence = str(path)
        tomllib.loads(content.decode("utf-8-sig"))
    assert str(path) in sentence
    assert safe(sentence) == sentence


def test_the_file_of_the_readme_says_what_it_seems_to(path: Path) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    profiles, rest = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    found = preferences(path, rest)
    assert found == Preferences(
        "hexatui",
        found.keys,
        Layout("auto", "utc", False, True),
        Limits(),
        Notifications(command="notify-send hexatui"),
    )
    assert [(key.action, key.keys) for key in found.keys] == [("logs.search", "ctrl+f,slash"), ("dashboard.zoom", "")]
    assert {*tomllib.loads(profiles), *tomllib.loads(rest)} == {"profile", "profiles", "theme", *TABLES_OF_FILE}
