"""Frozen values from JSON that somebody else wrote: the inverse of `report.json`, by declared type.

Only what is asked for is made, whatever the JSON says: nothing in it names a class. It is applied
to what comes from a process that has parsed a hostile file.
"""

import base64
import json
import math
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from fhvalidate.report.json import Json
from fhvalidate.report.model import Report

MAX_DEPTH = 60  # levels of values in each other; a report has 10, attachments in it double that
T = TypeVar("T")
Read = Callable[[Any, int], Any]


class NotOfThisKindError(ValueError):
    """The JSON is no value of the kind that was asked for; says where and how, in a few words."""


def read_report(text: str | bytes) -> Report:
    """The report that the JSON is.

    Raises:
        NotOfThisKindError: it is none.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotOfThisKindError("not JSON") from error
    report: Report = from_jsonable(Report, value)
    return report


def from_jsonable(kind: Any, value: Json) -> Any:
    """The value of the kind: a dataclass, a tuple of them, or a plain type.

    Raises:
        NotOfThisKindError: the JSON is none.
    """
    return _reader(kind)(value, 0)


@cache
def _reader(kind: Any) -> Read:
    """What reads values of one declared type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _PLAIN:
        return _plain(kind)
    if origin is Literal:
        return _one_of(arguments)
    if origin in {Union, types.UnionType}:
        return _either(arguments)
    if origin is tuple:
        return _items(arguments)
    if origin is Mapping or origin is dict:
        return _table(arguments[1])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _object(kind)
    if kind in _TEXTS:
        return _written(kind, _TEXTS[kind])
    raise TypeError(f"{kind!r} has no place in a report")


_PLAIN: Mapping[Any, tuple[type, ...]] = {
    str: (str,),
    bool: (bool,),
    int: (int,),
    float: (int, float),
    type(None): (type(None),),
}


def _plain(kind: Any) -> Read:
    classes = _PLAIN[kind]

    def read(value: Any, _: int) -> Any:
        if value is None and kind is float:  # what is not finite is written so
            return math.nan
        if type(value) in classes and (type(value) is not float or math.isfinite(value)):
            return value
        raise NotOfThisKindError(f"not {kind.__name__}")

    return read


# As `report.json.utc` writes it: any other text that could be a time stays text.
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z")


def _moment(text: str) -> datetime:
    if _UTC.fullmatch(text) is None:
        raise ValueError
    return datetime.fromisoformat(text)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


_TEXTS: Mapping[Any, Callable[[str], Any]] = {
    datetime: _moment,
    date: date.fromisoformat,
    time: time.fromisoformat,
    bytes: _bytes,
}


def _written(kind: Any, parse: Callable[[str], Any]) -> Read:
    def read(value: Any, _: int) -> Any:
        if type(value) is str:
            try:
                return parse(value)
            except ValueError:
                pass
        raise NotOfThisKindError(f"not {kind.__name__}")

    return read


def _one_of(choices: tuple[Any, ...]) -> Read:
    def read(value: Any, _: int) -> Any:
        if type(value) is str and value in choices:
            return value
        raise NotOfThisKindError("not one of the values")

    return read


def _member(kind: type[Enum]) -> Read:
    by_value = {member.value: member for member in kind}

    def read(value: Any, _: int) -> Any:
        if type(value) in {str, int} and value in by_value:
            return by_value[value]
        raise NotOfThisKindError("not one of the values")

    return read


def _either(kinds: tuple[Any, ...]) -> Read:
    # Null before a number that is not finite, and what is written as text before other text.
    order = sorted(kinds, key=lambda kind: 2 if kind is str else int(kind is not type(None)))
    readers = tuple(_later(kind) for kind in order)

    def read(value: Any, depth: int) -> Any:
        for one in readers:
            try:
                return one(value, depth)
            except NotOfThisKindError as error:
                last = error
        raise last

    return read


def _items(arguments: tuple[Any, ...]) -> Read:
    if len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004
        item = _later(arguments[0])

        def read(value: Any, depth: int) -> Any:
            return tuple(item(one, depth + 1) for one in _array(value, depth))

        return read
    readers = tuple(map(_later, arguments))

    def read_row(value: Any, depth: int) -> Any:
        row = _array(value, depth)
        if len(row) != len(readers):
            raise NotOfThisKindError("not as many")
        return tuple(one(part, depth + 1) for one, part in zip(readers, row, strict=True))

    return read_row


def _array(value: Any, depth: int) -> list[Any]:
    if type(value) is not list or depth > MAX_DEPTH:
        raise NotOfThisKindError("not array")
    return value


def _table(kind: Any) -> Read:
    item = _later(kind)

    def read(value: Any, depth: int) -> Any:
        if type(value) is not dict or depth > MAX_DEPTH:
            raise NotOfThisKindError("not object")
        return MappingProxyType({key: item(one, depth + 1) for key, one in value.items()})

    return read


def _later(kind: Any) -> Read:
    """The reader of the type, found when it is first used: a report holds reports."""
    found: list[Read] = []

    def read(value: Any, depth: int) -> Any:
        if not found:
            found.append(_reader(kind))
        return found[0](value, depth)

    return read


def _object(kind: type[T]) -> Read:
    hints = get_type_hints(kind)
    own = [field for field in fields(kind) if field.init]  # type: ignore[arg-type]
    readers = tuple((field.name, _later(hints[field.name])) for field in own)
    names = frozenset(name for name, _ in readers)

    def read(value: Any, depth: int) -> T:
        if type(value) is not dict or depth > MAX_DEPTH:
            raise NotOfThisKindError("not object")
        if value.keys() != names:
            raise NotOfThisKindError("other members")
        made: dict[str, Any] = {}
        for name, one in readers:
            try:
                made[name] = one(value[name], depth + 1)
            except NotOfThisKindError as error:
                raise NotOfThisKindError(f"{name}: {error}") from None
        try:
            return kind(**made)
        except (TypeError, ValueError) as error:
            raise NotOfThisKindError(type(error).__name__) from None

    return read
