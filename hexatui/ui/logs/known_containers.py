"""Paths of containers, completed and suggested from those that are known, also where only a part of one is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os.path import commonprefix
from typing import NamedTuple

from hexatui.protocol.names import LogSource
from hexatui.ui.logs.likely_containers import Guess

PARTS = len(LogSource._fields)

UNKNOWN = "?"
"""Stands for a part that isn't known, where a path is listed."""


class Suggestion(NamedTuple):
    """A container that can be opened, or as much of one as is known: unknown parts are ""."""

    source: LogSource
    path: str
    """As it is listed."""
    opened_before: bool = False
    guessed: str = ""
    """Why it is believed that there is one; "" where it is known."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is unknown."""
        return all(self.source)


def suggestions(
    seen: Iterable[LogSource], opened: Iterable[LogSource], guesses: Iterable[Guess] = ()
) -> list[Suggestion]:
    """All that can be suggested, each once: guesses, what was opened before, what was seen; what is partly known last.

    Of what is partly known, only that which the rest doesn't say.
    """
    whole = {guess.source: Suggestion(guess.source, str(guess.source), guessed=guess.ground) for guess in guesses}
    for source in opened:
        whole.setdefault(source, Suggestion(source, str(source), True))
    partial: list[LogSource] = []
    for source in dict.fromkeys(seen):
        if all(source):
            whole.setdefault(source, Suggestion(source, str(source)))
        else:
            partial.append(source)
    said = [{source[place] for source in whole} for place in range(PARTS)]
    news = (source for source in partial if any(part and part not in said[i] for i, part in enumerate(source)))
    return [*whole.values(), *(Suggestion(source, "/".join(part or UNKNOWN for part in source)) for source in news)]


def matching(known: Sequence[Suggestion], typed: str) -> list[Suggestion]:
    """Those whose path holds every word that was typed; those that begin with it first, else in their order."""
    words = typed.lower().replace("/", " ").split()
    found = [one for one in known if all(word in one.path.lower() for word in words)]
    return sorted(found, key=lambda one: not one.path.startswith(typed))


def completed(known: Sequence[Suggestion], typed: str, cursor: int) -> tuple[str, int]:
    """What Tab makes of a path that is being typed, as a shell does: the part with the cursor, as far as it is clear.

    Returns:
        the text and the cursor's place in it; the text as it was where nothing is known.
    """
    parts = typed.split("/")
    index = typed.count("/", 0, cursor)
    if index >= PARTS:
        return typed, cursor
    begin = sum(len(part) + 1 for part in parts[:index])
    end = begin + len(parts[index])
    others = [(place, part) for place, part in enumerate(parts[:PARTS]) if part and place != index]
    # Where nothing of just this pod or namespace is known, what else the workspace has may be what is meant.
    fitting = (
        _values(known, index, parts[index], others)
        or _values(known, index, parts[index], [other for other in others if other[0] != 1], namespace="")
        or _values(known, index, parts[index], others[:1] if index else [])
    )
    if not fitting:
        return typed, cursor
    text, rest = typed[:begin] + commonprefix(fitting), typed[end:]  # noqa: RUF071 (characters are meant)
    if len(fitting) == 1 and index < PARTS - 1:
        text, rest = text + "/", rest.removeprefix("/")
    return text + rest, len(text)


def _values(
    known: Sequence[Suggestion],
    index: int,
    stem: str,
    others: Sequence[tuple[int, str]],
    namespace: str | None = None,
) -> list[str]:
    """What stands at this place of the paths whose other parts are the given ones."""
    agreeing = (
        one.source
        for one in known
        if all(one.source[place] == part for place, part in others) and namespace in (None, one.source.namespace)
    )
    return sorted({source[index] for source in agreeing if source[index].startswith(stem)} - {""})


def first_gap(path: str) -> int:
    """Where a path is to be continued: at the first part that is missing, else at its end."""
    return path.find("//") + 1 or len(path)


def path_of(source: LogSource) -> str:
    """As much of a path as is known, to be continued: "ws-123/frontend/", or "ws-123//api-server-abc123/"."""
    length = max((place for place, part in enumerate(source, 1) if part), default=0)
    return "/".join(source[:length]) + ("/" if 0 < length < PARTS else "")
