from __future__ import annotations

import threading
import time
from collections.abc import Callable

from hexatui.state.log_query import Query, Wanted, matcher
from hexatui.state.log_search import Search
from hexatui.state.logs import LogBuffer, Snapshot
from hexatui.ui.logs.searching import Job, Searching

PATIENCE = 20.0


def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited for {what}"
        time.sleep(0.001)


class Log:
    """A buffer behind a lock, and searches of it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.buffer = LogBuffer()

    def say(self, *texts: str) -> None:
        with self.lock:
            for text in texts:
                self.buffer.append(None, "", text, "", "")

    def snapshot(self) -> Snapshot:
        with self.lock:
            return self.buffer.snapshot()

    def job(self, text: str) -> Job:
        return Job(Search(Wanted(matcher(Query(text)))), self.snapshot)


def test_every_wanted_search_is_done_and_then_the_thread_waits() -> None:
    log, searching = Log(), Searching()
    log.say(*(f"{'even' if number % 2 == 0 else 'odd'} {number}" for number in range(20_000)))
    jobs = [log.job("even"), log.job("odd")]
    searching.want(jobs)
    until(lambda: not searching.is_busy, "the searches")
    assert [job.search.findings.count for job in jobs] == [10_000, 10_000]
    assert searching.is_running
    searching.want(())
    until(lambda: not searching.is_running, "the thread to end")


def test_a_nudge_has_new_lines_searched() -> None:
    log, searching = Log(), Searching()
    job = log.job("found")
    searching.want([job])
    until(lambda: not searching.is_busy, "the search")
    log.say("found", "not")
    searching.nudge()
    until(lambda: not searching.is_busy, "the new lines")
    assert job.search.findings.count == 1
    searching.want(())


def test_a_search_that_is_not_wanted_any_more_is_left_at_once() -> None:
    log, searching = Log(), Searching()
    log.say("x")
    entered, go_on = threading.Event(), threading.Event()

    def slowly() -> Snapshot:
        entered.set()
        go_on.wait(PATIENCE)
        return log.snapshot()

    endless = Search(Wanted())
    endless.step = lambda snapshot: True  # type: ignore[method-assign]
    searching.want([Job(endless, slowly)])
    entered.wait(PATIENCE)
    wanted = log.job("x")
    searching.want([wanted])
    go_on.set()
    until(lambda: wanted.search.findings.complete, "the wanted search")
    searching.want(())
    until(lambda: not searching.is_running, "the thread to end")


def test_a_thread_that_was_not_needed_for_a_moment_goes_on_or_is_started_anew() -> None:
    log, searching = Log(), Searching()
    log.say("x")
    for _ in range(200):
        job = log.job("x")
        searching.want(())
        searching.want([job])
        until(lambda job=job: job.search.findings.count == 1, "the search")  # type: ignore[misc]
    searching.want(())
    until(lambda: not searching.is_running, "the thread to end")


def test_there_is_no_thread_before_something_is_wanted() -> None:
    searching = Searching()
    searching.nudge()
    searching.want(())
    assert not searching.is_running
    assert not searching.is_busy
