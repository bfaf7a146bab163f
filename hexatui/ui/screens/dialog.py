"""What all dialogs have in common: a box, at its foot the keys that do something in it, and text that scrolls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from hexatui.ui.actions import Scope, actions_of, bindings, words_now
from hexatui.ui.keys import Keyboard

Result = TypeVar("Result")


def foot(scope: Scope, keys: Keyboard, dialog: Screen[Result]) -> Content:
    """ "Tab Complete  Enter Open  Esc Cancel": what a dialog's key bar would say, in its lower border."""
    told = (
        keys.hint(action.id, words_now(action, dialog))
        for action in actions_of(scope)
        if action.in_bar and dialog.check_action(action.name, ())
    )
    return Content("  ".join(hint for hint in told if hint))


class TextDialog(ModalScreen[Result], inherit_bindings=False):
    """Text in a box that is as high as it needs to be; where that is too high, the keys for lists scroll it.

    Textual's keys of every screen are left out, as Ctrl+C to copy what the mouse selected.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("rows", "up", "down", "page_up", "page_down", "half_page_up", "half_page_down", "first", "last")
    ]
    SCOPE: ClassVar[Scope]
    NAME: ClassVar[str]
    """The id of the box."""
    TITLE = ""

    def __init__(self, keys: Keyboard) -> None:
        super().__init__()
        self._keys = keys
        self._box = VerticalScroll(id=self.NAME, can_focus=False)

    def texts(self) -> Iterable[Text | Table]:
        """What stands in the box, from the top."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The box."""
        with self._box as box:
            box.border_title = self.TITLE
            box.border_subtitle = foot(self.SCOPE, self._keys, self)
            for text in self.texts():
                yield Static(text, markup=False)

    def tell_again(self) -> None:
        """Show what the texts say by now; one that says the same is left alone."""
        for part, text in zip(self._box.query(Static), self.texts(), strict=False):
            if part.content != text:
                part.update(text)

    def _scroll(self, rows: int) -> None:
        self._box.scroll_relative(y=rows, animate=False)

    def action_up(self) -> None:
        """One row up."""
        self._scroll(-1)

    def action_down(self) -> None:
        """One row down."""
        self._scroll(1)

    def action_page_up(self) -> None:
        """One screen up."""
        self._scroll(-max(1, self._box.size.height - 1))

    def action_page_down(self) -> None:
        """One screen down."""
        self._scroll(max(1, self._box.size.height - 1))

    def action_half_page_up(self) -> None:
        """Half a screen up."""
        self._scroll(-max(1, self._box.size.height // 2))

    def action_half_page_down(self) -> None:
        """Half a screen down."""
        self._scroll(max(1, self._box.size.height // 2))

    def action_first(self) -> None:
        """To the beginning."""
        self._box.scroll_home(animate=False)

    def action_last(self) -> None:
        """To the end."""
        self._box.scroll_end(animate=False)

    def action_close(self) -> None:
        """Back to where the person was."""
        self.dismiss()
