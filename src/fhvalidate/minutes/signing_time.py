"""Times as signature pages print them: ISO 8601 or in Swedish words, with or without a zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import re2

# A page that names no zone is taken to mean the time on Swedish clocks.
SWEDEN = ZoneInfo("Europe/Stockholm")

_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip

_ZONES = {"utc": 0, "gmt": 0, "z": 0, "cet": 1, "cest": 2}

_DAY = (
    r"(?:(\d{4})[-\x{2010}-\x{2013}/.](\d{2})[-\x{2010}-\x{2013}/.](\d{2})"
    r"|(\d{1,2})\.? ?(" + "|".join(_MONTHS) + r") ?(\d{4}))"
)
_HOUR = r"(?:t|,? ?(?:kl(?:ockan)?\.?)?) ?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d{1,9})?"
_ZONE = r"(?: ?\(?(utc|gmt|cest|cet|z)\b\)?)?(?: ?\(?([+-]\d{2}):?(\d{2})\)?)?"


def _compiled(pattern: str) -> re2._Regexp:
    options = re2.Options()
    options.case_sensitive = False
    return re2.compile(pattern, options=options)


_TIME = _compiled(r"(?:^|[^0-9a-z])(" + _DAY + _HOUR + _ZONE + r")(?:$|[^0-9:])")
_ENDS_WITH_DAY = _compiled(r"(?:^|[^0-9])" + _DAY + r",?$")
_STARTS_WITH_HOUR = _compiled(r"^(?:kl\.? ?)?\d{1,2}[:.]\d{2}")


@dataclass(frozen=True, slots=True)
class PrintedTime:
    """A time on a page (aware), whether its zone is assumed, and the text it was read from."""

    time: datetime
    zone_assumed: bool
    text: str


def find_time(text: str) -> PrintedTime | None:
    """The first time, with hour and minute, in a line of text; None when there is none."""
    found = _TIME.search(text)
    if found is None:
        return None
    time = _time(found.groups()[1:])
    return time and PrintedTime(time[0], zone_assumed=time[1], text=found.group(1))


def breaks_after_day(line: str, following: str) -> bool:
    """True when a line ends with a date and the next one starts with its hour."""
    return bool(_ENDS_WITH_DAY.search(line)) and bool(_STARTS_WITH_HOUR.search(following))


def _time(parts: Sequence[str | None]) -> tuple[datetime, bool] | None:
    year, month, day, day_in_words, month_in_words, year_in_words = parts[:6]
    hour, minute, second, zone, offset_hours, offset_minutes = parts[6:]
    if month_in_words:
        year, day = year_in_words, day_in_words
        month = str(_MONTHS.index(month_in_words.lower()) + 1)
    try:
        numbers = [int(part or 0) for part in (year, month, day, hour, minute, second)]
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
