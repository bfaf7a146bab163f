"""A list of rows that typing narrows down: a row at its foot takes the words, each letter counts at once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from hexatui.ui.actions import Scope, bindings
from hexatui.ui.canvas import Line, span
from hexatui.ui.palette import DEFAULT_LOOK, Look
from hexatui.ui.rows import RowList
from hexatui.ui.widgets.search_bar import CleanInput

Key = TypeVar("Key", bound=Hashable)


class NarrowingInput(CleanInput):
    """The row. What was typed is kept, or taken back."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("narrowing")]

    def action_cancel(self) -> None:
        """Everything is shown again."""
        self.value = ""
        super().action_cancel()


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
        self._came_from: Key | None = None

    # What a list defines

    def narrowed(self) -> None:
        """Other words were typed: choose the rows anew, and repaint."""
        raise NotImplementedError

    def nothing_left(self, scope: Scope) -> Sequence[Line]:
        """What stands there while the words leave no row, in a list of that scope."""
        back = "narrowing.cancel" if self._words.display else f"{scope}.show_all"
        said = ("Nothing matches", self.look.keys.hint(back, "shows all"))
        return [[span(f"{line}.", self.look.palette.dim)] for line in said if line]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to take back only where something was typed."""
        return action != "show_all" or bool(self.typed)

    # What a person does

    def action_narrow(self) -> None:
        """Type words."""
        if self.keys and self._is_moved:
            self._came_from = self.cursor
        self._words.display = True
        self.add_class("-typing")
        self._words.selection = Selection(0, len(self._words.value))
        self.screen.set_focus(self._words, scroll_visible=False)
        self.repaint()

    def action_show_all(self) -> None:
        """Forget the words."""
        with self.prevent(Input.Changed):
            self._words.value = ""
        self._narrow("")
        self.refresh_bindings()

    def _narrow(self, typed: str) -> None:
        """Take other words. From words that no row says, the way back leads to the row where the person was."""
        found_none = not self.keys
        self.typed = typed
        self.narrowed()
        if found_none and not typed and self._came_from is not None:
            self.move_to(self._came_from)

    # The row

    def compose(self) -> ComposeResult:
        """The row, hidden while nobody types."""
        yield self._words

    def on_mount(self) -> None:
        """At the foot, where no row is; with a quiet cursor, since one that blinks writes to the terminal."""
        self._words.styles.dock = "bottom"
        self._words.cursor_blink = False

    @on(Input.Changed)
    def _retype(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self.typed:
            self._narrow(event.value)

    @on(CleanInput.Left)
    def _leave(self, event: CleanInput.Left) -> None:
        event.stop()
        if event.has_gone and (self._words.has_focus or not self._words.display):
            return  # They are back, or had left by a key.
        self._words.display = False
        self.remove_class("-typing")
        if not event.has_gone:
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
