from __future__ import annotations

import gc
import weakref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexatui.log_levels import hint, stated_level
from hexatui.state.log_memory import LogMemory
from hexatui.state.log_query import Query, Wanted, matcher
from hexatui.state.log_search import Search
from hexatui.state.logs import PAGE_LINES, LogBuffer, LogLine

rows = st.lists(
    st.none()
    | st.tuples(
        st.sampled_from(["", "info", "ERROR", "warn", "odd"]),
        st.text(st.characters(exclude_categories=()), max_size=8)
        | st.sampled_from(["yes", "a\nyes", "no\n", "[error] no", "level=warn yes", 'HTTP/1.1" 503 1']),
        st.sampled_from(["one", "two"]),
    ),
    max_size=150,
)
wants = st.builds(
    Wanted,
    st.none() | st.sampled_from([matcher(Query("yes")), matcher(Query("yes", case="exact"))]),
    st.booleans(),
    st.none() | st.sets(st.sampled_from(["info", "warning", "error"])).map(frozenset),
    st.none() | st.sets(st.sampled_from(["one", "two", "three"])).map(frozenset),
)


def add(buffer: LogBuffer, row: tuple[str, str, str] | None) -> None:
    if row is None:
        buffer.mark_gap(1.0, 2.0)
    else:
        level, text, pod = row
        buffer.append(1.0, level, text, pod, "main")


def is_wanted(line: LogLine, wanted: Wanted, keeps_gaps: bool) -> bool:
    if line.gap:
        return keeps_gaps
    told = {"info": "info", "ERROR": "error", "warn": "warning"}.get(line.level) or stated_level(line.text).level
    is_exact = wanted.matcher is not None and wanted.matcher.query.case == "exact"
    return (
        (wanted.matcher is None or ("yes" in (line.text if is_exact else line.text.lower())) != wanted.inverted)
        and (wanted.levels is None or told in wanted.levels)
        and (wanted.pods is None or line.pod in wanted.pods)
    )


@given(rows, wants, st.booleans(), st.integers(1, 40), st.sampled_from([20_000, 100_000]))
def test_a_search_finds_what_each_line_by_itself_would(
    rows: list[tuple[str, str, str] | None], wanted: Wanted, keeps_gaps: bool, often: int, limit: int
) -> None:
    buffer = LogBuffer(LogMemory(limit))
    search = Search(wanted, keeps_gaps=keeps_gaps)
    for number, row in enumerate(rows):
        add(buffer, row)
        if number % often == 0:
            search.step(buffer.snapshot())
    while search.step(buffer.snapshot()):
        pass
    assert search.findings.complete
    found = search.findings.between(0, search.findings.count)
    held = buffer.lines(buffer.first, buffer.end)
    assert found == [line.number for line in held if is_wanted(line, wanted, keeps_gaps)]


def filled(lines: int, limit: int = 1 << 28) -> LogBuffer:
    buffer = LogBuffer(LogMemory(limit))
    for number in range(lines):
        buffer.append(float(number), "info", f"line {number}", "pod", "main")
    return buffer


def test_the_newest_lines_are_searched_first() -> None:
    buffer = filled(4 * PAGE_LINES + 10)
    search = Search(Wanted(matcher(Query("line"))))
    firsts = []
    while search.step(buffer.snapshot()):
        assert not search.findings.complete
        assert search.findings.last == buffer.end - 1
        firsts.append(search.findings.first)
    assert firsts == [3 * PAGE_LINES, 2 * PAGE_LINES, PAGE_LINES]
    assert search.findings.count == len(buffer)


stretches = st.lists(
    st.tuples(st.sampled_from(["yes", "no", "yes yes", "éyes", "", "Yes"]), st.integers(1, 1_500)),
    min_size=4,
    max_size=12,
)


@given(stretches, st.integers(1, 7), st.sampled_from(["yes", "e"]), st.booleans(), st.sampled_from(["", "no\nyes"]))
@settings(max_examples=50)
def test_many_findings_are_those_that_each_line_by_itself_would_be(
    stretches: list[tuple[str, int]], every: int, needle: str, inverted: bool, odd: str
) -> None:
    texts = [text if at % every == 0 else "-" for text, count in stretches for at in range(count)]
    buffer = LogBuffer()
    for text in [*texts, odd]:
        buffer.append(1.0, "info", text, "pod", "main")
    search = Search(Wanted(matcher(Query(needle, case="exact")), inverted=inverted))
    while search.step(buffer.snapshot()):
        pass
    wanted = [number for number, text in enumerate([*texts, odd]) if (needle in text) != inverted]
    assert search.findings.count == len(wanted)
    assert search.findings.between(0, len(wanted)) == wanted


def test_findings_of_which_only_the_number_is_known_go_with_their_page() -> None:
    buffer = filled(3 * PAGE_LINES, limit=400_000)
    search = Search(Wanted(matcher(Query("line", case="exact"))))
    while search.step(buffer.snapshot()):
        pass
    page = weakref.ref(buffer.snapshot().pages[0])
    dropped = buffer.first
    for _ in range(20 * PAGE_LINES):
        buffer.append(None, "", f"line {buffer.end}", "", "")
    assert page() is None
    assert search.findings.at(1) == dropped + 1
    while search.step(buffer.snapshot()):
        pass
    assert search.findings.between(0, 1 << 30) == list(range(buffer.first, buffer.end))


def test_new_lines_are_found_and_nothing_twice() -> None:
    buffer = filled(PAGE_LINES - 1)
    search = Search(Wanted(matcher(Query("9$", is_regex=True))))
    while buffer.end < 3 * PAGE_LINES:
        while search.step(buffer.snapshot()):
            pass
        for _ in range(500):
            buffer.append(None, "", f"line {buffer.end}", "", "")
    while search.step(buffer.snapshot()):
        pass
    assert search.findings.between(0, 100_000) == list(range(9, buffer.end, 10))


def test_what_was_dropped_is_found_no_more() -> None:
    buffer = filled(3 * PAGE_LINES, limit=400_000)
    search = Search(Wanted(matcher(Query("line"))))
    while search.step(buffer.snapshot()):
        pass
    for _ in range(20 * PAGE_LINES):
        buffer.append(None, "", f"line {buffer.end}", "", "")
    assert buffer.first > 3 * PAGE_LINES
    while search.step(buffer.snapshot()):
        pass
    assert search.findings.between(0, 1 << 30) == list(range(buffer.first, buffer.end))


def test_a_snapshot_stays_as_it_was() -> None:
    buffer = filled(PAGE_LINES + 5, limit=400_000)
    snapshot = buffer.snapshot()
    for _ in range(20 * PAGE_LINES):
        buffer.append(None, "", "line", "another pod", "")
    search = Search(Wanted(matcher(Query("line 40", case="exact")), pods=frozenset({"pod"})))
    while search.step(snapshot):
        pass
    assert (snapshot.first, snapshot.end) == (0, PAGE_LINES + 5)
    assert search.findings.count == 1 + 10 + 100


def test_a_buffer_holds_no_page_that_was_dropped() -> None:
    buffer = filled(PAGE_LINES, limit=400_000)
    page = buffer.snapshot().pages[0]
    for _ in range(30 * PAGE_LINES):
        buffer.append(None, "", "x", "", "")
    assert buffer.first > 0
    assert gc.get_referrers(page) == []


@pytest.mark.parametrize("text", ["Level=Warn", "[ERR] x", "E0520 10:00:00", '"level":50', "fatal: x", "KERNEL PANIC"])
def test_a_level_that_only_the_text_states_counts(text: str) -> None:
    buffer = LogBuffer()
    buffer.append(None, "", text, "", "")
    buffer.append(None, "", f"{text} info", "", "")
    for level in ("debug", "info", "warning", "error", "critical"):
        search = Search(Wanted(levels=frozenset({level})))
        search.step(buffer.snapshot())
        assert (0 in search.findings) == (stated_level(text).level == level)


words = st.sampled_from(
    [
        "level=",
        '"lvl":',
        "severity ",
        "warn",
        "ERROR",
        "[err]",
        "50",
        "i",
        "F1234 ",
        ": ",
        "\n",
        'HTTP/1" 404 ',
        "İ",
        "K",
    ]
)


@given(st.lists(words | st.text(max_size=3), max_size=8).map("".join))
def test_the_hint_of_a_level_misses_no_line_that_states_it(text: str) -> None:
    level = stated_level(text).level
    for other in ("debug", "info", "warning", "error", "critical"):
        found = matcher(Query(hint({other}), is_regex=True, case="ignore")).lines(text.encode())
        assert found or level != other
