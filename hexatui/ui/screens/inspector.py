"""The inspector: the frames of the connection as they pass, both ways, and the chosen one in full."""

from __future__ import annotations

import time
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.dom import DOMNode
from textual.widgets import Input

from hexatui.ui.actions import Scope, bindings
from hexatui.ui.figures import count
from hexatui.ui.inspection import facts_of, frame_bytes
from hexatui.ui.live import Live
from hexatui.ui.logs.taking_out import copy_out, write_out
from hexatui.ui.new_file import folders
from hexatui.ui.palette import Look
from hexatui.ui.saved_frames import save_frame, save_frames
from hexatui.ui.screens.full import EVERYWHERE, FullScreen
from hexatui.ui.styles import styles_path
from hexatui.ui.widgets.frame_detail import FrameDetail
from hexatui.ui.widgets.frame_list import FrameList
from hexatui.ui.widgets.key_bar import KeyBar
from hexatui.ui.widgets.narrowed_list import NarrowingInput
from hexatui.ui.widgets.search_bar import CleanInput
from hexatui.ui.widgets.status_bar import StatusBar

SIDE_BY_SIDE = 150
"""Columns from which list and frame stand side by side."""

DETAIL_INTERVAL = 1.0
"""Seconds that a frame is shown in full at least while the list runs on: faster nobody reads, and each costs bytes."""

PLACEHOLDER = "types, in, out, malformed, unknown, -word"
"""What stands in the filter while nothing is typed."""


class InspectorScreen(FullScreen[None]):
    """A list of frames, the chosen one below it or beside it. Drawn by the frame clock, never by a frame's coming."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("inspector"),
        *bindings("dashboard", "next_pane", "previous_pane"),
        *EVERYWHERE,
    ]
    AUTO_FOCUS = "#frames"
    CSS_PATH = styles_path() / "inspector.tcss"

    def __init__(self, live: Live, look: Look) -> None:
        super().__init__(live, look)
        self._detail_at = 0.0
        self._status = StatusBar(look=look, id="status")
        self._list = FrameList(live.frames, look=look, id="frames")
        self._detail = FrameDetail(look=look, id="frame")
        self._filter = NarrowingInput(id="filter", compact=True, placeholder=PLACEHOLDER)

    def compose(self) -> ComposeResult:
        """Status line, list, frame, filter, keys."""
        yield self._status
        with Container(id="inspected"):
            yield self._list
            yield self._detail
        yield self._filter
        yield KeyBar(look=self._look, id="keys")

    def on_mount(self) -> None:
        """Show what is held, and no more than that writes to the terminal."""
        self._filter.cursor_blink = False
        self.call_after_refresh(lambda: self.show_frame(self._live.clock()))

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout for the new size."""
        self.set_class(self.app.size.width >= SIDE_BY_SIDE, "-wide")

    def show_frame(self, now: float) -> None:
        """Bring the screen up to date; the fleet is held for the status line alone."""
        fleet = self._live.fleet
        with fleet.lock:
            self._status.show(fleet, self._live.profile, now, self._live.playback)
            throughput = fleet.throughput
        self._list.show(throughput.malformed if throughput else 0, throughput.unknown if throughput else 0)
        if not self._list.following or abs(now - self._detail_at) >= DETAIL_INTERVAL:
            self._detail_at = now
            self._show_chosen()

    def node_of(self, scope: Scope) -> DOMNode | None:
        """Who does the actions of a scope while this screen is shown."""
        return self if scope == "inspector" else super().node_of(scope)

    def has_done(self, action: str) -> bool:
        """Whether the frames are held still."""
        return action == "toggle_follow" and not self._list.following

    @on(FrameList.Moved)
    def _show_chosen(self) -> None:
        frame, facts = self._list.chosen() or (None, None)
        self._detail.show(frame, facts)

    @on(FrameList.Opened)
    def _read_on(self) -> None:
        self._show_chosen()
        self._detail.focus()

    # The filter

    def action_narrow(self) -> None:
        """Ask which frames to show."""
        # At once, not with the next style update: what is typed meanwhile would go elsewhere.
        self._filter.display = True
        self.set_focus(self._filter)

    @on(Input.Changed, "#filter")
    def _narrow(self, event: Input.Changed) -> None:
        self._list.narrow(event.value)
        self._show_chosen()

    @on(CleanInput.Left)
    def _narrowed(self, event: CleanInput.Left) -> None:
        if event.has_gone and self._filter.has_focus:
            return  # And is back.
        self._filter.display = bool(self._filter.value.strip())
        if not event.has_gone:
            self._list.focus()

    # What a person does

    def action_toggle_follow(self) -> None:
        """Hold still, or go on."""
        if self._list.following:
            self._list.hold()
        else:
            self._list.follow()
        self._show_chosen()

    def action_next_pane(self) -> None:
        """From the list to the frame, which stays while it is read, and back."""
        if self._detail.has_focus:
            self._list.focus()
        else:
            self._list.hold()
            self._read_on()

    def action_previous_pane(self) -> None:
        """There are two."""
        self.action_next_pane()

    def action_close(self) -> None:
        """Back to the dashboard."""
        self.dismiss()

    def action_copy(self) -> None:
        """Hand the frame that is shown in full to the terminal's clipboard; one that is too large goes to a file."""
        frame = self._detail.frame
        if frame is None:
            return
        if not copy_out(self.app, frame_bytes(frame.text), f"frame #{count(frame.number)}"):
            words = "too large for a terminal's clipboard, saved instead"
            write_out(self.app, lambda: f"{words}: {save_frame(frame, folders())}")

    def action_save(self) -> None:
        """Write the frames that pass the filter, also those that it has not seen yet."""
        ring, filter = self._list.shown_ring.copy(), self._list.filter
        url, now = self._live.fleet.link.url, time.time()
        wanted = (frame for frame in ring if not filter or filter.matches(frame, facts_of(frame)))
        write_out(self.app, lambda: f"saved as a recording: {save_frames(wanted, url, now, folders())}")
