"""Arithmetic with times, which ends where the calendar does: a stranger's date may lie there."""

from datetime import UTC, datetime, timedelta, tzinfo


def shifted(time: datetime, by: timedelta) -> datetime:
    """The time that much later or, when `by` is negative, earlier; the calendar's end past it."""
    try:
        return time + by
    except OverflowError:
        latest, earliest = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
        return latest if by > timedelta() else earliest


def in_utc(time: datetime) -> datetime:
    """The aware time in UTC; the calendar's end where its offset leads past it."""
    return shifted(time.replace(tzinfo=UTC), -(time.utcoffset() or timedelta()))


def in_zone(time: datetime, zone: tzinfo) -> datetime:
    """The aware time in the zone; as it is where that leads past the calendar's end."""
    try:
        return time.astimezone(zone)
    except OverflowError:
        return time
