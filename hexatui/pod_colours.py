"""Which of a set of colours a pod has: the same in every run and on every screen, as far as that keeps pods apart."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32


def colour_slots(pods: Iterable[str], colours: int) -> dict[str, int]:
    """For each pod the number of its colour, 0 to `colours` - 1.

    It follows from the name alone. Where an earlier one has it, the next that is free is taken, while there is one.
    """
    slots: dict[str, int] = {}
    for pod in pods:
        if pod not in slots:
            wished = crc32(pod.encode("utf-8", "surrogatepass")) % colours
            free = [slot for slot in range(wished, wished + colours) if slot % colours not in slots.values()]
            slots[pod] = (free or [wished])[0] % colours
    return slots
