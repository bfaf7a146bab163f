"""Paths of containers, completed and suggested from those that are known, also where only a part of one is. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from os.path import commonprefix
from typing import NamedTuple

from hexatui.protocol.names import LogSource

PARTS = len(LogSource._fields)

UNKNOWN = "?"
"""Stands for a part that isn't known, where a path is listed."""

_OWN_OF_POD = re.compile(r"-[bcdf-hj-np-tv-xz2456789]{8,10}-[a-z0-9]{5}$|-[a-z0-9]+$")
"""What tells a pod from the others of its set: two hashes (with Kubernetes' letters for these), or its last part."""


class Suggestion(NamedTuple):
    """A container that can be opened, or as much of one as is known: unknown parts are ""."""

    source: LogSource
    path: str
    """As it is listed."""
    opened_before: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is unknown."""
        return all(self.source)


def suggestions(seen: Iterable[LogSource], opened: Iterable[LogSource]) -> list[Suggestion]:
    """All that can be suggested, each once: what was opened before, then what was seen; what is partly known last.

    Of what is partly known, only that which the rest doesn't say.
    """
    whole = {source: Suggestion(source, str(source), True) for source in opened}
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


def filled_in(source: LogSource, known: Iterable[LogSource]) -> LogSource:
    """A pod with what is likely of its namespace and container: as of itself, else as of others of the same set.

    What those don't agree on stays unknown.
    """
    here = [one for one in known if one.workspace_id == source.workspace_id and one.namespace and one.pod]
    kin = [one for one in here if one.pod == source.pod]
    kin = kin or [one for one in here if _set_of(one.pod) == _set_of(source.pod)]
    namespaces, containers = ({one[place] for one in kin} for place in (1, 3))
    return source._replace(
        namespace=source.namespace or (namespaces.pop() if len(namespaces) == 1 else ""),
        container=source.container or (containers.pop() if len(containers) == 1 else ""),
    )


def _set_of(pod: str) -> str:
    return _OWN_OF_POD.sub("", pod)
