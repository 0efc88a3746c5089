"""Times on the command line: ISO 8601 with a zone; as of when to validate also by its day."""

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from fhvalidate.errors import UsageError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_LAST_SECOND = time(23, 59, 59)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def moment(text: str, *, option: str, **facts: str) -> datetime:
    """The time that an ISO 8601 text with a zone names, given after the option.

    Raises:
        UsageError: `time-malformed`, `time-without-zone`, with the facts.
    """
    try:
        found = datetime.fromisoformat(text.strip())
        if found.tzinfo is not None:
            found.astimezone(UTC)  # the first and last day of the calendar may fall outside it
            return found
    except (ValueError, OverflowError):
        raise UsageError("time-malformed", value=text, option=option, **facts) from None
    raise UsageError("time-without-zone", value=text, option=option, **facts)


def as_of(text: str, *, option: str, now: datetime) -> datetime:
    """When to validate: the time that is named, or the end of the day that is, Swedish time.

    The end of today lies ahead, and what will be known then is not known yet: today is `now`.

    Raises:
        UsageError: `time-malformed`, `time-without-zone`, `time-zones-missing`.
    """
    if not _DAY.fullmatch(text.strip()):
        return moment(text, option=option, hint="day-alone")
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError("time-malformed", value=text, option=option, hint="day-alone") from None
    if day == swedish_day(now):
        return now
    return datetime.combine(day, _LAST_SECOND, tzinfo=_sweden()).astimezone(UTC)


def names_today(text: str, *, now: datetime) -> bool:
    """Whether the text is the day that `now` is in, in Sweden."""
    return text.strip() == swedish_day(now).isoformat()


def swedish_day(moment: datetime) -> date:
    """The day that it was in Sweden.

    Raises:
        UsageError: `time-zones-missing`.
    """
    return moment.astimezone(_sweden()).date()


def _sweden() -> "ZoneInfo":
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo("Europe/Stockholm")
    except ZoneInfoNotFoundError as error:
        raise UsageError("time-zones-missing") from error
