"""What a line of a log file tells of itself: its time and its level, where it states them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_LOOK_AT = 400
"""Characters at a line's start in which its time and level are looked for."""

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

_LEVELS = {
    "trace": "debug", "debug": "debug", "dbg": "debug", "info": "info", "information": "info", "notice": "info",
    "warn": "warning", "warning": "warning", "wrn": "warning", "err": "error", "error": "error", "severe": "error",
    "crit": "critical", "critical": "critical", "alert": "critical", "emerg": "critical", "fatal": "critical",
    "panic": "critical", "10": "debug", "20": "debug", "30": "info", "40": "warning", "50": "error", "60": "critical",
    "i": "info", "w": "warning", "e": "error", "f": "critical",
}  # fmt: skip
_WORDS = "|".join(sorted((word for word in _LEVELS if len(word) > 2), key=len, reverse=True))
_KEYED = re.compile(rf"""\b(?:level|lvl|severity)"?\s?[=:]\s?"?({_WORDS}|\d\d)\b""")
"""In lower case: level=warn, "level":"error", "level":50."""
_BRACKETED = re.compile(rf"[\[<(]\s?({_WORDS})\s?[\])>]")
"""In lower case: [error], <warning>, ( info )."""
_BEFORE_COLON = re.compile(r"\b([a-z]{3,11}): ")
"""In lower case: error: no such file. Any word, since looking for many at each place is slow."""
_KUBERNETES = re.compile(r"([IWEF])\d{4} ")
"""As Kubernetes itself writes: E0520 10:00:00."""
_SHOUTED = re.compile(rf"\b({_WORDS.upper()})\b")
_STATUS = re.compile(r'HTTP/[\d.]+" (\d)\d\d ')


def level_of(text: str) -> str:
    """The level that a line states: debug, info, warning, error or critical; "" where it states none."""
    head = text[:_LOOK_AT]
    # One expression for all of it, whatever its case, takes four times as long; and this is done for every line.
    small = head.lower()
    has_key = "level" in small or "lvl" in small or "severity" in small
    stated = (
        (_KEYED.search(small) if has_key else None)
        or _BRACKETED.search(small)
        or next((word for word in _BEFORE_COLON.finditer(small) if word[1] in _LEVELS), None)
        or _KUBERNETES.match(head)
        or _SHOUTED.search(head)
    )
    if stated:
        return _LEVELS.get(stated[1].lower(), "")
    status = _STATUS.search(head)
    return {"5": "error", "4": "warning"}.get(status[1], "info") if status else ""


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
