"""What whoever shows or searches a log reads of it, be it one container's or several as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hexatui.state.log_pages import Page
    from hexatui.state.logs import Label, LogLine


class LogSnapshot(Protocol):
    """The lines held at one moment; to be read without a lock, in one thread."""

    @property
    def first(self) -> int:
        """The number of the oldest line."""

    @property
    def end(self) -> int:
        """One past the number of the newest line."""

    @property
    def pages(self) -> Sequence[Page]:
        """Some of the pages, the last one among them as the last."""

    @property
    def labels(self) -> Sequence[Label]:
        """What the pages' labels stand for."""

    def page_at(self, number: int) -> Page:
        """The page that holds this line; the first or the last page for one before or after all."""

    def lines(self, start: int, stop: int) -> list[LogLine]:
        """The lines numbered `start` to `stop` (exclusive), of those that were held."""


class Log(Protocol):
    """Lines under ever-growing numbers, the oldest of which fall out."""

    @property
    def first(self) -> int:
        """The number of the oldest line held."""

    @property
    def end(self) -> int:
        """One past the number of the newest line; equal to `first` while nothing is held."""

    @property
    def dropped(self) -> int:
        """How many lines were held once and fell out."""

    def __len__(self) -> int:
        """How many are held."""

    def lines(self, start: int, stop: int) -> list[LogLine]:
        """The lines numbered `start` to `stop` (exclusive), of those that are held."""

    def snapshot(self) -> LogSnapshot:
        """The lines as they are now; takes some microseconds."""
