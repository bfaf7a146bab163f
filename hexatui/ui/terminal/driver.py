"""Textual's driver for terminals, behind which less goes over the line (`screen_diff`)."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from threading import RLock
from types import FrameType
from typing import TYPE_CHECKING, Any, TextIO

from textual import events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message
from textual.messages import InBandWindowResize

if TYPE_CHECKING:
    from hexatui.ui.terminal.screen_diff import ScreenDiff

FRAME_START = "\x1b[1;1H"
"""How Textual begins to draw the whole screen."""

CLEAN_SLATE = "\x1b(B\x0f\x1b[?6l\x1b[r\x1b[?7l\x1b[?25l\x1b[m\x1b[2J"
"""Letters instead of line drawing, no origin mode, no scroll region, no wrapping, no cursor, no colours; all clear."""


WIPED = "\x1b[m\x1b[2J\x1b[H"
"""No colours, all clear, the cursor in the corner."""


class Output:
    """The terminal as a file, also when it is gone: then the rest goes nowhere, and it is told once.

    Textual's writing thread would die of the error, and the loop would wait for ever once its queue is full. A SIGHUP
    comes only to those whose controlling terminal it was.
    """

    def __init__(self, file: TextIO, gone: Callable[[], None]) -> None:
        self._file = file
        self._gone = gone
        self._is_gone = False

    def write(self, text: str) -> None:
        """Write, while there is anybody to read."""
        if not self._is_gone:
            self._try(lambda: self._file.write(text))

    def flush(self) -> None:
        """Have it sent."""
        if not self._is_gone:
            self._try(self._file.flush)

    def fileno(self) -> int:
        """The file's number."""
        return self._file.fileno()

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except OSError:
            self._is_gone = True
            self._gone()


class DiffingDriver(LinuxDriver):
    """Sends only what the terminal doesn't show yet; ends the program when there is no terminal any more.

    Args:
        app, debug, mouse, size: as for Textual's driver.
    """

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        if self._file is not None:
            self._file = Output(self._file, self._end)  # type: ignore[assignment]
        self._diff: ScreenDiff | None = None
        self._is_stale = False
        self._is_feeding = False
        self._lock = RLock()
        """Textual's input thread writes too, when the terminal has answered its questions."""
        self.heard: Callable[[], None] = lambda: None
        """Called in the input thread, as soon as a person did anything but move the mouse."""

    def write(self, data: str) -> None:
        """Send what brings the terminal to where this data would."""
        with self._lock:
            if self._diff is None:
                self._write_unreduced(data)
                return
            data = self._reduced(data, self._diff)
        if data:
            super().write(data)

    def redraw(self) -> None:
        """Draw everything anew, on a terminal that something else has written to."""
        self.write(CLEAN_SLATE)
        self._app.refresh()

    def _reduced(self, data: str, diff: ScreenDiff) -> str:
        if self._is_feeding:  # A signal handler suspends or resumes the program in the middle of a frame.
            self._is_stale = True
            return data
        self._is_feeding = True
        try:
            if self._is_stale:
                self._is_stale = False
                diff.forget(*self._size_now())
            return diff.feed(data)
        finally:
            self._is_feeding = False

    def _write_unreduced(self, data: str) -> None:
        """Write as it is: the first paint doesn't wait for what makes the others smaller."""
        super().write(data)
        if data.startswith(FRAME_START):
            from hexatui.ui.terminal.screen_diff import ScreenDiff

            self._diff = ScreenDiff(*self._size_now())

    def run_input_thread(self) -> None:
        """Take what the person types and pastes; without a terminal to read from, leave."""
        from hexatui.ui.terminal.reading import read_terminal

        read_terminal(self.fileno, self.exit_event, self.process_message)
        if not self.exit_event.is_set():
            self._end()

    # When nothing is known any more

    def start_application_mode(self) -> None:
        """Start, or come back from the shell."""
        self._is_stale = True
        super().start_application_mode()  # type: ignore[no-untyped-call]
        resized = signal.getsignal(signal.SIGWINCH)

        def on_resize(number: int, frame: FrameType | None) -> None:
            self._begin_anew()
            if callable(resized):
                resized(number, frame)

        signal.signal(signal.SIGWINCH, on_resize)

    def stop_application_mode(self) -> None:
        """Leave, or go to the shell; no picture stays where a terminal has no second screen, as GNU screen's usual."""
        self.write(WIPED)
        super().stop_application_mode()

    def resume_application_mode(self) -> None:
        """Come back from the shell, to a blank screen."""
        super().resume_application_mode()
        self._begin_anew()

    def process_message(self, message: Message) -> None:
        """Take what the person did and what the terminal answered, but for sizes that stand between keys.

        Those of any height could be in what is pasted into a terminal that doesn't mark pastes; the true size comes
        with a signal, over SSH, too.
        """
        if isinstance(message, events.Resize | InBandWindowResize):
            return
        if isinstance(message, events.InputEvent) and not isinstance(message, events.MouseMove):
            self.heard()
        super().process_message(message)

    def _query_in_band_window_resize(self) -> None:
        """Ask for no sizes between keys."""

    def _end(self) -> None:
        """Leave; for any thread."""
        with suppress(RuntimeError):  # The loop has ended.
            self._loop.call_soon_threadsafe(self._app.exit)

    def _begin_anew(self) -> None:
        """Forget what the terminal shows, and have everything drawn; for any thread and signal handler.

        Textual draws nothing when the size is what it was, as after the shell, or a window that grew and shrank again.
        """
        self._is_stale = True
        with suppress(RuntimeError):  # The loop has ended.
            self._loop.call_soon_threadsafe(self._app.call_later, self._app.refresh)

    def _size_now(self) -> tuple[int, int]:
        """The terminal's columns and rows, whatever the environment says of them."""
        try:
            return os.get_terminal_size(self._file.fileno() if self._file else self.fileno)
        except (OSError, ValueError):
            return self._get_terminal_size()
