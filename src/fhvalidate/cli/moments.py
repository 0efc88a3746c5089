"""Times on the command line: ISO 8601 with a zone, or a day, which is Swedish.

A day is its end where something was so by then, or is asked as of then, or ends then; its beginning
only where something begins with it.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fhvalidate.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

_TO_ITS_END = "day-alone"
_FROM_ITS_BEGINNING = "day-alone-first"


def as_of(text: str, *, option: str, now: datetime) -> datetime:
    """When to validate, or since when something is held: the time, or the end of the day.

    The end of today lies ahead, and what will be known then is not known yet: today is `now`.

    Raises:
        UsageError: `time-malformed`, `time-without-zone`, `day-unknown`, `time-zones-missing`.
    """
    from fhvalidate.days import end_or_now

    day = _day(text, option=option)
    return (
        _moment(text, option=option, hint=_TO_ITS_END) if day is None else end_or_now(day, now=now)
    )


def first(text: str, *, option: str) -> datetime:
    """From when something is so: the time, or the beginning of the day.

    Raises:
        UsageError: as `as_of`.
    """
    from fhvalidate.days import beginning_of

    day = _day(text, option=option)
    return (
        _moment(text, option=option, hint=_FROM_ITS_BEGINNING) if day is None else beginning_of(day)
    )


def last(text: str, *, option: str) -> datetime:
    """Until when something is so: the time, or the end of the day, also of today.

    Raises:
        UsageError: as `as_of`.
    """
    from fhvalidate.days import end_of

    day = _day(text, option=option)
    return _moment(text, option=option, hint=_TO_ITS_END) if day is None else end_of(day)


def names_today(text: str, *, now: datetime) -> bool:
    """Whether the text is the day that `now` is in, in Sweden."""
    from fhvalidate.days import day_named, day_of, is_day

    return is_day(text) and day_named(text) == day_of(now)


def _day(text: str, *, option: str) -> "date | None":
    """The day, where the text is written as one.

    Raises:
        UsageError: `day-unknown`: no calendar has it, also where a time of day follows.
    """
    from fhvalidate.days import day_named, is_day

    written, of_the_day, _ = text.strip().partition("T")
    if not is_day(written):
        return None
    try:
        day = day_named(written)
    except ValueError:
        raise UsageError("day-unknown", value=written, option=option) from None
    return None if of_the_day else day


def _moment(text: str, *, option: str, hint: str) -> datetime:
    """The time that an ISO 8601 text with a zone names, given after the option."""
    try:
        found = datetime.fromisoformat(text.strip())
        if found.tzinfo is not None:
            found.astimezone(UTC)  # the first and last day of the calendar may fall outside it
            return found
    except (ValueError, OverflowError):
        raise UsageError("time-malformed", value=text, option=option, hint=hint) from None
    raise UsageError("time-without-zone", value=text, option=option, hint=hint)
