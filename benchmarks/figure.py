"""What a benchmark found: a figure, what others reach, and what was wanted; taken in turns, printed as one table."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

NOT_INSTALLED = "not installed"

HEADINGS = ("what", "unit", "hexatui", "beside", "it has", "ratio", "wanted", "")

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A bound: of the figure itself, or where `beside` names a peer of the ratio to it."""

    bound: float
    at_most: bool = False
    """Otherwise at least."""
    beside: str = ""

    def is_met_by(self, value: float) -> bool:
        """Whether a value is within the bound."""
        return value <= self.bound if self.at_most else value >= self.bound

    def __str__(self) -> str:
        return f"{'<=' if self.at_most else '>='} {number(self.bound)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured."""

    name: str
    """What was measured, in a few words: "ingest: log entries a second"."""
    ours: float
    peers: Mapping[str, float | None] = field(default_factory=dict)
    """The same of others, by name; None where one is not installed."""
    unit: str = ""
    wanted: Sequence[Wanted] = ()
    ratios: Mapping[str, float] = field(default_factory=dict)
    """Ours to theirs, where it was taken pair by pair; otherwise the quotient of the two figures."""

    def ratio(self, peer: str) -> float | None:
        """Ours to theirs; None where there is no such thing."""
        theirs = self.peers.get(peer)
        return self.ratios.get(peer) or (self.ours / theirs if theirs else None)

    @classmethod
    def of_rounds(
        cls,
        name: str,
        rounds: Mapping[str, Sequence[float] | None],
        ours: str = "hexatui",
        unit: str = "",
        wanted: Sequence[Wanted] = (),
    ) -> Figure:
        """The medians of what was measured in interleaved rounds, and the medians of the ratios pair by pair.

        Args:
            name: what was measured.
            rounds: a value a round, by contestant; None where one is not installed.
            ours: which of them is ours.
            unit: of the values.
            wanted: what is to be reached.
        """
        own = rounds[ours] or ()
        peers = {peer: values for peer, values in rounds.items() if peer != ours}
        return cls(
            name,
            statistics.median(own),
            {peer: statistics.median(values) if values else None for peer, values in peers.items()},
            unit,
            wanted,
            {
                peer: statistics.median(one / other for one, other in zip(own, values, strict=True))
                for peer, values in peers.items()
                if values and all(values)
            },
        )


def in_turns(contestants: Mapping[str, Callable[[], Result]], rounds: int, warm_up: int = 1) -> dict[str, list[Result]]:
    """What each contestant gave, round by round: a machine whose speed drifts is as kind to one as to the other."""
    results: dict[str, list[Result]] = {name: [] for name in contestants}
    for turn in range(-warm_up, rounds):
        for name, compete in contestants.items():
            result = compete()
            if turn >= 0:
                results[name].append(result)
    return results


def table(figures: Iterable[Figure]) -> str:
    """A row for each figure and peer: the ratio, and whether what was wanted is reached."""
    rows = [HEADINGS, *(row for figure in figures for row in _rows(figure))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    numeric = {2, 4, 5}
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in numeric else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _rows(figure: Figure) -> Iterable[tuple[str, ...]]:
    start = (figure.name, figure.unit, number(figure.ours))
    own = [wanted for wanted in figure.wanted if not wanted.beside]
    if own or not figure.peers:
        yield (*start, "", "", "", *_verdict(own, figure.ours))
        start = ("", "", "")
    for peer, theirs in figure.peers.items():
        ratio = figure.ratio(peer)
        has = NOT_INSTALLED if theirs is None else number(theirs)
        bounds = [wanted for wanted in figure.wanted if wanted.beside == peer]
        yield (*start, peer, has, "" if ratio is None else f"{ratio:.2f}", *_verdict(bounds, ratio))
        start = ("", "", "")


def _verdict(bounds: Sequence[Wanted], value: float | None) -> tuple[str, str]:
    """What is wanted, and whether it is reached."""
    if not bounds or value is None:
        return "", ""
    return ", ".join(map(str, bounds)), "yes" if all(bound.is_met_by(value) for bound in bounds) else "NO"


def number(value: float) -> str:
    """Three digits at least, and commas: "0.0123", "1.23", "123,456"."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
