"""Pages, honest and otherwise."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hexatui.client.paging import MAX_BYTES, MAX_PAGES, Paging

ids = st.lists(st.integers(0, 30).map(str), max_size=8)


@given(st.lists(st.text(min_size=1, max_size=3), unique=True, max_size=60), st.integers(1, 20))
def test_an_honest_listing_comes_whole_and_in_its_order(items: list[str], limit: int) -> None:
    pages = -(-len(items) // limit)
    paging, told = Paging(), []
    while not paging.done:
        start = (paging.page - 1) * limit
        told += paging.take(items[start : start + limit], pages)
    assert told == list(paging.ids) == items
    assert paging.whole


@given(st.lists(st.tuples(ids, st.none() | st.integers(-5, 10**12)), min_size=1, max_size=400))
def test_any_listing_ends_and_nothing_is_told_twice(pages: list[tuple[list[str], int | None]]) -> None:
    paging, told, asked = Paging(), [], 0
    while not paging.done:
        told += paging.take(*pages[asked % len(pages)])
        asked += 1
    assert asked <= MAX_PAGES
    assert told == list(paging.ids)
    assert len(told) == len(set(told))


def test_without_a_word_about_pages_one_is_all() -> None:
    paging = Paging()
    paging.take(["a"], None)
    assert (paging.done, paging.whole) == (True, True)


def test_a_page_that_brings_nothing_new_ends_a_listing_that_is_not_whole() -> None:
    paging = Paging()
    paging.take(["a"], 10**9)
    paging.take(["a"], 10**9)
    assert (paging.done, paging.whole) == (True, False)


def test_a_listing_of_more_bytes_than_can_be_held_ends_and_is_not_whole() -> None:
    paging = Paging()
    while not paging.done:
        paging.take([str(paging.page)], 10**9, MAX_BYTES // 4)
    assert (len(paging.ids), paging.whole) == (4, False)


def test_pages_without_end_are_not_followed_without_end() -> None:
    paging = Paging()
    while not paging.done:
        paging.take([str(paging.page)], paging.page + 1)
    assert (len(paging.ids), paging.whole) == (MAX_PAGES, False)
