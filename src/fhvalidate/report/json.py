"""The report as JSON: the model's names in the model's order, times in UTC."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any

from fhvalidate.report.plain import UNSEEN

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

MAX_INTEGER_BITS = 1024  # what other languages' readers survive; Python's own stops at 4300 digits


_PLAIN = frozenset({str, bool, type(None)})


_names: dict[type, tuple[str, ...] | None] = {}  # by class; the model has some 40


def names_of(kind: type) -> tuple[str, ...] | None:
    """The names of a dataclass's fields; None for any other class."""
    if kind not in _names:
        _names[kind] = tuple(i.name for i in fields(kind)) if is_dataclass(kind) else None
    return _names[kind]


def to_jsonable(value: Any) -> Json:  # noqa: PLR0911 - a table of kinds
    """The value in JSON's own types: dataclasses and mappings as objects, tuples as arrays."""
    kind = type(value)
    if kind in _PLAIN:  # most of a report
        return value  # type: ignore[no-any-return]
    names = names_of(kind)
    if names is not None:
        return {name: to_jsonable(getattr(value, name)) for name in names}
    match value:
        case Enum():
            return to_jsonable(value.value)
        case None | bool() | str():
            return value
        case int():
            return value if value.bit_length() <= MAX_INTEGER_BITS else hex(value)
        case float():
            return value if math.isfinite(value) else None
        case date() | time():
            return _moment(value)
        case Mapping():
            return {str(key): to_jsonable(item) for key, item in value.items()}
        case tuple() | list():
            return [to_jsonable(item) for item in value]
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a report")


def _moment(value: date | time) -> str:
    """A point in time, a day or an hour on the clock, as text."""
    if isinstance(value, datetime):
        return utc(value)
    return value.isoformat("minutes") if isinstance(value, time) else value.isoformat()


def utc(moment: datetime) -> str:
    """The time as `2026-03-03T09:00:00Z`; one without a zone is taken as UTC."""
    try:
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:  # within a day of year 1 or year 9999
        moment = moment.replace(tzinfo=UTC)
    return moment.replace(tzinfo=None).isoformat() + "Z"


def dumps(report: object, *, indent: int | None = None) -> str:
    """The value as JSON text that is always valid UTF-8 and shows no reader a hidden character."""
    return dumps_json(to_jsonable(report), indent=indent)


def dumps_json(value: Json, *, indent: int | None = None) -> str:
    """As `dumps`, of a value that is in JSON's own types already."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    # A line break between members is layout; within a string json has escaped it already.
    return UNSEEN.sub(lambda match: _escape(match[0]), text)


def _escape(character: str) -> str:
    return character if character == "\n" else json.dumps(character)[1:-1]
