"""Dates and hours as minutes print them: in digits, in words, with hours in pairs."""

from collections.abc import Iterator
from datetime import date, time

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re, late_re2
from fhvalidate.minutes.word_patterns import word_pattern

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip

# In words, as in formal minutes: "den fjortonde oktober 2025".
ORDINALS = (
    "första", "andra", "tredje", "fjärde", "femte", "sjätte", "sjunde", "åttonde", "nionde",
    "tionde", "elfte", "tolfte", "trettonde", "fjortonde", "femtonde", "sextonde", "sjuttonde",
    "artonde", "nittonde", "tjugonde", "tjugoförsta", "tjugoandra", "tjugotredje", "tjugofjärde",
    "tjugofemte", "tjugosjätte", "tjugosjunde", "tjugoåttonde", "tjugonionde", "trettionde",
    "trettioförsta",
)  # fmt: skip

_DASH = r"[-\x{2010}-\x{2015}]"
_DATE = late_re2(
    r"(?i)(?:^|[^0-9\pL])("
    r"(\d{4})[-/.\x{2010}-\x{2013}](\d{1,2})[-/.\x{2010}-\x{2013}](\d{1,2})"
    r"|(\d{1,2}|" + "|".join(ORDINALS) + r")(?::e|:a)?\.? ?"
    r"(" + "|".join(MONTHS) + r"|jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|dec)\.?,? ?(\d{4})"
    r"|(\d{1,2})[/.](\d{1,2})[-/. ] ?(\d{4})"
    r")(?:$|[^0-9])"
)
_CLOCK = r"([01]?\d|2[0-4])[.:]([0-5]\d)"
_RANGE = late_re2(
    r"(?i)(?:^|[^0-9.:])(" + _CLOCK + r" ?(?:" + _DASH + r"|till|tom|och) ?"
    r"(?:kl(?:ockan)?\.? ?)?" + _CLOCK + r")(?:$|[^0-9])"
)
_HOURS = word_pattern(
    r"(?i)kl(?:ockan)?\.? ?(([01]?\d|2[0-4])(?:[.:]([0-5]\d))? ?(?:" + _DASH + r"|till) ?"
    r"(?:kl(?:ockan)?\.? ?)?([01]?\d|2[0-4])(?:[.:]([0-5]\d))?)(?:$|[^0-9])",
    "kl",
)
_HOUR = word_pattern(r"(?i)(?:^|[^0-9.:])(?:kl(?:ockan)?\.? ?)" + _CLOCK + r"(?:$|[^0-9])", "kl")
# What every form of a date has.
_YEAR = late_re("[0-9]{4}")
# What every range of clocks has.
_MINUTES = late_re("[0-9][.:][0-5][0-9]")
_BREAK = late_re2(r"(?i)(?:ajourner|paus|lunch|rast|uppehåll|fika)\pL*,?(?: kl(?:ockan)?\.?)? ?$")

# More hours than this in one place is a timetable.
MAX_RANGES = 12


@frozen
class Span:
    """Where in a text something stands."""

    start: int
    end: int


def find_date(text: str) -> tuple[date, Span] | None:
    """The first date in the text; what has the shape of one and is none is passed over."""
    if _YEAR.search(text) is None:
        return None
    start = 0
    for _ in range(MAX_RANGES):
        found = _DATE.search(text, start)
        if found is None:
            return None
        made = _date(found.groups()[1:])
        if made is not None:
            return made, Span(*found.span(1))
        start = found.end(1)
    return None


def find_hours(text: str) -> tuple[time, time, tuple[Span, ...]] | None:
    """Start and end in a text that has both; breaks between are left out."""
    ranges = [found for found in _ranges(text) if not _BREAK.search(text[: found[2].start])]
    if not ranges:
        return None
    start, end = ranges[0][0], ranges[0][1]
    # "13.00-15.00 och 15.30-17.00": the meeting ends with the last that goes on.
    for begins, ends, _ in ranges[1:]:
        if begins >= end:
            end = ends
    return start, end, tuple(span for _, _, span in ranges)


def find_hour(text: str) -> tuple[time, Span] | None:
    """The first hour that "kl." or "klockan" announces."""
    found = _HOUR.search(text)
    made = _clock(*found.groups()) if found else None
    return (made, Span(*found.span(0))) if found and made else None


def _ranges(text: str) -> Iterator[tuple[time, time, Span]]:
    patterns = [_RANGE] if _MINUTES.search(text) else []
    patterns += [_HOURS] if _HOURS.may_match(text) else []
    start = 0
    for _ in range(MAX_RANGES):
        places = [f for p in patterns if (f := p.search(text, start))]
        if not places:
            return
        found = min(places, key=lambda match: match.span(1))
        begins, ends = _clock(*found.groups()[1:3]), _clock(*found.groups()[3:5])
        if begins is not None and ends is not None:
            yield begins, ends, Span(*found.span(1))
        start = found.end(1)


def _clock(hour: str, minute: str | None) -> time | None:
    # "24.00" is the end of the day, which a time on the clock cannot say.
    return None if int(hour) > 23 else time(int(hour), int(minute or 0))  # noqa: PLR2004


def _date(parts: tuple[str | None, ...]) -> date | None:
    year: str | None
    month: str | None
    day: str | None
    if parts[0]:
        year, month, day = parts[0], parts[1], parts[2]
    elif parts[4]:
        short = parts[4].lower()
        number = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(short[:3]))
        day_word = (parts[3] or "").lower()
        in_words = day_word in ORDINALS
        year, month = parts[5], str(number)
        day = str(ORDINALS.index(day_word) + 1) if in_words else day_word
    else:
        day, month, year = parts[6], parts[7], parts[8]
    try:
        return date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        return None
