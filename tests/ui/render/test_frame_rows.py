from __future__ import annotations

import pytest
from support.frames import HOSTILE_FRAMES, frame, log_line, wire
from support.panes import text, texts

from hexatui.ui.canvas import Line, width_of
from hexatui.ui.inspection import facts_of
from hexatui.ui.palette import ASCII, DARK, DEFAULT_LOOK, Look
from hexatui.ui.render.frame_rows import FrameCounts, detail_title, draw_frame, draw_frame_row, frames_title

STATUS = wire("workspace_status", id="status-1", data={"workspace_id": "ws-123"})


def row(raw: str, width: int = 120, look: Look = DEFAULT_LOOK, direction: str = "in") -> Line:
    held = frame(raw, "in" if direction == "in" else "out")
    return draw_frame_row(held, facts_of(held), width, look)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (30, "← workspace_status …{"),
        (50, "10:02:09.120 ← workspace_status …{"),
        (75, "10:02:09.120 ← workspace_status 82 B …{"),
        (120, "10:02:09.120 ← workspace_status status-1 82 B …{"),
    ],
)
def test_a_row_has_the_columns_there_is_room_for(width: int, expected: str) -> None:
    assert " ".join(text(row(STATUS, width)).split()).startswith(expected)


def test_a_row_tells_the_way_by_an_arrow_in_ascii_too() -> None:
    assert "→" in text(row(wire("pong"), direction="out"))
    ascii = Look(DARK, ASCII)
    assert text(row(wire("ping"), look=ascii))[13] == "<"
    assert text(row(wire("pong"), look=ascii, direction="out"))[13] == ">"
    assert text(row(STATUS, look=ascii)).isascii()


def test_what_is_malformed_stands_out_by_shape_colour_and_reason() -> None:
    line = row(wire("log_entry", data=5))
    assert "✖ malformed: log_entry: data" in text(line)
    assert DARK.critical in {segment.style for segment in line}


def test_a_reason_comes_before_all_else_where_there_is_little_room() -> None:
    assert text(row("{", 60)) == "10:02:09.120 ← ✖ malformed: Invalid JSON: EOF while parsing…"


def test_what_is_unknown_stands_out_less() -> None:
    line = row(wire("workspace.danced"))
    assert "△ workspace.danced" in text(line)
    assert "unknown, the reference has no such type" in text(line)
    assert DARK.warning in {segment.style for segment in line}


def test_a_frame_that_was_not_read_yet_is_shown_as_such() -> None:
    assert "…" in text(draw_frame_row(frame(STATUS), None, 75, DEFAULT_LOOK))


@pytest.mark.parametrize("width", [1, 7, 30, 75, 120, 200])
@pytest.mark.parametrize("raw", HOSTILE_FRAMES, ids=range(len(HOSTILE_FRAMES)))
def test_whatever_a_frame_holds_its_rows_keep_their_width(raw: str, width: int) -> None:
    held = frame(raw)
    facts = facts_of(held)
    lines = draw_frame(held, facts, width, DEFAULT_LOOK)
    assert all(width_of(line) <= max(2, width) for line in lines)
    if width >= 30:
        shown = draw_frame_row(held, facts, width, DEFAULT_LOOK)
        assert text(shown).isprintable()


def test_the_detail_begins_with_what_is_wrong() -> None:
    held = frame(wire("log_entry", data=5))
    assert texts(draw_frame(held, facts_of(held), 80, DEFAULT_LOOK))[0].startswith("✖ malformed: log_entry: data")


def test_the_detail_wraps_long_values_and_says_what_is_left() -> None:
    held = frame(log_line("x" * 100))
    lines = texts(draw_frame(held, facts_of(held), 40, DEFAULT_LOOK))
    assert '    "message": "xxxxxxxxxxxxxxxxxxxxxxxx' in lines
    held = frame(log_line("x" * 500_000))
    assert "more characters; c copies the frame" in texts(draw_frame(held, None, 100, DEFAULT_LOOK))[-1]


def test_the_titles_tell_counts_as_far_as_there_is_room() -> None:
    counts = FrameCounts(held=2000, dropped=12_345, malformed=2, unknown=1, new=7)
    whole = "Frames  ‖ paused, 7 new  2,000 held  2 malformed  1 unknown  12,345 older ones dropped"
    assert frames_title(counts, DEFAULT_LOOK, 200).plain == whole
    assert frames_title(counts, DEFAULT_LOOK, 60).plain == "Frames  ‖ paused, 7 new  2,000 held  2 malformed  1 unknown"
    narrowed = FrameCounts(held=2000, dropped=0, shown=12, left_to_look_at=900)
    assert frames_title(narrowed, DEFAULT_LOOK, 200).plain == "Frames  12 of 2,000 shown  900 to look at"


def test_the_details_title_names_the_frame() -> None:
    held = frame(STATUS, number=1234)
    expected = "#1,234 from the platform  workspace_status  status-1  82 B"
    assert detail_title(held, facts_of(held), DEFAULT_LOOK, 200).plain == expected
    assert detail_title(held, facts_of(held), DEFAULT_LOOK, 20).plain == "#1,234 from the pla…"
