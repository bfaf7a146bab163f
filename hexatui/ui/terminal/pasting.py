"""What a terminal sends, of which a paste is one text whatever is in it, and however slowly it comes.

Textual's own parser takes what follows an escape character within a paste as keys, which then do what keys do. And
where the paste's end comes in two pieces, as over a slow link, it waits for ever: each further key goes into the paste.
Of a sequence that names a key that can't be it dies; here that sequence is left out, and the next key is heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import monotonic

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.message import Message

ESCAPE = "\x1b"
START, END = "\x1b[200~", "\x1b[201~"

PATIENCE = 3.0
"""Seconds of silence after which a paste without an end has ended."""

MAX_CHARACTERS = 4 * 1_048_576
"""Characters of a paste that are kept."""


class PastingParser(XTermParser):
    """Textual's parser for everything but pastes."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasted: list[str] | None = None
        """The pieces of a paste that has begun."""
        self._held = ""
        """What may be the beginning of a paste's start or end."""
        self._heard_at = 0.0

    def feed(self, data: str) -> Iterable[Message]:
        """Take what came; "" for the end of all."""
        if not data:
            yield from self._given_up()
            yield from super().feed("")
            return
        self._heard_at = monotonic()
        data, self._held = self._held + data, ""
        while data:
            mark = START if self._pasted is None else END
            before, found, data = data.partition(mark)
            if not found:
                before, self._held = _parted(before, mark)
            yield from self._take(before)
            if found:
                yield from self._turn()

    def tick(self) -> Iterable[Message]:
        """Go on where nothing came for a while."""
        if self._pasted is not None or self._held:
            patience = constants.ESCAPE_DELAY if self._pasted is None else PATIENCE
            if monotonic() - self._heard_at >= patience:
                yield from self._given_up()
        yield from super().tick()

    def _take(self, text: str) -> Iterator[Message]:
        if self._pasted is None:
            for character in text:
                yield from self._parsed(character)
        elif text and sum(map(len, self._pasted)) < MAX_CHARACTERS:
            self._pasted.append(text)

    def _parsed(self, character: str) -> Iterator[Message]:
        try:
            yield from super().feed(character)
        except (ArithmeticError, LookupError, ValueError):
            self._gen = self.parse(self._tokens.append)
            self._awaiting = next(self._gen)

    def _turn(self) -> Iterator[Message]:
        """A paste begins, or ends."""
        pasted, self._pasted = self._pasted, [] if self._pasted is None else None
        if pasted:
            yield events.Paste("".join(pasted)[:MAX_CHARACTERS].replace("\x00", ""))

    def _given_up(self) -> Iterator[Message]:
        """Nothing more comes: what is held is what it seems, and a paste is over."""
        held, self._held = self._held, ""
        if held == ESCAPE and self._pasted is None:
            yield events.Key("escape", ESCAPE)  # Textual would wait for more of it once again.
        else:
            yield from self._take(held)
        if self._pasted is not None:
            yield from self._turn()


def _parted(text: str, mark: str) -> tuple[str, str]:
    """A text, and from its end what may be the beginning of a mark."""
    for length in range(len(mark) - 1, 0, -1):
        if text.endswith(mark[:length]):
            return text[:-length], text[-length:]
    return text, ""
