"""Signed attributes in the encodings that a signature value may be over (RFC 5652, 5.4)."""

from collections.abc import Iterator

from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.der import LONG_FORM, Element, plain_elements

MAX_ELEMENTS = 100_000  # encoded anew; Adobe's archived CRLs have some thousands
MAX_NESTING = 100  # values in each other; the deepest attribute, a CRL in Adobe's, has some 12
_ATTRIBUTE = 3  # levels below a SET OF attributes that are the attributes' own: the last, values
_CONSTRUCTED, _LONG_TAG = 0x20, 0x1F
_BOOLEAN, _SET = 0x01, 0x31
_END = b"\x00\x00"
# OCTET STRING and the character strings, in pieces; in DER they are whole (ITU-T X.690, 10.2).
_STRINGS = frozenset(
    _CONSTRUCTED | tag for tag in (0x04, 0x0C, 0x12, 0x13, 0x14, 0x15, 0x16, 0x19, 0x1A, 0x1B, 0x1E)
)


@frozen
class _Element:
    tag: bytes
    contents: int
    end: int | None  # None: the length is indefinite

    @property
    def is_constructed(self) -> bool:
        return bool(self.tag[0] & _CONSTRUCTED)


@frozen
class _Work:
    """How deep to go, and how many elements may still be encoded."""

    deepest: int
    left: Iterator[int]


def in_der_order(attributes: bytes) -> bytes:
    """A SET OF attributes in the order of DER, with definite lengths (ITU-T X.690, 10.1, 11.6).

    What is in the values stays as it stands: validators leave that to whoever signed.

    Raises:
        Asn1Error: the bytes are no SET OF, or one of more than MAX_ELEMENTS.
    """
    if _stands_in_order(attributes):
        return attributes
    return _encoded(attributes, deepest=_ATTRIBUTE)


def in_der(attributes: bytes) -> bytes:
    """The same, with all that is in the values in DER too.

    Raises:
        Asn1Error: the bytes are no SET OF, or have more in them than any attribute has.
    """
    return _encoded(attributes, deepest=MAX_NESTING + 1)


def _stands_in_order(attributes: bytes) -> bool:
    """Whether that is what stands there: nearly always, and found out in a fifth of the time."""
    whole = plain_elements(attributes, 0, len(attributes))
    if whole is None or len(whole) != 1 or attributes[0] != _SET:
        return False
    places = [*whole]
    for depth in range(1, _ATTRIBUTE + 1):
        held: list[Element] = []
        for start, contents, end in places:
            if not _is_minimal(start, contents, end):
                return False
            if attributes[start] & _CONSTRUCTED:
                parts = plain_elements(attributes, contents, end)
                if parts is None:
                    return False
                held += parts
        if depth == 1:
            encoded = [attributes[start:end] for start, _, end in held]
            if encoded != sorted(encoded):
                return False
        places = held
    return all(_is_minimal(*place) and attributes[place[0]] not in _STRINGS for place in places)


def _is_minimal(start: int, contents: int, end: int) -> bool:
    """Whether the length of a plain element is written in as few octets as there can be."""
    return contents - start == 1 + len(_length(end - contents))


def _encoded(attributes: bytes, *, deepest: int) -> bytes:
    if attributes[:1] != bytes([_SET]):
        raise Asn1Error("attributes")
    try:
        work = _Work(deepest, iter(range(MAX_ELEMENTS)))
        encoded, end = _anew(attributes, 0, len(attributes), depth=0, work=work)
    except (IndexError, ValueError) as error:
        raise Asn1Error("attributes") from error
    if end != len(attributes):
        raise Asn1Error("attributes")
    return encoded


def _anew(data: bytes, start: int, end: int, *, depth: int, work: _Work) -> tuple[bytes, int]:
    """The element that starts there, in DER as deep as is asked; and where it ends.

    Raises:
        ValueError, IndexError: there is none, or it is nested too deep.
    """
    if depth > MAX_NESTING or next(work.left, None) is None:
        raise ValueError("too much")
    element = _header(data, start, end)
    goes_in = depth < work.deepest or element.end is None or element.tag[0] in _STRINGS
    if not element.is_constructed or not goes_in:
        held = data[element.contents : element.end]
        if element.tag[0] == _BOOLEAN and depth > _ATTRIBUTE and held != b"\x00":
            held = b"\xff"  # X.690, 11.1
        return element.tag + _length(len(held)) + held, element.end or end
    parts, after = _parts(data, element, end, depth=depth + 1, work=work)
    if element.tag[0] in _STRINGS:
        held = b"".join(map(_contents, parts))
        return bytes([element.tag[0] & ~_CONSTRUCTED]) + _length(len(held)) + held, after
    if element.tag[0] == _SET and (depth == 0 or work.deepest > _ATTRIBUTE):
        parts.sort()
    held = b"".join(parts)
    return element.tag + _length(len(held)) + held, after


def _parts(
    data: bytes, element: _Element, end: int, *, depth: int, work: _Work
) -> tuple[list[bytes], int]:
    """What is in a constructed element, each part anew; and where the element ends."""
    parts: list[bytes] = []
    place = element.contents
    limit = end if element.end is None else element.end
    while place < limit:
        if element.end is None and data[place : place + 2] == _END:
            return parts, place + 2
        part, place = _anew(data, place, limit, depth=depth, work=work)
        parts.append(part)
    if element.end is None:
        raise ValueError("no end")
    return parts, limit


def _header(data: bytes, start: int, end: int) -> _Element:
    place = start + 1
    if data[start] & _LONG_TAG == _LONG_TAG:
        while data[place] >= LONG_FORM:
            place += 1
        place += 1
    tag, length = data[start:place], data[place]
    place += 1
    if length == LONG_FORM:
        if not tag[0] & _CONSTRUCTED:
            raise ValueError("length")
        return _Element(tag, place, None)
    if length > LONG_FORM:
        octets = length - LONG_FORM
        length = int.from_bytes(data[place : place + octets], "big")
        place += octets
    if place + length > end:
        raise ValueError("length")
    return _Element(tag, place, place + length)


def _contents(encoded: bytes) -> bytes:
    return encoded[_header(encoded, 0, len(encoded)).contents :]


def _length(size: int) -> bytes:
    """The octets of a definite length, as few as there can be (ITU-T X.690, 10.1)."""
    if size < LONG_FORM:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([LONG_FORM | len(octets)]) + octets
