"""The text of a log line as it is drawn: safe, its fields told apart, its level and what was found marked. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style

from hexatui.log_levels import stated_level, told_level
from hexatui.text import safe
from hexatui.ui.canvas import Line, span
from hexatui.ui.palette import Look, Palette
from hexatui.ui.render.cells import crop, drawn, wrapped
from hexatui.ui.render.log_fields import ERROR, LEVEL, MESSAGE, Field, Fields

TAB = 8
"""Cells from one tab stop to the next."""

Found = Callable[[str], list[tuple[int, int]]]
"""Where in a raw text something is that is looked for."""

_BEYOND = 256
"""Characters behind the visible end in which a hit may end that began before it."""

_BREAK = re.compile(r"\r?\n")


class Styled(NamedTuple):
    """Characters that look different from the rest."""

    start: int
    end: int
    style: Style


@dataclass
class Text:
    """Safe text with styles; a later one is laid over those before it."""

    plain: str = ""
    styles: list[Styled] = field(default_factory=list)

    def add(self, raw: str, style: Style | None, *, lines: bool = False) -> None:
        """Append raw text. With `lines`, line feeds stay and break it; otherwise they become visible."""
        start = len(self.plain)
        parts = _BREAK.split(raw) if lines and "\n" in raw else [raw]
        self.plain += "\n".join(drawn(safe(part.expandtabs(TAB))) for part in parts)
        if style:
            self.styles.append(Styled(start, len(self.plain), style))

    def mark(self, spans: Iterable[tuple[int, int]], style: Style) -> None:
        """Style these characters."""
        self.styles += [Styled(start, end, style) for start, end in spans]

    def cut(self, skip: int, room: int, base: Style, look: Look) -> Line:
        """One row: what is in the cells from `skip` on, with an ellipsis at each edge beyond which there is more."""
        ellipsis = look.shapes.ellipsis
        lead = ellipsis if skip and self.plain else ""
        start = len(crop(self.plain, skip + len(lead)))
        if skip + len(lead) > cell_len(self.plain[:start]) and start < len(self.plain):
            lead, start = lead + " ", start + 1  # half a wide character
        rest = self.plain[start:]
        head = crop(rest, room - len(lead))
        more = len(head) < len(rest)
        if more:
            head = crop(head, room - len(lead) - 1)
        row = [span(lead, base), *self._styled(start, start + len(head), base)]
        return [part for part in [*row, span(ellipsis if more else "", base)] if part.text]

    def rows(self, room: int, limit: int, base: Style) -> list[Line]:
        """At most `limit` rows of at most `room` cells, broken between characters and at line feeds."""
        found: list[Line] = []
        at = 0
        for row in wrapped(self.plain, room, limit):
            found.append(self._styled(at, at + len(row), base))
            at += len(row)
            at += self.plain[at : at + 1] == "\n"
        return found

    def _styled(self, start: int, end: int, base: Style) -> Line:
        # A style a character: where each letter was found, cutting pieces into pieces takes far longer.
        styles = [base] * (end - start)
        for first, last, style in self.styles:
            if first < end and last > start:
                place = slice(max(first, start) - start, min(last, end) - start)
                styles[place] = [before + style for before in styles[place]]
        line: Line = []
        for _, run in groupby(styles, key=id):
            same = list(run)
            line.append(span(self.plain[start : start + len(same)], same[0]))
            start += len(same)
        return line


def plain_text(raw: str, has_level: bool, palette: Palette, *, lines: bool) -> Text:
    """A line that is no fields. A level that was not told, but stands in the text, is coloured there."""
    text = Text()
    text.add(raw, None, lines=lines)
    if not has_level:
        level, start, end = stated_level(text.plain)
        text.mark([(start, end)] if level else (), palette.severity(level))
    return text


def mark_hits(text: Text, found: Found, raw: str, start: int, seen: int, palette: Palette) -> None:
    """Mark what is found in a raw text of which `seen` characters from `start` on are drawn.

    What is drawn is searched instead where a character isn't drawn as one: after a tab, or a joiner.
    """
    if len(text.plain) != seen:
        text.mark(found(text.plain), palette.match)
        return
    hits = found(raw[: start + seen + _BEYOND])
    text.mark([(max(0, first - start), last - start) for first, last in hits if last > start], palette.match)


def fields_text(fields: Fields, left_out: set[Field], palette: Palette, *, lines: bool) -> Text:
    """The message first, then what went wrong, then the other fields, in the second tone."""
    text = Text()
    message = fields.named(MESSAGE)
    if message:
        text.add(message.value, None, lines=lines)
    errors = [each for each in fields.all if each.key.lower() in ERROR and each is not message]
    rest = [each for each in fields.all if each is not message and each not in errors and each not in left_out]
    for each in [*errors, *rest]:
        text.add("  " if text.plain else "", None)
        text.add(f"{each.key}=", palette.dim)
        level = told_level(each.value) if each.key.lower() in LEVEL else ""
        style = palette.severity(level) if level else None if each in errors or not message else palette.dim
        text.add(each.written, style)
    return text
