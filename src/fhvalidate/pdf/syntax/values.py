"""Objects as values, where the bytes can be read in one way only (ISO 32000-2, 7.2 and 7.3).

A library repairs and forgives. What decides is read here: white space is the six bytes of table
1, a dictionary gives each key once, and no control byte stands outside strings and streams.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.objects import Kind, Node

_CONTROL = late_re(rb"[\x00-\x20\x7f]")
_ODD_ESCAPE = late_re(rb"#(?:00|(?![0-9A-Fa-f]{2}))")
_DIGITS = late_re(rb"\d{1,20}")
_ESCAPE = late_re(rb"\\(?:([0-7]{1,3})|(\r\n|\r|\n)|(.?))|\r\n?", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
SHORT = 64  # bytes of names that are remembered; real ones have some ten
_WORDS = {b"true": True, b"false": False}
# What says where something else stands: an odd number there is read by each reader as it likes.
STRUCTURAL = frozenset(
    {b"Length", b"Prev", b"Size", b"XRefStm", b"W", b"Index", b"N", b"First", b"Columns"}
)


@frozen
class Name:
    """A name, its #xx read and without its slash."""

    value: bytes


@frozen
class Text:
    """A string, as its bytes; those of an encrypted file are still encrypted."""

    value: bytes


@frozen
class Boolean:
    """A boolean; one of its own, for True is 1."""

    value: bool


@frozen
class Real:
    """A real number; one of its own, for 2.0 is not 2 to every reader."""

    value: Decimal


@frozen
class Reference:
    """A reference to an indirect object."""

    number: int
    generation: int


@frozen
class Stream:
    """A stream: its dictionary and its bytes as they are packed."""

    dictionary: "Dictionary"
    raw: bytes


Dictionary = Mapping[bytes, "Value"]
Value = (
    int
    | Real
    | Name
    | Text
    | Boolean
    | Reference
    | Stream
    | None
    | tuple["Value", ...]
    | Dictionary
)
NOTHING: Dictionary = MappingProxyType({})


def value_of(data: bytes, node: Node) -> Value:
    """The object that stands at the node.

    Raises:
        PdfSyntaxError: it can be read in two ways.
    """
    match node.kind:
        case Kind.ARRAY:
            return tuple(value_of(data, child) for child in node.children)
        case Kind.DICTIONARY:
            return dictionary_of(data, node)
        case Kind.REFERENCE:
            return _reference(node)
        case Kind.NAME:
            name = _name(data, node)
            return _shared(name) if len(name) <= SHORT else Name(name)
        case _:
            return _scalar(data[node.start : node.end], node)


def _scalar(written: bytes, node: Node) -> Value:
    match node.kind:
        case Kind.INTEGER:
            return int(written)
        case Kind.REAL:
            return Real(Decimal(written.decode("ascii")))
        case Kind.STRING:
            return Text(literal(written[1:-1]))
        case Kind.HEX:
            return Text(_hexadecimal(written[1:-1]))
        case _:
            return _word(written, node.start)


def dictionary_of(data: bytes, node: Node) -> Dictionary:
    """The dictionary that stands at the node.

    A key whose value is null is there: by 7.3.7 it is not, but not every reader knows.

    Raises:
        PdfSyntaxError: it is none, or can be read in two ways.
    """
    if node.kind is not Kind.DICTIONARY:
        raise PdfSyntaxError("dictionary", node.start)
    found: dict[bytes, Value] = {}
    seen: set[bytes] = set()
    for key, value in zip(node.children[::2], node.children[1::2], strict=True):
        name = _name(data, key)
        if name in seen and not _may_repeat(name, node):
            raise PdfSyntaxError("key-twice", node.start)
        seen.add(name)
        if name in STRUCTURAL:
            _check_digits(data, value)
        found[name] = value_of(data, value)
    return MappingProxyType(found)


def _may_repeat(name: bytes, node: Node) -> bool:
    """Some time-stamping software gives a signature's /Type twice; it decides nothing shown."""
    return name == b"Type" and any(key.value == b"ByteRange" for key in node.children[::2])


def _name(data: bytes, node: Node) -> bytes:
    written = data[node.start + 1 : node.end]
    if not (_is_plain_once(written) if len(written) <= SHORT else _is_plain(written)):
        raise PdfSyntaxError("name", node.start)
    return node.value if isinstance(node.value, bytes) else b""


def _is_plain(written: bytes) -> bool:
    """Whether a name has no control byte and no odd escape in it."""
    return not (_CONTROL.search(written) or _ODD_ESCAPE.search(written))


# A file has few names, and each of them often.
_is_plain_once = lru_cache(maxsize=8192)(_is_plain)
_shared = lru_cache(maxsize=8192)(Name)


def _check_digits(data: bytes, node: Node) -> None:
    """Structural numbers are plain digits: no sign, no point."""
    for each in node.children or (node,):
        number = each.kind in {Kind.INTEGER, Kind.REAL}
        if number and not _DIGITS.fullmatch(data, each.start, each.end):
            raise PdfSyntaxError("number", each.start)


def _reference(node: Node) -> Reference:
    number, generation = node.value if isinstance(node.value, tuple) else (0, 0)
    return Reference(number, generation)


def _word(word: bytes, at: int) -> Value:
    if word == b"null":
        return None
    if word not in _WORDS:
        raise PdfSyntaxError("word", at)
    return Boolean(_WORDS[word])


def literal(written: bytes) -> bytes:
    """ISO 32000-2, 7.3.4.2: escapes read, any end of line is a line feed."""
    if b"\\" not in written and b"\r" not in written:
        return written
    return _ESCAPE.sub(_unescaped, written)


def _unescaped(found: re.Match[bytes]) -> bytes:
    if found[1] is not None:
        return bytes([int(found[1], 8) & 0xFF])
    if found[2] is not None:
        return b""  # a line that goes on
    if found[3] is not None:
        return _ESCAPED.get(found[3], found[3])
    return b"\n"


def _hexadecimal(digits: bytes) -> bytes:
    plain = b"".join(digits.replace(b"\x00", b" ").split())
    return bytes.fromhex((plain + b"0" * (len(plain) % 2)).decode("ascii"))


def references_in(value: Value) -> Iterator[Reference]:
    """Every reference in the value itself, those in what it refers to left out."""
    waiting: list[Value] = [value]
    while waiting:
        match waiting.pop():
            case Reference() as reference:
                yield reference
            case Stream(dictionary=dictionary):
                waiting.append(dictionary)
            case tuple() as items:
                waiting.extend(items)
            case Mapping() as entries:
                waiting.extend(entries.values())
            case _:
                pass


def size_of(value: Value) -> Decimal | None:
    """The number that a value is; None when it is none."""
    match value:
        case Real(value=number):
            return number
        case int():
            return Decimal(value)
        case _:
            return None


def number_of(value: Value) -> int:
    """The number that a value refers to; 0 when it is a direct one."""
    return value.number if isinstance(value, Reference) else 0
