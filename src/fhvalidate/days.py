"""Days, which are Swedish: the one that a text names, and where it begins and ends."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fhvalidate.errors import UsageError
from fhvalidate.late_patterns import late_re
from fhvalidate.times import in_utc

_LAST_SECOND = time(23, 59, 59)
# ISO 8601-1, 5.2: a calendar date or a week date, with or without its hyphens.
_DAY = late_re(r"[0-9]{4}(?:-[0-9]{2}-[0-9]{2}|[0-9]{4}|-W[0-9]{2}-[0-9]|W[0-9]{3})")


def is_day(text: str) -> bool:
    """Whether the text is written as a day is, be there such a day or not."""
    return _DAY.fullmatch(text.strip()) is not None


def day_named(text: str) -> date:
    """The day that the text names.

    Raises:
        ValueError: it is no day, or one that no calendar has.
    """
    if not is_day(text):
        raise ValueError("no day")
    return date.fromisoformat(text.strip())


def beginning_of(day: date) -> datetime:
    """The first second of the day in Sweden, in UTC.

    Raises:
        UsageError: `time-zones-missing`.
    """
    return in_utc(datetime.combine(day, time(), tzinfo=_sweden()))


def end_of(day: date) -> datetime:
    """The last second of the day in Sweden, in UTC.

    Raises:
        UsageError: `time-zones-missing`.
    """
    return in_utc(datetime.combine(day, _LAST_SECOND, tzinfo=_sweden()))


def day_of(moment: datetime) -> date:
    """The day that it was in Sweden; in UTC where that leads past the calendar's end.

    Raises:
        UsageError: `time-zones-missing`.
    """
    try:
        return moment.astimezone(_sweden()).date()
    except OverflowError:
        return moment.date()


def end_or_now(day: date, *, now: datetime) -> datetime:
    """The end of the day; `now` on that day itself, since what will be known then is not yet."""
    return now if day == day_of(now) else end_of(day)


def _sweden() -> ZoneInfo:
    try:
        return ZoneInfo("Europe/Stockholm")
    except ZoneInfoNotFoundError as error:
        raise UsageError("time-zones-missing") from error
