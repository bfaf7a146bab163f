"""The row at the foot of the log pane in which a search or a filter is typed; each letter counts at once."""

from __future__ import annotations

from typing import ClassVar, Literal, get_args

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.keys import REPLACED_KEYS, key_to_character
from textual.message import Message
from textual.widgets import Input
from textual.widgets.input import Selection

from hexatui.text import safe
from hexatui.ui.actions import bindings
from hexatui.ui.canvas import Canvas, span, width_of
from hexatui.ui.palette import DEFAULT_LOOK, Look
from hexatui.ui.render.search_line import bar_status

Purpose = Literal["search", "filter"]
Case = Literal["smart", "exact", "ignore"]

PROMPTS: dict[Purpose, str] = {"search": "/", "filter": "show only "}
PLACEHOLDERS: dict[Purpose, str] = {"search": "text to find", "filter": "text, or !text to hide it"}
"""What stands where nothing is typed yet."""

CASES: dict[Case, str] = {"smart": "smart case", "exact": "exact case", "ignore": "any case"}
"""What the choices are called."""

MAX_TYPED = 1_000
"""Characters that can be typed or pasted."""

MAX_HISTORY = 100
"""Words that can be come back to, for each purpose."""


class CleanInput(Input):
    """An input of one line that takes nothing but literal text, also when it is pasted; a subclass has its keys."""

    class Left(Message):
        """The person is done, or wants back to where they were; or has gone elsewhere already."""

        def __init__(self, kept: bool, *, has_gone: bool = False) -> None:
            super().__init__()
            self.kept = kept
            self.has_gone = has_gone

    def action_keep(self) -> None:
        """Done: keep what was found."""
        self.post_message(self.Left(kept=True))

    def action_cancel(self) -> None:
        """Back to where one was."""
        self.post_message(self.Left(kept=False))

    def on_blur(self, event: events.Blur) -> None:
        """Done, too, but not when it is the whole terminal that loses the focus."""
        if self.screen.focused not in (None, self):
            self.post_message(self.Left(kept=True, has_gone=True))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is typed here; Textual asks without the character of some, as of the slash."""
        return super().check_consume_key(key, character or key_to_character(REPLACED_KEYS.get(key, key)))

    def replace(self, text: str, start: int, end: int) -> None:
        """Put cleaned text between two places, as much as there is room for."""
        room = MAX_TYPED - len(self.value) + abs(end - start)
        super().replace(safe(text[: max(0, room)]), start, end)


class SearchInput(CleanInput):
    """What is searched for, or shown alone."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("search", "keep", "cancel")]


class SearchBar(Horizontal):
    """Says what is typed and how it is meant; what it leads to is told back by `say`."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("search", "toggle_regex", "cycle_case", "earlier", "later")]

    class Changed(Message):
        """Other words were typed, or the same are meant otherwise."""

    def __init__(self, *, look: Look = DEFAULT_LOOK) -> None:
        super().__init__()
        self.purpose: Purpose = "search"
        self.is_regex = False
        self.case: Case = "smart"
        self._said, self._problem = "", ""
        self._history: dict[Purpose, list[str]] = {"search": [], "filter": []}
        self._at = 0
        self._prompt, self._status = Canvas(look=look, id="prompt"), Canvas(look=look, id="said")
        self._input = SearchInput(compact=True, select_on_focus=False)
        self.display = False

    def compose(self) -> ComposeResult:
        """What is typed, between what it is for and what it leads to."""
        yield self._prompt
        yield self._input
        yield self._status

    def on_mount(self) -> None:
        """A quiet cursor: one that blinks writes to the terminal."""
        self._input.cursor_blink = False

    # What the pane calls

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.display

    @property
    def is_typed_in(self) -> bool:
        """Whether keys go into it."""
        return self._input.has_focus

    @property
    def meant(self) -> tuple[str, bool, Case]:
        """The words, whether they are a regular expression, and what their case says."""
        return self.typed, self.is_regex, self.case

    @property
    def typed(self) -> str:
        """The words."""
        return self._input.value

    def open(self, purpose: Purpose, typed: str) -> None:
        """Ask for words; those there are selected, so that typing replaces them."""
        self.purpose = purpose
        self._at = len(self._history[purpose])
        self._input.placeholder = PLACEHOLDERS[purpose]
        self._put(typed)
        self._input.selection = Selection(0, len(typed))
        # At once, not with the next style update: what is typed meanwhile would go elsewhere.
        self.display = True
        self._prompt.styles.width = len(PROMPTS[purpose])
        self._prompt.draw([[span(PROMPTS[purpose], self._prompt.look.palette.accent)]])
        self.screen.set_focus(self._input, scroll_visible=False)

    def stay(self) -> None:
        """Go on typing."""

    def close(self) -> None:
        """Give the row back, and remember the words."""
        self.display = False
        history = self._history[self.purpose]
        if self.typed and self.typed not in history[-1:]:
            history.append(self.typed)
            del history[:-MAX_HISTORY]

    def say(self, said: str, problem: str) -> None:
        """Tell what was found; or, in one sentence, what is wrong with the words."""
        self._said, self._problem = said, problem
        self._draw()

    def _draw(self) -> None:
        look = self._status.look
        meant = {"toggle_regex": "regex" if self.is_regex else "literal", "cycle_case": CASES[self.case]}
        toggles = tuple((look.keys.shown(f"search.{name}"), words) for name, words in meant.items())
        width = max(0, self.size.width - len(PROMPTS[self.purpose]))
        line = bar_status(self._said, self._problem, toggles, width * 2 // 3, look)
        self._status.styles.width = width_of(line)
        self._status.draw([line])

    def on_resize(self, event: events.Resize) -> None:
        """Use the new width."""
        self._draw()

    # What a person does

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())

    def _put(self, typed: str) -> None:
        with self.prevent(Input.Changed):
            self._input.value = typed
        self._input.cursor_position = len(typed)

    def action_toggle_regex(self) -> None:
        """Mean a regular expression, or the text itself."""
        self.is_regex = not self.is_regex
        self.post_message(self.Changed())

    def action_cycle_case(self) -> None:
        """Heed case where a capital is typed, always, or never."""
        cases: tuple[Case, ...] = get_args(Case)
        self.case = cases[(cases.index(self.case) + 1) % len(cases)]
        self.post_message(self.Changed())

    def action_earlier(self) -> None:
        """Take the words that were typed before."""
        self._recall(-1)

    def action_later(self) -> None:
        """Take the words that were typed after those, and behind the last none."""
        self._recall(1)

    def _recall(self, step: int) -> None:
        history = [*self._history[self.purpose], ""]
        self._at = max(0, min(self._at + step, len(history) - 1))
        self._put(history[self._at])
        self.post_message(self.Changed())
