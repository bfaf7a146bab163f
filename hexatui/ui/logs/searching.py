"""Searches, stepped in a thread of their own, so that no key waits for one. There is no thread while none is wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hexatui.state.log_protocol import LogSnapshot
    from hexatui.state.log_search import Search


@dataclass(frozen=True, eq=False)
class Job:
    """One search, and where its lines come from."""

    search: Search
    snapshot: Callable[[], LogSnapshot]
    """Takes hold of state itself, for microseconds; called in the searching thread."""


class Searching:
    """Works through the wanted searches, the first one first, and then sleeps until there is more to do."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._jobs: tuple[Job, ...] = ()
        self._asked = 0
        self._done = 0
        self._thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        """Whether there is something that no search has looked at yet."""
        return bool(self._jobs) and self._done != self._asked

    @property
    def is_running(self) -> bool:
        """Whether there is a thread."""
        return self._thread is not None

    def want(self, jobs: Sequence[Job]) -> None:
        """Search these from now on and no others; with none, the thread ends by itself."""
        with self._changed:
            self._jobs = tuple(jobs)
            self._asked += 1
            if self._jobs and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="hexatui-search", daemon=True)
                self._thread.start()
            self._changed.notify()

    def nudge(self) -> None:
        """There are new lines."""
        with self._changed:
            self._asked += 1
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: not self._jobs or self._done != self._asked)
                if not self._jobs:
                    self._thread = None
                    return
                asked, jobs = self._asked, self._jobs
            for job in jobs:
                while self._jobs is jobs and job.search.step(job.snapshot()):
                    pass
            self._done = asked
