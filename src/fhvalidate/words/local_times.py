"""Times as a person reads them: Swedish time, with its zone."""

from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@cache
def _stockholm() -> tzinfo:
    try:
        return ZoneInfo("Europe/Stockholm")
    except ZoneInfoNotFoundError:  # a machine without tzdata: true, if less handy
        return UTC


def local(time: datetime) -> str:
    """The time as `2026-03-03 10:00:00 CET`; one without a zone is taken as UTC."""
    time = time if time.tzinfo else time.replace(tzinfo=UTC)
    try:
        time = time.astimezone(_stockholm())
    except OverflowError:  # certificates that never expire say 9999-12-31 23:59:59 UTC
        time = time.replace(tzinfo=UTC)
    shown = time.replace(tzinfo=None, microsecond=0).isoformat(sep=" ")
    return f"{shown} {time.tzname()}"
