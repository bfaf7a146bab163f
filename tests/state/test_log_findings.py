from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from itertools import pairwise
from threading import Thread

from hypothesis import given
from hypothesis import strategies as st

from hexatui.state.log_findings import CHUNK, Findings, Later

pages = st.lists(st.sets(st.integers(0, 4_095), max_size=30).map(sorted), max_size=20)


def grown(pages: list[list[int]], middle: int, later: Collection[int]) -> Findings:
    """What a search leaves that began in the middle, if pages have 4,096 lines; of some only their number is known."""
    findings = Findings()
    told = [Later(len(page), page.copy) if number in later else page for number, page in enumerate(pages)]
    for number in range(middle, len(pages)):
        findings.add_newer(number * 4_096, told[number])
    for number in reversed(range(min(middle, len(pages)))):
        findings.add_older(number * 4_096, told[number])
    return findings


@given(pages, st.integers(0, 20), st.sets(st.integers(0, 20)), st.integers(-5, 90_000), st.integers(-5, 90_000))
def test_findings_answer_as_one_sorted_list_does(
    pages: list[list[int]], middle: int, later: set[int], number: int, first: int
) -> None:
    findings = grown(pages, middle, later)
    numbers = [page * 4_096 + offset for page, offsets in enumerate(pages) for offset in offsets]
    for wanted in (numbers, numbers[bisect_left(numbers, first) :]):
        assert findings.count == len(wanted)
        assert findings.between(0, len(wanted)) == wanted
        assert (findings.first, findings.last) == ((wanted[0], wanted[-1]) if wanted else (None, None))
        for place in (number, *wanted[:3]):
            below, through = bisect_left(wanted, place), bisect_right(wanted, place)
            assert findings.index_of(place) == below
            assert (place in findings) == (place in wanted)
            assert findings.next_after(place) == (wanted[through] if through < len(wanted) else None)
            assert findings.before(place) == (wanted[below - 1] if below else None)
        assert findings.between(2, 5) == wanted[2:5]
        assert findings.at(1) == (wanted[1] if len(wanted) > 1 else None)
        assert findings.at(-len(wanted) - 1) is None
        findings.prune(first)


def test_findings_are_counted_without_being_worked_out() -> None:
    asked: list[int] = []

    def work_out() -> list[int]:
        asked.append(1)
        return [5, 7]

    findings = Findings()
    for page in range(3):
        findings.add_older((9 - page) * 4_096, Later(2, work_out))
        findings.prune(7 * 4_096)
        assert findings.count == 2 * (page + 1)
    assert not asked
    assert (findings.at(5), findings.at(4), len(asked)) == (9 * 4_096 + 7, 9 * 4_096 + 5, 1)


def test_many_small_additions_become_few_chunks() -> None:
    findings = Findings()
    for number in range(10_000):
        findings.add_newer(number, [0])
    assert findings.between(0, 10_000) == list(range(10_000))
    assert len(findings._chunks.bases) <= 10_000 // CHUNK + 1


def test_numbers_far_apart_are_kept_apart() -> None:
    findings = Findings()
    for number in range(100):
        findings.add_newer(number * 1_000_000, [number])
    assert findings.between(0, 100) == [number * 1_000_001 for number in range(100)]


def test_it_can_be_read_while_it_grows() -> None:
    findings = Findings()

    def grow() -> None:
        for page in range(500):
            findings.add_newer((1_000 + page) * 4_096, range(0, 4_096, 64))
            findings.add_older((999 - page) * 4_096, range(0, 4_096, 64))
            findings.prune((600 - page) * 4_096)

    thread = Thread(target=grow)
    thread.start()
    while thread.is_alive():
        seen = findings.between(0, findings.count)
        assert all(newer - older == 64 for older, newer in pairwise(seen))
        last = findings.last
        assert last is None or findings.next_after(last - 1) == last
    thread.join()
