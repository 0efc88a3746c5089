"""What the library read of an object, as a value beside our own reading of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pikepdf

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.syntax.plain_values import value_at
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import (
    Boolean,
    Dictionary,
    Real,
    Reference,
    Stream,
    Text,
    Value,
)

_OF_THE_STREAM = frozenset({b"Length"})  # where the data ends is compared by the data


def library_value(found: Any) -> Value:
    """The value of an object that the library read.

    Raises:
        PdfSyntaxError: it cannot be read, or is no value.
    """
    match found:
        case pikepdf.Stream():
            value, _ = value_at(found.stream_dict.unparse(resolved=True), 0)
            return Stream(value if isinstance(value, Mapping) else {}, raw_bytes(found))
        case pikepdf.Object():
            return value_at(found.unparse(resolved=True), 0)[0]
        case bool():
            return Boolean(found)
        case Decimal():
            return Real(found)
        case _:
            return found  # type: ignore[no-any-return]


def raw_bytes(stream: Any) -> bytes:
    """The bytes of a stream as it is packed.

    Raises:
        PdfSyntaxError: the library cannot read them.
    """
    try:
        return bytes(stream.read_raw_bytes())
    except (pikepdf.PdfError, RuntimeError) as error:
        raise PdfSyntaxError("stream-data", 0) from error


def is_alike(own: Value, theirs: Value, objects: Objects, *, encrypted: bool) -> bool:
    """Whether both readings are the same, value for value; strings only where nothing is encrypted.

    Raises:
        PdfSyntaxError: what a value refers to cannot be read.
    """
    waiting = [(own, theirs)]
    while waiting:
        match waiting.pop():
            case Stream() as one, Stream() as other:
                if one.raw != other.raw and not encrypted:
                    return False
                waiting.append((_rest(one.dictionary), _rest(other.dictionary)))
            case Mapping() as one, Mapping() as other:
                pairs = _pairs(one, other, objects)
                if pairs is None:
                    return False
                waiting.extend(pairs)
            case tuple() as one, tuple() as other:
                if len(one) != len(other):
                    return False
                waiting.extend(zip(one, other, strict=True))
            case one, other:
                if not _is_same(one, other, objects, encrypted=encrypted):
                    return False
    return True


def _pairs(
    one: Dictionary, other: Dictionary, objects: Objects
) -> list[tuple[Value, Value]] | None:
    """What stands under each key in both, to be compared; None where the keys are not the same.

    Raises:
        PdfSyntaxError: what a value refers to cannot be read.
    """
    if one == other:
        for value in one.values():
            _is_nothing(value, objects)  # it is read, if not compared
        return [(value, value) for value in one.values() if isinstance(value, tuple | Mapping)]
    mine, its = _present(one, objects), _present(other, objects)
    return [(mine[key], its[key]) for key in mine] if mine.keys() == its.keys() else None


def _is_same(one: Value, other: Value, objects: Objects, *, encrypted: bool) -> bool:
    """Whether two values that hold no others are the same."""
    if isinstance(one, Reference) and other is None:
        return _is_nothing(one, objects)
    if isinstance(one, Text) and isinstance(other, Text) and encrypted:
        return True
    return type(one) is type(other) and one == other


def _rest(dictionary: Dictionary) -> Dictionary:
    return {key: value for key, value in dictionary.items() if key not in _OF_THE_STREAM}


def _present(dictionary: Dictionary, objects: Objects) -> Dictionary:
    """The entries that are there: not those that are null, or lead to it (7.3.7)."""
    return {key: value for key, value in dictionary.items() if not _is_nothing(value, objects)}


def _is_nothing(value: Value, objects: Objects) -> bool:
    if isinstance(value, Reference):
        entry = objects.entries.get(value.number)
        return entry is None or objects.written(value.number) is None
    return value is None
