"""Whatever Textual sends, the terminal shows the same with less."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from support.emulated import Emulated

from hexatui.ui.terminal.screen_diff import SYNC_END, SYNC_START, ScreenDiff

COLUMNS, ROWS = 24, 10

SLACK = 16
"""Bytes that a write may be longer: the pen put back, the cursor put back."""

PENS = (
    "",
    "1",
    "2;3",
    "1;2",
    "7",
    "4;31",
    "9;97",
    "38;5;7",
    "1;38;2;10;20;30;48;2;1;2;3",
    "38;2;10;20;30;48;2;9;9;9",
    "48;2;1;2;3",
)
PLAIN = st.text("ab  ─│", min_size=1, max_size=8)
WIDE = st.text("a日本 語", min_size=1, max_size=6)
DOUBTFUL = st.sampled_from(("👩‍💻", "é", "⚠️", "กำ", "🇯🇵", "👍🏽", "म्", "☁"))


def at(row: int, column: int) -> str:
    """A move of the cursor, from 0."""
    return f"\x1b[{row + 1};{column + 1}H"


def drawn(text: str, pen: str = "") -> str:
    """Text as Textual writes it."""
    return f"\x1b[{pen}m{text}\x1b[0m" if pen else text


@st.composite
def chops(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> tuple[int, str]:
    """A row, and a move into it with pieces of text that end within the screen."""
    row, column = draw(st.integers(0, ROWS - 1)), draw(st.integers(0, COLUMNS - 1))
    parts, room = [at(row, column)], COLUMNS - column
    for text, pen in draw(st.lists(st.tuples(texts, st.sampled_from(PENS)), min_size=1, max_size=5)):
        room -= cell_len(text)
        if room < 0:
            break
        parts.append(drawn(text, pen))
    return row, "".join(parts)


@st.composite
def partial_updates(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """Chops from the top to the bottom, as Textual's compositor writes them."""
    written = sorted(draw(st.lists(chops(texts), max_size=6, unique_by=lambda chop: chop[0])))
    parts = [chop + ("\n" if row < below else "") for (row, chop), (below, _) in pairwise([*written, (0, "")])]
    return "".join(parts)


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Full rows, some of them as they stand elsewhere in another page: what scrolls."""
    first, top = draw(st.integers(0, 8)), draw(st.integers(0, 2))
    left = draw(st.sampled_from(("", "", "│", "tree│")))
    rows = range(top, ROWS - draw(st.integers(0, 2)))
    lines = [drawn(f"{left}{row + first:02} line of a log"[:COLUMNS].ljust(COLUMNS), PENS[row % 3 + 6]) for row in rows]
    return "\n".join(at(row, 0) + line for row, line in zip(rows, lines, strict=True))


def frames(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    """What is written for each of some frames."""
    frame = st.one_of(partial_updates(texts), pages())
    home = st.tuples(st.integers(0, ROWS - 1), st.integers(0, COLUMNS - 1)).map(lambda place: at(*place))
    unknown = st.sampled_from(
        ("\x1b[2J", "\x1b[K", "\x1b[3;7H\x1b[1J", "\x1b[?25l", "\x1b]22;default\x07", "\x1b[2;4H\x1b[2P")
    )
    return st.lists(st.one_of(st.tuples(frame, home).map("".join), unknown), max_size=8)


def synchronized(frame: str) -> str:
    return SYNC_START + frame + SYNC_END


@given(frames(st.one_of(PLAIN, WIDE)))
def test_the_picture_is_the_same(written: list[str]) -> None:
    plain, reduced, diff = Emulated(COLUMNS, ROWS), Emulated(COLUMNS, ROWS), ScreenDiff(COLUMNS, ROWS)
    for data in written:
        plain.feed(data)
        reduced.feed(diff.feed(data))
        assert reduced.picture == plain.picture
        assert reduced.cursor == plain.cursor


@given(frames(PLAIN))
def test_it_never_takes_more_bytes(written: list[str]) -> None:
    diff = ScreenDiff(COLUMNS, ROWS)
    for data in written:
        assert len(diff.feed(data).encode()) <= len(data.encode()) + SLACK


@given(frames(st.one_of(PLAIN, WIDE)), st.data())
def test_writes_may_be_cut_and_joined_anywhere(written: list[str], data: st.DataObject) -> None:
    whole = "".join(synchronized(frame) for frame in written)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)), max_size=6)) | {0, len(whole)})
    plain, reduced, diff = Emulated(COLUMNS, ROWS), Emulated(COLUMNS, ROWS), ScreenDiff(COLUMNS, ROWS)
    plain.feed(whole)
    for start, end in pairwise(cuts):
        reduced.feed(diff.feed(whole[start:end]))
    assert reduced.picture == plain.picture


@given(frames(st.one_of(PLAIN, DOUBTFUL)))
def test_plain_text_stands_where_it_should_whatever_a_terminal_makes_of_doubtful_characters(written: list[str]) -> None:
    reduced, diff = Emulated(COLUMNS, ROWS), ScreenDiff(COLUMNS, ROWS)
    for data in [
        *written,
        synchronized(at(4, 0) + drawn("👩‍💻", "1") + drawn("plain", "1") + drawn("กำ") + "│" + at(0, 0)),
    ]:
        reduced.feed(diff.feed(data))
    row = reduced.screen.buffer[4]
    assert "".join(row[column].data for column in range(2, 7)) == "plain"
    assert row[2 + 5 + cell_len("กำ")].data == "│"


def test_a_frame_that_looks_like_the_last_sends_nothing() -> None:
    diff = ScreenDiff(COLUMNS, ROWS)
    frame = synchronized(at(1, 1) + drawn("same", "1;31") + "\n" + at(2, 1) + drawn("日本") + at(0, 0))
    assert diff.feed(frame)
    assert diff.feed(frame) == ""


def test_only_what_differs_is_sent() -> None:
    diff = ScreenDiff(COLUMNS, ROWS)
    diff.feed(at(1, 1) + drawn("12 messages", "32;44") + at(0, 0))
    assert diff.feed(at(1, 1) + drawn("13 messages", "32;44") + at(0, 0)) == "\x1b[2;3H\x1b[32;44m3\x1b[m\x1b[1H"


def line(number: int, width: int) -> str:
    """Something that is like no other line."""
    return "".join(chr(ord("a") + number * place % 23) for place in range(5, width + 5))


def test_rows_that_moved_are_scrolled_by_the_terminal() -> None:
    def page(first: int) -> str:
        return "".join(at(row, 0) + f"│{line(row + first, COLUMNS - 2)}│" for row in range(2, 9)) + at(0, 0)

    diff, emulated = ScreenDiff(COLUMNS, ROWS), Emulated(COLUMNS, ROWS)
    emulated.feed(diff.feed(page(100)))
    for first, scroll in ((101, "\x1b[3;9r\x1b[9H\n\x1b[r"), (99, "\x1b[3;9r\x1b[3H\x1bM\x1bM\x1b[r")):
        sent = diff.feed(page(first))
        emulated.feed(sent)
        assert scroll in sent
        assert len(sent) < 80
        assert [line(row + first, COLUMNS - 2) in emulated.screen.display[row] for row in range(2, 9)] == [True] * 7


def test_a_pane_beside_what_scrolls_stays_where_it_is() -> None:
    def page(first: int) -> str:
        return "".join(at(row, 4) + f"│{line(row + first, COLUMNS - 5)}" for row in range(ROWS)) + at(0, 0)

    diff, emulated = ScreenDiff(COLUMNS, ROWS), Emulated(COLUMNS, ROWS)
    emulated.feed(diff.feed("".join(at(row, 0) + f"t{row:02} " for row in range(ROWS)) + page(20)))
    for first in (21, 22, 21):
        sent = diff.feed(page(first))
        emulated.feed(sent)
        assert "r\x1b[" in sent
        assert [shown.rstrip() for shown in emulated.screen.display] == [
            f"t{row:02} │{line(row + first, COLUMNS - 5)}" for row in range(ROWS)
        ]


def test_a_row_that_is_not_drawn_since_it_looks_alike_stays_where_it_is() -> None:
    """Two lines of a log are alike; so a row that scrolls away with the others isn't among those that differ."""

    def text(row: int, first: int) -> str:
        return line(5 if row + first == 6 else row + first, COLUMNS - 4)

    def page(first: int) -> str:
        return "".join(at(row, 4) + text(row, first) for row in range(ROWS)) + at(0, 0)

    diff, emulated = ScreenDiff(COLUMNS, ROWS), Emulated(COLUMNS, ROWS)
    emulated.feed(diff.feed("".join(at(row, 0) + f"t{row:02} " for row in range(ROWS)) + page(1)))
    for first in (2, 3, 4, 3):
        emulated.feed(diff.feed(page(first)))
        assert emulated.screen.display == [f"t{row:02} {text(row, first)}" for row in range(ROWS)]


def test_what_nobody_knows_is_not_scrolled_away() -> None:
    def page(first: int) -> str:
        return "".join(at(row, 4) + line(row + first, COLUMNS - 4) for row in range(ROWS)) + at(0, 0)

    diff, emulated = ScreenDiff(COLUMNS, ROWS), Emulated(COLUMNS, ROWS)
    emulated.feed("".join(at(row, 0) + f"t{row:02}" for row in range(ROWS)))
    for first in (20, 21, 22):
        emulated.feed(diff.feed(page(first)))
        assert [shown[:3] for shown in emulated.screen.display] == [f"t{row:02}" for row in range(ROWS)]


@pytest.mark.parametrize("unknown", ["\x1b[?1049h", "\x1b[2J", "\x1bc", "\x1b[5L", "\x1b]8;;http://x\x1b\\", "\x0e"])
def test_what_is_not_understood_is_passed_on_and_makes_it_forget(unknown: str) -> None:
    diff = ScreenDiff(COLUMNS, ROWS)
    diff.feed(at(1, 1) + "word" + at(0, 0))
    assert diff.feed(unknown) == unknown
    assert "word" in diff.feed(at(1, 1) + "word" + at(0, 0))


@pytest.mark.parametrize(
    "aside", ["\x1b[?25l", "\x1b[?1003h", "\x1b]52;c;YQ==\x07", "\x1b[>25u", "\x1b[?2026$p", "\x07"]
)
def test_what_leaves_the_picture_alone_is_passed_on(aside: str) -> None:
    diff = ScreenDiff(COLUMNS, ROWS)
    diff.feed(at(1, 1) + "word" + at(0, 0))
    assert diff.feed(aside) == aside
    assert diff.feed(at(1, 1) + "word" + at(0, 0)) == ""


def test_another_size_makes_it_forget() -> None:
    diff = ScreenDiff(COLUMNS, ROWS)
    diff.feed(at(1, 1) + "word" + at(0, 0))
    diff.forget(COLUMNS + 1, ROWS)
    assert "word" in diff.feed(at(1, 1) + "word" + at(0, 0))


def test_what_is_beyond_the_screen_is_passed_on() -> None:
    diff = ScreenDiff(COLUMNS, ROWS)
    assert diff.feed(at(ROWS + 3, 2) + "below").endswith("below")


def test_endless_colours_and_characters_are_not_kept() -> None:
    diff, emulated = ScreenDiff(COLUMNS, ROWS), Emulated(COLUMNS, ROWS)
    for number in range(3000):
        red, green = divmod(number, 256)
        emulated.feed(
            diff.feed(at(1, 1) + drawn("x", f"38;2;{red};{green};7") + drawn(chr(0x1F300 + number % 800)) + at(0, 0))
        )
    assert emulated.screen.buffer[1][1].fg == f"{2999 // 256:02x}{2999 % 256:02x}07"
    assert len(diff._alphabet._pens) <= 1026


def test_the_end_of_an_update_that_began_before_is_passed_on() -> None:
    assert ScreenDiff(COLUMNS, ROWS).feed(SYNC_END) == SYNC_END
