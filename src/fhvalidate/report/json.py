"""The report as JSON: the model's names in the model's order, times in UTC."""

import base64
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from operator import attrgetter
from typing import Any

from fhvalidate.words.plain import UNSEEN

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

MAX_INTEGER_BITS = 1024  # what other languages' readers survive; Python's own stops at 4300 digits


Convert = Callable[[Any], Json]

_PLAIN = frozenset({str, bool, type(None)})
_SEEN = bytes(range(0x20, 0x7F)) + b"\n"  # none of them is escaped

_names: dict[type, tuple[str, ...] | None] = {}  # by class; the model has some 40
_converters: dict[type, Convert] = {}  # by class, too


def told_fields(kind: Any) -> tuple[Field[Any], ...]:
    """The fields of a dataclass that stand in JSON: all but those that are marked otherwise."""
    return tuple(each for each in fields(kind) if each.metadata.get("json", True))


def names_of(kind: type) -> tuple[str, ...] | None:
    """The names of a dataclass's fields; None for any other class."""
    if kind not in _names:
        _names[kind] = tuple(i.name for i in told_fields(kind)) if is_dataclass(kind) else None
    return _names[kind]


def to_jsonable(value: Any) -> Json:
    """The value in JSON's own types: dataclasses and mappings as objects, tuples as arrays."""
    kind = type(value)
    if kind in _PLAIN:  # most of a report
        return value  # type: ignore[no-any-return]
    convert = _converters.get(kind)
    if convert is None:
        convert = _converters[kind] = _converter(kind)
    return convert(value)


def _converter(kind: type) -> Convert:  # noqa: PLR0911 - a case a class
    """What turns the values of one class into JSON's own types."""
    names = names_of(kind)
    if names is not None:
        return _members(names)
    if issubclass(kind, Enum):
        return lambda value: to_jsonable(value.value)
    if issubclass(kind, str | bool):
        return lambda value: value
    if issubclass(kind, int):
        return lambda value: value if value.bit_length() <= MAX_INTEGER_BITS else hex(value)
    if issubclass(kind, float):
        return lambda value: value if math.isfinite(value) else None
    if issubclass(kind, date | time):
        return _moment
    if issubclass(kind, bytes):
        return lambda value: base64.b64encode(value).decode("ascii")
    if issubclass(kind, Mapping):
        return lambda value: {str(key): to_jsonable(item) for key, item in value.items()}
    if issubclass(kind, tuple | list):
        return lambda value: [to_jsonable(item) for item in value]
    raise TypeError(f"{kind.__name__} has no place in a report")


def _members(names: tuple[str, ...]) -> Convert:
    """What turns a dataclass into an object; a call for each plain member would be most of it."""
    if len(names) < 2:  # noqa: PLR2004 (of one name `attrgetter` makes no tuple)
        return lambda value: {name: to_jsonable(getattr(value, name)) for name in names}
    members = attrgetter(*names)

    def convert(value: Any) -> Json:
        return {
            name: item if type(item) in _PLAIN else to_jsonable(item)
            for name, item in zip(names, members(value), strict=True)
        }

    return convert


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
    return moment.isoformat().removesuffix("+00:00") + "Z"


def dumps(report: object, *, indent: int | None = None) -> str:
    """The value as JSON text that is always valid UTF-8 and shows no reader a hidden character."""
    return dumps_json(to_jsonable(report), indent=indent)


def dumps_json(value: Json, *, indent: int | None = None) -> str:
    """As `dumps`, of a value that is in JSON's own types already."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    # Most of a report is ASCII that can be seen: what is left is little to look through.
    rest = text.encode("utf-8", "surrogatepass").translate(None, _SEEN)
    if UNSEEN.search(rest.decode("utf-8", "surrogatepass")) is None:
        return text
    # A line break between members is layout; within a string json has escaped it already.
    return UNSEEN.sub(lambda match: _escape(match[0]), text)


def _escape(character: str) -> str:
    return character if character == "\n" else json.dumps(character)[1:-1]
