"""The column that says whose each line is, in a view of several pods: a short name, in a colour of its own. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from hexatui.pod_colours import colour_slots
from hexatui.text import safe
from hexatui.ui.canvas import Line, span
from hexatui.ui.palette import Look
from hexatui.ui.render.cells import crop, drawn, fit

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.logs import LogLine

WIDEST = 20
"""Cells of the longest name that is not shortened."""

FULL = 60
"""Cells of a pane from which there is room for the whole column."""

NARROWEST = 40
"""Cells of a pane from which there is room for a column."""

NARROW = 8
"""Cells of a name where there is no more room."""


@dataclass(frozen=True)
class PodColumn:
    """The names of the pods in view, and the place of each in the order of colours."""

    names: dict[tuple[str, str], str]
    """By pod and container."""
    order: tuple[str, ...]
    """The pods, as they were opened."""
    width: int
    """Cells of the longest name."""


def pod_column(sources: Iterable[LogSource]) -> PodColumn:
    """The column for these containers: their pods' names, and the container's where a pod has several."""
    known = list(sources)
    counted = Counter(source.pod for source in known)
    names = {
        (source.pod, source.container): f"{source.pod}/{source.container}" if counted[source.pod] > 1 else source.pod
        for source in known
    }
    longest = max((cell_len(name) for name in names.values()), default=0)
    return PodColumn(names, tuple(counted), min(WIDEST, longest))


def pod_span(line: LogLine, column: PodColumn, width: int, look: Look) -> Line:
    """A line's pod and a blank; shortened in a narrow pane, and nothing in one that is too narrow for it."""
    if width < NARROWEST:
        return []
    room = column.width if width >= FULL else min(NARROW, column.width)
    name = column.names.get((line.pod, line.container), line.pod)
    pods = look.palette.pods
    slot = colour_slots([*column.order, line.pod], len(pods))[line.pod]
    short = short_name(drawn(safe(name)), room, look.shapes.ellipsis)
    return [span(fit(short, room) + " ", pods[slot])]


def short_name(name: str, width: int, ellipsis: str) -> str:
    """A name in so many cells: what tells it from others, at its end, stays: "api-serv…x2x4z", "api-server…/proxy"."""
    if cell_len(name) <= width:
        return name
    tail = name[-(width // 2) :]
    tail = tail[max(tail.find("/"), tail.rfind("-") + 1, 0) :]
    return crop(name, max(0, width - cell_len(tail) - cell_len(ellipsis))) + ellipsis + tail
