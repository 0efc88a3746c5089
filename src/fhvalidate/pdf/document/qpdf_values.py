"""What the library read of an object, as a value beside our own reading of it."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pikepdf

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.syntax.plain_values import value_at
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import (
    Boolean,
    Dictionary,
    Name,
    Real,
    Reference,
    Stream,
    Text,
    Value,
)

_HOLDS_NONE = (Reference, Name, Text, int, Real, Boolean, type(None))  # holds no other value
_OF_THE_STREAM = frozenset({b"Length"})  # where the data ends is compared by the data


def is_read_alike(own: Value, found: Any, objects: Objects, *, encrypted: bool) -> bool:
    """Whether the library read an object as we did, value for value.

    What it read of the same bytes in another revision, in the same words, is not read again.

    Raises:
        PdfSyntaxError: either cannot be read, or what a value refers to.
    """
    written = _written(found)
    key = ("alike", id(own))
    kept: _Kept | None = objects.known.get(key)  # type: ignore[assignment]
    if kept is not None and kept.own is own and kept.written == written:
        if isinstance(own, Stream) and raw_bytes(found) != own.raw and not encrypted:
            return False
        _read_all(kept.references, objects)
        return True
    theirs = _library_value(found, written)
    if _are_equal(own, theirs):
        references = tuple(_in_dictionaries(own))
        objects.known[key] = _Kept(own, written, references)
        _read_all(references, objects)
        return True
    return is_alike(own, theirs, objects, encrypted=encrypted)


_Written = tuple[bool, bytes] | None


@frozen
class _Kept:
    """An object that both read alike: our own reading, and how the library writes its.

    Attributes:
        references: what its dictionaries refer to.
    """

    own: Value
    written: _Written
    references: tuple[Reference, ...]


def _written(found: Any) -> _Written:
    """How the library writes an object, and whether it is a stream; None where it is no object."""
    match found:
        case pikepdf.Stream():
            return True, found.stream_dict.unparse(resolved=True)
        case pikepdf.Object():
            return False, found.unparse(resolved=True)
        case _:
            return None


def _library_value(found: Any, written: _Written) -> Value:
    """The value of an object that the library read.

    Raises:
        PdfSyntaxError: it cannot be read, or is no value.
    """
    if written is not None:
        is_stream, text = written
        value, _ = value_at(text, 0)
        if is_stream:
            return Stream(value if isinstance(value, Mapping) else {}, raw_bytes(found))
        return value
    match found:
        case bool():
            return Boolean(found)
        case Decimal():
            return Real(found)
        case _:
            return found  # type: ignore[no-any-return]


def _are_equal(own: Value, theirs: Value) -> bool:
    """Whether two values are equal to the last bit, but for where a stream's data ends."""
    if isinstance(own, Stream) and isinstance(theirs, Stream):
        return own.raw == theirs.raw and _rest(own.dictionary) == _rest(theirs.dictionary)
    return isinstance(own, tuple | Mapping) and own == theirs


def _in_dictionaries(value: Value) -> Iterator[Reference]:
    """What the dictionaries in a value refer to, in the order in which they are compared."""
    waiting: list[Value] = [_rest(value.dictionary) if isinstance(value, Stream) else value]
    while waiting:
        held = waiting.pop()
        # Asked of each value that a file has: of a tuple it is told faster than of a mapping.
        if isinstance(held, tuple):
            waiting.extend([each for each in held if not isinstance(each, _HOLDS_NONE)])
        elif isinstance(held, Mapping):
            values = held.values()
            yield from [each for each in values if isinstance(each, Reference)]
            waiting.extend([each for each in values if not isinstance(each, _HOLDS_NONE)])


def _read_all(references: Iterable[Reference], objects: Objects) -> None:
    """Reads what the references lead to, if not for a comparison.

    Raises:
        PdfSyntaxError: one of it cannot be read.
    """
    for each in references:
        _is_nothing(each, objects)


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
