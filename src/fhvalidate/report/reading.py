"""Frozen values from JSON that somebody else wrote: the inverse of `report.json`, by declared type.

Only what is asked for is made, whatever the JSON says: nothing in it names a class. It is applied
to what comes from a process that has parsed a hostile file.
"""

import json
import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from fhvalidate.errors import UsageError
from fhvalidate.frozen import FrozenMapping
from fhvalidate.report.json import Json, to_jsonable, told_fields
from fhvalidate.report.reading_values import (
    PLAIN,
    TEXTS,
    UTC,
    NotOfThisKindError,
    Read,
    member,
    one_of,
    plain,
    written,
)
from fhvalidate.words.catalogue import Fact

MAX_DEPTH = 60  # levels of values in each other; a report has 10, attachments in it double that
T = TypeVar("T")


def read_value(kind: Any, text: str | bytes, *, leniently: bool = False) -> Any:
    """The value of the kind that the JSON text is; `leniently` as `from_jsonable` has it.

    Raises:
        NotOfThisKindError: it is none.
    """
    return from_jsonable(kind, json_of(text), leniently=leniently)


def json_of(text: str | bytes) -> Json:
    """What the text is as JSON.

    Raises:
        NotOfThisKindError: it is none, or an object in it has two members of one name.
    """
    try:
        value: Json = json.loads(text, object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as error:
        raise NotOfThisKindError("not JSON") from error
    return value


def _once_each(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; of two members of one name nobody knows which is meant."""
    found = dict(members)
    if len(found) != len(members):
        raise ValueError("a member twice")
    return found


def as_read(value: Fact) -> Fact:
    """The fact as it is when it has been written and read: equal, but for what JSON cannot say."""
    if isinstance(value, str) and UTC.fullmatch(value) is None:  # most of them
        return value
    read: Fact = from_jsonable(Fact, to_jsonable(value))
    return read


def read_written(kind: Any, text: str | bytes) -> Any:
    """The value that some version of this program has written, read leniently.

    Raises:
        UsageError: `report-not-readable`; `report-member-not-readable`, with the member that is not
            as it should be; `report-newer`.
        TypeError: the text is neither text nor bytes.
    """
    if not isinstance(text, str | bytes):
        raise TypeError("a report is read from JSON: str or bytes")
    try:
        return read_value(kind, text, leniently=True)
    except NotOfThisKindError as error:
        *members, _ = str(error).split(": ")
        if not members:
            raise UsageError("report-not-readable", reason="not-a-report") from error
        if members == ["schema"] and _is_newer(schema := str(json.loads(text)["schema"])):
            raise UsageError("report-newer", schema=schema) from error
        raise UsageError("report-member-not-readable", member=".".join(members)) from error


def _is_newer(schema: str) -> bool:
    """Whether it is the name of a report's schema that this version does not know yet."""
    number = schema.removeprefix("fhvalidate/report/")
    return number != schema and re.fullmatch("[2-9]|[1-9][0-9]{1,3}", number) is not None


def from_jsonable(kind: Any, value: Json, *, leniently: bool = False) -> Any:
    """The value of the kind: a dataclass, a tuple of them, or a plain type.

    Args:
        kind: what to make.
        value: what of.
        leniently: whether members that are not known are passed over, and those that are missing
            have their default, as in what an older or a newer version has written. Never for what
            a worker says.

    Raises:
        NotOfThisKindError: the JSON is none.
    """
    return _reader(kind, leniently=leniently)(value, 0)


@cache
def _reader(kind: Any, *, leniently: bool) -> Read:
    """What reads values of one declared type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in PLAIN:
        return plain(kind)
    if origin is Literal:
        return one_of(arguments)
    if origin in {Union, types.UnionType}:
        return _either(arguments, leniently=leniently)
    if origin is tuple:
        return _items(arguments, leniently=leniently)
    if origin is Mapping or origin is dict:
        return _table(arguments[1], leniently=leniently)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return member(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _object(kind, leniently=leniently)
    if kind in TEXTS:
        return written(kind, TEXTS[kind])
    raise TypeError(f"{kind!r} has no place in a report")


_CLASSES = frozenset({str, bool, int, float, type(None), list, dict})


def _either(kinds: tuple[Any, ...], *, leniently: bool) -> Read:
    # Null before a number that is not finite, and what is written as text before other text.
    order = sorted(kinds, key=lambda kind: 2 if kind is str else int(kind is not type(None)))
    ways = [(_written_as(kind), _reader(kind, leniently=False)) for kind in order]
    if leniently:  # what fits to the letter goes before what nearly fits
        ways += [(_written_as(kind), _reader(kind, leniently=True)) for kind in order]
    every = tuple(one for _, one in ways)
    # Most are refused by what class of JSON they are: the last way alone says so, as it would.
    by_class = {
        found: (*(one for classes, one in ways[:-1] if found in classes), every[-1])
        for found in _CLASSES
    }

    def read(value: Any, depth: int) -> Any:
        for one in by_class.get(type(value), every):
            try:
                return one(value, depth)
            except NotOfThisKindError as error:
                last = error
        raise last

    return read


def _written_as(kind: Any) -> frozenset[type]:
    """The classes of JSON that some value of the declared type is written as."""
    origin = get_origin(kind)
    if kind is float:  # what is not finite is written as null
        return frozenset({int, float, type(None)})
    if kind in PLAIN:
        return frozenset(PLAIN[kind])
    if origin is tuple:
        return frozenset({list})
    if origin in {Mapping, dict} or (isinstance(kind, type) and is_dataclass(kind)):
        return frozenset({dict})
    return frozenset({str, int})  # what is written as text, and what has members


def _items(arguments: tuple[Any, ...], *, leniently: bool) -> Read:
    if len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004
        item = _reader(arguments[0], leniently=leniently)

        def read(value: Any, depth: int) -> Any:
            return tuple(item(one, depth + 1) for one in _array(value, depth))

        return read
    readers = tuple(_reader(one, leniently=leniently) for one in arguments)

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


def _table(kind: Any, *, leniently: bool) -> Read:
    item = _reader(kind, leniently=leniently)

    def read(value: Any, depth: int) -> Any:
        if type(value) is not dict or depth > MAX_DEPTH:
            raise NotOfThisKindError("not object")
        return FrozenMapping({key: item(one, depth + 1) for key, one in value.items()})

    return read


def _object(kind: type[T], *, leniently: bool) -> Read:
    hints = get_type_hints(kind)
    own = [field for field in told_fields(kind) if field.init]
    names = frozenset(field.name for field in own)
    wanted = frozenset(
        field.name for field in own if field.default is MISSING and field.default_factory is MISSING
    )
    readers: list[tuple[tuple[str, Read], ...]] = []  # at first use: a report holds reports

    def read(value: Any, depth: int) -> T:
        if not readers:
            readers.append(
                tuple((n.name, _reader(hints[n.name], leniently=leniently)) for n in own)
            )
        if type(value) is not dict or depth > MAX_DEPTH:
            raise NotOfThisKindError("not object")
        if value.keys() != names and not (leniently and wanted <= value.keys()):
            raise NotOfThisKindError("other members")
        made: dict[str, Any] = {}
        for name, one in readers[0]:
            if name not in value:
                continue
            try:
                made[name] = one(value[name], depth + 1)
            except NotOfThisKindError as error:
                raise NotOfThisKindError(f"{name}: {error}") from None
        try:
            return kind(**made)
        except (TypeError, ValueError) as error:
            raise NotOfThisKindError(type(error).__name__) from None

    return read
