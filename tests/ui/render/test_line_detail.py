from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from support.panes import text, texts

from hexatui.protocol.names import LogSource
from hexatui.state.logs import LogLine
from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.render.line_detail import MAX_JSON_LINES, PART_ROWS, body, draw_part, facts, is_fielded, rows_guessed

AT = 1_705_759_329.12
"""2024-01-20 14:02:09.120 UTC."""
LINE = LogLine(41, AT, "error", "boom", "api-x", "api")
API = LogSource("ws-1", "ns", "api-x", "api")


def line(raw: str) -> LogLine:
    return LINE._replace(text=raw)


def told(*lines: LogLine) -> list[str]:
    return [
        row
        for part in facts(lines, API, "Development (ws-1)", AT + 37, DEFAULT_LOOK)
        for row in texts(draw_part(part, 80, DEFAULT_LOOK))
    ]


def shown(raw: str, width: int = 60, as_raw: bool = False) -> list[str]:
    parts = body([line(raw)], as_raw, width)
    return [row for part in parts for row in texts(draw_part(part, width, DEFAULT_LOOK))]


@pytest.mark.usefixtures("in_kolkata")
def test_everything_that_is_known_of_a_line_is_told() -> None:
    assert told(LINE) == [
        "time       2024-01-20 14:02:09.120000 UTC, 35 s ago",
        "           2024-01-20 19:32:09.120000 +0530 here",
        "level      error",
        "pod        api-x",
        "container  api",
        "workspace  Development (ws-1)",
        "line       42, 4 characters",
        "",
    ]


def test_what_is_not_known_is_not_made_up() -> None:
    assert told(LINE._replace(time=None, level="", text="x"))[:2] == ["time       none was given", "pod        api-x"]
    assert told(LINE._replace(time=1e300))[0] == "time       none that a calendar knows"
    assert "level      warning, by its text alone" in told(LINE._replace(level="", text='{"a":1,"level":40}'))
    assert "line       42, 2 lines, 8 characters" in told(LINE, LINE)


def test_json_is_indented_and_a_text_within_it_breaks_behind_its_line_feeds() -> None:
    raw = '{"msg":"a\\nb\\\\n","n":[1.10]}'
    assert shown(raw) == ["{", '  "msg": "a\\n', '  b\\\\n",', '  "n": [', "    1.10", "  ]", "}"]
    assert shown(raw, as_raw=True) == [raw]
    assert is_fielded([line(raw)])
    assert not is_fielded([line(raw), line(raw)])
    assert not is_fielded([line("plain")])


def test_json_of_more_lines_than_anyone_reads_says_how_much_is_left() -> None:
    rows = shown("[" + "1," * 3_000 + "1]")
    assert len(rows) == MAX_JSON_LINES + 1
    assert rows[-1] == "2,004 more characters, in the line as it came"


def test_logfmt_is_a_table() -> None:
    assert shown('level=error msg="it said\\nno" err=') == ["level  error", "msg    it said", "no", "err"]


def test_a_trace_is_one_text() -> None:
    parts = body([line("boom"), line("\tat x\r\n"), line("last")], False, 40)
    assert [row for part in parts for row in texts(draw_part(part, 40, DEFAULT_LOOK))] == [
        "boom", "        at x", "", "last",
    ]  # fmt: skip


def test_a_gap_says_why() -> None:
    gap = LINE._replace(gap=(AT, AT + 1), gap_reason="connection lost", text="")
    assert [part.text for part in body([gap], False, 40)] == ["lines may be missing here: connection lost"]


@pytest.mark.parametrize(
    "raw", ["x" * 1_000_000, "\n" * 1_000_000, "日" * 1_000_000, "[" * 1_000_000, "ab\n" * 300_000]
)
def test_a_megabyte_is_many_small_parts_with_nothing_lost(raw: str) -> None:
    parts = body([line(raw)], False, 100)
    assert max(len(part.text) for part in parts) <= 100 * PART_ROWS
    assert len(parts) < 1_000
    lost = len(raw) - sum(len(part.text) for part in parts)
    assert lost == (len(parts) - 1 if "\n" in raw else 0)
    assert rows_guessed(parts[0], 100) >= PART_ROWS
    rows = texts(draw_part(parts[1], 100, DEFAULT_LOOK))
    assert all(cell_len(row) <= 100 for row in rows)


HOSTILE = st.text(max_size=100) | st.text(
    st.sampled_from('日\u0301\u200d\ufe0f👩🏽{}[]:,="\\n\x1b\x9b\0\r\n\t\u202e\ud800 a')
)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe0f\ud800-\udfff]")


@given(
    HOSTILE | HOSTILE.map(lambda text: json.dumps({text: [text]})) | HOSTILE.map('a=1 b="{}"'.format),
    st.integers(1, 90),
)
@settings(max_examples=300)
def test_whatever_a_line_holds_its_rows_keep_to_their_width_and_nothing_steers_the_terminal(
    raw: str, width: int
) -> None:
    for as_raw in (False, True):
        lines = [line(raw)]
        for part in [*facts(lines, API, "w", AT, DEFAULT_LOOK), *body(lines, as_raw, width)]:
            for row in draw_part(part, width, DEFAULT_LOOK):
                assert cell_len(text(row)) <= max(4, width)
                assert not CONTROL.search(text(row))


@given(st.text(st.sampled_from("a日\n"), max_size=2_000), st.integers(2, 6))
def test_the_parts_of_a_raw_text_are_all_of_it(raw: str, width: int) -> None:
    parts = body([line("x" + raw)], True, width)
    glued = "".join(part.text for part in parts).replace("\n", "")
    assert glued == "x" + raw.replace("\n", "")
