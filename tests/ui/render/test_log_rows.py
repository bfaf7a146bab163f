from __future__ import annotations

import time
from dataclasses import replace

import pytest
from rich.cells import cell_len
from support.panes import text, texts

from hexatui.state.logs import LogLine
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
    assert message(raw, 40, LogView(skip=10)) == [raw[10:30] + "…"]
    assert message(raw, 40, LogView(skip=1_000)) == [""]


def test_a_wrapped_line_goes_on_below_its_text() -> None:
    raw = "".join(f"{number:4}" for number in range(10))
    view = LogView(wrap=True)
    assert drawn(LINE._replace(text=raw), 40, view) == [
        "14:02:09.120 info  " + raw[:21].rstrip(),
        " " * 19 + raw[21:],
    ]
    assert message("one\r\ntwo\n", view=view) == ["one", "two"]


def test_a_megabyte_is_drawn_in_no_time_and_only_as_far_as_it_is_seen() -> None:
    line = LINE._replace(text="日x" * 500_000)
    for view in (LogView(), LogView(wrap=True), LogView(skip=5_000)):
        begun = time.perf_counter()
        rows = log_line_rows(line, view, 120, DEFAULT_LOOK)
        assert time.perf_counter() - begun < 0.2
        assert len(rows) <= 100
        assert all(cell_len(row) <= 120 for row in texts(rows))
    assert texts(log_line_rows(line, LogView(wrap=True), 120, DEFAULT_LOOK))[-1].strip().endswith("more characters")


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
    assert drawn(LINE._replace(text=raw), view=LogView("off")) == [f"info  {raw}"]
