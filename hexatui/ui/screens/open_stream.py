"""The dialog that opens a log stream: one path, completed from the containers that were seen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from hexatui.prepared import TAIL_LINES, StreamRequest
from hexatui.protocol.names import LogSource
from hexatui.text import safe

MAX_TAIL_LINES = 1_000_000
MAX_SHOWN = 200
"""Containers listed at once; typing narrows them down."""


def parse_tail(text: str) -> int:
    """Lines of history.

    Raises:
        ValueError: one sentence, where it is no whole number from 0 to `MAX_TAIL_LINES`.
    """
    if not text.strip().isdecimal() or int(text) > MAX_TAIL_LINES:
        raise ValueError(f"the lines of history are a whole number from 0 to {MAX_TAIL_LINES:,}")
    return int(text)


def matching(seen: Sequence[LogSource], typed: str) -> list[LogSource]:
    """The containers whose path holds every word that was typed, in the order seen."""
    words = typed.lower().replace("/", " ").split()
    return [source for source in seen if all(word in str(source).lower() for word in words)]


class OpenStreamScreen(ModalScreen[StreamRequest | None]):
    """Choose a container that was seen, or type the path of another."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape", "dismiss", "Cancel", key_display="Esc"),
        Binding("down", "move(1)", "Next", show=False),
        Binding("up", "move(-1)", "Previous", show=False),
    ]

    def __init__(self, seen: Sequence[LogSource], typed: str = "") -> None:
        super().__init__()
        self._seen = list(seen)
        self._typed = typed
        self._matches: list[LogSource] = []

    def compose(self) -> ComposeResult:
        """Path, list of matches, tail, and a line for what is wrong."""
        with Vertical(id="open-stream") as box:
            box.border_title = "Open a log stream"
            box.border_subtitle = "Enter opens, Esc cancels"
            yield Label("workspace/namespace/pod/container", markup=False)
            yield Input(self._typed, id="path", select_on_focus=False, compact=True)
            yield OptionList(id="matches", compact=True, markup=False)
            yield Label("lines of history", markup=False)
            yield Input(str(TAIL_LINES), id="tail", type="integer", compact=True)
            yield Label("", id="problem", markup=False)

    def on_mount(self) -> None:
        """Start in the path, with everything that was seen below it."""
        self.query_one("#matches").can_focus = False
        self._list_matches(self._typed)
        self.query_one("#path").focus()

    @on(Input.Changed, "#path")
    def _narrow_down(self, event: Input.Changed) -> None:
        self._list_matches(event.value)

    def _list_matches(self, typed: str) -> None:
        self._matches = matching(self._seen, typed)[:MAX_SHOWN]
        options = self.query_one("#matches", OptionList)
        options.clear_options()
        options.add_options(Option(Text(safe(str(source)))) for source in self._matches)
        options.highlighted = 0 if self._matches else None

    def action_move(self, step: int) -> None:
        """Choose the next or previous match while typing."""
        options = self.query_one("#matches", OptionList)
        if self._matches:
            options.highlighted = ((options.highlighted or 0) + step) % len(self._matches)

    @on(Input.Submitted)
    def _submit(self) -> None:
        highlighted = self.query_one("#matches", OptionList).highlighted
        typed = self.query_one("#path", Input).value
        try:
            chosen = self._matches[highlighted] if highlighted is not None else LogSource.parse(typed)
            self.dismiss(StreamRequest(chosen, parse_tail(self.query_one("#tail", Input).value)))
        except ValueError as error:
            self.query_one("#problem", Label).update(Text(safe(str(error))))

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self._submit()
