"""Chance that repeats itself: what varies in the demo is a pure function of the seed, a name and a number."""

from __future__ import annotations

from random import Random

_MASK = (1 << 64) - 1


def dice(seed: int, name: str, number: int = 0) -> Random:
    """A generator of its own for one thing; the same in every process."""
    return Random(f"{seed}/{name}/{number}")


def fraction(key: int, number: int) -> float:
    """A number in [0, 1) that depends on both in no visible way (splitmix64)."""
    mixed = (key + number * 0x9E3779B97F4A7C15) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return (mixed ^ (mixed >> 31)) / 2.0**64


def drift(key: int, time: float) -> float:
    """A smooth curve within [-1, 1] that wanders to a new value with each whole unit of `time`."""
    whole = int(time // 1)
    part = time - whole
    ease = part * part * (3 - 2 * part)
    start, end = fraction(key, whole), fraction(key, whole + 1)
    return 2 * (start + (end - start) * ease) - 1
