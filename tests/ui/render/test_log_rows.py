from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from support.panes import text, texts
from textual.strip import Strip

from hexatui.state.logs import LogLine
from hexatui.text import safe
from hexatui.ui.canvas import Line, width_of
from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.render.log_rows import LogView, dropped_row, log_line_rows, log_time

PALETTE = DEFAULT_LOOK.palette
AT = 1_705_759_329.12
"""2024-01-20 14:02:09.120 UTC."""
LINE = LogLine(0, AT, "info", "GET /api/v1/users 200 23 ms", "api", "api")


def drawn(line: LogLine = LINE, width: int = 60, view: LogView | None = None) -> list[str]:
    return texts(log_line_rows(line, view or LogView(), width, DEFAULT_LOOK))


def message(raw: str, width: int = 60, view: LogView | None = None) -> list[str]:
    return [row[19:] for row in drawn(LINE._replace(text=raw), width, view)]


def test_a_line_has_its_time_its_level_and_its_text() -> None:
    assert drawn() == ["14:02:09.120 info  GET /api/v1/users 200 23 ms"]


@pytest.mark.parametrize(
    ("width", "expected"), [(35, "info  GET /api/v1/users 200 23 ms"), (25, "GET /api/v1/users 200 23…")]
)
def test_a_narrow_line_leaves_out_the_time_and_then_the_level(width: int, expected: str) -> None:
    assert drawn(width=width) == [expected]


@pytest.mark.usefixtures("in_kolkata")
def test_times_are_in_utc_in_local_time_or_left_out() -> None:
    assert log_time(AT, "utc") == "14:02:09.120"
    assert log_time(AT, "local") == "19:32:09.120"
    assert log_time(AT, "off") == ""
    assert log_time(None, "utc") == " " * 12
    assert log_time(1e300, "utc") == "??:??:??.???"
    assert [log_time(AT, "relative", AT + age) for age in (-9, 4, 37, 150, 4_000)] == [
        "    <5 s", "    <5 s", "    35 s", "     2 m", "1 h 06 m",
    ]  # fmt: skip
    assert log_time(None, "relative", AT) == " " * 8
    assert drawn(view=LogView("off")) == ["info  GET /api/v1/users 200 23 ms"]


@pytest.mark.parametrize(
    ("level", "word"), [("WARNING", "warn"), ("critical", "crit"), ("verbose9", "verb…"), ("", "")]
)
def test_a_level_keeps_to_its_column(level: str, word: str) -> None:
    assert drawn(LINE._replace(level=level, text="x")) == [f"14:02:09.120 {word:5} x"]


def test_a_guessed_level_is_coloured_where_it_stands_and_not_written_as_if_it_had_been_told() -> None:
    row = log_line_rows(LINE._replace(level="", text="at once ERROR x"), LogView(), 60, DEFAULT_LOOK)[0]
    assert text(row) == "14:02:09.120       at once ERROR x"
    assert [segment.text for segment in row if segment.style == PALETTE.critical] == ["ERROR"]


def test_only_the_level_of_a_line_is_loud() -> None:
    row = log_line_rows(LINE._replace(level="error", text="an ERROR"), LogView(), 60, DEFAULT_LOOK)[0]
    assert [segment.text.strip() for segment in row if segment.style == PALETTE.critical] == ["error"]


def test_a_text_is_literal_whatever_it_holds() -> None:
    assert message("[bold]x[/etc] \x1b[31mred\x1b]0;title\x07 \u202eabc") == ["[bold]x[/etc] ␛[31mred␛]0;title␇ �abc"]
    assert message("a\tb") == ["a       b"]
    assert message("two\nlines\n") == ["two␊lines"]


def test_an_unwrapped_line_is_cut_at_the_edge_and_scrolls_sideways() -> None:
    raw = "".join(f"{number:4}" for number in range(100))
    assert message(raw, 40) == [(raw[:20] + "…")]
    assert message(raw, 40, LogView(skip=10)) == ["…" + raw[11:30] + "…"]
    assert message(raw, 40, LogView(skip=390)) == ["…" + raw[391:]]


def test_a_line_that_was_scrolled_out_of_view_does_not_look_empty() -> None:
    assert message("GET /", 40, LogView(skip=1_000)) == ["…"]
    assert message("", 40, LogView(skip=1_000)) == [""]
    assert message("日本語 ok", 40, LogView(skip=2)) == ["… 語 ok"]


def test_a_wrapped_line_goes_on_below_its_text() -> None:
    raw = "".join(f"{number:4}" for number in range(10))
    view = LogView(wrap=True)
    assert drawn(LINE._replace(text=raw), 40, view) == [
        "14:02:09.120 info  " + raw[:21].rstrip(),
        " " * 19 + raw[21:],
    ]
    assert message("one\r\ntwo\n", view=view) == ["one", "two"]


class Touched(str):
    """Text that notes how far it was read; all of it at once would be noted as its length."""

    __slots__ = ("end",)
    end: int

    def __getitem__(self, key: Any) -> str:
        assert isinstance(key, slice)
        assert key.stop is not None, "the rest of a line is never taken"
        self.end = max(getattr(self, "end", 0), key.stop)
        return super().__getitem__(key)

    def _whole(self, *_: Any) -> Any:
        raise AssertionError("the whole line was gone through")

    expandtabs = rstrip = strip = split = find = lower = replace = encode = isascii = __iter__ = __contains__ = _whole  # type: ignore[assignment]


@pytest.mark.parametrize("raw", ["日x" * 500_000, "{" * 1_000_000, "a=1 " * 250_000, "  e\u0301" * 250_000])
def test_of_a_megabyte_only_what_is_seen_is_read(raw: str) -> None:
    for view in (LogView(), LogView(wrap=True), LogView(skip=500), LogView("off")):
        line = LINE._replace(text=Touched(raw), level="")
        rows = texts(log_line_rows(line, view, 120, DEFAULT_LOOK))
        assert line.text.end <= 120 * 100  # type: ignore[attr-defined]
        assert len(rows) <= 100
        assert all(cell_len(row) <= 120 for row in rows)
        if view.wrap:
            assert rows[-1].strip().endswith("more characters")


def test_a_gap_is_told_with_its_two_ends() -> None:
    gap = LINE._replace(gap=(AT + 1, AT + 34), gap_reason="connection lost", text="")
    row = drawn(gap, 90)[0]
    assert row.startswith("┄┄ connection lost 14:02:10 – 14:02:43: what was logged then may be missing ┄┄┄┄")
    assert len(row) == 90
    assert drawn(gap, 30) == ["┄┄ gap 14:02:10 – 14:02:43 ┄┄┄"]
    assert all(len(text(log_line_rows(gap, LogView(), width, DEFAULT_LOOK)[0])) == width for width in range(1, 120))
    assert "14:02:10" in drawn(gap, 90, replace(LogView(), timestamps="off"))[0]


def test_dropped_lines_are_counted() -> None:
    assert text(dropped_row(1_234, 60, DEFAULT_LOOK)).startswith("┄┄ 1,234 earlier lines were dropped to make room ┄")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("2024-01-20 14:02:09,120 INFO    [worker-1] hello", "[worker-1] hello"),
        ("2024-01-20T14:02:09.120Z INFO: hello", "hello"),
        ("[2024-01-20T14:02:09+00:00] [info] hello", "hello"),
        ("2024-01-20 14:02:08,999 INFO hello", "2024-01-20 14:02:08,999 INFO hello"),
        ("2024-01-20 14:02:09,120 ERROR hello", "ERROR hello"),
        ("information is power", "information is power"),
    ],
)
def test_what_the_columns_say_is_not_said_again(raw: str, shown: str) -> None:
    assert message(raw) == [shown]
    assert drawn(LINE._replace(text=raw), view=LogView("off")) == [f"info  {shown}"]


JSON = '{"level":"info","msg":"user\\tin","user":"ann","at":[1, 2],"err":"it said no","ts":"2024-01-20T14:02:09Z"}'


def test_json_and_logfmt_are_shown_message_first_and_without_what_the_columns_say() -> None:
    assert message(JSON, 90) == ['user    in  err="it said no"  user=ann  at=[1, 2]']
    row = log_line_rows(LINE._replace(text=JSON), LogView(), 90, DEFAULT_LOOK)[0]
    dim = PALETTE.text + PALETTE.dim
    assert [segment.text for segment in row[2:] if segment.style == dim] == ["err=", "user=ann", "at=[1, 2]"]
    assert message('at=main msg="hello there" level=info', 90) == ["hello there  at=main"]
    assert message('{"a":1,"b":"x y"}', 90) == ['a=1  b="x y"']
    assert message(JSON, 130, LogView(fields=False)) == [JSON]


def test_what_fields_say_otherwise_than_the_columns_stays() -> None:
    assert message('{"level":"error","msg":"x","ts":"2024-01-20T14:02:10Z"}', 90) == [
        "x  level=error  ts=2024-01-20T14:02:10Z"
    ]
    row = log_line_rows(LINE._replace(text='{"level":"error","msg":"x"}'), LogView(), 90, DEFAULT_LOOK)[0]
    assert [segment.text for segment in row if segment.style == PALETTE.text + PALETTE.critical] == ["error"]
    assert drawn(LINE._replace(text='{"level":"error","msg":"x"}', level="")) == ["14:02:09.120 error x"]
    assert drawn(LINE._replace(text=JSON), 90, LogView("off")) == [
        'info  user    in  err="it said no"  user=ann  at=[1, 2]'
    ]


def test_a_wrapped_message_breaks_where_it_has_line_feeds_and_shows_that_it_goes_on() -> None:
    view = LogView(wrap=True)
    assert drawn(LINE._replace(text='{"msg":"one\\ntwo","a":1}'), view=view) == [
        "14:02:09.120 info  one",
        "                 │ two  a=1",
    ]
    assert drawn(LINE._replace(text="x" * 30), 40, view)[1] == " " * 19 + "x" * 9


def test_a_line_that_goes_on_has_a_bar_in_the_colour_of_its_head_instead_of_columns() -> None:
    head = LINE._replace(level="error")
    row = log_line_rows(LINE._replace(text="\tat x"), LogView(), 60, DEFAULT_LOOK, head=head)[0]
    assert text(row) == "                 │         at x"
    assert [segment.text for segment in row if segment.style == PALETTE.critical] == ["│ "]
    narrow = log_line_rows(LINE._replace(text="  at x"), LogView(), 20, DEFAULT_LOOK, head=head)
    assert texts(narrow) == ["  at x"]


def test_a_marked_line_has_a_shape_before_its_text() -> None:
    for view, expected in ((LogView(), "14:02:09.120 info ◆x"), (LogView("off"), "info ◆x")):
        assert texts(log_line_rows(LINE._replace(text="x"), view, 60, DEFAULT_LOOK, marked=True)) == [expected]
    assert texts(log_line_rows(LINE._replace(text="x"), LogView(), 20, DEFAULT_LOOK, marked=True)) == ["◆ x"]


def highlighted(raw: str, word: str, view: LogView | None = None) -> list[str]:
    rows = log_line_rows(
        LINE._replace(text=raw),
        view or LogView(),
        60,
        DEFAULT_LOOK,
        found=lambda text: [match.span() for match in re.finditer(word, text)],
    )
    return [segment.text for row in rows for segment in row if segment.style and segment.style.bgcolor]


def test_what_is_looked_for_is_marked_where_it_is_drawn() -> None:
    assert highlighted("abcabc", "bc") == ["bc", "bc"]
    assert highlighted("2024-01-20 14:02:09,120 INFO hello", "hello|INFO hel") == ["hel"]
    assert highlighted("a\tbc", "bc") == ["bc"]
    assert highlighted("👩\u200d👩 bc \x1b", "bc") == ["bc"]
    assert highlighted("a" * 39 + "bcd", "bc", LogView(wrap=True)) == ["bc"]
    assert highlighted("a" * 40 + "bcd", "bc", LogView(wrap=True)) == ["b", "c"]
    assert highlighted("one\r\ntwo", "two", LogView(wrap=True)) == ["two"]
    assert highlighted("x" * 30 + "abc", "abc", LogView(skip=30)) == ["bc"]
    assert highlighted('{"msg":"it said no","a":"no"}', "no") == ["no", "no"]


HOSTILE = st.text(max_size=80) | st.text(
    st.sampled_from("日本ｱ한\u0301\u200d\ufe0f👩🏽🇩🇪[]{}:,=\"'\\\x1b\x9b\x07\0\r\n\t\u202e\u2066\ud800 ab"), max_size=80
)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe0f\ud800-\udfff]")
VIEWS = st.builds(
    LogView,
    st.sampled_from(("utc", "local", "relative", "off")),
    st.booleans(),
    st.integers(0, 30),
    st.booleans(),
    st.just(int(AT)),
)


@given(
    raw=HOSTILE | HOSTILE.map(lambda text: json.dumps({"msg": text, text: text})) | HOSTILE.map('a=1 b="{}"'.format),
    level=HOSTILE,
    width=st.integers(1, 120),
    view=VIEWS,
    marked=st.booleans(),
    goes_on=st.booleans(),
    word=st.sampled_from('ab日 "'),
)
@settings(max_examples=400)
def test_whatever_a_line_holds_its_rows_keep_to_their_width_and_nothing_steers_the_terminal(
    raw: str, level: str, width: int, view: LogView, marked: bool, goes_on: bool, word: str
) -> None:
    line = LINE._replace(text=raw, level=safe(level))

    def draw() -> list[Line]:
        return log_line_rows(
            line, view, width, DEFAULT_LOOK, head=LINE if goes_on else None, marked=marked,
            found=lambda text: [match.span() for match in re.finditer(re.escape(word), text)],
        )  # fmt: skip

    rows = draw()
    assert rows == draw()
    assert view.wrap or len(rows) == 1
    for row in rows:
        assert width_of(row) == cell_len(text(row)) <= max(2, width)
        assert not CONTROL.search(text(row))
        assert Strip(row).crop_extend(0, width, None).cell_length == width
