"""The dialog that opens a log stream: one path, completed from what was seen and what was opened before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from hexatui.prepared import TAIL_LINES, StreamRequest
from hexatui.protocol.names import LogSource
from hexatui.text import safe
from hexatui.ui.actions import bindings
from hexatui.ui.keys import USUAL, Keyboard
from hexatui.ui.logs.known_containers import Suggestion, completed, first_gap, matching, path_of
from hexatui.ui.screens.dialog import foot

MAX_TAIL_LINES = 1_000_000
MAX_SHOWN = 200
"""Containers listed at once; typing narrows them down."""

OPENED_BEFORE = "  opened before"


def parse_tail(text: str) -> int:
    """Lines of history.

    Raises:
        ValueError: one sentence, where it is no whole number from 0 to `MAX_TAIL_LINES`.
    """
    if not text.strip().isdecimal() or int(text) > MAX_TAIL_LINES:
        raise ValueError(f"the lines of history are a whole number from 0 to {MAX_TAIL_LINES:,}")
    return int(text)


def _is_whole(path: str) -> bool:
    try:
        return bool(LogSource.parse(path))
    except ValueError:
        return False


class Field(Input):
    """A line of the dialog."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("opening", "submit")]


class OpenStreamScreen(ModalScreen[StreamRequest | None]):
    """Choose a container that is known, or type the path of another.

    Args:
        known: what is suggested.
        typed: the path to begin with, whole or in part.
        problem: what is wrong with that path: why the platform refused it.
        refusal: why a container can't be opened now, or "".
        keys: which keys do what.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("opening", "close", "submit", "complete", "move(1)", "move(-1)")]

    def __init__(
        self,
        known: Sequence[Suggestion],
        typed: str = "",
        problem: str = "",
        refusal: Callable[[LogSource], str] = lambda source: "",
        keys: Keyboard = USUAL,
    ) -> None:
        super().__init__()
        self._keys = keys
        self._known = known
        self._typed = typed
        self._problem = problem
        self._refusal = refusal
        self._matches: list[Suggestion] = []

    def compose(self) -> ComposeResult:
        """Path, list of matches, tail, and a line for what is wrong."""
        with Vertical(id="open-stream") as box:
            box.border_title = "Open a log stream"
            box.border_subtitle = foot("opening", self._keys, self)
            yield Label("workspace/namespace/pod/container", markup=False)
            yield Field(self._typed, id="path", select_on_focus=False, compact=True)
            yield OptionList(id="matches", compact=True, markup=False)
            yield Label("lines of history", markup=False)
            yield Field(str(TAIL_LINES), id="tail", type="integer", compact=True)
            yield Label(Text(safe(self._problem)), id="problem", markup=False)

    def on_mount(self) -> None:
        """Start in the path, where it is to be continued, with everything that fits below it."""
        self.query_one("#matches").can_focus = False
        self._list_matches(self._typed)
        self._path.cursor_position = first_gap(self._typed)
        self._path.focus()

    @property
    def _path(self) -> Input:
        return self.query_one("#path", Input)

    @property
    def _options(self) -> OptionList:
        return self.query_one("#matches", OptionList)

    @on(Input.Changed, "#path")
    def _narrow_down(self, event: Input.Changed) -> None:
        if event.value != self._typed:
            self._tell("")
        self._typed = event.value
        self._list_matches(event.value)

    def _list_matches(self, typed: str) -> None:
        self._matches = matching(self._known, typed)[:MAX_SHOWN]
        self._options.clear_options()
        self._options.add_options(self._option(one) for one in self._matches)
        # What is marked is what Enter opens: a path that is typed in full means itself, not one that it begins.
        sources = [one.source for one in self._matches]
        try:
            typed_in_full = LogSource.parse(typed)
            self._options.highlighted = sources.index(typed_in_full) if typed_in_full in sources else None
        except ValueError:
            self._options.highlighted = 0 if sources else None

    def _option(self, suggestion: Suggestion) -> Option:
        text = Text(safe(suggestion.path), no_wrap=True, overflow="ellipsis")
        if suggestion.guessed:
            text.append(f"  {suggestion.guessed}", "dim italic")
        elif suggestion.opened_before:
            text.append(OPENED_BEFORE, "dim")
        return Option(text)

    def action_complete(self) -> None:
        """Complete the part of the path with the cursor; where the path is whole, go to the next field."""
        path = self._path
        before = path.value, path.cursor_position
        after = completed(self._known, *before) if path.has_focus else before
        if after != before:
            path.value, path.cursor_position = after
        elif path.has_focus and not _is_whole(path.value):
            self.app.bell()
        else:
            self.focus_next()

    def action_move(self, step: int) -> None:
        """Choose the next or previous match while typing."""
        if self._matches:
            before = self._options.highlighted
            start = -1 if before is None and step > 0 else before or 0
            self._options.highlighted = (start + step) % len(self._matches)

    def action_close(self) -> None:
        """Open none."""
        self.dismiss()

    def action_submit(self) -> None:
        """Open what is marked, also where the key came before the path had the focus."""
        self._submit()

    @on(Input.Submitted)
    def _submit(self) -> None:
        highlighted = self._options.highlighted
        chosen = self._matches[highlighted] if highlighted is not None else None
        if chosen and not chosen.is_whole and path_of(chosen.source) != self._path.value:
            self._fill_in(path_of(chosen.source))
            return
        try:
            source = chosen.source if chosen and chosen.is_whole else LogSource.parse(self._path.value)
            tail_lines = parse_tail(self.query_one("#tail", Input).value)
            if refusal := self._refusal(source):
                raise ValueError(refusal)
        except ValueError as error:
            self._tell(str(error))
        else:
            self.dismiss(StreamRequest(source, tail_lines))

    def _fill_in(self, path: str) -> None:
        """Take as much of a path as is known, and say what is to be typed into it."""
        # What is said here must outlive the news that the path changed.
        self._typed = self._path.value = path
        self._path.cursor_position = first_gap(path)
        self._path.focus()
        try:
            LogSource.parse(path)
        except ValueError as error:
            self._tell(str(error))

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self._submit()

    def _tell(self, problem: str) -> None:
        self.query_one("#problem", Label).update(Text(safe(problem)))
