"""The fleet and the client that feeds it, as the screen sees them: read with the lock, asked without waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hexatui.frame_ring import FrameRing
from hexatui.protocol.names import LogSource, Resource
from hexatui.state.fleet import Fleet
from hexatui.state.streams import Stream, begin_anew, forget
from hexatui.state.watchlist import SWAPS, Attention, watchlist

if TYPE_CHECKING:
    from hexatui.client.player import Playback, Player
    from hexatui.client.worker import Client
    from hexatui.prepared import Notifications, Prepared
    from hexatui.protocol.codec import ServerMessage
    from hexatui.protocol.lifecycle import LifecycleFact
    from hexatui.ui.alerts.kept_verdicts import VerdictKeeper

Prepare = Callable[[], "Prepared"]
"""Reads the settings; runs in a thread, after the first paint. Raises `SettingsError` in one sentence."""


HELD = 0.02
"""Seconds after a key for which a flood waits: the screen answers undisturbed, and what is sent meanwhile waits in the
network. As long again it goes on, however fast the keys are."""

ANSWERING = 0.15
"""Seconds after a key for which a flood leaves the interpreter to the screen now and then."""

PAUSE = 0.0002
"""Seconds that it is left after each batch. Else the screen, where many small things follow a key, waits up to five
milliseconds before each: so long does Python let another thread go on that has work."""

FLOOD = 50
"""Messages in a batch that make a flood."""


class Live:
    """What is known, and whom to ask for more. Every method may be called from Textual's loop: none waits."""

    def __init__(self) -> None:
        self.fleet = Fleet()
        self.frames = FrameRing()
        """What passed on the wire, newest last; read without the lock."""
        self.profile = ""
        self.containers: Sequence[LogSource] = ()
        """Some that are known to write logs before anything was heard of them."""
        self.notifications: Notifications | None = None
        """How a person who looks elsewhere is called; None before the settings were read."""
        self.verdicts: VerdictKeeper | None = None
        """Keeps what the person decides about alerts; None where nothing is kept."""
        self.clock: Callable[[], float] = time.time
        """The time of what is shown, in Unix seconds."""
        self._client: Client | Player | None = None
        self._named: Sequence[Resource] | None = None
        self._attention = Attention()
        self._watched: Sequence[Resource] = ()
        self._listings_seen = 0
        self._asked_at = self._held_at = 0.0

    @property
    def playback(self) -> Playback | None:
        """Where a recording stands, if what is shown is one."""
        return None

    def start(self, prepare: Prepare, clock: Callable[[], float], failed: Callable[[Exception], None]) -> None:
        """Read the settings and connect, in a thread of its own; `failed` is called there if that can't be done."""

        def run() -> None:
            try:
                self.connect(prepare(), clock(), failed)
            except Exception as error:
                failed(error)

        threading.Thread(target=run, name="hexatui-prepare", daemon=True).start()

    def connect(self, prepared: Prepared, now: float, failed: Callable[[Exception], None]) -> None:
        """Begin, with what the settings say; in a thread."""
        from hexatui.client.worker import Client
        from hexatui.ui.alerts.kept_verdicts import VerdictKeeper, verdicts_path

        self.profile, self.notifications = prepared.profile, prepared.preferences.notifications
        self.containers = prepared.containers
        if prepared.platform:
            self.verdicts = VerdictKeeper(self.fleet, prepared.platform, verdicts_path())
            self.verdicts.recall()
        with self.fleet.lock:
            self.fleet.log_memory.resize(prepared.preferences.limits.log_memory)
            for place in prepared.places:
                self.fleet.apply(place, now)
        if prepared.watch_listed:
            self._named = prepared.options.resources
        self._client = client = Client(prepared.options, self.deliver, self.frames.append)
        for request in prepared.streams:
            client.open_stream(request.source, request.tail_lines)
        client.start()

    def give_way(self) -> None:
        """A person waits for an answer: a flood leaves room for it. For any thread."""
        self._asked_at = time.monotonic()

    def deliver(self, batch: Sequence[tuple[ServerMessage | LifecycleFact, float]]) -> None:
        """Fold what the client hands on; called in the client's thread."""
        if len(batch) >= FLOOD:
            self._leave_room()
        with self.fleet.lock:
            self.fleet.apply_all(batch)
            if self._named is None or self.fleet.listings.revision == self._listings_seen:
                return
            self._listings_seen = self.fleet.listings.revision
        self._watch_best(swaps=0)  # Answers come often; who looks at something asks again and again.

    def _leave_room(self) -> None:
        now = time.monotonic()
        since = now - self._asked_at
        if since < HELD and now > self._held_at + 2 * HELD:
            self._held_at = now
            time.sleep(HELD - since)
        elif since < ANSWERING:
            time.sleep(PAUSE)

    def attend(self, attention: Attention) -> None:
        """Have what a person looks at subscribed to, as far as a connection carries, unless they named some."""
        self._attention = attention
        self._watch_best(SWAPS)

    def _watch_best(self, swaps: int) -> None:
        with self.fleet.lock:
            if self._named is None:
                return
            wanted = watchlist(self.fleet, self._named, self._attention, self._watched, swaps)
            if wanted != self._watched:
                self._watched = wanted
                self.watch(wanted)

    def stop(self) -> None:
        """End the conversation politely, in bounded time."""
        if self._client:
            self._client.stop()
        if self.verdicts:
            self.verdicts.close()

    def open_stream(self, source: LogSource, tail_lines: int) -> None:
        """Start a log stream, or start it again after the lines that it has."""
        if self._client:
            with self.fleet.lock:
                stream = self.fleet.streams.get(source)
                resume = stream is not None and len(stream.buffer) > 0
            self._client.open_stream(source, tail_lines, resume=resume)

    def reopen_stream(self, source: LogSource, tail_lines: int) -> None:
        """Let go of the lines of a log stream, and ask for it with this much history."""
        with self.fleet.lock:
            if source in self.fleet.streams:
                begin_anew(self.fleet, source)
        self.stop_stream(source)
        self.open_stream(source, tail_lines)

    def stop_stream(self, source: LogSource) -> None:
        """Stop a log stream; what was received stays."""
        if self._client:
            self._client.stop_stream(source)

    def close_stream(self, source: LogSource) -> Stream | None:
        """Let go of a log stream and its lines, and stop it where it runs; as it was, or None where there is none."""
        with self.fleet.lock:
            stream = forget(self.fleet, source)
        self.stop_stream(source)
        return stream

    def request_status(self, workspace_id: str) -> None:
        """Ask for a workspace's status."""
        if self._client:
            self._client.request_status(workspace_id)

    def watch(self, resources: Sequence[Resource]) -> None:
        """Replace what is subscribed to, the most looked-at first."""
        if self._client:
            self._client.watch(resources)

    def retry_now(self) -> None:
        """Connect now instead of waiting."""
        if self._client:
            self._client.retry_now()
