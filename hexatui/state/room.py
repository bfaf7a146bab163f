"""How much all parts of a fleet together may hold: what bounds one part alone would multiply by the parts."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Allowance:
    """So many of one thing in the whole fleet."""

    limit: int
    held: int = 0

    def take(self) -> bool:
        """Hold one more; False where none is left."""
        if self.held >= self.limit:
            return False
        self.held += 1
        return True

    def give_back(self) -> None:
        """Hold one less."""
        self.held -= 1


@dataclass(slots=True)
class Room:
    """The allowances of a fleet. The largest of each thing, times its number, is at most some 30 MB."""

    components: Allowance = field(default_factory=lambda: Allowance(8_000))
    """Components of workspaces, of about 4 kB at most: a hundred watched workspaces with 64 each, and some."""
    containers: Allowance = field(default_factory=lambda: Allowance(10_000))
    """Containers of workspaces, of about 3 kB at most."""
    members: Allowance = field(default_factory=lambda: Allowance(10_000))
    """Members of organizations, of about 3 kB at most."""
    gauges: Allowance = field(default_factory=lambda: Allowance(3_200))
    """Gauges beside cpu and memory, of about 8 kB at most: a hundred watched workspaces with 32 each."""
