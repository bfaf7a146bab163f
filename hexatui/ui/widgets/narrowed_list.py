"""A list of rows that typing narrows down: a row at its foot takes the words, each letter counts at once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar, TypeVar

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from hexatui.ui.palette import DEFAULT_LOOK, Look
from hexatui.ui.rows import RowList
from hexatui.ui.widgets.search_bar import CleanInput

Key = TypeVar("Key", bound=Hashable)


class NarrowingInput(CleanInput):
    """The row. Enter keeps what was typed, Escape takes it back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down,up", "done(True)", "Keep", key_display="Enter"),
        Binding("escape,ctrl+c", "done(False)", "Show all", key_display="Esc"),
    ]

    class Done(Message):
        """The person is done typing."""

    def action_done(self, is_kept: bool) -> None:
        """Leave the row."""
        if not is_kept:
            self.value = ""
        self.post_message(self.Done())


class NarrowedList(RowList[Key]):
    """Rows that words narrow down; a subclass defines what the words leave (`narrowed`)."""

    PLACEHOLDER = "words"
    """What stands in the row while nothing is typed."""

    def __init__(self, *, look: Look = DEFAULT_LOOK, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look=look, id=id, classes=classes)
        self.typed = ""
        """The words that narrow the list down; "" for all rows."""
        self._words = NarrowingInput(compact=True, select_on_focus=False, placeholder=self.PLACEHOLDER)
        self._words.display = False

    # What a list defines

    def narrowed(self) -> None:
        """Other words were typed: choose the rows anew, and repaint."""
        raise NotImplementedError

    # What a person does

    def action_narrow(self) -> None:
        """Type words."""
        self._words.display = True
        self.add_class("-typing")
        self._words.selection = Selection(0, len(self._words.value))
        self.screen.set_focus(self._words, scroll_visible=False)
        self.repaint()

    def action_show_all(self) -> None:
        """Forget the words."""
        if not self.typed:
            raise SkipAction
        with self.prevent(Input.Changed):
            self._words.value = ""
        self.typed = ""
        self.narrowed()

    # The row

    def compose(self) -> ComposeResult:
        """The row, hidden while nobody types."""
        yield self._words

    def on_mount(self) -> None:
        """A quiet cursor: one that blinks writes to the terminal."""
        self._words.cursor_blink = False

    @on(Input.Changed)
    def _retype(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self.typed:
            self.typed = event.value
            self.narrowed()

    @on(NarrowingInput.Done)
    def _leave(self, event: NarrowingInput.Done) -> None:
        event.stop()
        self._words.display = False
        self.remove_class("-typing")
        self.focus(scroll_visible=False)
        self.repaint()

    @property
    def row_height(self) -> int:
        """How many rows the list itself has."""
        return max(0, self.content_size.height - self._words.display)

    def picture(self, width: int, height: int) -> Sequence[Strip]:
        """The rows, and a blank one where words are typed."""
        if not self._words.display:
            return super().picture(width, height)
        return [*super().picture(width, max(0, height - 1)), Strip.blank(width)][:height]
