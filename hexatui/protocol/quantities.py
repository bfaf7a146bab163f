"""Amounts as the platform writes them, into numbers (protocol-notes 4). Pure; imports nothing heavy."""

from __future__ import annotations

import math
import re

_SUFFIXES = {
    "n": 1e-9, "u": 1e-6, "m": 1e-3, "": 1.0,
    "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "Pi": 2.0**50, "Ei": 2.0**60,
}  # fmt: skip
_QUANTITY = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([A-Za-z]*)\s*", re.ASCII)
_MAX_LENGTH = 64
"""No honest quantity is longer; it also bounds what `float` is given."""


def parse_quantity(text: str) -> float | None:
    """A Kubernetes quantity in base units: "3.8Gi" -> 4080218931.2, "500m" -> 0.5, "1e3" -> 1000.0.

    A trailing "B" is forgiven ("4GiB"), as are "cores" and "core". None for what is no finite quantity.
    """
    match = _QUANTITY.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if match is None:
        return None
    number, unit = match.groups()
    if unit in ("cores", "core"):
        unit = ""
    factor = _SUFFIXES.get(unit, _SUFFIXES.get(unit.removesuffix("B")))
    if factor is None:
        return None
    value = float(number) * factor
    return value if math.isfinite(value) else None


def parse_rate(text: str) -> float | None:
    """Bytes a second: "1.2MB/s" -> 1200000.0, "800KiB/s" -> 819200.0. None for what is no rate."""
    amount, slash, per = text.strip().partition("/")
    if slash and per.strip() not in ("s", "sec", "second"):
        return None
    return parse_quantity(amount)


def amount_in_unit(text: str, unit: str) -> float | None:
    """A `used` or `limit`, in base units: ("12288", "Mi") -> 12884901888.0, ("3.2", "cores") -> 3.2.

    An amount that carries its own suffix ("12Gi") is read by that and `unit` is ignored.
    """
    plain = parse_quantity(text)
    if plain is None:
        return None
    has_suffix = bool(text.strip()) and text.strip()[-1].isalpha()
    if has_suffix:
        return plain
    return parse_quantity(f"{text.strip()}{unit.strip()}") if unit.strip() else plain


def percentage(stated: float | None, used: float | None, limit: float | None) -> float | None:
    """The share in use, 0 to 100 and above where the limit is passed; None where there is no limit.

    A stated percentage is believed when it is finite and within 0 to 1000; otherwise it is computed.
    """
    if stated is not None and math.isfinite(stated) and 0 <= stated <= 1000:
        return stated
    if used is None or not limit or limit < 0:
        return None
    return 100 * used / limit
