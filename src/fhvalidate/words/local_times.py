"""Times as a person reads them: Swedish time, with its zone."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import time as clock
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fhvalidate.times import in_zone

_ZONES = ("CET", "CEST")


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
    if time.tzname() not in _ZONES:  # before 1900 the clocks had times of their own
        time = time.astimezone(UTC)
    shown = time.replace(tzinfo=None, microsecond=0).isoformat(sep=" ")
    return f"{shown} {time.tzname()}"


def swedish_day(time: datetime) -> date:
    """The day that an aware time lies in, in Sweden."""
    return in_zone(time, _stockholm()).date()


def swedish_time(time: datetime) -> datetime:
    """The aware time as clocks show it in Sweden, to the second and without its zone."""
    return in_zone(time, _stockholm()).replace(tzinfo=None, microsecond=0)


def last_whole_day(time: datetime) -> date:
    """The last day, in Sweden, whose last second is no later than the aware time."""
    found = swedish_day(time)
    end = datetime.combine(found, clock(23, 59, 59), _stockholm())
    return found if end <= time or found == date.min else found - timedelta(days=1)
