"""How the platform writes a rate."""

from __future__ import annotations


def byte_rate(bytes_per_second: float) -> str:
    """As the reference prints one: "1.2MB/s", below a megabyte "340.5KB/s"."""
    if bytes_per_second >= 1e6:
        return f"{bytes_per_second / 1e6:.1f}MB/s"
    return f"{bytes_per_second / 1e3:.1f}KB/s"
