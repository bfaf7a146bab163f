from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.frames import HOSTILE_FRAMES

from hexatui.ui.render.frame_text import MAX_CHARACTERS, MAX_LINES, frame_lines

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=30,
)


def drawn(text: str) -> list[str]:
    return [" " * line.indent + line.name + line.text for line in frame_lines(text).lines]


def test_json_is_indented() -> None:
    assert drawn('{"type":"x","data":{"a":[1,{"b":null}],"none":[],"no":{ }}}') == [
        "{", '  "type": "x",', '  "data": {', '    "a": [', "      1,", "      {", '        "b": null', "      }",
        "    ],", '    "none": [],', '    "no": { }', "  }", "}",
    ]  # fmt: skip


def test_numbers_escapes_and_repeated_keys_are_as_they_came() -> None:
    text = '{"n":1.50e3,"n":100000000000000000000000,"s":"\\u001b\\/ \\"{,}:[]\\""}'
    assert drawn(text) == [
        "{", '  "n": 1.50e3,', '  "n": 100000000000000000000000,', '  "s": "\\u001b\\/ \\"{,}:[]\\""', "}",
    ]  # fmt: skip


@given(JSON, st.sampled_from([None, 1]))
def test_nothing_but_the_space_between_is_changed(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    shown = frame_lines(text)
    if shown.left == 0:
        assert json.loads("".join(line.name + line.text for line in shown.lines)) == value


def test_what_is_no_json_is_shown_literally() -> None:
    assert drawn("<html>\r\n[/b] \x1b[2J\nx") == ["<html>", "[/b] ␛[2J", "x"]


def test_a_long_frame_ends_with_how_much_is_left() -> None:
    shown = frame_lines(json.dumps(list(range(100_000))))
    assert len(shown.lines) == MAX_LINES
    assert 580_000 < shown.left < 690_000
    shown = frame_lines(json.dumps({"message": "x" * 1_000_000}))
    assert shown.left == pytest.approx(1_000_000 - MAX_CHARACTERS, abs=100)


@pytest.mark.parametrize("text", HOSTILE_FRAMES, ids=range(len(HOSTILE_FRAMES)))
def test_hostile_frames_give_few_safe_lines(text: str) -> None:
    shown = frame_lines(text)
    assert len(shown.lines) <= MAX_LINES + 1
    assert sum(len(line.text) for line in shown.lines) <= MAX_CHARACTERS + MAX_LINES
    assert not any(re.search("[\x00-\x1f\x7f-\x9f\u202e\ud800-\udfff]", line.name + line.text) for line in shown.lines)
    assert shown.left >= 0
