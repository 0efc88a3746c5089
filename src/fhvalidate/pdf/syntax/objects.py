"""PDF objects as they stand in the bytes: strict, bounded, with every token's place.

A reading of our own beside the libraries': they repair and forgive, and two readers that repair
in two ways is what an attacker needs (ISO 32000-2, 7.2 and 7.3).
"""

import re
from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import NamedTuple

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.late_patterns import late_re

MAX_NUMBER_DIGITS = 20  # the offsets and sizes of any real file have at most 12
MAX_NESTING = 100  # containers in each other; real files stay below 20
MAX_CHILDREN = 1_000_000  # entries of one container; a page tree of 20,000 kids is large

_SPACE = late_re(rb"(?:[\x00\t\n\x0c\r ]++|%[^\r\n]*+|)*+")
# A comment is white space (7.2.4).
_GAP = rb"(?=[\x00\t\n\x0c\r %])(?:[\x00\t\n\x0c\r ]++|%[^\r\n]*+|)*+"
_REGULAR = rb"[^\x00\t\n\x0c\r ()<>\[\]{}/%]"
_TOKEN = late_re(
    _SPACE.pattern + rb"(?:(?P<name>/%(regular)b*+)"
    rb"|(?P<reference>(\d{1,10})%(gap)b(\d{1,5})%(gap)bR(?!%(regular)b))"
    rb"|(?P<integer>[+-]?\d++(?!%(regular)b))"
    rb"|(?P<real>[+-]?(?:\d++\.\d*+|\.\d++)(?!%(regular)b))"
    rb"|(?P<open><<|\[)"
    rb"|(?P<close>>>|\])"
    rb"|(?P<hex><[0-9A-Fa-f\x00\t\n\x0c\r ]*+>)"
    rb"|(?P<string>\()"
    rb"|(?P<word>%(regular)b++))" % {b"regular": _REGULAR, b"gap": _GAP}
)
_NUMBER, _GENERATION = (_TOKEN.groupindex["reference"] + part for part in (1, 2))
# Within a string, others that hold none are passed over at once.
_STRING_PART = late_re(
    rb"(?:[^()\\]++|\\.|\((?:[^()\\]++|\\.|)*+\)|)*+",
    re.DOTALL,
)
_ESCAPED_NAME = late_re(rb"#([0-9A-Fa-f]{2})")


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


class Node(NamedTuple):
    """An object in the bytes: `data[start:end]` is the whole token or container.

    A tuple, since a file has some thousands of them. `value` is an int (INTEGER), bytes (NAME
    without its slash, WORD), a pair (REFERENCE: number, generation), or None where the place is
    all that matters (REAL, STRING, HEX and containers). `children` are an array's items, or a
    dictionary's keys and values in turn, repeats kept.
    """

    kind: Kind
    start: int
    end: int
    value: int | bytes | tuple[int, int] | None = None
    children: tuple["Node", ...] = ()

    def all(self, key: bytes) -> tuple["Node", ...]:
        """Every value that a dictionary gives the key: more than one is a repeated key."""
        children = self.children
        pairs = zip(children[::2], children[1::2], strict=True)
        return tuple([value for name, value in pairs if name.value == key])

    def get(self, key: bytes) -> "Node | None":
        """The one value of the key; None when it is missing or repeated."""
        values = self.all(key)
        return values[0] if len(values) == 1 else None

    def integer(self, key: bytes) -> int | None:
        """The one value of the key when it is a direct integer."""
        node = self.get(key)
        return node.value if node is not None and isinstance(node.value, int) else None


# Half the cost of a node is in the call that names its parts.
_node: Callable[[tuple[object, ...]], Node] = partial(tuple.__new__, Node)


def skip_space(data: bytes, pos: int) -> int:
    """The first position at or after `pos` that is neither white space nor in a comment."""
    match = _SPACE.match(data, pos)
    return match.end() if match else pos


def parse(data: bytes, pos: int) -> Node:
    """The object that starts at `pos`, white space and comments before it passed over.

    Raises:
        PdfSyntaxError: there is no well-formed object within the limits.
    """
    around: list[_Container] = []
    closing: bytes | None = None
    children: list[Node] = []  # of the innermost container
    while True:
        token = _TOKEN.match(data, pos)
        kind = token.lastgroup if token is not None else None
        if token is None or kind is None:
            raise _not_a_token(data, pos, around)
        start, pos = token.span(kind)
        if kind == "close" and around and token[kind] == closing:
            node = _closed(around.pop(), pos)
            _, closing, children = around[-1] if around else _NOWHERE
        else:
            if len(around) > MAX_NESTING or len(children) >= MAX_CHILDREN:
                _check_room(around, start)
            if kind == "open":
                closing, children = b">>" if token[kind] == b"<<" else b"]", []
                around.append(_Container(start, closing, children))
                continue
            if kind == "name":
                node = _node((Kind.NAME, start, pos, plain_name(data[start + 1 : pos]), ()))
            else:
                node = _scalar(data, token, kind, start, pos)
                pos = node.end
        if not around:
            return node
        if closing == b">>" and node.kind is not Kind.NAME and len(children) % 2 == 0:
            raise PdfSyntaxError("key", node.start)
        children.append(node)


class _Container(NamedTuple):
    """A container that is not closed yet, and what it holds so far."""

    start: int
    closing: bytes | None
    children: list[Node]


_NOWHERE = _Container(0, None, [])


def _check_room(around: list[_Container], pos: int) -> None:
    if around and len(around[-1].children) >= MAX_CHILDREN:
        raise PdfSyntaxError("too many entries", pos)
    if len(around) > MAX_NESTING:
        raise PdfSyntaxError("nesting", pos)


def _closed(container: _Container, end: int) -> Node:
    start, closing, children = container
    if closing == b"]":
        return Node(Kind.ARRAY, start, end, None, tuple(children))
    if len(children) % 2:
        raise PdfSyntaxError("key without value", end - len(b">>"))
    return Node(Kind.DICTIONARY, start, end, None, tuple(children))


def _scalar(data: bytes, token: re.Match[bytes], kind: str, start: int, end: int) -> Node:
    match kind:
        case "reference":
            value = int(token[_NUMBER]), int(token[_GENERATION])
            return _node((Kind.REFERENCE, start, end, value, ()))
        case "integer" | "real":
            if end - start > MAX_NUMBER_DIGITS:
                raise PdfSyntaxError("number too long", start)
            if kind == "real":
                return Node(Kind.REAL, start, end)
            return _node((Kind.INTEGER, start, end, int(token[kind]), ()))
        case "hex":
            return Node(Kind.HEX, start, end)
        case "string":
            return Node(Kind.STRING, start, _string_end(data, start))
        case "word":
            return Node(Kind.WORD, start, end, token[kind])
        case _:
            raise PdfSyntaxError("word", start)  # closes what is not open


def _not_a_token(data: bytes, pos: int, around: list[_Container]) -> PdfSyntaxError:
    pos = skip_space(data, pos)
    _check_room(around, pos)
    if pos >= len(data):
        return PdfSyntaxError("end of file", pos)
    return PdfSyntaxError("hex" if data.startswith(b"<", pos) else "word", pos)


def plain_name(written: bytes) -> bytes:
    """ISO 32000-2, 7.3.5: #xx stands for a byte, so /Byte#52ange is /ByteRange."""
    if b"#" not in written:
        return written
    return _ESCAPED_NAME.sub(lambda code: bytes.fromhex(code[1].decode()), written)


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
