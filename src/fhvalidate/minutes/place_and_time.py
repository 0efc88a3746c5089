"""Where and when: date, place, start and end, out of labels that part or join them."""

from collections.abc import Iterable, Sequence

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re2
from fhvalidate.minutes.front_labels import Block, Entry, Field, entries_of
from fhvalidate.minutes.model import Said, SaidDate, SaidTime
from fhvalidate.minutes.printed_dates import find_date, find_hour, find_hours
from fhvalidate.minutes.word_patterns import word_pattern

# Place and time take at most so many lines.
MAX_LINES = 5
MAX_PLACE = 160

_NOISE = word_pattern(
    r"(?i)(?:^|[^\pL])((?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?|den|kl(?:ockan)?\.?|"
    r"datum|tid|ajournering\pL*|paus\pL*|mötestid)(?:$|[^\pL])",
    "dag",
    "den",
    "kl",
    "datum",
    "tid",
    "ajournering",
    "paus",
)
_START = late_re2(r"(?i)^(?:på|i|vid)(?:$|[^\pL])|^[ ,.;:\x{2013}-]+")
_EMPTY_BRACKETS = word_pattern(r"\([^()\pL]*\)", "(")


@frozen
class PlaceAndTime:
    """What is known of where and when the meeting was."""

    date: SaidDate | None
    place: Said | None
    start: SaidTime | None
    end: SaidTime | None


def read_place_and_time(blocks: Sequence[Block]) -> PlaceAndTime:
    """The meeting's date, place, start and end as the labels give them."""
    both = list(entries_of(blocks, Field.PLACE_AND_TIME))[:MAX_LINES]
    times = [*both, *list(entries_of(blocks, Field.TIME))[:MAX_LINES]]
    dates = [*list(entries_of(blocks, Field.DATE))[:1], *both, *times]
    start, end = _hours([*times, *dates])
    return PlaceAndTime(_date(dates), _place(blocks, both), start, end)


def said_date(entry: Entry) -> SaidDate | None:
    """The date in a value; None when there is none."""
    found = find_date(entry.text)
    return None if found is None else SaidDate(found[0], entry.page, entry.box)


def _date(entries: Iterable[Entry]) -> SaidDate | None:
    return next((date for entry in entries if (date := said_date(entry))), None)


def _hours(entries: Sequence[Entry]) -> tuple[SaidTime | None, SaidTime | None]:
    for entry in entries:
        hours = find_hours(entry.text)
        if hours is not None:
            start, end, _ = hours
            return SaidTime(start, entry.page, entry.box), SaidTime(end, entry.page, entry.box)
    for entry in entries:
        hour = find_hour(entry.text)
        if hour is not None:
            return SaidTime(hour[0], entry.page, entry.box), None
    return None, None


def _place(blocks: Sequence[Block], both: Sequence[Entry]) -> Said | None:
    entries = list(entries_of(blocks, Field.PLACE))[:2] or both
    first = next((entry for entry in entries if _without_times(entry.text)), None)
    if first is None:
        return None
    # The lines together: a place may be broken over two of them.
    text = _without_times(" ".join(entry.text for entry in entries))
    if not any(c.isalpha() for c in text) or len(text) > MAX_PLACE:
        return None
    return Said(text, first.page, first.box)


def _without_times(text: str) -> str:
    """The text without dates, hours and the words that announce them."""
    for _ in range(MAX_LINES):
        if (date := find_date(text)) is not None:
            text = f"{text[: date[1].start]} {text[date[1].end :]}"
        elif (hours := find_hours(text)) is not None:
            for span in reversed(hours[2]):
                text = f"{text[: span.start]} {text[span.end :]}"
        elif (hour := find_hour(text)) is not None:
            text = f"{text[: hour[1].start]} {text[hour[1].end :]}"
        else:
            break
    text = _EMPTY_BRACKETS.sub(" ", text)
    for _ in range(MAX_LINES):
        before, text = text, _NOISE.sub(" ", text)
        if text == before:
            break
    text = " ".join(text.split()).replace(" ,", ",")
    for _ in range(MAX_LINES):
        before, text = text, _START.sub("", text).strip()
        if text == before:
            break
    return text.strip(" ,.;:\u2013-")
