"""Text, dates and names out of PDF objects; what is malformed is None, never an exception."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pikepdf

from fhvalidate.late_patterns import late_re

MAX_OBJECT_NUMBER = 2**31 - 1  # the library takes no larger one
MAX_NUMBERS = 100  # of an array of coordinates; a rectangle has four
MAX_TEXT = 10_000  # characters of a name, reason or title; real ones have below 300

ObjectId = tuple[int, int]
"""Number and generation of an indirect object."""

_DATE = late_re(
    r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?"
    r"(?:(Z)(?:00'?00'?)?|([+-])(\d\d)'?(\d\d)?'?)?"
)


def object_of(pdf: pikepdf.Pdf, number: int, generation: int = 0) -> Any:
    """The object with the number; None when there is none, or can be none."""
    if not 0 < number <= MAX_OBJECT_NUMBER:
        return None
    try:
        return pdf.get_object(number, generation)
    except (pikepdf.PdfError, RuntimeError):
        return None


def is_container(value: Any) -> bool:
    """Whether an object holds others: an array, a dictionary or a stream."""
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream)


def text_of(value: Any) -> str | None:
    """The text of a string object."""
    if not isinstance(value, pikepdf.String):
        return None
    try:
        return str(value)[:MAX_TEXT]
    except (UnicodeDecodeError, ValueError):
        return bytes(value).decode("latin-1")[:MAX_TEXT]


def name_of(value: Any) -> str | None:
    """A name object without its slash."""
    if not isinstance(value, pikepdf.Name):
        return None
    try:
        return str(value)[1:MAX_TEXT]
    except (UnicodeDecodeError, ValueError):
        return value.unparse().decode("latin-1")[1:MAX_TEXT]


def bytes_of(value: Any) -> bytes | None:
    """The bytes of a string object."""
    return bytes(value) if isinstance(value, pikepdf.String) else None


def integer_of(value: Any) -> int | None:
    """An integer object; a boolean is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def integers_of(value: Any, *, limit: int) -> tuple[int, ...] | None:
    """An array that holds at most `limit` integers and nothing else."""
    if not isinstance(value, pikepdf.Array) or len(value) > limit:
        return None
    numbers = [integer_of(item) for item in value]
    return tuple(n for n in numbers if n is not None) if None not in numbers else None


def numbers_of(value: Any) -> tuple[float, ...] | None:
    """A short array that holds numbers and nothing else."""
    if not isinstance(value, pikepdf.Array) or len(value) > MAX_NUMBERS:
        return None
    items: list[Any] = list(value)
    numbers = [number_of(item) for item in items]
    return tuple(n for n in numbers if n is not None) if None not in numbers else None


def number_of(value: Any) -> float | None:
    """A number object, whole or not; a boolean is none."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return float(value)


def date_of(value: Any) -> datetime | None:
    """A date string as an aware time; without a zone it is UTC (ISO 32000-2, 7.9.4)."""
    match = _DATE.match((text_of(value) or "").strip().replace("\x00", ""))
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    sign = -1 if match[8] == "-" else 1
    offset = sign * timedelta(hours=int(match[9] or 0), minutes=int(match[10] or 0))
    try:
        zone = timezone(offset) if offset else UTC
        return datetime(year, month or 1, day or 1, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
