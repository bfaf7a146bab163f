from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.names import LogSource
from hexatui.ui.logs.known_containers import completed, first_gap, matching, path_of, suggestions
from hexatui.ui.logs.likely_containers import Guess

API = LogSource("ws-1", "front", "api-server-abc123", "api")
PROXY = API._replace(container="proxy")
WEB = LogSource("ws-1", "front", "web-0", "main")
JOB = LogSource("ws-2", "batch", "job-x", "main")
STRAY = LogSource("ws-1", "", "search-7f9c", "")
KNOWN = suggestions([API, PROXY, WEB, JOB, STRAY, LogSource("ws-1", "back", "", "")], [])


def paths(typed: str) -> list[str]:
    return [one.path for one in matching(KNOWN, typed)]


def test_every_word_of_what_is_typed_narrows_down_the_containers() -> None:
    assert paths("ws-1 api") == [str(API), str(PROXY)]
    assert paths("MAIN") == [str(WEB), str(JOB)]
    assert paths("nowhere") == []


def test_what_begins_as_typed_comes_before_what_only_holds_it() -> None:
    known = suggestions([LogSource("x", "y", "a-b", "c"), LogSource("a", "y", "p", "c")], [])
    assert [one.path for one in matching(known, "a")] == ["a/y/p/c", "x/y/a-b/c"]


def test_what_was_opened_before_comes_first_and_is_marked() -> None:
    found = suggestions([API, WEB], [JOB, WEB])
    assert [(one.source, one.opened_before) for one in found] == [(JOB, True), (WEB, True), (API, False)]


def test_what_is_partly_known_is_listed_with_its_gaps_unless_a_container_says_it() -> None:
    assert [one.path for one in KNOWN if not one.is_whole] == ["ws-1/?/search-7f9c/?", "ws-1/back/?/?"]
    assert [one.path for one in suggestions([API, LogSource("ws-1", "front", "", "")], [])] == [str(API)]


@pytest.mark.parametrize(
    ("typed", "then"),
    [
        ("", "ws-"),
        ("ws-2", "ws-2/"),
        ("ws-2/", "ws-2/batch/"),
        ("ws-1/", "ws-1/"),
        ("ws-1/f", "ws-1/front/"),
        ("ws-1/front/a", "ws-1/front/api-server-abc123/"),
        ("ws-1/front/api-server-abc123/p", "ws-1/front/api-server-abc123/proxy"),
        ("ws-1/front/s", "ws-1/front/search-7f9c/"),
        ("ws-1/front/search-7f9c/a", "ws-1/front/search-7f9c/api"),
        ("ws-1/front/zzz", "ws-1/front/zzz"),
        ("ws-1/front/web-0/main", "ws-1/front/web-0/main"),
        ("a/b/c/d/e", "a/b/c/d/e"),
    ],
)
def test_tab_completes_the_part_that_is_typed_as_far_as_it_is_clear(typed: str, then: str) -> None:
    assert completed(KNOWN, typed, len(typed)) == (then, len(then))


def test_a_part_in_the_middle_is_completed_where_it_stands() -> None:
    assert completed(KNOWN, "ws-1//web-0/", 5) == ("ws-1/front/web-0/", 11)
    assert completed(KNOWN, "ws-1//search-7f9c/", 5) == ("ws-1//search-7f9c/", 5)  # front, or back
    assert completed(KNOWN, "ws-1/b/search-7f9c/", 5) == ("ws-1/back/search-7f9c/", 10)
    assert completed(KNOWN, "ws-1/fr/web-0/main", 6) == ("ws-1/front/web-0/main", 11)


@given(st.text("ws-1/frontapi", max_size=20), st.integers(0, 20))
def test_completing_keeps_what_is_typed_and_ends_somewhere(typed: str, cursor: int) -> None:
    text, at = completed(KNOWN, typed, min(cursor, len(typed)))
    assert 0 <= at <= len(text)
    assert all(part in text for part in typed.split("/"))
    again = completed(KNOWN, text, at)
    assert completed(KNOWN, *again)[0].count("/") <= len(typed) + 4


@pytest.mark.parametrize(
    ("source", "path", "gap"),
    [
        (API, str(API), len(str(API))),
        (STRAY, "ws-1//search-7f9c/", 5),
        (LogSource("ws-1", "front", "", ""), "ws-1/front/", 11),
        (LogSource("", "", "", ""), "", 0),
    ],
)
def test_a_path_is_continued_where_its_first_part_is_missing(source: LogSource, path: str, gap: int) -> None:
    assert path_of(source) == path
    assert first_gap(path) == gap


def test_guesses_come_first_and_say_why() -> None:
    guess = Guess(API._replace(pod="api-server-def456"), "as api-server-abc123 has it")
    first, second = suggestions([API], [], [guess])
    assert (first.source, first.guessed) == guess
    assert (second.source, second.guessed) == (API, "")
