"""PDF objects as they stand in the bytes: strict, bounded, with every token's place.

A reading of our own beside the libraries': they repair and forgive, and two readers that repair
in two ways is what an attacker needs (ISO 32000-2, 7.2 and 7.3).
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from fhvalidate.errors import PdfSyntaxError

MAX_NUMBER_DIGITS = 20  # the offsets and sizes of any real file have at most 12
MAX_NESTING = 100  # containers in each other; real files stay below 20
MAX_CHILDREN = 1_000_000  # entries of one container; a page tree of 20,000 kids is large

_SPACE = re.compile(rb"(?:[\x00\t\n\x0c\r ]++|%[^\r\n]*+)*+")
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])")
_GAP = rb"(?:[\x00\t\n\x0c\r ]++|%[^\r\n]*+)++"  # a comment is white space (7.2.4)
_REFERENCE = re.compile(
    rb"(\d{1,10})" + _GAP + rb"(\d{1,5})" + _GAP + rb"R(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])"
)
_NAME = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]*)")
_WORD = re.compile(rb"[^\x00\t\n\x0c\r ()<>\[\]{}/%]+")
_HEX = re.compile(rb"<([0-9A-Fa-f\x00\t\n\x0c\r ]*)>")
_STRING_PART = re.compile(rb"[^()\\]*+")
_ESCAPED_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")


class Kind(Enum):
    """The kinds of object."""

    INTEGER = auto()
    REAL = auto()
    NAME = auto()
    STRING = auto()
    HEX = auto()
    WORD = auto()
    REFERENCE = auto()
    ARRAY = auto()
    DICTIONARY = auto()


@dataclass(frozen=True, slots=True)
class Node:
    """An object in the bytes: `data[start:end]` is the whole token or container.

    `value` is an int (INTEGER), bytes (NAME without its slash, WORD), a pair (REFERENCE: number,
    generation), or None where the place is all that matters (REAL, STRING, HEX and containers).
    `children` are an array's items, or a dictionary's keys and values in turn, repeats kept.
    """

    kind: Kind
    start: int
    end: int
    value: int | bytes | tuple[int, int] | None = None
    children: tuple["Node", ...] = ()

    def all(self, key: bytes) -> tuple["Node", ...]:
        """Every value that a dictionary gives the key: more than one is a repeated key."""
        pairs = zip(self.children[::2], self.children[1::2], strict=True)
        return tuple(value for name, value in pairs if name.value == key)

    def get(self, key: bytes) -> "Node | None":
        """The one value of the key; None when it is missing or repeated."""
        values = self.all(key)
        return values[0] if len(values) == 1 else None

    def integer(self, key: bytes) -> int | None:
        """The one value of the key when it is a direct integer."""
        node = self.get(key)
        return node.value if node is not None and isinstance(node.value, int) else None


def skip_space(data: bytes, pos: int) -> int:
    """The first position at or after `pos` that is neither white space nor in a comment."""
    match = _SPACE.match(data, pos)
    return match.end() if match else pos


def parse(data: bytes, pos: int, *, depth: int = 0) -> Node:
    """The object that starts at `pos`, white space and comments before it passed over.

    Raises:
        PdfSyntaxError: there is no well-formed object within the limits.
    """
    pos = skip_space(data, pos)
    first = data[pos : pos + 1]
    if depth > MAX_NESTING:
        raise PdfSyntaxError("nesting", pos)
    if data.startswith(b"<<", pos):
        return _container(data, pos, Kind.DICTIONARY, depth)
    match first:
        case b"[":
            return _container(data, pos, Kind.ARRAY, depth)
        case b"<":
            return _matched(_HEX, data, pos, Kind.HEX)
        case b"(":
            return Node(Kind.STRING, pos, _string_end(data, pos))
        case b"/":
            return _name(data, pos)
        case b"":
            raise PdfSyntaxError("end of file", pos)
        case _:
            return _number_or_word(data, pos)


def _container(data: bytes, start: int, kind: Kind, depth: int) -> Node:
    closing = b"]" if kind is Kind.ARRAY else b">>"
    children: list[Node] = []
    pos = skip_space(data, start + len(closing))
    while not data.startswith(closing, pos):
        if len(children) >= MAX_CHILDREN:
            raise PdfSyntaxError("too many entries", pos)
        node = parse(data, pos, depth=depth + 1)
        if kind is Kind.DICTIONARY and len(children) % 2 == 0 and node.kind is not Kind.NAME:
            raise PdfSyntaxError("key", pos)
        children.append(node)
        pos = skip_space(data, node.end)
    if kind is Kind.DICTIONARY and len(children) % 2:
        raise PdfSyntaxError("key without value", pos)
    return Node(kind, start, pos + len(closing), None, tuple(children))


def _number_or_word(data: bytes, pos: int) -> Node:
    if reference := _REFERENCE.match(data, pos):
        target = (int(reference[1]), int(reference[2]))
        return Node(Kind.REFERENCE, pos, reference.end(), target)
    if number := _NUMBER.match(data, pos):
        if len(number[0]) > MAX_NUMBER_DIGITS:
            raise PdfSyntaxError("number too long", pos)
        if b"." in number[0]:
            return Node(Kind.REAL, pos, number.end())
        return Node(Kind.INTEGER, pos, number.end(), int(number[0]))
    node = _matched(_WORD, data, pos, Kind.WORD)
    return Node(Kind.WORD, pos, node.end, data[pos : node.end])


def _name(data: bytes, pos: int) -> Node:
    match = _NAME.match(data, pos)
    if match is None:
        raise PdfSyntaxError("name", pos)
    # ISO 32000-2, 7.3.5: #xx stands for a byte, so /Byte#52ange is /ByteRange.
    plain = _ESCAPED_NAME.sub(lambda code: bytes.fromhex(code[1].decode()), match[1])
    return Node(Kind.NAME, pos, match.end(), plain)


def _matched(pattern: re.Pattern[bytes], data: bytes, pos: int, kind: Kind) -> Node:
    match = pattern.match(data, pos)
    if match is None:
        raise PdfSyntaxError(kind.name.lower(), pos)
    return Node(kind, pos, match.end())


def _string_end(data: bytes, start: int) -> int:
    depth, pos = 1, start + 1
    while depth:
        part = _STRING_PART.match(data, pos)
        pos = part.end() if part else pos
        match data[pos : pos + 1]:
            case b"(":
                depth += 1
            case b")":
                depth -= 1
            case b"\\":
                pos += 1
            case _:
                raise PdfSyntaxError("string without end", start)
        pos += 1
    return pos
