"""Which page of a listing comes next, and when it is whole, whatever the platform says of its pages. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_PAGES = 250
"""Pages of one listing; with 100 items each, more than the fleet keeps."""

MAX_BYTES = 16 * 1_048_576
"""Bytes of one listing, of which as much again and more is held until it is whole."""


@dataclass(slots=True)
class Paging:
    """One listing, page by page.

    A listing that prints no pages is whole with its first. One that promises more is followed while each page brings
    something new, so that a platform that numbers its pages without end, or gives the same one again, ends it.
    """

    ids: dict[str, None] = field(default_factory=dict)
    """Everything listed so far, in its order."""
    bytes: int = 0
    """What its pages came to so far."""
    page: int = 1
    """The page to ask for, from 1."""
    done: bool = False
    whole: bool = False
    """Whether it ended as the platform said it would; otherwise there may be more than was listed."""

    def take(self, ids: list[str], pages: int | None, size: int = 0) -> list[str]:
        """Take what a page held, of how many pages it says it is one, and its bytes; gives what is new of it."""
        new = [id for id in dict.fromkeys(ids) if id not in self.ids]
        self.ids.update(dict.fromkeys(new))
        self.bytes += size
        if pages is None or self.page >= pages:
            self.done = self.whole = True
        elif not new or self.page >= MAX_PAGES or self.bytes >= MAX_BYTES:
            self.done = True
        self.page += 1
        return new
