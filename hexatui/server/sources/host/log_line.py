"""What a line of a log file tells of itself beside its level: its time, where it states one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_LOOK_AT = 400
"""Characters at a line's start in which its time is looked for."""

_ISO = re.compile(
    r"""(?:\[|"|\{"(?:ts|time|timestamp|@timestamp)":\s*"|(?:ts|time|timestamp)="?)?
        (\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\ ?(Z|[+-]\d\d:?\d\d)?(?!\d)""",
    re.ASCII | re.VERBOSE,
)
_SYSLOG = re.compile(r"(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?!\d)", re.ASCII)
_ACCESS = re.compile(
    r"[^\[]{1,100}\[(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\]", re.ASCII
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}


def time_of(text: str, now: datetime) -> datetime | None:
    """The time at a line's start, in UTC: RFC 3339 and its kin, syslog, or an access log; None for any other.

    A time without a zone is this machine's local time; one without a year is of the last twelve months before `now`.
    """
    head = text[:_LOOK_AT]
    try:
        return _iso(head) or _syslog(head, now) or _access(head)
    except (ValueError, OverflowError, OSError):
        return None


def _iso(head: str) -> datetime | None:
    match = _ISO.match(head)
    if match is None:
        return None
    date, clock, part, zone = match.groups()
    microseconds = (part or "0")[:6].ljust(6, "0")
    time = datetime.fromisoformat(f"{date}T{clock}.{microseconds}{zone or ''}")
    return time.astimezone(UTC)


def _syslog(head: str, now: datetime) -> datetime | None:
    match = _SYSLOG.match(head)
    if match is None or match[1] not in _MONTHS:
        return None
    day, hour, minute, second = (int(part) for part in match.groups()[1:])
    local = now.astimezone()
    for year in (local.year, local.year - 1):
        time = datetime(year, _MONTHS[match[1]], day, hour, minute, second).astimezone(UTC)
        if time <= now + timedelta(days=1):
            return time
    return None


def _access(head: str) -> datetime | None:
    match = _ACCESS.match(head)
    if match is None or match[2] not in _MONTHS:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
    away = timedelta(hours=int(hours), minutes=int(minutes))
    zone = timezone(-away if sign == "-" else away)
    return datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=zone).astimezone(
        UTC
    )
