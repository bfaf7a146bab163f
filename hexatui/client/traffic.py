"""What passed on the wire, counted, and told once a second while something new is known. Pure; no clock."""

from __future__ import annotations

import math

from hexatui.protocol.lifecycle import Throughput

INTERVAL = 1.0
"""Seconds between two `Throughput` facts."""


class Traffic:
    """Counts since the program began."""

    def __init__(self) -> None:
        self.received = 0
        self.malformed = 0
        self.unknown = 0
        self.dropped = 0
        self.bytes_received = 0
        self.round_trip: float | None = None
        self._told = 0
        self._told_round_trip: float | None = None
        self._told_at = -math.inf

    def due(self, now: float) -> Throughput | None:
        """The fact, if something arrived or was measured, and a second has passed since the last one."""
        if now < self.deadline():
            return None
        self._told, self._told_at, self._told_round_trip = self.received, now, self.round_trip
        return Throughput(
            self.received, self.malformed, self.unknown, self.dropped, self.bytes_received, self.round_trip
        )

    def deadline(self) -> float:
        """When the next fact is due; infinity while there is nothing new."""
        new = self.received > self._told or self.round_trip != self._told_round_trip
        return self._told_at + INTERVAL if new else math.inf
