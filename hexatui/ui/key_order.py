"""What a person types, in its order, however fast it comes: each key goes to what has the focus after all before it."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from textual.events import Key, Paste

if TYPE_CHECKING:
    from textual.app import App
    from textual.message_pump import MessagePump

PATIENCE = 1.0
"""Seconds after which a key that got lost, with a screen that closed perhaps, holds up no other."""

LOOKS = 5
"""Into how many waits they are divided: where the machine stalls for so long, nothing is lost, but all is late."""

CLIMBS = 2
"""What a key leads to may be under way itself, as the message that an input was left."""


class KeyOrder:
    """Holds keys and pastes back while an earlier one is under way.

    Textual gives a key to the widget that has the focus when it comes; what that has no use for climbs from queue to
    queue to the app, whose actions may move the focus. So of keys that come in one breath, as they do over a slow line,
    all went to the widget that had the focus before the first. Here something climbs after each key; when it arrives,
    the key has been answered, and the next one may go.
    """

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._waiting: deque[Key | Paste] = deque()
        self._next: Key | Paste | None = None
        """Whose turn it is, and which comes again."""
        self._turn = 0
        self._is_under_way = False

    @property
    def is_busy(self) -> bool:
        """Whether anything is under way, or waits."""
        return self._is_under_way or self._next is not None

    def holds(self, typed: Key | Paste) -> bool:
        """Whether it is not its turn; then it comes again when it is."""
        if typed is self._next:
            self._next = None
            return False
        if not self.is_busy:
            return False
        if not self._waiting:
            self._expect()
        self._waiting.append(typed)
        return True

    def follow(self, addressee: MessagePump) -> None:
        """Let no other go until this is done with what it was just given."""
        self._turn += 1
        self._is_under_way = True
        if self._waiting:
            self._expect()
        self._climb(addressee, addressee, self._turn, CLIMBS)

    def _expect(self) -> None:
        """Go on some time also where what is under way got lost."""
        self._look_again(self._turn, LOOKS)

    def _look_again(self, turn: int, looks: int) -> None:
        if looks:
            self._app.set_timer(PATIENCE / LOOKS, partial(self._look_again, turn, looks - 1))
        else:
            self._arrive(turn)

    def _climb(self, start: MessagePump, node: MessagePump | None, turn: int, climbs: int) -> None:
        """Go through the queues of a node and of all above it."""
        while node is not None:
            if node.call_later(self._climb, start, node._parent, turn, climbs):
                return
            node = node._parent  # It is closed.
        if climbs > 1:
            self._climb(start, start, turn, climbs - 1)
        else:
            self._arrive(turn)

    def _arrive(self, turn: int) -> None:
        if turn == self._turn and self._is_under_way:
            self._is_under_way = False
            if self._waiting:
                self._next = self._waiting.popleft()
                self._app.post_message(self._next)
