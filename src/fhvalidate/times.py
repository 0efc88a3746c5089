"""Arithmetic on times that does not end at the ends of time."""

from datetime import UTC, datetime, timedelta

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


def shifted(time: datetime, by: timedelta) -> datetime:
    """The time moved by so much: the first or the last time there is where that leads past it."""
    try:
        return time + by
    except OverflowError:
        return _LAST if by > timedelta() else _FIRST
