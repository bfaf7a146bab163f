"""A recording in the place of the platform: a thread that tells what came then, at the speed that the person wants.

Light to import: what is heavy is imported within the thread, while the first paint is under way.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hexatui.protocol.names import LogSource, Resource

if TYPE_CHECKING:
    from hexatui.client.connection import FrameTap
    from hexatui.client.retelling import Retelling
    from hexatui.client.session import Told
    from hexatui.tape import Tape

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
"""How many of the recording's seconds pass in one."""

STEP = 0.05
"""Seconds between two looks at what has come meanwhile."""

LONGEST_STEP = 0.25
"""Seconds that count at most as passed since the last look: a machine that is too slow plays slower."""

MAX_BATCH = 200
"""Frames told together at most; after as many others get their turn."""

BEFORE_NOTABLE = 0.001
"""Seconds by which what is notable must lie ahead, to be the next."""


class Stage(Protocol):
    """Where a recording is shown; its methods are called in the player's thread."""

    def deliver(self, batch: Sequence[tuple[Told, float]]) -> None:
        """Take what happened, with Unix seconds."""

    def begin_anew(self) -> None:
        """What is delivered from now on happened from the beginning on. What is shown stays so until `show_anew`."""

    def show_anew(self) -> None:
        """Show what was delivered since `begin_anew`, and go on with it."""


@dataclass(frozen=True, slots=True)
class Playback:
    """Where a recording stands."""

    name: str
    """The file's."""
    share: float = 0.0
    """How much of it lies behind, by its time, from 0 to 1."""
    speed: float = 1.0
    paused: bool = False
    at_end: bool = False
    busy: str = "reading"
    """What keeps it from being played: "reading", "seeking" or ""."""
    progress: float = 0.0
    """How much of that is done, from 0 to 1."""


class Player:
    """Plays a recording, in a thread of its own; for those who ask, it has the methods of a `Client`.

    Args:
        path: the recording.
        stage: where it is shown.
        on_frame: takes each frame; after going back, all of them again.
        unable: called when something is asked of the platform, by whoever asks.
        opened: called in the thread once it was read, with whether its last line is torn.
        failed: called there when it can't be read, or not any more: one sentence.
    """

    def __init__(
        self,
        path: Path,
        stage: Stage,
        on_frame: FrameTap,
        unable: Callable[[], None],
        opened: Callable[[bool], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.playback = Playback(path.name)
        """As of now; another one whenever anything of it changes."""
        self._path = path
        self._stage = stage
        self._on_frame = on_frame
        self._unable = unable
        self._opened = opened
        self._failed = failed
        self._tape: Tape | None = None
        self._now = 0.0
        self._changed = threading.Condition()
        self._wishes = 0
        """How many there have been, so that none is slept over."""
        self._target: float | None = None
        self._speed = SPEEDS.index(1.0)
        self._paused = False
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="hexatui-player", daemon=True)

    def clock(self) -> float:
        """The time in the recording, in Unix seconds: all that came until then was delivered."""
        return self._now

    # What the person wants of the recording

    def toggle_pause(self) -> None:
        """Hold still, or go on; at the end, begin again."""
        with self._changed:
            if self.playback.at_end and self._target is None:
                self._target, self._paused = 0.0, False
            else:
                self._paused = not self._paused
            self._wish()

    def change_speed(self, steps: int) -> None:
        """Play faster, or slower (negative)."""
        with self._changed:
            self._speed = min(max(0, self._speed + steps), len(SPEEDS) - 1)
            self._wish()

    def seek_by(self, seconds: float) -> None:
        """Go forward, or back (negative), from where it stands or is going."""
        with self._changed:
            self._seek(self._aim() + seconds)

    def seek_to(self, share: float) -> None:
        """Go to the beginning (0), the end (1), or between."""
        with self._changed:
            self._seek(share * (self._tape.duration if self._tape else 0.0))

    def seek_notable(self) -> bool:
        """Go to the next alert, or the next connection; False where there is none."""
        with self._changed:
            found = self._tape.next_notable(self._aim() + BEFORE_NOTABLE) if self._tape else None
            if found is not None:
                self._seek(found)
            return found is not None

    def _wish(self) -> None:
        self._wishes += 1
        self._changed.notify()

    def _aim(self) -> float:
        return self._position() if self._target is None else self._target

    def _seek(self, seconds: float) -> None:
        if self._tape is not None:
            self._target = min(max(0.0, seconds), self._tape.duration)
            self._wish()

    def _position(self) -> float:
        return self._now - self._tape.header.started_at if self._tape else 0.0

    # What a person asks of a client

    def start(self) -> None:
        """Begin, once."""
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> None:
        """End, within `timeout` seconds."""
        with self._changed:
            self._stopping = True
            self._wish()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def watch(self, resources: Sequence[Resource]) -> None:
        """What was watched can't be changed."""

    def open_stream(
        self, source: LogSource, tail_lines: int = 100, follow: bool = True, *, resume: bool = False
    ) -> None:
        """There is nobody to ask."""
        self._unable()

    def stop_stream(self, source: LogSource) -> None:
        """There is nobody to ask."""
        self._unable()

    def request_status(self, workspace_id: str) -> None:
        """There is nobody to ask."""
        self._unable()

    def retry_now(self) -> None:
        """There is nobody to ask."""
        self._unable()

    # The thread

    def _run(self) -> None:
        try:
            self._play()
        except Exception as error:
            if not self._stopping:
                self._failed(error)

    def _play(self) -> None:
        from hexatui.client.retelling import Retelling
        from hexatui.tape import Tape

        tape = Tape(self._path, self._reading)
        self._now = tape.header.started_at
        retelling = Retelling(tape)
        self._tape = tape
        self._opened(tape.torn)
        looked = time.monotonic()
        while not self._stopping:
            wishes, target = self._wishes, self._target
            if target is not None:
                retelling = self._go_to(target, retelling, tape)
                looked = time.monotonic()
                continue
            now = time.monotonic()
            passed = 0.0 if self._paused else min(now - looked, LONGEST_STEP) * SPEEDS[self._speed]
            looked = now
            until = min(retelling.position + passed, tape.duration)
            self._tell(retelling, until)
            self._show(retelling.position, tape)
            with self._changed:
                is_behind = retelling.has_more(until)
                still = not is_behind and (self._paused or retelling.position >= tape.duration)
                if wishes == self._wishes and not is_behind:
                    self._changed.wait(None if still else STEP)
            if still:
                looked = time.monotonic()

    def _go_to(self, target: float, retelling: Retelling, tape: Tape) -> Retelling:
        """Tell on to a moment, or where it lies behind, all anew; where another is wanted meanwhile, to that."""
        from hexatui.client.retelling import Retelling

        anew = target < retelling.position
        if anew:
            retelling = Retelling(tape)
            self._stage.begin_anew()
        while not self._stopping:
            self._tell(retelling, target)
            wanted = self._target
            if wanted is not None and wanted != target:
                if wanted < retelling.position:
                    # What was folded is of no use; what is wanted now begins anew by itself.
                    break
                target = wanted
            if retelling.position >= target and not retelling.has_more(target):
                break
            progress = retelling.position / (target or 1.0)
            self._say(self._position() if anew else retelling.position, tape, "seeking", progress)
            # Who waits for what is known must not wait for all that is to come.
            time.sleep(0)
        if anew:
            self._stage.show_anew()
        with self._changed:
            if self._target == target:
                self._target = None
        self._show(retelling.position, tape)
        return retelling

    def _tell(self, retelling: Retelling, until: float) -> None:
        told = retelling.advance(until, MAX_BATCH)
        for at, direction, frame in retelling.heard:
            self._on_frame(at, direction, frame)
        if told:
            self._stage.deliver(told)

    def _show(self, position: float, tape: Tape) -> None:
        self._say(position, tape, "", 1.0)

    def _say(self, position: float, tape: Tape, busy: str, progress: float) -> None:
        self._now = tape.header.started_at + position
        share = position / tape.duration if tape.duration else 1.0
        at_end = position >= tape.duration and not busy
        self.playback = Playback(
            self._path.name, round(share, 2), SPEEDS[self._speed], self._paused, at_end, busy, round(progress, 2)
        )

    def _reading(self, progress: float) -> None:
        self.playback = Playback(self._path.name, progress=round(progress, 2))
        if self._stopping:
            raise InterruptedError
