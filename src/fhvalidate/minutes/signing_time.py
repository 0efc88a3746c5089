"""Times as signature pages print them: ISO 8601 or in Swedish words, with or without a zone."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re2

# A page that names no zone is taken to mean the time on Swedish clocks.
SWEDEN = ZoneInfo("Europe/Stockholm")

_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip

_ZONES = {"utc": 0, "gmt": 0, "z": 0, "cet": 1, "cest": 2}

_ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# "16 okt. 2025", "Oct 16, 2025": three letters tell every month in both languages.
_SHORT = tuple(dict.fromkeys(name[:3] for name in (*_MONTHS, *_ENGLISH)))
_MONTH = "|".join((*_MONTHS, *_ENGLISH, "sept", *_SHORT))

_DASH = r"[-\x{2010}-\x{2013}/.]"
_DAY = (
    rf"(?:(\d{{4}}){_DASH}(\d{{2}}){_DASH}(\d{{2}})"
    rf"|(\d{{1,2}})(?:\.|:e|:a|st|nd|rd|th)? ?({_MONTH})\.?,? ?(\d{{4}})"
    rf"|({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})"
    # "11/03-2025", "11/3 2025", "16.10.2025": day first, as in Sweden.
    r"|(\d{1,2})[/.](\d{1,2})[-./ ](\d{4}))"
)
_HOUR = (
    r"(?:t|,? ?(?:\| ?)?(?:kl(?:ockan)?\.?|at)?) ?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?"
    r"(?:[.,]\d{1,9})?(?: ?([ap])\.?m\.?)?"
)
_ZONE = r"(?: ?\(?(utc|gmt|cest|cet|z)\b\)?)?(?: ?\(?(?:utc|gmt)?([+-]\d{2})[:']?(\d{2})'?\)?)?"


def _compiled(pattern: str) -> Any:
    return late_re2(pattern, case_sensitive=False)


_TIME = _compiled(r"(?:^|[^0-9a-z])(" + _DAY + _HOUR + _ZONE + r")(?:$|[^0-9:])")
_ENDS_WITH_DAY = _compiled(r"(?:^|[^0-9])" + _DAY + r",?$")
_ENDS_OF_DAYS = frozenset("0123456789,")  # what `_ENDS_WITH_DAY` ends with
_STARTS_WITH_HOUR = _compiled(r"^(?:kl\.? ?)?\d{1,2}[:.]\d{2}")


@frozen
class PrintedTime:
    """A time on a page (aware), whether its zone is assumed, and the text it was read from."""

    time: datetime
    zone_assumed: bool
    text: str


@lru_cache(maxsize=256)  # the lines around each that tells of signing, asked again and again
def find_time(text: str) -> PrintedTime | None:
    """The first time, with hour and minute, in a line of text; None when there is none."""
    found = _TIME.search(text)
    if found is None:
        return None
    time = _time(found.groups()[1:])
    return time and PrintedTime(time[0], zone_assumed=time[1], text=found.group(1))


def breaks_after_day(line: str, following: str) -> bool:
    """True when a line ends with a date and the next one starts with its hour."""
    if line[-1:] not in _ENDS_OF_DAYS:
        return False
    return bool(_ENDS_WITH_DAY.search(line)) and bool(_STARTS_WITH_HOUR.search(following))


def _time(parts: Sequence[str | None]) -> tuple[datetime, bool] | None:
    year, month, day = _day(parts)
    hour, minute, second, half, zone, offset_hours, offset_minutes = parts[12:]
    try:
        numbers = [int(part or 0) for part in (year, month, day, hour, minute, second)]
        numbers[3] = _hour(numbers[3], half)
        time = datetime(*numbers, tzinfo=SWEDEN)  # type: ignore[misc,arg-type]  # six numbers
        if offset_hours:
            ahead = timedelta(hours=int(offset_hours))
            minutes = timedelta(minutes=int(offset_minutes or 0))
            ahead += -minutes if offset_hours.startswith("-") else minutes
            return time.replace(tzinfo=timezone(ahead)), False
        if zone:
            return time.replace(tzinfo=timezone(timedelta(hours=_ZONES[zone.lower()]))), False
    except ValueError:
        return None  # 2025-13-45 99:99 has the shape of a time and is none
    return time, True


def _day(parts: Sequence[str | None]) -> tuple[str | None, str | None, str | None]:
    """Year, month and day, whichever of the four forms they stand in."""
    if parts[0]:
        return parts[0], parts[1], parts[2]
    if parts[4]:
        return parts[5], _month(parts[4]), parts[3]
    if parts[6]:
        return parts[8], _month(parts[6]), parts[7]
    return parts[11], parts[10], parts[9]


def _month(name: str) -> str:
    start = name.lower()[:3]
    for names in (_MONTHS, _ENGLISH):
        for number, month in enumerate(names, start=1):
            if month.startswith(start):
                return str(number)
    return "0"


def _hour(hour: int, half: str | None) -> int:
    """The hour of 24: "2:02 PM" is 14.02, and "12:02 AM" is 00.02."""
    if half is None or hour > 12:  # noqa: PLR2004
        return hour
    return hour % 12 + (12 if half.lower() == "p" else 0)
