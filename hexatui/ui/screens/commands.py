"""Textual's command palette, with keys that can be given to its actions like to all others."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.command import CommandInput, CommandList, CommandPalette, SearchIcon
from textual.containers import Horizontal, Vertical
from textual.widgets import LoadingIndicator

from hexatui.ui.actions import bindings


class Words(CommandInput):
    """What is typed of a command."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("commands", "submit")]


class CommandsScreen(CommandPalette, inherit_bindings=False):
    """The actions of the screen below, narrowed down by typing."""

    BINDINGS: ClassVar[list[BindingType]] = [binding for binding in bindings("commands") if binding.action != "submit"]

    def __init__(self) -> None:
        super().__init__(id="--command-palette")

    def compose(self) -> ComposeResult:
        """As Textual's, around another input."""
        with Vertical(id="--container"):
            with Horizontal(id="--input"):
                yield SearchIcon()
                yield Words(placeholder="what a command does", select_on_focus=False)
            with Vertical(id="--results"):
                yield CommandList()
                yield LoadingIndicator()

    def action_go(self, where: str) -> None:
        """Mark another command: one that `CommandList` has an action for."""
        if where == "cursor_down":
            self._action_cursor_down()
        elif self.query_one(CommandList).scrollable_content_region:
            # Before it is laid out, `CommandList` would look for a page among no lines.
            self._action_command_list(where)

    def action_close(self) -> None:
        """Do nothing."""
        self._action_escape()
