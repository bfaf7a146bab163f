"""Figures as people read them: ages, amounts, rates, times of day. Pure."""

from __future__ import annotations

import math
from datetime import UTC, datetime

_BINARY = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")
_DECIMAL = ("B", "kB", "MB", "GB", "TB", "PB", "EB")


def duration(seconds: float) -> str:
    """A span in its one or two coarsest units: "2 s", "2 m", "1 h 04 m", "3 d". Negative counts as 0."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} m"
    if whole < 10 * 3600:
        return f"{whole // 3600} h {whole % 3600 // 60:02} m"
    if whole < 48 * 3600:
        return f"{whole // 3600} h"
    return f"{whole // 86400} d"


def exact_duration(seconds: float) -> str:
    """A span to the second: "42 s", "2 m 07 s", "1 h 04 m"."""
    whole = max(0, int(seconds))
    return f"{whole // 60} m {whole % 60:02} s" if 60 <= whole < 3600 else duration(whole)


def milliseconds(seconds: float) -> str:
    """A short span: "41 ms"; less than one is said to be less."""
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.0005 else "<1 ms"


def number(value: float) -> str:
    """Three significant figures at most: "3.2", "27", "0.05", "1,234"."""
    if not math.isfinite(value):
        return "?"
    size = abs(value)
    if size >= 1e9:
        return f"{value:.0e}"
    if size >= 100:
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}".removesuffix(".0")
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def count(value: int) -> str:
    """A whole number with thousands apart: "200,000"."""
    return f"{value:,}"


def plural(value: int, word: str) -> str:
    """ "1 workspace", "12 workspaces"."""
    return f"{value:,} {word}" if value == 1 else f"{value:,} {word}s"


def percent(value: float | None) -> str:
    """ "32 %"; "–" where there is no limit to compare with, "999+ %" far above it."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{max(value, 0):.0f} %" if value < 1000 else "999+ %"


def precise_percent(value: float | None) -> str:
    """As `percent`, with a decimal: "32.4 %"."""
    return percent(value) if value is None or not 0 <= value < 1000 else f"{value:.1f} %"


def _scaled(value: float, base: float, units: tuple[str, ...]) -> tuple[float, str]:
    step = 0
    while abs(value) >= base and step < len(units) - 1:
        value /= base
        step += 1
    return value, units[step]


def memory(value: float) -> str:
    """Bytes in binary units: "27 Gi"."""
    if not math.isfinite(value):
        return "?"
    scaled, unit = _scaled(value, 1024, _BINARY)
    return f"{number(scaled)} {unit or 'B'}"


def rate(value: float) -> str:
    """Bytes a second in decimal units: "1.2 MB/s"."""
    if not math.isfinite(value):
        return "?"
    scaled, unit = _scaled(value, 1000, _DECIMAL)
    return f"{number(scaled)} {unit}/s"


def share(used: float, limit: float | None, unit: str) -> str:
    """Used of limit, said once in a common unit: "3.2 of 10 cores", "27 of 32 Gi", "27 Gi, no limit", "27 Gi".

    Args:
        used: in base units (cores, or bytes for any other unit).
        limit: likewise; 0 for none, None where it isn't known.
        unit: "cores", or anything else for bytes.
    """
    if not limit:
        amount = f"{number(used)} cores" if unit == "cores" else memory(used)
        return amount if limit is None else f"{amount}, no limit"
    if unit == "cores":
        return f"{number(used)} of {number(limit)} cores"
    scaled, name = _scaled(limit, 1024, _BINARY)
    return f"{number(used * scaled / limit)} of {number(scaled)} {name or 'B'}"


def date_of(at: float) -> str:
    """The day of Unix seconds in UTC, "2024-01-20"; "????-??-??" where it is none."""
    try:
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
    except (OverflowError, ValueError, OSError):
        return "????-??-??"


def time_of_day(at: float, *, local: bool = False) -> str:
    """Hours, minutes, seconds of Unix seconds, "14:02:11Z" in UTC; "??:??:??" where it is no time."""
    try:
        moment = datetime.fromtimestamp(at, None if local else UTC)
    except (OverflowError, ValueError, OSError):
        return "??:??:??"
    return f"{moment:%H:%M:%S}" + ("" if local else "Z")
