"""Platform timestamps into Unix seconds. Light: state needs it before pydantic is there."""

from __future__ import annotations

from datetime import UTC, datetime

_EARLIEST = datetime(2, 1, 1, tzinfo=UTC).timestamp()
_LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


def epoch_seconds(timestamp: datetime | str | None) -> float | None:
    """Unix seconds of a platform's timestamp; None for text that is no time. Without a zone it counts as UTC.

    The first and the last year of the calendar count as no time: another zone could not show them.
    """
    if not isinstance(timestamp, datetime):
        return None
    if timestamp.tzinfo is None:
        timestamp = timestamp.replace(tzinfo=UTC)
    try:
        seconds = timestamp.timestamp()
    except (OverflowError, ValueError):
        return None
    return seconds if _EARLIEST <= seconds < _LATEST else None
