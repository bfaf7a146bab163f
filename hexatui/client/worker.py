"""The client as the rest sees it: a thread with its own loop, and requests handed over without waiting.

Light to import: what is heavy is imported within the thread, while the first paint is under way.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from hexatui.client.backoff import Backoff
from hexatui.client.failures import internal
from hexatui.client.options import ConnectionOptions
from hexatui.protocol.lifecycle import Link, LinkPhase
from hexatui.protocol.names import LogSource, Resource

if TYPE_CHECKING:
    from hexatui.client.connection import Deliver, FrameTap
    from hexatui.client.directory import DirectoryReader
    from hexatui.client.session import Session, Told


class Client:
    """A conversation with the platform, kept up in a thread of its own.

    Args:
        options: whom to talk to.
        deliver: takes what happened, in batches; called in the client's thread, and must be quick.
        on_frame: takes each raw frame, in the client's thread; the token is masked.
    """

    def __init__(self, options: ConnectionOptions, deliver: Deliver, on_frame: FrameTap | None = None) -> None:
        self._options = options
        self._deliver = deliver
        self._on_frame = on_frame
        self._requests: deque[Callable[[Session], None]] = deque()
        self._session: Session | None = None
        self._directory: DirectoryReader | None = None
        self._wanted = options.resources
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hexatui-client", daemon=True)
        # The loop and its events exist while the thread is within `_talk`; the lock is held for assignments only.
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._nudge = asyncio.Event()

    def start(self) -> None:
        """Begin, once. What was asked for before counts."""
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> None:
        """Say goodbye and end, within `timeout` seconds; may be called again, and from anywhere."""
        self._stopping.set()
        self._in_loop(lambda: self._stop.set())
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(timeout)

    def watch(self, resources: Sequence[Resource]) -> None:
        """Replace what is subscribed to, the most wanted first."""
        wanted = self._wanted = tuple(resources)
        self._ask(lambda session: session.watch(wanted))

    def open_stream(
        self, source: LogSource, tail_lines: int = 100, follow: bool = True, *, resume: bool = False
    ) -> None:
        """Start a log stream with `tail_lines` lines of history, 0 or more.

        Args:
            resume: whether the lines handed on before its end are still there: one that is followed goes on after them.
        """
        self._ask(lambda session: session.open_stream(source, tail_lines, follow, time.time(), resume=resume))

    def stop_stream(self, source: LogSource) -> None:
        """Stop a log stream."""
        self._ask(lambda session: session.stop_stream(source, time.time()))

    def request_status(self, workspace_id: str) -> None:
        """Ask for a workspace's status."""
        self._ask(lambda session: session.request_status(workspace_id))

    def retry_now(self) -> None:
        """Connect now instead of waiting; also after a refusal."""
        self._ask(lambda session: session.retry_now(time.monotonic()))

    def _ask(self, request: Callable[[Session], None]) -> None:
        self._requests.append(request)
        self._in_loop(self._serve)

    def _in_loop(self, callback: Callable[[], None]) -> None:
        with self._lock, suppress(RuntimeError):  # The loop was closed just now.
            if self._loop is not None:
                self._loop.call_soon_threadsafe(callback)

    def _serve(self) -> None:
        """Put the requests to the session; in the client's thread."""
        if self._session is None:
            return
        while self._requests:
            self._requests.popleft()(self._session)
        self._nudge.set()
        # While an attempt is under way nobody else hands on what a request led to at once.
        self._hand_on(self._session)

    def _hand_on(self, session: Session) -> None:
        if told := session.told():
            try:
                self._deliver(told)
            except BaseException:
                session.not_taken(told)
                raise

    def _run(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            try:
                self._talk()
            except BaseException as error:
                delay = backoff.failed()
                self._survive(error, backoff.failures, delay)
                self._stopping.wait(delay)
            else:
                return

    def _talk(self) -> None:
        from hexatui.client.connection import run_connection
        from hexatui.client.directory import DirectoryReader
        from hexatui.client.session import Session

        # After a fault the session is kept: it knows what is wanted.
        session = self._session = self._session or Session(self._options)
        loop = asyncio.new_event_loop()
        # Its default handler writes tracebacks to the terminal.
        loop.set_exception_handler(lambda *_: None)
        self._stop, self._nudge = asyncio.Event(), asyncio.Event()
        if self._options.rest and self._directory is None:
            self._directory = DirectoryReader(self._options, self._deliver, lambda: self._wanted)
        conversation = run_connection(
            session,
            self._deliver,
            self._on_frame,
            self._stop,
            self._nudge,
            wait_when_refused=True,
            when_live=self._directory.read if self._directory else None,
        )
        try:
            with self._lock:
                self._loop = loop
            self._serve()
            if not self._stopping.is_set():
                loop.run_until_complete(conversation)
        finally:
            with self._lock:
                self._loop = None
            conversation.close()
            loop.close()

    def _survive(self, error: BaseException, attempt: int, delay: float) -> None:
        """A fault of ours: said as a fact, since a dead thread would look like silence. The session goes on later."""
        fault, at = internal(error), time.time()
        link = Link(LinkPhase.WAITING, self._options.url, fault.reason, fault.advice, attempt, at + delay)
        session = self._session
        told: list[tuple[Told, float]] = []
        if session is not None:
            session.lost(fault, time.monotonic(), at)
            session.retry_now(time.monotonic())
            # Its own word on the link is left out: it doesn't know when we go on.
            told = [(fact, when) for fact, when in session.told() if not isinstance(fact, Link)]
        try:
            self._deliver([*told, (link, at)])
        except Exception:
            if session is not None:
                session.traffic.dropped += len(told)
